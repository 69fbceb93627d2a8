package dev.gatun.examples;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of the programs that train, beside those of all. */
@Command(
        footer =
                "Ctrl-C leaves a checkpoint; --resume, beside the same options, goes on from the"
                        + " newest.")
class TrainingOptions extends RunOptions {
    @Option(
            names = "--save",
            paramLabel = "DIRECTORY",
            description = "where checkpoints are (one named like the program)")
    private @Nullable Path save;

    @Option(names = "--resume", description = "go on from the newest checkpoint")
    private boolean isResumed;

    /** Where checkpoints of a program are. */
    final Path save(String program) {
        return save == null ? Path.of(program) : save;
    }

    final boolean isResumed() {
        return isResumed;
    }

    /** Whether a checkpoint is due after a step, although nobody interrupts. */
    boolean isDue(int step, int steps) {
        return save != null && step == steps;
    }
}
