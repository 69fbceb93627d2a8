package dev.gatun.bench.train;

import dev.gatun.Gatun;
import dev.gatun.bench.console.OutputFile;
import dev.gatun.bench.console.TurnsOptions;
import dev.gatun.bench.measure.Machine;
import dev.gatun.bench.measure.Rounds;
import dev.gatun.display.Progress;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gatun train}: the time of training steps, compared with PyTorch, and of recording. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Times training steps of networks, forward, backward and AdamW, in turns with"
                    + " PyTorch, whose losses are first compared.",
            "Then what an operation costs more when it is recorded for its gradient, and what a step"
                    + " costs when the optimizer's state has decayed: whether it is denormal is said."
        })
public final class TrainCommand implements Runnable {
    private static final Rounds ROUNDS = new Rounds(31, 10_000_000, 1_500_000_000L, 2_000_000_000);

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--only",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "the networks whose name contains this, such as LSTM")
    private String only = "";

    @Option(
            names = "--from-start",
            paramLabel = "SECONDS",
            description =
                    "instead, trains one network so long and says how soon its steps have their"
                            + " final time; for a process of its own")
    private @Nullable Double seconds;

    @Mixin private TurnsOptions options = new TurnsOptions();

    @Override
    public void run() {
        List<Integer> threads = options.threads();
        List<TimedNetwork> networks =
                TimedNetwork.all().stream().filter(each -> each.name().contains(only)).toList();
        if (networks.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--only: no network's name contains \"" + only + "\"");
        }
        Double length = seconds;
        if (length != null) {
            fromStart(networks.getFirst(), threads.getFirst(), length);
            return;
        }
        Optional<OutputFile> file = options.json();
        List<StepTime> steps =
                new TrainRun(networks, threads, ROUNDS)
                        .measure(Progress.on(spec.commandLine().getErr()));
        Gatun.setThreads(1);
        List<Recording> recordings = Recording.measure(ROUNDS);
        List<ConvergedTraining> settled =
                NetworkSizes.ALL.stream()
                        .filter(networks::contains)
                        .map(ConvergedTraining::measure)
                        .toList();
        print(networks, threads, steps, recordings, settled);
        Object document =
                Map.of(
                        "machine",
                        Machine.here(),
                        "rows",
                        steps,
                        "recording",
                        recordings,
                        "settled",
                        settled);
        file.ifPresent(target -> target.writeJson(document));
    }

    private void fromStart(TimedNetwork network, int threads, double length) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(FirstSteps.measure(network, threads, length));
        out.println(Rounds.kernels());
        out.flush();
    }

    private void print(
            List<TimedNetwork> networks,
            List<Integer> threads,
            List<StepTime> steps,
            List<Recording> recordings,
            List<ConvergedTraining> settled) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%-26s  %7s  %-8s  %-8s  %10s  %12s%n",
                "network", "threads", "part", "engine", "us", "of Gatun's");
        for (StepTime each : steps) {
            out.printf(
                    Locale.ROOT,
                    "%-26s  %7d  %-8s  %-8s  %,10.1f  %12.2f%n",
                    each.network(),
                    each.threads(),
                    each.part(),
                    each.engine(),
                    each.nanos() / 1e3,
                    each.timesGatun());
        }
        out.println();
        for (Recording each : recordings) {
            out.printf(
                    Locale.ROOT,
                    "%s of 64 floats: %.1f ns, recorded %.1f ns, %+.1f%n",
                    each.op(),
                    each.nanos(),
                    each.recordedNanos(),
                    each.moreNanos());
        }
        settled.forEach(out::println);
        out.println();
        out.println(Rounds.kernels());
        if (steps.stream().noneMatch(each -> each.engine().equals("PyTorch"))) {
            out.println("PyTorch is left out: `make peers` fetches its libraries, some 110 MB.");
        }
        for (int count : threads) {
            networks.forEach(net -> net.verdict(steps, count).ifPresent(out::println));
        }
        recordings.forEach(each -> out.println(each.verdict()));
        settled.forEach(each -> out.println(each.verdict()));
        out.flush();
    }
}
