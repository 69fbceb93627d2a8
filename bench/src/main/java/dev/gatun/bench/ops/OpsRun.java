package dev.gatun.bench.ops;

import dev.gatun.bench.console.Progress;
import dev.gatun.bench.measure.Rounds;
import dev.gatun.bench.measure.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    /**
     * Runs.
     *
     * @throws dev.gatun.bench.console.Failure if a result is wrong; nothing is timed with it
     */
    List<Comparison> measure(IntFunction<Progress> progress) {
        List<Comparison> all = new ArrayList<>();
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

    private List<Comparison> measure(Task task, int count) {
        List<Engine> entered = new ArrayList<>();
        List<Work> works = new ArrayList<>();
        Expected expected = new Expected(task);
        try {
            for (Engine engine : engines) {
                Optional<Work> work =
                        engine.canUse(count) ? engine.prepare(task) : Optional.empty();
                if (work.isPresent()) {
                    works.add(work.get());
                    entered.add(engine);
                    expected.require(engine.name(), work.get().result());
                }
            }
            List<Trial> trials =
                    works.stream()
                            .map(Work::trial)
                            .map(trial -> count == 1 ? trial : trial.thenSettling())
                            .toList();
            double[][] nanos = (count == 1 ? rounds : threaded).run(trials, () -> {});
            List<Comparison> here = new ArrayList<>();
            for (int i = 0; i < entered.size(); i++) {
                here.add(Comparison.of(task, entered.get(i), count, nanos[i], nanos[0]));
            }
            return here;
        } finally {
            works.reversed().forEach(Work::close);
        }
    }
}
