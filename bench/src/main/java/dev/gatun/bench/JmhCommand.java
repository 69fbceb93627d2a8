package dev.gatun.bench;

import dev.gatun.bench.console.Failure;
import dev.gatun.bench.jmh.CallOverhead;
import dev.gatun.bench.jmh.ScopeAllocation;
import dev.gatun.bench.jmh.TensorOps;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatun bench}: one JMH suite. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a JMH suite: calls (what a call into a BLAS costs, by which binding), scopes (what memory costs)"
                    + " or ops (tensor operations, by which library).",
            "What follows is JMH's: -f 1 -wi 1 -i 1 for a quick look, -p size=8, -rf json -rff FILE."
        })
final class JmhCommand implements Runnable {
    private enum Suite {
        CALLS(CallOverhead.class),
        SCOPES(ScopeAllocation.class),
        OPS(TensorOps.class);

        private final String benchmarks;

        Suite(Class<?> suite) {
            benchmarks = suite.getName().replace(".", "\\.") + "\\b.*";
        }
    }

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "SUITE", description = "calls, scopes or ops")
    private String suite = "";

    @Parameters(index = "1..*", paramLabel = "ARGS", description = "options of JMH")
    private List<String> forJmh = new ArrayList<>();

    @Override
    public void run() {
        try {
            String benchmarks = chosen().benchmarks;
            CommandLineOptions options = new CommandLineOptions(forJmh.toArray(String[]::new));
            List<String> parts = List.copyOf(options.getIncludes());
            if (!parts.isEmpty()) {
                // JMH runs what matches any pattern; here all patterns must match.
                forJmh.removeAll(parts);
                options = new CommandLineOptions(forJmh.toArray(String[]::new));
            }
            ChainedOptionsBuilder all = new OptionsBuilder().parent(options);
            if (!options.getParameter(TensorOps.PAIR).hasValue()) {
                // The values of this parameter are known here alone; other suites have no such
                // parameter.
                all.param(TensorOps.PAIR, TensorOps.pairs());
            }
            (parts.isEmpty() ? List.of("") : parts).forEach(part -> all.include(benchmarks + part));
            run(options, new Runner(all.build()));
        } catch (CommandLineOptionException problem) {
            throw new ParameterException(
                    spec.commandLine(), String.valueOf(problem.getMessage()), problem);
        } catch (RunnerException problem) {
            throw new Failure("JMH: " + problem.getMessage(), problem);
        }
    }

    private static void run(CommandLineOptions options, Runner runner) throws RunnerException {
        if (options.shouldList()) {
            runner.list();
        } else {
            runner.run();
        }
    }

    private Suite chosen() {
        for (Suite each : Suite.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(suite)) {
                return each;
            }
        }
        throw new ParameterException(
                spec.commandLine(), "no suite '" + suite + "': calls or scopes");
    }
}
