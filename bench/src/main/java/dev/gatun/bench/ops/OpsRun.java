package dev.gatun.bench.ops;

import dev.gatun.bench.measure.Median;
import dev.gatun.bench.measure.Rounds;
import dev.gatun.bench.measure.Trial;
import dev.gatun.display.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;

/**
 * Checks and times tasks by every engine that has them, in turns.
 *
 * @param engines Gatun first
 * @param tasks what
 * @param threads one run for each number
 * @param rounds how often and how long on one thread
 * @param threaded how often and how long on several
 */
record OpsRun(
        List<Engine> engines,
        List<Task> tasks,
        List<Integer> threads,
        Rounds rounds,
        Rounds threaded) {
    private static final int PLACEMENTS = 3;

    /**
     * Runs.
     *
     * @throws dev.gatun.bench.console.Failure if a result is wrong; nothing is timed with it
     */
    List<TaskTiming> measure(IntFunction<Progress> progress) {
        List<TaskTiming> all = new ArrayList<>();
        try (Progress display = progress.apply(threads.size() * tasks.size())) {
            for (int count : threads) {
                engines.forEach(engine -> engine.threads(count));
                for (Task task : tasks) {
                    all.addAll(measure(task, count));
                    display.step();
                    display.line("%s, %d threads: done".formatted(task.name(), count));
                }
            }
        }
        return all;
    }

    /** Products by where their operands happen to lie: the best of several places. */
    private List<TaskTiming> measure(Task task, int count) {
        List<Engine> entered = engines.stream().filter(engine -> engine.canUse(count)).toList();
        Map<Engine, double[]> best = new LinkedHashMap<>();
        List<Work> open = new ArrayList<>(); // so that no two have the same place
        try {
            int placements = task.isProduct() && task.batch() == 1 ? PLACEMENTS : 1;
            for (int placement = 0; placement < placements; placement++) {
                measure(task, count, entered, open)
                        .forEach((engine, nanos) -> best.merge(engine, nanos, OpsRun::better));
            }
        } finally {
            open.reversed().forEach(Work::close); // scopes nest
        }
        double[] gatun = Objects.requireNonNull(best.get(engines.getFirst()));
        return best.entrySet().stream()
                .map(each -> TaskTiming.of(task, each.getKey(), count, each.getValue(), gatun))
                .toList();
    }

    private Map<Engine, double[]> measure(
            Task task, int count, List<Engine> entered, List<Work> open) {
        Map<Engine, Work> works = new LinkedHashMap<>();
        ExpectedResult expected = new ExpectedResult(task);
        for (Engine engine : entered) {
            engine.prepare(task)
                    .ifPresent(work -> {
                        open.add(work);
                        works.put(engine, work);
                        expected.require(engine.name(), work.result());
                    });
        }
        List<Trial> trials =
                works.values().stream()
                        .map(Work::trial)
                        .map(trial -> count == 1 ? trial : trial.thenSettling())
                        .toList();
        double[][] nanos = (count == 1 ? rounds : threaded).run(trials, () -> {});
        Map<Engine, double[]> timed = new LinkedHashMap<>();
        works.keySet().forEach(engine -> timed.put(engine, nanos[timed.size()]));
        return timed;
    }

    private static double[] better(double[] a, double[] b) {
        return Median.of(b) < Median.of(a) ? b : a;
    }
}
