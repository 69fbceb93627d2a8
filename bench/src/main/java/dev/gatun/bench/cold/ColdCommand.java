package dev.gatun.bench.cold;

import dev.gatun.bench.console.Failure;
import dev.gatun.bench.measure.Median;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gatun cold}: the time of short programs in fresh processes. */
@Command(
        name = "cold",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs small programs in JVMs of their own: what 1,000 passes take from start to end,",
            "how far a pass is from its final speed after 100, and what a process holds at most."
        })
public final class ColdCommand implements Runnable {
    private static final int SHORT = 1_000;
    private static final int LONG = 10_000;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "5",
            description =
                    "processes of each kind, of which the median counts (default: ${DEFAULT-VALUE})")
    private int runs;

    @Option(
            names = "--aot",
            description = {
                "with a cache of loaded classes and of profiles (-XX:AOTCache), which a run of",
                "each program writes before; README, \"Start faster\""
            })
    private boolean isCached;

    @Override
    public void run() {
        if (!isCached) {
            report(program -> new ColdRun(program, null));
            return;
        }
        try {
            Path directory = Files.createTempDirectory("gatun-cold");
            try {
                report(program -> {
                    ColdRun run = new ColdRun(program, directory.resolve(program.getSimpleName()));
                    run.writeCache(LONG);
                    return run;
                });
            } finally {
                try (Stream<Path> files = Files.list(directory)) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
                Files.delete(directory);
            }
        } catch (IOException problem) {
            throw new Failure("the cache cannot be written: " + problem.getMessage(), problem);
        }
    }

    private void report(Function<Class<?>, ColdRun> prepare) {
        out().printf(
                        Locale.ROOT,
                        "%-15s  %7s  %8s  %12s  %12s  %6s%n",
                        "program",
                        "passes",
                        "wall ms",
                        "100th us",
                        "last us",
                        "MB");
        for (Class<?> program : List.of(ForwardPasses.class, TrainingSteps.class)) {
            ColdRun run = prepare.apply(program);
            for (int passes : new int[] {SHORT, LONG}) {
                report(run, passes);
            }
        }
    }

    private void report(ColdRun run, int passes) {
        List<ColdRun.Result> results = new ArrayList<>();
        for (int i = 0; i < Math.max(1, runs); i++) {
            results.add(run.run(passes));
        }
        out().printf(
                        Locale.ROOT,
                        "%-15s  %,7d  %,8.0f  %,12.1f  %,12.1f  %6.0f%n",
                        run.program().getSimpleName(),
                        passes,
                        median(results, ColdRun.Result::wallMillis),
                        median(results, result -> result.hundredth() / 1e3),
                        median(results, result -> result.last() / 1e3),
                        median(results, ColdRun.Result::residentMegabytes));
    }

    private static double median(
            List<ColdRun.Result> results, ToDoubleFunction<ColdRun.Result> figure) {
        return Median.of(results.stream().mapToDouble(figure).toArray());
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
