package dev.gatun.examples;

import dev.gatun.io.Checkpoint;
import dev.gatun.io.Checkpoints;
import dev.gatun.memory.Scope;
import dev.gatun.optim.AdamW;
import dev.gatun.optim.AdamWOptions;
import dev.gatun.optim.Clipping;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
        description = {
            "Trains a small GPT on the characters of a text, and lets it write.",
            "Ctrl-C leaves a checkpoint; --resume goes on from the newest."
        })
final class CharGpt implements Runnable {
    private static final double RATE = 1e-3;
    private static final double LEAST_RATE = 1e-4;
    private static final int WARM_UP = 100;
    private static final AdamWOptions RATES = AdamW.options().lr(RATE).betas(0.9, 0.99);
    private static final int JUDGED = 20;

    @Mixin private RunOptions options = new RunOptions();

    @Option(names = "--text", paramLabel = "FILE", description = "what to learn (some sonnets)")
    private @Nullable Path file;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "2000",
            description = "steps of training (${DEFAULT-VALUE})")
    private int steps;

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

    @Option(
            names = "--context",
            paramLabel = "N",
            defaultValue = "64",
            description = "characters that are looked back at (${DEFAULT-VALUE})")
    private int context;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "12",
            description = "parts of the text in a step (${DEFAULT-VALUE})")
    private int batch;

    @Option(
            names = "--save",
            paramLabel = "DIRECTORY",
            defaultValue = "char-gpt",
            description = "where checkpoints are (${DEFAULT-VALUE})")
    private Path save = Path.of("char-gpt");

    @Option(
            names = "--every",
            paramLabel = "N",
            defaultValue = "500",
            description = "steps from one checkpoint to the next (${DEFAULT-VALUE})")
    private int every;

    @Option(names = "--resume", description = "go on from the newest checkpoint")
    private boolean isResumed;

    @Option(
            names = "--write",
            paramLabel = "N",
            defaultValue = "400",
            description = "characters to write at the end (${DEFAULT-VALUE})")
    private int written;

    public static void main(String[] args) {
        RunOptions.run(new CharGpt(), args);
    }

    @Override
    public void run() {
        options.seed();
        try (Scope _ = Scope.open("model");
                Interruption interruption = new Interruption()) {
            CharText text = CharText.of(file);
            Gpt model = new Gpt(text.vocabulary(), context, layers, heads, width);
            AdamW optimizer = optimizer(model);
            Checkpoints checkpoints = Checkpoints.in(save, 2);
            int first = isResumed ? resume(checkpoints, model, optimizer) : 0;
            options.print(
                    "%d characters of %d kinds, %d weights; steps %d to %d"
                            .formatted(
                                    text.training().numel() + text.validation().numel(),
                                    text.vocabulary(),
                                    model.parameters().stream().mapToLong(Tensor::numel).sum(),
                                    first,
                                    steps));
            if (first < steps) {
                train(text, model, optimizer, checkpoints, first, interruption);
            }
            if (!interruption.isWanted()) {
                options.print("loss on the text held out: %.4f".formatted(judge(text, model)));
                options.print(model.sample(text, "\n", written, 0.8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Matrices decay, biases and the scales of norms do not. */
    private static AdamW optimizer(Gpt model) {
        Map<String, Tensor> matrices = new LinkedHashMap<>(model.namedParameters());
        Map<String, Tensor> vectors = new LinkedHashMap<>(matrices);
        matrices.values().removeIf(each -> each.rank() < 2);
        vectors.values().removeIf(each -> each.rank() == 2);
        AdamW optimizer = new AdamW(matrices, RATES.weightDecay(0.1));
        optimizer.addGroup(vectors, RATES.weightDecay(0));
        return optimizer;
    }

    private void train(
            CharText text,
            Gpt model,
            AdamW optimizer,
            Checkpoints checkpoints,
            int first,
            Interruption interruption)
            throws IOException {
        List<Tensor> parameters = model.parameters();
        try (TrainingLog log = new TrainingLog(options, steps - first, "tokens")) {
            int step = first;
            while (step < steps && !interruption.isWanted()) {
                try (Scope _ = Scope.open("step")) {
                    double rate = rate(step);
                    optimizer.groups().forEach(group -> group.lr(rate));
                    Tensor loss = model.loss(CharText.batch(text.training(), batch, context));
                    optimizer.zeroGrad();
                    loss.backward();
                    Clipping.clipGradNorm(parameters, 1);
                    optimizer.step();
                    log.step(loss.item(), (long) batch * context);
                }
                step++;
                if (step % every == 0 || step == steps || interruption.isWanted()) {
                    checkpoints.save(
                            Checkpoint.at(step)
                                    .with("model", model.stateDict())
                                    .with("optimizer", optimizer.stateDict())
                                    .with("generator", Generator.standard().state()));
                }
            }
            options.print(log.summary());
            options.picture("char-gpt.svg", log.chart("A small GPT on characters")::save);
        }
    }

    private int resume(Checkpoints checkpoints, Gpt model, AdamW optimizer) throws IOException {
        try (Scope _ = Scope.open("checkpoint")) {
            Optional<Checkpoint> newest = checkpoints.newest();
            if (newest.isEmpty()) {
                return 0;
            }
            Checkpoint at = newest.get();
            model.loadStateDict(at.tensors("model"));
            optimizer.loadStateDict(at.tensors("optimizer"), optimizer.hyperparameters());
            Generator.standard().restore(at.value("generator"));
            return (int) at.step();
        }
    }

    /** Up along a line, then down along half a cosine. */
    private double rate(int step) {
        if (step < WARM_UP) {
            return RATE * (step + 1) / WARM_UP;
        }
        double share = (step - WARM_UP) / (double) Math.max(1, steps - WARM_UP);
        return LEAST_RATE + (RATE - LEAST_RATE) * (1 + Math.cos(Math.PI * share)) / 2;
    }

    private double judge(CharText text, Gpt model) {
        double sum = 0;
        try (GradientMode _ = Gradients.noGrad()) {
            for (int i = 0; i < JUDGED; i++) {
                try (Scope _ = Scope.open("batch")) {
                    sum += model.loss(CharText.batch(text.validation(), batch, context)).item();
                }
            }
        }
        return sum / JUDGED;
    }
}
