package dev.gatun.bench.ops;

import dev.gatun.bench.console.OutputFile;
import dev.gatun.bench.console.TurnsOptions;
import dev.gatun.bench.measure.Machine;
import dev.gatun.bench.measure.Rounds;
import dev.gatun.display.Progress;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gatun ops}: what tensor operations cost beside other libraries'. */
@Command(
        name = "ops",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Times tensor operations beside plain Java loops, EJML and PyTorch, products also beside"
                    + " a C program that calls the same OpenBLAS, in turns; convolutions, attention,"
                    + " order and further functions beside PyTorch, with their gradients.",
            "Every result is first checked; every ratio is a median over rounds."
        })
public final class OpsCommand implements Runnable {
    /** Three milliseconds, too short for most disturbances. */
    private static final Rounds ROUNDS = new Rounds(31, 3_000_000, 1_500_000_000L, 1_000_000_000);

    /** Longer: after the pause before each, threads take a while to find cores of their own. */
    private static final Rounds THREADED =
            new Rounds(21, 12_000_000, 1_500_000_000L, 1_000_000_000);

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--only",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "the tasks whose name contains this, such as softmax or 4096")
    private String only = "";

    @Mixin private TurnsOptions options = new TurnsOptions();

    @Override
    public void run() {
        List<Integer> threads = options.threads();
        List<Task> tasks = Task.ALL.stream().filter(each -> each.name().contains(only)).toList();
        List<Workload> workloads =
                Workloads.ALL.stream().filter(each -> each.name().contains(only)).toList();
        if (tasks.isEmpty() && workloads.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--only: no task's name contains \"" + only + "\"");
        }
        Optional<OutputFile> file = options.json();
        List<Engine> engines = Engines.openWithC();
        try {
            OpsRun run = new OpsRun(engines, tasks, threads, ROUNDS, THREADED);
            PrintWriter err = spec.commandLine().getErr();
            List<TaskTiming> rows = new ArrayList<>(run.measure(Progress.on(err)));
            rows.addAll(
                    new WorkloadRun(
                                    workloads,
                                    threads,
                                    count -> engines.forEach(engine -> engine.threads(count)),
                                    ROUNDS)
                            .measure(Progress.on(err)));
            print(engines, threads, rows);
            Object document = Map.of("machine", Machine.here(), "rows", rows);
            file.ifPresent(target -> target.writeJson(document));
        } finally {
            engines.forEach(Engine::close);
        }
    }

    private void print(List<Engine> engines, List<Integer> threads, List<TaskTiming> rows) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%-34s  %7s  %-10s  %14s  %12s%n", "task", "threads", "engine", "ns", "of Gatun's");
        for (TaskTiming row : rows) {
            out.printf(
                    Locale.ROOT,
                    "%-34s  %7d  %-10s  %,14.1f  %12.2f%n",
                    row.task(),
                    row.threads(),
                    row.engine(),
                    row.nanos(),
                    row.timesGatun());
        }
        out.println();
        out.println(Rounds.kernels());
        if (engines.stream().noneMatch(each -> each.name().equals("PyTorch"))) {
            out.println("PyTorch is left out: `make peers` fetches its libraries, some 110 MB.");
        }
        if (engines.stream().noneMatch(each -> each.name().equals(CEngine.NAME))) {
            out.println("C is left out: it needs OpenBLAS, a C compiler and `make build`.");
        }
        for (int count : threads) {
            Stream.concat(TaskTarget.ALL.stream(), Workloads.ALL.stream().map(Workload::target))
                    .flatMap(target -> target.verdict(rows, count).stream())
                    .forEach(out::println);
        }
        out.flush();
    }
}
