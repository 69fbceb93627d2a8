package dev.gatun.examples;

import dev.gatun.memory.Scope;
import dev.gatun.nn.Linear;
import dev.gatun.nn.Losses;
import dev.gatun.optim.SGD;
import dev.gatun.tensor.Tensor;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The weights of a straight line in four variables, found by descent. */
@Command(
        name = "LinearRegression",
        mixinStandardHelpOptions = true,
        description = "Finds the four weights and the bias that noisy rows were made with.")
final class LinearRegression implements Runnable {
    private static final double NOISE = 0.1;

    @Mixin private TrainingOptions options = new TrainingOptions();

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "100",
            description = "steps of descent (${DEFAULT-VALUE})")
    private int steps;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "256",
            description = "rows of data (${DEFAULT-VALUE})")
    private int rows;

    @Option(
            names = "--rate",
            paramLabel = "X",
            defaultValue = "0.1",
            description = "learning rate (${DEFAULT-VALUE})")
    private double rate;

    public static void main(String[] args) {
        RunOptions.run(new LinearRegression(), args);
    }

    @Override
    public void run() {
        options.seed();
        try (Scope _ = Scope.open("model");
                Training training = new Training(options, "linear-regression", steps, "rows")) {
            Tensor weights = Tensor.of(new float[] {2, -1, 0.5f, 3}, 1, 4);
            Tensor bias = Tensor.of(0.7f);
            Tensor x = Tensor.randn(rows, 4);
            Tensor y = x.linear(weights, bias).add(Tensor.randn(rows, 1).mul(NOISE)); // (rows, 1)

            Linear model = new Linear(4, 1);
            SGD optimizer = new SGD(model.parameters(), rate);
            training.start(model, optimizer);
            while (training.hasNext()) {
                try (Scope _ = Scope.open("step")) {
                    Tensor loss = Losses.mse(model.apply(x), y);
                    optimizer.zeroGrad();
                    loss.backward();
                    optimizer.step();
                    training.step(loss.item(), rows);
                }
            }

            if (training.isStopped()) {
                return;
            }

            Tensor found = model.weight().tensor().detach();
            Tensor foundBias = Objects.requireNonNull(model.bias()).tensor().detach();
            options.print("made with weights " + list(weights) + " and bias " + list(bias));
            options.print("found     weights " + list(found) + " and bias " + list(foundBias));
            options.print(
                    "largest difference: %.3f".formatted(found.sub(weights).abs().max().item()));
            TrainingLog log = training.log();
            options.print(log.summary() + "; the noise alone: %.5f".formatted(NOISE * NOISE));
            options.picture("linear-regression.svg", log.chart("Linear regression")::save);
        }
    }

    private static String list(Tensor numbers) {
        StringBuilder text = new StringBuilder();
        for (double each : numbers.flatten().toDoubleArray()) {
            text.append("%7.3f".formatted(each));
        }
        return text.toString();
    }
}
