package dev.gatun.examples;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the programs that learn a text, beside those of all. */
final class TextOptions extends RunOptions {
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
            names = "--save",
            paramLabel = "DIRECTORY",
            description = "where checkpoints are (one named like the program)")
    private @Nullable Path save;

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

    /** Where checkpoints of a program are. */
    Path save(String program) {
        return save == null ? Path.of(program) : save;
    }

    /** Whether a checkpoint is due after so many steps. */
    boolean isDue(int step) {
        return step % every == 0 || step == steps;
    }

    boolean isResumed() {
        return isResumed;
    }

    int written() {
        return written;
    }
}
