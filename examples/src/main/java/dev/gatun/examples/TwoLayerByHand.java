package dev.gatun.examples;

import dev.gatun.display.Chart;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * A network of two layers, and the gradient of its loss twice: by the chain rule written out, and
 * by {@code backward}. Then descent with the gradient made by hand.
 */
@Command(
        name = "TwoLayerByHand",
        mixinStandardHelpOptions = true,
        description = {
            "The chain rule by hand beside backward, for a network of two layers.",
            "Its training takes less than a second, so that there is nothing to resume."
        })
final class TwoLayerByHand implements Runnable {
    private static final int ROWS = 32;
    private static final double RATE = 0.3;

    @Mixin private RunOptions options = new RunOptions();

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "200",
            description = "steps of descent (${DEFAULT-VALUE})")
    private int steps;

    public static void main(String[] args) {
        RunOptions.run(new TwoLayerByHand(), args);
    }

    /** The weights; rows of a batch go in from the left. */
    private record Weights(Tensor w1, Tensor b1, Tensor w2, Tensor b2) {
        static Weights random(long inputs, long hidden, long outputs) {
            return new Weights(
                    randn(inputs, hidden).mul(0.5),
                    Tensor.zeros(Shape.of(hidden), DType.F64),
                    randn(hidden, outputs).mul(0.5),
                    Tensor.zeros(Shape.of(outputs), DType.F64));
        }

        Map<String, Tensor> byName() {
            Map<String, Tensor> all = new LinkedHashMap<>();
            all.put("w1", w1);
            all.put("b1", b1);
            all.put("w2", w2);
            all.put("b2", b2);
            return all;
        }
    }

    @Override
    public void run() {
        options.seed();
        try (Scope _ = Scope.open("two layers")) {
            Weights weights = Weights.random(4, 5, 2);
            Tensor x = randn(ROWS, 4);
            Tensor y = x.narrow(1, 0, 2).mul(x.narrow(1, 2, 2)).sin(); // (ROWS, 2)
            compare(weights, x, y);
            double[] losses = descend(weights, x, y);
            options.print(
                    "loss %.5f at first, %.5f at the end".formatted(losses[0], losses[steps]));
            double[] at = IntStream.rangeClosed(0, steps).asDoubleStream().toArray();
            Chart chart =
                    new Chart("Descent with the gradient made by hand", "loss by step")
                            .xLabel("step")
                            .logY()
                            .line("loss", at, losses);
            options.picture("two-layer-by-hand.svg", chart::save);
        }
    }

    private static Tensor loss(Weights net, Tensor x, Tensor y) {
        Tensor hidden = x.matmul(net.w1()).add(net.b1()).tanh();
        Tensor output = hidden.matmul(net.w2()).add(net.b2());
        return output.sub(y).square().sum().div(2.0 * x.size(0));
    }

    /** The gradient of the loss: from the loss back to each weight, a factor at a time. */
    private static Weights byHand(Weights net, Tensor x, Tensor y) {
        Tensor hidden = x.matmul(net.w1()).add(net.b1()).tanh(); // (n, h)
        Tensor output = hidden.matmul(net.w2()).add(net.b2()); // (n, o)

        Tensor dOutput = output.sub(y).div((double) x.size(0)); // of sum (output - y)^2 / 2n
        Tensor dW2 = hidden.t().matmul(dOutput);
        Tensor dB2 = dOutput.sum(0);
        Tensor dHidden = dOutput.matmul(net.w2().t());
        Tensor dSum = dHidden.mul(hidden.square().neg().add(1)); // tanh' = 1 - tanh^2
        Tensor dW1 = x.t().matmul(dSum);
        Tensor dB1 = dSum.sum(0);
        return new Weights(dW1, dB1, dW2, dB2);
    }

    private void compare(Weights weights, Tensor x, Tensor y) {
        Map<String, Tensor> hand = byHand(weights, x, y).byName();
        Map<String, Tensor> leaves = weights.byName();
        leaves.values().forEach(each -> each.requiresGrad_(true));
        loss(weights, x, y).backward();
        double largest = 0;
        for (String name : hand.keySet()) {
            Tensor byHand = Objects.requireNonNull(hand.get(name));
            Tensor leaf = Objects.requireNonNull(leaves.get(name));
            Tensor backward = Objects.requireNonNull(leaf.grad());
            options.print("gradient of %s, by hand:%n%s".formatted(name, byHand));
            options.print("and by backward:%n%s".formatted(backward));
            largest = Math.max(largest, byHand.sub(backward).abs().max().item());
        }
        options.print("largest difference: %.1e".formatted(largest));
    }

    private double[] descend(Weights weights, Tensor x, Tensor y) {
        double[] losses = new double[steps + 1];
        try (GradientMode _ = Gradients.noGrad()) {
            for (int step = 0; step <= steps; step++) {
                try (Scope _ = Scope.open("step")) {
                    losses[step] = loss(weights, x, y).item();
                    Weights gradient = byHand(weights, x, y);
                    Map<String, Tensor> leaves = weights.byName();
                    gradient.byName()
                            .forEach((name, each) ->
                                    Objects.requireNonNull(leaves.get(name)).sub_(each.mul(RATE)));
                }
            }
        }
        return losses;
    }

    private static Tensor randn(long... shape) {
        return Tensor.randn(Shape.of(shape), DType.F64);
    }
}
