package dev.gatun.bench.train;

import dev.gatun.bench.console.Failure;
import dev.gatun.bench.measure.Rounds;
import dev.gatun.bench.measure.Trial;
import dev.gatun.display.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * Times training steps of all available libraries, in turns.
 *
 * @param nets the networks to train
 * @param threads the numbers of threads, with a run for each
 * @param rounds the number and length of the samples
 */
record TrainRun(List<TimedNetwork> nets, List<Integer> threads, Rounds rounds) {
    private static final double LEARNING = 1e-3;

    /**
     * A rate so small that step ten thousand is like the first. In a network that has converged on
     * its batch, gradients and moments are denormal numbers, with which processors are many times
     * slower.
     */
    private static final double STANDING = 1e-8;

    private static final int CHECKED_STEPS = 20;

    /**
     * The relative difference allowed between losses. The first steps of AdamW change a weight by
     * the whole rate, however small its gradient is, so a weight whose gradient is only a rounding
     * error may change in either direction.
     */
    private static final double TOLERANCE = 2e-3;

    /**
     * Runs all comparisons.
     *
     * @throws Failure if the losses of two libraries differ; nothing is timed then
     */
    List<StepTime> measure(IntFunction<Progress> progress) {
        List<StepTime> all = new ArrayList<>();
        try (Progress display = progress.apply(nets.size() * threads.size())) {
            for (int count : threads) {
                for (TimedNetwork net : nets) {
                    all.addAll(measure(net, count));
                    display.step();
                    display.line("%s, %d threads: done".formatted(net.name(), count));
                }
            }
        }
        return all;
    }

    private List<StepTime> measure(TimedNetwork net, int count) {
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

    private static List<Training> open(TimedNetwork net, double rate, int count) {
        List<Training> trainings = new ArrayList<>();
        GatunTraining ours = net.open(rate);
        trainings.add(ours);
        ours.peer().ifPresent(trainings::add);
        trainings.forEach(each -> each.threads(count));
        return trainings;
    }

    private static List<StepTime> times(
            TimedNetwork net, int count, List<Training> trainings, double[][] nanos) {
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

    /**
     * The times of a part in each round: those of a trial minus those of the trial before it, which
     * is one part shorter; or the times of the longest trial.
     */
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

    static void requireEqualLosses(TimedNetwork net, List<Training> trainings) {
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
