package dev.gatun.bench.train;

import dev.gatun.bench.console.Failure;
import dev.gatun.bench.console.Progress;
import dev.gatun.bench.measure.Rounds;
import dev.gatun.bench.measure.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * Training steps by every library there is, in turns.
 *
 * @param nets what is trained
 * @param threads one run for each number
 * @param rounds how often and how long
 */
record TrainRun(List<Net> nets, List<Integer> threads, Rounds rounds) {
    private static final double LEARNING = 1e-3;

    /**
     * At which a network hardly moves, so that step ten thousand is as the first. One that knows
     * its batch by heart has gradients and moments of denormal numbers, which processors are many
     * times slower with.
     */
    private static final double STANDING = 1e-8;

    private static final int CHECKED_STEPS = 20;

    /**
     * What losses may differ by, as a share of the first. AdamW moves a weight by the whole rate at
     * first, however small its gradient: one whose gradient is all rounding goes either way.
     */
    private static final double TOLERANCE = 2e-3;

    /**
     * Runs.
     *
     * @throws Failure if two libraries' losses differ; nothing is timed then
     */
    List<StepTime> measure(IntFunction<Progress> progress) {
        List<StepTime> all = new ArrayList<>();
        try (Progress display = progress.apply(nets.size() * threads.size())) {
            for (int count : threads) {
                for (Net net : nets) {
                    all.addAll(measure(net, count));
                    display.step();
                    display.line("%s, %d threads: done".formatted(net.name(), count));
                }
            }
        }
        return all;
    }

    private List<StepTime> measure(Net net, int count) {
        List<Training> learning = open(net, LEARNING, count);
        try {
            requireEqualLosses(net, learning);
        } finally {
            learning.reversed().forEach(Training::close);
        }
        List<Training> trainings = open(net, STANDING, count);
        try {
            List<Trial> trials = new ArrayList<>();
            for (Training each : trainings) {
                trials.add(Trial.of(each::forward));
                trials.add(Trial.of(each::gradients));
                trials.add(Trial.of(each::step));
            }
            if (count > 1) {
                trials.replaceAll(Trial::thenSettling);
            }
            return times(net, count, trainings, rounds.run(trials, () -> {}));
        } finally {
            trainings.reversed().forEach(Training::close);
        }
    }

    private static List<Training> open(Net net, double rate, int count) {
        List<Training> trainings = new ArrayList<>();
        SmallNetwork ours = net.open(rate);
        trainings.add(ours);
        DjlNetwork.like(ours).ifPresent(trainings::add);
        trainings.forEach(each -> each.threads(count));
        return trainings;
    }

    private static List<StepTime> times(
            Net net, int count, List<Training> trainings, double[][] nanos) {
        List<StepTime> times = new ArrayList<>();
        String[] parts = {"forward", "backward", "AdamW", StepTime.WHOLE};
        for (int part = 0; part < parts.length; part++) {
            for (int i = 0; i < trainings.size(); i++) {
                double[] here = part(nanos, 3 * i, part);
                double[] gatun = part(nanos, 0, part);
                times.add(
                        StepTime.of(net, count, parts[part], trainings.get(i).name(), here, gatun));
            }
        }
        return times;
    }

    /** Round by round: a trial less the shorter one before it, or all of the longest. */
    static double[] part(double[][] nanos, int first, int part) {
        if (part == 0 || part == 3) {
            return nanos[first + Math.min(part, 2)];
        }
        double[] longer = nanos[first + part];
        double[] shorter = nanos[first + part - 1];
        double[] difference = new double[Math.min(longer.length, shorter.length)];
        for (int round = 0; round < difference.length; round++) {
            difference[round] = longer[round] - shorter[round];
        }
        return difference;
    }

    static void requireEqualLosses(Net net, List<Training> trainings) {
        double most = 0;
        for (int step = 1; step <= CHECKED_STEPS; step++) {
            double expected = trainings.getFirst().step();
            most = step == 1 ? TOLERANCE * expected : most;
            for (Training other : trainings.subList(1, trainings.size())) {
                double loss = other.step();
                if (!(Math.abs(loss - expected) <= most)) {
                    throw new Failure(
                            String.format(
                                    Locale.ROOT,
                                    "%s: the loss before step %d is %s by %s and %s by %s",
                                    net.name(),
                                    step,
                                    expected,
                                    trainings.getFirst().name(),
                                    loss,
                                    other.name()));
                }
            }
        }
    }
}
