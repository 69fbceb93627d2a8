package dev.gatun.examples;

import dev.gatun.data.Batch;
import dev.gatun.display.Chart;
import dev.gatun.examples.TrainedGptOptions.TrainedGpt;
import dev.gatun.memory.Scope;
import dev.gatun.nn.ForwardHook;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * A GPT that is told what to write without a word of training: a direction is found inside it, the
 * mean of its states before some characters less that before the others, and added to its states
 * while it writes (Turner and others 2023, "Activation addition").
 */
@Command(
        name = "Steering",
        mixinStandardHelpOptions = true,
        description =
                "Adds a direction to the states of a GPT, which makes some characters likely.")
final class Steering implements Runnable {
    private static final int PARTS = 24;

    /** As many below 0 as above. */
    private static final double[] STRENGTHS = {-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2};

    @Mixin private TrainedGptOptions options = new TrainedGptOptions();

    @Option(
            names = "--towards",
            paramLabel = "CHARACTERS",
            defaultValue = " ",
            description = "the characters that are made likely (a space)")
    private String wanted = " ";

    @Option(
            names = "--block",
            paramLabel = "N",
            defaultValue = "0",
            description = "the block behind which it is added, from 0 (${DEFAULT-VALUE})")
    private int block;

    @Option(
            names = "--write",
            paramLabel = "N",
            defaultValue = "80",
            description = "characters to write at each strength (${DEFAULT-VALUE})")
    private int written;

    public static void main(String[] args) {
        RunOptions.run(new Steering(), args);
    }

    @Override
    public void run() {
        options.seed();
        try (Scope _ = Scope.open("model")) {
            TrainedGpt gpt = options.trained();
            try (GradientMode _ = Gradients.noGrad()) {
                Batch parts = gpt.heldOut(PARTS);
                Tensor numbers = gpt.text().vocabulary().encode(wanted);
                Tensor direction = direction(gpt, parts, numbers);
                options.print("length of the direction: %.3f".formatted(direction.norm().item()));
                double[] likely = new double[STRENGTHS.length];
                for (int i = 0; i < STRENGTHS.length; i++) {
                    Tensor added = direction.mul(STRENGTHS[i]);
                    try (Scope _ = Scope.open("strength");
                            ForwardHook.Registration _ =
                                    gpt.block(block)
                                            .onForward((_, _, states) -> states.add(added))) {
                        likely[i] = likely(gpt, parts, numbers);
                        write(gpt, STRENGTHS[i], likely[i]);
                    }
                }
                draw(likely);
            }
        }
    }

    /** The mean state where a wanted character follows, less that where another does. */
    private Tensor direction(TrainedGpt gpt, Batch parts, Tensor numbers) {
        Tensor states = gpt.states(block, parts.x()); // (B T, width)
        Tensor isWanted = parts.y().flatten().unsqueeze(1).eq(numbers.unsqueeze(0)).any(1); // (B T)
        return mean(states, isWanted).sub(mean(states, isWanted.logicalNot()));
    }

    private static Tensor mean(Tensor states, Tensor isCounted) {
        Tensor weights = isCounted.to(states.dtype());
        return weights.matmul(states).div(weights.sum());
    }

    /** How likely the wanted characters are together, on average over the text held out. */
    private static double likely(TrainedGpt gpt, Batch parts, Tensor numbers) {
        Tensor shares = gpt.model().apply(parts.x()).softmax(2);
        return shares.indexSelect(2, numbers).sum(2).mean().item();
    }

    private void write(TrainedGpt gpt, double strength, double likely) {
        StringBuilder text = new StringBuilder();
        gpt.text()
                .continued(new Continuation(gpt.model()), "\n", written, 0.7)
                .forEachRemaining(text::append);
        options.print(
                "strength %+.1f: probability %.3f: %s"
                        .formatted(strength, likely, text.toString().replace('\n', '/')));
    }

    private void draw(double... likely) {
        Chart chart =
                new Chart("A direction added to the states of a GPT", "behind block " + block)
                        .xLabel("strength")
                        .line("probability", STRENGTHS, likely)
                        .level("without", likely[likely.length / 2]);
        options.picture("steering.svg", chart::save);
    }
}
