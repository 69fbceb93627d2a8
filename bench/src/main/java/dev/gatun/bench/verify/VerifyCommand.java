package dev.gatun.bench.verify;

import dev.gatun.bench.console.OutputFile;
import dev.gatun.bench.measure.Machine;
import dev.gatun.bench.measure.Rounds;
import dev.gatun.shape.DType;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gatun verify}: the native engine against the reference. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Computes every operation on floats and trains four networks natively and by the pure-Java"
                    + " reference,",
            "and compares results, losses and gradients; the exit code is 1 if any is too far off."
        })
public final class VerifyCommand implements Callable<Integer> {
    private static final List<DType> DTYPES = List.of(DType.F64, DType.F32);

    /** Samples of 20 ms, each engine half a second or until it is warm before. */
    private static final Rounds ROUNDS = new Rounds(7, 20_000_000, 400_000_000, 500_000_000);

    private static final String OPERATIONS =
            """
            Every operation, forward and backward, natively in two types on the same small random inputs.
            forward, backward: the largest relative error of the result, beside plain Java loops in double, and of the gradients,
            beside the pure-Java reference or, where it has no such operation, differences. bound: what rounding explains.
            """;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", paramLabel = "FILE", description = "writes the rows as JSON")
    private @Nullable Path json;

    private final Rounds rounds;

    /** The command as people run it. */
    public VerifyCommand() {
        this(ROUNDS);
    }

    /** The command with other timing. */
    VerifyCommand(Rounds rounds) {
        this.rounds = rounds;
    }

    @Override
    public Integer call() {
        OutputFile file = json == null ? null : OutputFile.at(json);
        say(OPERATIONS);
        List<OpVerification.Result> operations = OpVerification.run(DTYPES);
        List<NetworkVerification.Result> networks = new ArrayList<>();
        printOperations(operations);
        say(networks());
        for (Network network : NetworkVerification.networks()) {
            networks.addAll(NetworkVerification.run(network, DTYPES, rounds));
        }
        printNetworks(networks);
        boolean passes =
                operations.stream().allMatch(OpVerification.Result::passes)
                        && networks.stream().allMatch(NetworkVerification.Result::passes);
        out().printf(
                        Locale.ROOT,
                        passes
                                ? "The native engine agrees with the reference.%n"
                                : "The native engine does NOT agree with the reference.%n");
        if (file != null) {
            Object document =
                    Map.of(
                            "machine",
                            Machine.here(),
                            "operations",
                            operations,
                            "networks",
                            networks,
                            "passes",
                            passes);
            file.writeJson(document);
        }
        return passes ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    /** A line for each method and type: the worst of its rows. */
    private void printOperations(List<OpVerification.Result> results) {
        out().printf(
                        Locale.ROOT,
                        "%-14s  %-7s  %9s  %9s  %9s  %9s  %s%n",
                        "operation",
                        "type",
                        "forward",
                        "bound",
                        "backward",
                        "bound",
                        "beside");
        Map<List<Object>, List<OpVerification.Result>> lines = new LinkedHashMap<>();
        for (OpVerification.Result each : results) {
            lines.computeIfAbsent(
                            List.of(each.method(), each.dtype(), each.against()),
                            _ -> new ArrayList<>())
                    .add(each);
        }
        lines.values().forEach(this::printLine);
        out().printf(Locale.ROOT, "%n");
    }

    private void printLine(List<OpVerification.Result> rows) {
        OpVerification.Result any = rows.getFirst();
        boolean hasGradient = any.against() != OpVerification.Against.NOTHING;
        double forward = rows.stream().mapToDouble(OpVerification.Result::forward).max().orElse(0);
        double backward =
                rows.stream().mapToDouble(OpVerification.Result::backward).max().orElse(0);
        out().printf(
                        Locale.ROOT,
                        "%-14s  %-7s  %9.1e  %9.1e  %9s  %9s  %s%s%n",
                        any.method(),
                        any.dtype(),
                        forward,
                        any.bound(),
                        hasGradient ? "%9.1e".formatted(backward) : "none",
                        hasGradient ? "%9.1e".formatted(any.backwardBound()) : "",
                        hasGradient ? any.against().name().toLowerCase(Locale.ROOT) : "",
                        rows.stream().allMatch(OpVerification.Result::passes) ? "" : "  TOO FAR");
    }

    private void printNetworks(List<NetworkVerification.Result> results) {
        out().printf(
                        Locale.ROOT,
                        "%-14s  %-7s  %8s  %8s  %9s  %9s  %9s  %12s  %9s  %8s%n",
                        "network",
                        "type",
                        "loss",
                        "after " + NetworkVerification.STEPS,
                        "of losses",
                        "gradients",
                        "bound",
                        "reference ms",
                        "native ms",
                        "speedup");
        for (NetworkVerification.Result each : results) {
            out().printf(
                            Locale.ROOT,
                            "%-14s  %-7s  %8.4f  %8.4f  %9.1e  %9.1e  %9.1e  %,12.3f  %,9.3f  %6.1f x%s%n",
                            each.name(),
                            each.dtype(),
                            each.firstLoss(),
                            each.lastLoss(),
                            each.loss(),
                            each.gradient(),
                            each.bound(),
                            each.referenceMillis(),
                            each.nativeMillis(),
                            each.speedup(),
                            each.passes() ? "" : "  TOO FAR");
        }
        out().printf(Locale.ROOT, "%n");
    }

    private static String networks() {
        return """
        Four networks, trained %d steps from the same weights natively and by the reference, which computes in double.
        loss, after %<d: by the reference. of losses, gradients: the largest relative error of any step. bound: of both.
        Then each engine trains on until it is warm, and only that is timed. ms: the median of a step, forward,
        backward and update. speedup: reference over native; a network of a few numbers gains little.
        """
                .formatted(NetworkVerification.STEPS);
    }

    /** What follows, shown before it is computed. */
    private void say(String text) {
        out().println(text);
        out().flush();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
