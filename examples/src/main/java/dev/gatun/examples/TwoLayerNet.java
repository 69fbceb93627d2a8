package dev.gatun.examples;

import dev.gatun.memory.Scope;
import dev.gatun.nn.Layer;
import dev.gatun.nn.Linear;
import dev.gatun.optim.AdamW;
import dev.gatun.shape.DType;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Eight numbers to one of three classes, through sixteen hidden units. */
@Command(
        name = "TwoLayerNet",
        mixinStandardHelpOptions = true,
        description = "A classifier, 8-16-3, trained by AdamW on the cross-entropy.")
final class TwoLayerNet implements Runnable {
    private static final int ROWS = 2048;
    private static final int HELD_OUT = 512;
    private static final int BATCH = 128;

    @Mixin private TrainingOptions options = new TrainingOptions();

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "1000",
            description = "steps of training (${DEFAULT-VALUE})")
    private int steps;

    public static void main(String[] args) {
        RunOptions.run(new TwoLayerNet(), args);
    }

    /** The network. */
    private static final class Net extends Layer {
        private final Linear fc1 = child("fc1", new Linear(8, 16));
        private final Linear fc2 = child("fc2", new Linear(16, 3));

        @Override
        protected Tensor forward(Tensor x) { // (B, 8)
            return fc2.apply(fc1.apply(x).relu()); // (B, 3)
        }
    }

    @Override
    public void run() {
        options.seed();
        try (Scope _ = Scope.open("model");
                Training training = new Training(options, "two-layer-net", steps, "rows")) {
            Tensor x = Tensor.randn(ROWS + HELD_OUT, 8);
            Tensor classes = classes(x);

            Net net = new Net();
            AdamW optimizer = new AdamW(net.parameters(), 1e-2);
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

            if (training.isStopped()) {
                return;
            }

            options.print(net.summary());
            TrainingLog log = training.log();
            options.print(log.summary());
            Tensor held = x.narrow(0, ROWS, HELD_OUT);
            double accuracy = accuracy(net, held, classes.narrow(0, ROWS, HELD_OUT));
            options.print("accuracy on rows held out: %.1f %%".formatted(100 * accuracy));
            options.picture("two-layer-net.svg", log.chart("A network of two layers")::save);
        }
    }

    /** The class of each row: which of three random functions of it is the largest. */
    private static Tensor classes(Tensor x) {
        Tensor hidden = x.matmul(Tensor.randn(8, 4)).tanh();
        return hidden.matmul(Tensor.randn(4, 3)).argMax(1);
    }

    /** The share of rows whose highest score is that of their class. */
    static double accuracy(Layer net, Tensor x, Tensor classes) {
        try (Scope _ = Scope.open("accuracy");
                GradientMode _ = Gradients.noGrad()) {
            return net.apply(x).argMax(1).eq(classes).to(DType.F64).mean().item();
        }
    }
}
