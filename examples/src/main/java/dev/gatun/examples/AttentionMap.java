package dev.gatun.examples;

import dev.gatun.display.HeatMap;
import dev.gatun.memory.Scope;
import dev.gatun.nn.ForwardHook;
import dev.gatun.nn.attention.Gpt2;
import dev.gatun.nn.attention.Gpt2Config;
import dev.gatun.optim.AdamW;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * A transformer of one block that learns to repeat a row of random numbers, and where it looks:
 * each place at the number that it has to say next, one row's length back.
 */
@Command(
        name = "AttentionMap",
        mixinStandardHelpOptions = true,
        description = "Learns to repeat, and draws what each place looks at.")
final class AttentionMap implements Runnable {
    private static final int VOCABULARY = 16;
    private static final int BATCH = 64;

    @Mixin private TrainingOptions options = new TrainingOptions();

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "600",
            description = "steps of training (${DEFAULT-VALUE})")
    private int steps;

    @Option(
            names = "--length",
            paramLabel = "N",
            defaultValue = "12",
            description = "numbers in a row, which is then repeated (${DEFAULT-VALUE})")
    private int length;

    @Option(
            names = "--width",
            paramLabel = "N",
            defaultValue = "64",
            description = "elements of a state (${DEFAULT-VALUE})")
    private int width;

    public static void main(String[] args) {
        RunOptions.run(new AttentionMap(), args);
    }

    @Override
    public void run() {
        options.seed();
        int context = 2 * length - 1;
        try (Scope _ = Scope.open("model");
                Training training = new Training(options, "attention-map", steps, "tokens")) {
            Gpt2 model = new Gpt2(Gpt2Config.of(VOCABULARY, context, width, 1, 1));
            AdamW optimizer = new AdamW(model.parameters(), 5e-3);
            training.start(model, optimizer);
            while (training.hasNext()) {
                try (Scope _ = Scope.open("step")) {
                    Tensor row = Tensor.randint(0, VOCABULARY, BATCH, length);
                    Tensor seen = Tensor.cat(1, row, row).narrow(1, 0, context);
                    // only what can be known is judged: the repetition
                    Tensor scores = model.apply(seen).narrow(1, length - 1, length);
                    Tensor loss = scores.flatten(0, 1).crossEntropy(row.flatten());
                    optimizer.zeroGrad();
                    loss.backward();
                    optimizer.step();
                    training.step(loss.item(), (long) BATCH * context);
                }
            }
            if (training.isStopped()) {
                return;
            }
            options.print(training.log().summary());
            draw(model);
        }
    }

    private void draw(Gpt2 model) {
        try (GradientMode _ = Gradients.noGrad()) {
            Tensor row = Tensor.randint(0, VOCABULARY, 1, length);
            Tensor seen = Tensor.cat(1, row, row).narrow(1, 0, 2L * length - 1);
            double[][] weights = attention(model, seen).select(0, 0).toDoubleArray2d();
            double onTheNext =
                    IntStream.range(length - 1, weights.length)
                            .mapToDouble(place -> weights[place][place - length + 1])
                            .average()
                            .orElseThrow();
            options.print("weight on the number to say next: %.3f".formatted(onTheNext));
            long[] numbers = seen.flatten().toLongArray();
            List<String> labels =
                    IntStream.range(0, numbers.length)
                            .mapToObj(i -> Long.toString(numbers[i]))
                            .toList();
            HeatMap map =
                    new HeatMap(
                            "What each place (a row) looks at (columns)", weights, labels, labels);
            options.picture("attention-map.svg", map::save);
        }
    }

    /** How much each place looks at each one before it, (B, T, T); there is one head. */
    private static Tensor attention(Gpt2 model, Tensor seen) {
        List<Tensor> queriesKeysValues = new ArrayList<>(); // (B, T, width) each
        try (ForwardHook.Registration _ =
                model.module("transformer.h.0.attn.c_attn")
                        .onForward((_, _, all) -> {
                            queriesKeysValues.addAll(all.chunk(3, -1));
                            return all;
                        })) {
            model.apply(seen);
        }
        Tensor queries = queriesKeysValues.get(0);
        Tensor keys = queriesKeysValues.get(1);
        Tensor scores =
                queries.matmul(keys.transpose(1, 2)).div(Math.sqrt((double) queries.size(2)));
        Tensor isLater = Tensor.ones(seen.size(1), seen.size(1)).triu(1);
        return scores.sub(isLater.mul(1e9)).softmax(2);
    }
}
