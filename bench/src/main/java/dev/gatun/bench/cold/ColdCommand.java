package dev.gatun.bench.cold;

import dev.gatun.bench.measure.Median;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
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

    @Override
    public void run() {
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
            for (int passes : new int[] {SHORT, LONG}) {
                report(program, passes);
            }
        }
    }

    private void report(Class<?> program, int passes) {
        List<ColdRun.Result> results = new ArrayList<>();
        for (int i = 0; i < Math.max(1, runs); i++) {
            results.add(new ColdRun(program).run(passes));
        }
        out().printf(
                        Locale.ROOT,
                        "%-15s  %,7d  %,8.0f  %,12.1f  %,12.1f  %6.0f%n",
                        program.getSimpleName(),
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
