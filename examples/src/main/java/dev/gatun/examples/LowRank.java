package dev.gatun.examples;

import dev.gatun.display.Chart;
import dev.gatun.linalg.Linalg;
import dev.gatun.memory.Scope;
import dev.gatun.nn.Activation;
import dev.gatun.nn.Linear;
import dev.gatun.nn.Sequential;
import dev.gatun.optim.AdamOptions;
import dev.gatun.optim.AdamW;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * A layer of a trained network as a product of two thin matrices: by the singular value
 * decomposition, the nearest there is of that rank (Eckart and Young 1936). How far it is off, and
 * what the network makes of it.
 */
@Command(
        name = "LowRank",
        mixinStandardHelpOptions = true,
        description = "A layer by its largest singular values: error and accuracy by rank.")
final class LowRank implements Runnable {
    private static final int CLASSES = 10;
    private static final int INPUTS = 32;
    private static final int ROWS = 4096;
    private static final int HELD_OUT = 1024;
    private static final int BATCH = 128;
    private static final double NOISE = 1.5;

    @Mixin private TrainingOptions options = new TrainingOptions();

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "600",
            description = "steps of training (${DEFAULT-VALUE})")
    private int steps;

    @Option(
            names = "--width",
            paramLabel = "N",
            defaultValue = "128",
            description = "hidden units, a power of 2 (${DEFAULT-VALUE})")
    private int width;

    public static void main(String[] args) {
        RunOptions.run(new LowRank(), args);
    }

    @Override
    public void run() {
        options.seed();
        try (Scope _ = Scope.open("model");
                Training training = new Training(options, "low-rank", steps, "rows")) {
            // each class lies around a centre of its own
            Tensor classes = Tensor.randint(0, CLASSES, ROWS + HELD_OUT);
            Tensor centres = Tensor.randn(CLASSES, INPUTS);
            Tensor noise = Tensor.randn(ROWS + HELD_OUT, INPUTS).mul(NOISE);
            Tensor x = centres.indexSelect(0, classes).add(noise);

            Linear middle = new Linear(width, width);
            Sequential net =
                    new Sequential(
                            new Linear(INPUTS, width),
                            Activation.relu(),
                            middle,
                            Activation.relu(),
                            new Linear(width, CLASSES));
            train(training, net, x.narrow(0, 0, ROWS), classes.narrow(0, 0, ROWS));
            if (training.isStopped()) {
                return;
            }
            options.print(training.log().summary());
            Tensor held = x.narrow(0, ROWS, HELD_OUT);
            byRank(net, middle.weight().tensor(), held, classes.narrow(0, ROWS, HELD_OUT));
        }
    }

    private static void train(Training training, Sequential net, Tensor x, Tensor classes) {
        AdamOptions rates = AdamW.options().lr(2e-3).weightDecay(0.1);
        AdamW optimizer = new AdamW(net.parameters(), rates);
        training.start(net, optimizer);
        while (training.hasNext()) {
            try (Scope _ = Scope.open("step")) {
                Tensor rows = Tensor.randint(0, ROWS, BATCH);
                Tensor scores = net.apply(x.indexSelect(0, rows));
                Tensor loss = scores.crossEntropy(classes.indexSelect(0, rows));
                optimizer.zeroGrad();
                loss.backward();
                optimizer.step();
                training.step(loss.item(), BATCH);
            }
        }
    }

    /** Puts the weight's approximation of each rank in its place. */
    private void byRank(Sequential net, Tensor weight, Tensor x, Tensor classes) {
        Tensor whole = weight.detach().copy();
        double[] ranks =
                IntStream.iterate(1, r -> r <= width, r -> 2 * r).asDoubleStream().toArray();
        double[] errors = new double[ranks.length];
        double[] right = new double[ranks.length];
        for (int i = 0; i < ranks.length; i++) {
            try (Scope _ = Scope.open("rank");
                    GradientMode _ = Gradients.noGrad()) {
                long rank = (long) ranks[i];
                var factors = Linalg.lowRank(whole, rank);
                weight.copy_(factors.left().matmul(factors.right()));
                errors[i] = factors.error().item() / whole.norm().item();
                right[i] = TwoLayerNet.accuracy(net, x, classes);
                options.print(
                        "rank %4d: %6d numbers for %d, relative error %.4f, accuracy %.1f %%"
                                .formatted(
                                        rank,
                                        2 * rank * width,
                                        width * width,
                                        errors[i],
                                        100 * right[i]));
            }
        }
        Chart chart =
                new Chart("A layer of low rank", width + " by " + width + " numbers")
                        .xLabel("rank")
                        .logX()
                        .ticksX(ranks)
                        .line("relative error", ranks, errors)
                        .line("accuracy", ranks, right);
        options.picture("low-rank.svg", chart::save);
    }
}
