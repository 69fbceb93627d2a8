package dev.gatun.bench.gemm;

import dev.gatun.bench.console.OutputFile;
import dev.gatun.bench.measure.CProgram;
import dev.gatun.bench.measure.Machine;
import dev.gatun.bench.measure.Rounds;
import dev.gatun.display.Progress;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gatun gemm}: matrix products from three loops to OpenBLAS, checked, then timed. */
@Command(
        name = "gemm",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Multiplies square float matrices in every way from three loops to OpenBLAS.",
            "Each product is first checked against one in double precision, then timed;"
                    + " a wrong one is not timed and makes the exit code 1."
        })
public final class GemmCommand implements Callable<Integer> {
    private static final String DEFAULT_SIZES = "64,128,256,512,1024";
    // A float array of 16,384 x 16,384 is 1 GiB; three of them and the double product fit 5 GiB.
    private static final int MOST_ROWS = 16_384;
    private static final int MOST_THREADS = 256;

    /**
     * Eleven samples of ten milliseconds: much longer than the timer's resolution (tens of
     * nanoseconds) and a request to the C program, and so short that a disturbance affects few of
     * them. One second for each product, or one call if that is longer.
     */
    static final Rounds ROUNDS = new Rounds(11, 10_000_000, 1_000_000_000L, 100_000_000);

    private record Output(OutputFile file, Function<Report, String> text) {}

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--sizes",
            split = ",",
            paramLabel = "N",
            defaultValue = DEFAULT_SIZES,
            description = "rows and columns, separated by commas (default: ${DEFAULT-VALUE})")
    private int[] sizes = {};

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "how many threads \"all\" are (default: the cores, ${DEFAULT-VALUE})")
    private int threads = Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS);

    @Option(names = "--json", paramLabel = "FILE", description = "writes the rows as JSON")
    private @Nullable Path json;

    @Option(names = "--svg", paramLabel = "FILE", description = "writes a chart")
    private @Nullable Path svg;

    @Option(names = "--html", paramLabel = "FILE", description = "writes one self-contained page")
    private @Nullable Path html;

    @Option(
            names = "--extrapolate",
            description =
                    "a Java product that would take longer than 2 s a call is computed from the size"
                            + " before it, and marked; without this option it is run")
    private boolean mayExtrapolate;

    /** Makes the products for a number of threads and the C program, if there is one. */
    private final BiFunction<Integer, Optional<CProgram>, List<Contender>> ladder;

    private final Rounds howOften;

    /** The command with all products. */
    public GemmCommand() {
        this(Ladder::contenders, ROUNDS);
    }

    /** The command with other products. */
    GemmCommand(BiFunction<Integer, Optional<CProgram>, List<Contender>> ladder, Rounds howOften) {
        this.ladder = ladder;
        this.howOften = howOften;
    }

    @Override
    public Integer call() {
        List<Integer> ascending = ascendingSizes();
        requireThreads();
        List<Output> outputs = outputs();
        Machine machine = Machine.here();
        Optional<CProgram> c = cProgram(machine);
        PrintWriter out = spec.commandLine().getOut();
        out.println(TextTable.legend(c.isPresent()));
        out.flush();
        try {
            List<Contender> contenders = ladder.apply(threads, c);
            GemmRun run = new GemmRun(contenders, ascending, howOften, mayExtrapolate);
            return finish(run.measure(machine, Progress.on(err())), outputs);
        } finally {
            c.ifPresent(CProgram::close);
        }
    }

    /**
     * Prints a report and writes the files; returns the exit code, which is 0 if all products were
     * correct.
     */
    private int finish(Report report, List<Output> outputs) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(TextTable.of(report));
        out.println();
        String missing = Headline.missing(report);
        if (!missing.isEmpty()) {
            out.println(missing);
        }
        out.println(Headline.of(report) + ".");
        out.flush();
        outputs.forEach(output -> output.file().write(output.text().apply(report)));
        return report.refused().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private List<Integer> ascendingSizes() {
        for (int size : sizes) {
            if (size < 1 || size > MOST_ROWS) {
                throw bad("--sizes: %,d is not between 1 and %,d".formatted(size, MOST_ROWS));
            }
        }
        return Arrays.stream(sizes).sorted().distinct().boxed().toList();
    }

    private void requireThreads() {
        if (threads < 1 || threads > MOST_THREADS) {
            throw bad("--threads: %,d is not between 1 and %d".formatted(threads, MOST_THREADS));
        }
    }

    private List<Output> outputs() {
        List<Output> outputs = new ArrayList<>();
        add(outputs, json, JsonReport::of);
        add(outputs, svg, SpeedChart::of);
        add(outputs, html, HtmlPage::of);
        return outputs;
    }

    private static void add(
            List<Output> outputs, @Nullable Path path, Function<Report, String> text) {
        if (path != null) {
            outputs.add(new Output(OutputFile.at(path), text));
        }
    }

    /** The C baseline with the same library; empty if that is not in use or its file is missing. */
    private Optional<CProgram> cProgram(Machine machine) {
        if (!machine.isNative()) {
            return Optional.empty();
        }
        Path library = Path.of(machine.library());
        return Files.exists(library) ? CProgram.start(library) : Optional.empty();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    private ParameterException bad(String message) {
        CommandLine command = spec.commandLine();
        return new ParameterException(command, message);
    }
}
