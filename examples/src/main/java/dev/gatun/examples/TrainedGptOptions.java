package dev.gatun.examples;

import dev.gatun.data.Batch;
import dev.gatun.data.NextTokenDataset;
import dev.gatun.io.Checkpoint;
import dev.gatun.io.Checkpoints;
import dev.gatun.nn.ForwardHook;
import dev.gatun.nn.Module;
import dev.gatun.nn.attention.Gpt2;
import dev.gatun.nn.attention.Gpt2Config;
import dev.gatun.optim.AdamW;
import dev.gatun.tensor.Tensor;
import dev.gatun.text.CharVocabulary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the programs that look into a GPT, beside those of all. */
final class TrainedGptOptions extends RunOptions {
    private static final int CONTEXT = 32;
    private static final int WIDTH = 64;
    private static final int LAYERS = 2;
    private static final int HEADS = 2;
    private static final int BATCH = 16;

    @Option(
            names = "--checkpoint",
            paramLabel = "DIRECTORY",
            description = "checkpoints of CharGpt (a small network is trained first)")
    private @Nullable Path checkpoint;

    @Option(names = "--text", paramLabel = "FILE", description = "what it reads (some sonnets)")
    private @Nullable Path file;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "300",
            description = "steps of training, where there is no checkpoint (${DEFAULT-VALUE})")
    private int steps;

    /**
     * A network and a text of its characters.
     *
     * @param layers how many blocks it has
     */
    record TrainedGpt(Gpt2 model, CharText text, int layers) {
        /** A block, whose output is the stream of states that the next one reads and adds to. */
        Module block(int layer) {
            return model.module("transformer.h." + layer);
        }

        /** Parts of the text held out, one behind the other, (count, T) at the most. */
        Batch heldOut(int count) {
            NextTokenDataset parts = new NextTokenDataset(text.validation(), model.context());
            long[] starts =
                    LongStream.range(0, count)
                            .map(part -> part * model.context())
                            .filter(start -> start < parts.size())
                            .toArray();
            return parts.batch(starts);
        }

        /** The states behind a block while the network reads, (B T, width). */
        Tensor states(int layer, Tensor read) {
            List<Tensor> found = new ArrayList<>();
            try (ForwardHook.Registration _ =
                    block(layer)
                            .onForward((_, _, output) -> {
                                found.add(output);
                                return output;
                            })) {
                model.apply(read);
            }
            return found.getFirst().flatten(0, 1);
        }
    }

    /** The network of the checkpoint, or a small one, trained now; in the current scope. */
    TrainedGpt trained() {
        TrainedGpt trained = checkpoint == null ? small() : loaded(checkpoint);
        trained.model().eval();
        return trained;
    }

    private TrainedGpt small() {
        CharText text = CharText.of(file);
        int vocabulary = text.vocabulary().size();
        Gpt2 model = new Gpt2(Gpt2Config.of(vocabulary, CONTEXT, WIDTH, LAYERS, HEADS));
        AdamW optimizer = new AdamW(model.parameters(), 3e-3);
        try (TrainingLog log = new TrainingLog(this, steps, "characters")) {
            CharTraining.brief(text, model, optimizer, log, BATCH, CONTEXT);
            print(log.summary());
        }
        return new TrainedGpt(model, text, LAYERS);
    }

    private TrainedGpt loaded(Path directory) {
        try {
            Checkpoint saved =
                    Checkpoints.in(directory, 1)
                            .newest()
                            .orElseThrow(() ->
                                    new IllegalArgumentException(
                                            "there is no checkpoint in " + directory));
            CharVocabulary vocabulary = CharVocabulary.of(saved.value("characters"));
            CharText text = CharText.of(vocabulary, CharText.read(file));
            int layers = (int) saved.longValue("network.layers");
            return new TrainedGpt(CharGpt.of(saved), text, layers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
