package dev.gatun.examples;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the programs that learn a text, beside those of all that train. */
final class TextOptions extends TrainingOptions {
    @Option(names = "--text", paramLabel = "FILE", description = "what to learn (some sonnets)")
    private @Nullable Path file;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "2000",
            description = "steps of training (${DEFAULT-VALUE})")
    private int steps;

    @Option(
            names = "--context",
            paramLabel = "N",
            defaultValue = "64",
            description = "characters of a part of the text (${DEFAULT-VALUE})")
    private int context;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "12",
            description = "parts of the text in a step (${DEFAULT-VALUE})")
    private int batch;

    @Option(
            names = "--every",
            paramLabel = "N",
            defaultValue = "500",
            description = "steps from one checkpoint to the next (${DEFAULT-VALUE})")
    private int every;

    @Option(
            names = "--write",
            paramLabel = "N",
            defaultValue = "400",
            description = "characters to write at the end (${DEFAULT-VALUE})")
    private int written;

    /** The text, in the current scope. */
    CharText text() {
        return CharText.of(file);
    }

    int steps() {
        return steps;
    }

    int context() {
        return context;
    }

    int batch() {
        return batch;
    }

    @Override
    boolean isDue(int step, int steps) {
        return step % every == 0 || step == steps;
    }

    int written() {
        return written;
    }
}
