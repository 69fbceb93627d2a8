package dev.gatun.bench.linalg;

import dev.gatun.bench.console.Failure;
import dev.gatun.bench.console.OutputFile;
import dev.gatun.bench.measure.CProgram;
import dev.gatun.bench.measure.Machine;
import dev.gatun.bench.measure.Rounds;
import dev.gatun.display.Progress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gatun linalg}: the time of linear algebra, compared with C. */
@Command(
        name = "linalg",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Times linear algebra on doubles in turns with a C program that calls LAPACK of the same"
                    + " library, on one thread, and leaves the same results; they are compared first.",
            "Then the same on 10,000 matrices of 3 x 3 in one call, where C calls LAPACK for each.",
            "Times are medians over rounds; ratios are taken within a round."
        })
public final class LinalgCommand implements Runnable {
    private static final int MOST_ROWS = 2048;
    private static final MatrixShape SMALL = new MatrixShape(3, 10_000);
    private static final long SAMPLE_NANOS = 5_000_000;
    private static final long BUDGET_NANOS = 2_000_000_000;

    /**
     * The loops that copy and check matrices run once a call: in less time they are interpreted.
     */
    private static final long WARM_UP_NANOS = 1_500_000_000;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--sizes",
            split = ",",
            paramLabel = "N",
            defaultValue = "500,64",
            description = "rows and columns (default: ${DEFAULT-VALUE})")
    private List<Integer> sizes = List.of();

    @Option(
            names = "--calls",
            split = ",",
            paramLabel = "CALL",
            description = "which calls (default: all of ${COMPLETION-CANDIDATES})")
    private @Nullable List<Routine> routines;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "101",
            description = "turns of each call at each size, at most (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--json", paramLabel = "FILE", description = "writes the rows as JSON")
    private @Nullable Path json;

    @Override
    public void run() {
        for (int size : sizes) {
            if (size < 1 || size > MOST_ROWS) {
                throw refusal("--sizes: %,d is not between 1 and %,d".formatted(size, MOST_ROWS));
            }
        }
        if (rounds < 1) {
            throw refusal("--rounds: %,d is less than 1".formatted(rounds));
        }
        OutputFile file = json == null ? null : OutputFile.at(json);
        Machine machine = Machine.here();
        if (!machine.isNative()) {
            throw new Failure("OpenBLAS is not in use, so there is no call to measure");
        }
        CProgram program =
                CProgram.start(Path.of(machine.library()))
                        .orElseThrow(() ->
                                new Failure(
                                        "the C program to compare with is not built: it needs gcc or"
                                                + " another C compiler and `make build`"));
        try (program) {
            List<MatrixShape> shapes =
                    Stream.concat(
                                    sizes.stream().map(size -> new MatrixShape(size, 1)),
                                    Stream.of(SMALL))
                            .toList();
            List<LinalgTiming> rows =
                    new LinalgRun(
                                    routines == null ? Routine.ALL : routines,
                                    shapes,
                                    new Rounds(rounds, SAMPLE_NANOS, BUDGET_NANOS, WARM_UP_NANOS))
                            .measure(program, Progress.on(spec.commandLine().getErr()));
            print(rows);
            if (file != null) {
                Object document = Map.of("machine", machine, "rows", rows);
                file.writeJson(document);
            }
        }
    }

    private ParameterException refusal(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void print(List<LinalgTiming> rows) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%-10s  %5s  %8s  %12s  %12s  %8s%n",
                "call", "n", "matrices", "us", "us of C", "of C");
        for (LinalgTiming row : rows) {
            out.printf(
                    Locale.ROOT,
                    "%-10s  %5d  %,8d  %,12.1f  %,12.1f  %8.3f%n",
                    row.routine(),
                    row.size(),
                    row.count(),
                    row.nanos() / 1e3,
                    row.nanosOfC() / 1e3,
                    row.timesC());
        }
        out.println();
        out.println(Rounds.kernels());
        LinalgTiming.verdict(rows).ifPresent(out::println);
        out.flush();
    }
}
