package dev.gatun.bench.verify;

import dev.gatun.bench.console.OutputFile;
import dev.gatun.bench.measure.Machine;
import dev.gatun.bench.measure.Rounds;
import dev.gatun.shape.DType;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
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
            "Computes every operation and trains four networks natively and by the pure-Java reference,",
            "and compares results, losses and gradients; the exit code is 1 if any is too far off."
        })
public final class VerifyCommand implements Callable<Integer> {
    private static final List<DType> DTYPES = List.of(DType.F64, DType.F32);

    /** Samples of 20 ms, each engine half a second or until it is warm before. */
    private static final Rounds ROUNDS = new Rounds(7, 20_000_000, 400_000_000, 500_000_000);

    private static final String OPERATIONS =
            """
            Every operation, forward and backward, natively and by the pure-Java reference on the same small inputs.
            forward, backward: the largest relative error of the result and of the gradients. bound: what rounding explains.
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
        List<OpVerification.Result> operations = new ArrayList<>();
        List<NetworkVerification.Result> networks = new ArrayList<>();
        for (DType dtype : DTYPES) {
            operations.addAll(OpVerification.run(dtype));
        }
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

    private void printOperations(List<OpVerification.Result> results) {
        out().printf(
                        Locale.ROOT,
                        "%-26s  %-7s  %9s  %9s  %9s%n",
                        "operation",
                        "type",
                        "forward",
                        "backward",
                        "bound");
        for (OpVerification.Result each : results) {
            out().printf(
                            Locale.ROOT,
                            "%-26s  %-7s  %9.1e  %9.1e  %9.1e%s%n",
                            each.name(),
                            each.dtype(),
                            each.forward(),
                            each.backward(),
                            each.bound(),
                            each.passes() ? "" : "  TOO FAR");
        }
        out().printf(Locale.ROOT, "%n");
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
