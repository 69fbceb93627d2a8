package dev.gatun.bench.ops;

import ai.djl.ndarray.NDManager;
import dev.gatun.bench.console.Failure;
import dev.gatun.bench.measure.Median;
import dev.gatun.bench.measure.Rounds;
import dev.gatun.bench.measure.Trial;
import dev.gatun.display.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Checks and times workloads, Gatun and what it is compared with in turns. Where both give the same
 * results they are timed.
 *
 * @param workloads what
 * @param threads one run for each number
 * @param setThreads sets the number, of all libraries
 * @param rounds how often and how long
 */
record WorkloadRun(
        List<Workload> workloads,
        List<Integer> threads,
        Consumer<Integer> setThreads,
        Rounds rounds) {
    /** Differences of results by rounding, of the largest result. */
    private static final double CLOSE = 1e-4;

    /**
     * Runs.
     *
     * @throws Failure if results differ; nothing is timed with them
     */
    List<TaskTiming> measure(IntFunction<Progress> progress) {
        Optional<NDManager> torch = DjlEngine.manager();
        List<TaskTiming> all = new ArrayList<>();
        try (Progress display = progress.apply(threads.size() * workloads.size())) {
            for (int count : threads) {
                setThreads.accept(count);
                for (Workload workload : workloads) {
                    torch.ifPresent(manager -> all.addAll(measure(workload, count, manager)));
                    display.step();
                    display.line("%s, %d threads: done".formatted(workload.name(), count));
                }
            }
        } finally {
            torch.ifPresent(NDManager::close);
        }
        return all;
    }

    private List<TaskTiming> measure(Workload workload, int count, NDManager torch) {
        try (Work gatun = workload.gatunWork();
                Work other = workload.otherWork(torch)) {
            require(workload, gatun.result(), other.result());
            List<Trial> trials = List.of(gatun.trial(), other.trial());
            double[][] nanos = rounds.run(trials, () -> {});
            return List.of(
                    timing(workload, "Gatun", count, nanos[0], nanos[0]),
                    timing(workload, workload.against(), count, nanos[1], nanos[0]));
        }
    }

    private static TaskTiming timing(
            Workload workload, String name, int threads, double[] nanos, double[] gatun) {
        double ratio = Median.ofRatios(nanos, gatun);
        return new TaskTiming(workload.name(), name, threads, Median.of(nanos), ratio);
    }

    /**
     * Holds two results to each other.
     *
     * @throws Failure if they differ by more than rounding does
     */
    static void require(Workload workload, float[] gatun, float[] other) {
        if (gatun.length != other.length) {
            throw new Failure(
                    "%s: %d and %d numbers".formatted(workload.name(), gatun.length, other.length));
        }
        double largest = 0;
        for (float each : other) {
            largest = Math.max(largest, Math.abs(each));
        }
        for (int i = 0; i < gatun.length; i++) {
            if (!(Math.abs(gatun[i] - other[i]) <= CLOSE * largest)) {
                throw new Failure(
                        "%s: %s and, by %s, %s at %d; it is not timed"
                                .formatted(
                                        workload.name(),
                                        gatun[i],
                                        workload.against(),
                                        other[i],
                                        i));
            }
        }
    }
}
