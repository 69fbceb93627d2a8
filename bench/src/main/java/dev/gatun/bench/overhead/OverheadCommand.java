package dev.gatun.bench.overhead;

import dev.gatun.bench.console.Failure;
import dev.gatun.bench.console.OutputFile;
import dev.gatun.bench.measure.CProgram;
import dev.gatun.bench.measure.Machine;
import dev.gatun.bench.peer.BlasBinding;
import dev.gatun.display.Progress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gatun overhead}: the time of calls through the bindings, compared with C. */
@Command(
        name = "overhead",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Times sgemm through the binding, other bindings and a C program in many short turns.",
            "Every number is a median over rounds; differences and ratios are taken within a round."
        })
public final class OverheadCommand implements Runnable {
    private static final int MOST_ROWS = 4096;
    private static final int MOST_THREADS = 256;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--sizes",
            split = ",",
            paramLabel = "N",
            defaultValue = "1,2,4,8,16,32,64,128,256,512,1024",
            description = "rows and columns (default: ${DEFAULT-VALUE})")
    private List<Integer> sizes = List.of();

    @Option(
            names = "--threads",
            split = ",",
            paramLabel = "N",
            defaultValue = "1,2",
            description = "threads inside OpenBLAS, one run for each (default: ${DEFAULT-VALUE})")
    private List<Integer> threads = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "301",
            description = "turns of each way at each size (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--json", paramLabel = "FILE", description = "writes the rows as JSON")
    private @Nullable Path json;

    @Override
    public void run() {
        require("--sizes", sizes, MOST_ROWS);
        require("--threads", threads, MOST_THREADS);
        require("--rounds", List.of(rounds), 1_000_000);
        OutputFile file = json == null ? null : OutputFile.at(json);
        Machine machine = Machine.here();
        if (!machine.isNative()) {
            throw new Failure("OpenBLAS is not in use, so there is no call to measure");
        }
        CProgram program =
                CProgram.start(Path.of(machine.library()))
                        .orElseThrow(() ->
                                new Failure(
                                        "the C baseline is not built: it needs a C compiler and `make build`"));
        try (program) {
            List<CallTiming> rows =
                    new OverheadRun(sizes, threads, rounds)
                            .measure(program, Progress.on(spec.commandLine().getErr()));
            print(rows);
            if (file != null) {
                Object document = Map.of("machine", machine, "rows", rows);
                file.writeJson(document);
            }
        }
    }

    private void print(List<CallTiming> rows) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%5s  %7s  %-18s  %12s  %12s  %10s  %10s%n",
                "size",
                "threads",
                "way",
                "ns",
                "ns from C",
                "ns more",
                "of C");
        int size = 0;
        for (CallTiming row : rows) {
            if (row.size() != size && size != 0) {
                out.println();
            }
            size = row.size();
            out.printf(
                    Locale.ROOT,
                    "%5d  %7d  %-18s  %,12.1f  %,12.1f  %,+10.1f  %10.3f%n",
                    size,
                    row.threads(),
                    row.way(),
                    row.nanos(),
                    row.nanosOfC(),
                    row.moreNanos(),
                    row.speedOfC());
        }
        out.println();
        for (BlasBinding way : List.of(BlasBinding.FACE, BlasBinding.GENERATED)) {
            for (int count : threads) {
                for (OverheadTarget target : OverheadTarget.ALL) {
                    target.verdict(rows, way.title(), count).ifPresent(out::println);
                }
            }
        }
        out.flush();
    }

    private void require(String option, List<Integer> values, int most) {
        for (int value : values) {
            if (value < 1 || value > most) {
                throw new ParameterException(
                        spec.commandLine(),
                        "%s: %,d is not between 1 and %,d".formatted(option, value, most));
            }
        }
    }
}
