package dev.gatun.examples;

import dev.gatun.display.Chart;
import dev.gatun.memory.Scope;
import dev.gatun.nn.Init;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * How much of a gradient reaches the first layers of a deep network. Each layer multiplies it by
 * the derivative of its function: at most 1/4 for the sigmoid, at most 1 for tanh, 0 or 1 for ReLU
 * (Hochreiter 1991). Weights start as Glorot and Bengio 2010 say for the first two, and as He and
 * others 2015 say for ReLU.
 */
@Command(
        name = "VanishingGradient",
        mixinStandardHelpOptions = true,
        description = "Norms of gradients by layer, for sigmoid, tanh and ReLU.")
final class VanishingGradient implements Runnable {
    private static final int ROWS = 128;

    @Mixin private RunOptions options = new RunOptions();

    @Option(
            names = "--layers",
            paramLabel = "N",
            defaultValue = "20",
            description = "how many layers (${DEFAULT-VALUE})")
    private int layers;

    @Option(
            names = "--width",
            paramLabel = "N",
            defaultValue = "128",
            description = "how wide each is (${DEFAULT-VALUE})")
    private int width;

    public static void main(String[] args) {
        RunOptions.run(new VanishingGradient(), args);
    }

    @Override
    public void run() {
        options.seed();
        double[] x = IntStream.rangeClosed(1, layers).asDoubleStream().toArray();
        Chart chart =
                new Chart("Norm of the gradient of each layer's weight", layers + " layers")
                        .xLabel("layer, from the input")
                        .logY();
        for (String name : List.of("sigmoid", "tanh", "ReLU")) {
            double[] norms = norms(name);
            options.print(
                    "%-8s layer 1: %8.1e, layer %d: %8.1e, first over last: %.1e"
                            .formatted(
                                    name,
                                    norms[0],
                                    layers,
                                    norms[layers - 1],
                                    norms[0] / norms[layers - 1]));
            chart.line(name, x, norms);
        }
        options.picture("vanishing-gradient.svg", chart::save);
    }

    private double[] norms(String name) {
        try (Scope _ = Scope.open(name)) {
            UnaryOperator<Tensor> function =
                    switch (name) {
                        case "sigmoid" -> Tensor::sigmoid;
                        case "tanh" -> Tensor::tanh;
                        default -> Tensor::relu;
                    };
            Tensor[] weights =
                    Stream.generate(() -> start(name).requiresGrad_(true))
                            .limit(layers)
                            .toArray(Tensor[]::new);
            Tensor x = Tensor.randn(ROWS, width);
            for (Tensor weight : weights) {
                x = function.apply(x.matmul(weight.t()));
            }
            Tensor loss = x.square().mean();
            return Gradients.of(loss, weights).stream()
                    .mapToDouble(each -> each.norm().item())
                    .toArray();
        }
    }

    private Tensor start(String name) {
        Tensor weight = Tensor.zeros(width, width);
        Generator generator = Generator.standard();
        return name.equals("ReLU")
                ? Init.kaimingNormal(weight, Init.gain("relu"), Init.Fan.IN, generator)
                : Init.xavierNormal(weight, 1, generator);
    }
}
