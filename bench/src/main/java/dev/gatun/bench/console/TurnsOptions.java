package dev.gatun.bench.console;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of the commands that time libraries in turns, for several numbers of threads. */
public final class TurnsOptions {
    private static final int MOST_THREADS = 256;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--threads",
            split = ",",
            paramLabel = "N",
            defaultValue = "1,2",
            description = "threads of an operation, one run for each (default: ${DEFAULT-VALUE})")
    private List<Integer> threads = List.of();

    @Option(names = "--json", paramLabel = "FILE", description = "writes the rows as JSON")
    private @Nullable Path json;

    /**
     * The numbers of threads, one or more.
     *
     * @throws ParameterException if one is out of range
     */
    public List<Integer> threads() {
        for (int count : threads) {
            if (count < 1 || count > MOST_THREADS) {
                throw new ParameterException(
                        command.commandLine(),
                        "--threads: %,d is not between 1 and %d".formatted(count, MOST_THREADS));
            }
        }
        return threads;
    }

    /**
     * The file to write, if one is asked for.
     *
     * @throws Failure if it cannot be written
     */
    public Optional<OutputFile> json() {
        return Optional.ofNullable(json).map(OutputFile::at);
    }
}
