package dev.gatun.examples;

import dev.gatun.io.Checkpoint;
import dev.gatun.memory.Scope;
import dev.gatun.nn.attention.Gpt2;
import dev.gatun.nn.attention.Gpt2Config;
import dev.gatun.optim.AdamOptions;
import dev.gatun.optim.AdamW;
import dev.gatun.optim.Schedule;
import dev.gatun.tensor.Tensor;
import dev.gatun.text.CharVocabulary;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * A small GPT that learns a text by its characters. Sizes, rates and batches are those that nanoGPT
 * (Karpathy) gives for a processor without a graphics card.
 */
@Command(
        name = "CharGpt",
        mixinStandardHelpOptions = true,
        description = "Trains a small GPT on the characters of a text, and lets it write.")
final class CharGpt implements Runnable {
    private static final AdamOptions RATES = AdamW.options().lr(1e-3).betas(0.9, 0.99);
    private static final double LEAST_RATE = 1e-4;
    private static final int WARM_UP = 100;

    @Mixin private TextOptions options = new TextOptions();

    @Option(
            names = "--layers",
            paramLabel = "N",
            defaultValue = "4",
            description = "blocks (${DEFAULT-VALUE})")
    private int layers;

    @Option(
            names = "--heads",
            paramLabel = "N",
            defaultValue = "4",
            description = "heads of each block (${DEFAULT-VALUE})")
    private int heads;

    @Option(
            names = "--width",
            paramLabel = "N",
            defaultValue = "128",
            description = "elements of a state (${DEFAULT-VALUE})")
    private int width;

    public static void main(String[] args) {
        RunOptions.run(new CharGpt(), args);
    }

    @Override
    public void run() {
        options.seed();
        try (Scope _ = Scope.open("model")) {
            CharText text = options.text();
            Gpt2Config config =
                    config(text.vocabulary().size(), options.context(), width, layers, heads);
            Gpt2 model = new Gpt2(config);
            long falling = Math.max(1, options.steps() - WARM_UP);
            new CharTraining(
                            options,
                            text,
                            model,
                            sizes(config),
                            optimizer(model),
                            Schedule.warmUp(WARM_UP)
                                    .then(WARM_UP, Schedule.cosine(falling, LEAST_RATE)))
                    .run("char-gpt", "A small GPT on characters", () -> new Continuation(model));
        }
    }

    /**
     * With a head of its own: there are so few characters that its numbers hardly count, and it
     * learns faster than one that shares the table.
     */
    private static Gpt2Config config(
            long vocabulary, long context, long width, int layers, long heads) {
        return Gpt2Config.of(vocabulary, context, width, layers, heads).untied();
    }

    /** Matrices decay, biases and the scales of norms do not. */
    private static AdamW optimizer(Gpt2 model) {
        Map<String, Tensor> matrices = new LinkedHashMap<>(model.namedParameters());
        Map<String, Tensor> vectors = new LinkedHashMap<>(matrices);
        matrices.values().removeIf(each -> each.rank() < 2);
        vectors.values().removeIf(each -> each.rank() == 2);
        AdamW optimizer = new AdamW(matrices, RATES.weightDecay(0.1));
        optimizer.addGroup(vectors, RATES.weightDecay(0));
        return optimizer;
    }

    private static Map<String, String> sizes(Gpt2Config config) {
        return Map.of(
                "context", Long.toString(config.context()),
                "width", Long.toString(config.width()),
                "layers", Integer.toString(config.layers()),
                "heads", Long.toString(config.heads()));
    }

    /** The network that a checkpoint of this program holds, in the current scope. */
    static Gpt2 of(Checkpoint saved) {
        Gpt2 model =
                new Gpt2(
                        config(
                                CharVocabulary.of(saved.value("characters")).size(),
                                saved.longValue("network.context"),
                                saved.longValue("network.width"),
                                (int) saved.longValue("network.layers"),
                                saved.longValue("network.heads")));
        model.loadStateDict(saved.tensors("network"));
        return model;
    }
}
