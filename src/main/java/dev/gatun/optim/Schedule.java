package dev.gatun.optim;

import dev.gatun.checks.Nulls;
import dev.gatun.checks.Ranges;
import java.util.Arrays;
import java.util.List;

/**
 * The learning rate as a function of the number of steps made, with PyTorch's formulas in closed
 * form. A {@link Scheduler} sets it.
 *
 * {@snippet :
 * Schedule schedule = Schedule.warmUp(100).then(100, Schedule.cosine(1900, 1e-4));
 * Scheduler scheduler = new Scheduler(optimizer, schedule);
 * }
 *
 * <p>A schedule has no state; the same step gives the same rate, so training that is resumed at a
 * step has the rates of training that never stopped.
 */
@FunctionalInterface
public interface Schedule {
    /**
     * The learning rate.
     *
     * @param base the rate of the options
     * @param step the number of steps made so far, from 0
     */
    double lr(double base, long step);

    /**
     * The momentum, or Adam's first beta; stays what it is but in {@link OneCycle}.
     *
     * @param base that of the options
     * @param step the number of steps made so far, from 0
     */
    default double momentum(double base, long step) {
        return base;
    }

    /**
     * A factor until so many steps are made, then 1: {@code ConstantLR}.
     *
     * @throws IllegalArgumentException unless the factor is from 0 to 1, and steps at least 0
     */
    static Schedule constant(double factor, long steps) {
        Ranges.fraction("constant", "factor", factor);
        Ranges.notNegative("constant", "steps", steps);
        return (base, step) -> step < steps ? base * factor : base;
    }

    /**
     * A factor that goes from one to another in so many steps, along a line: {@code LinearLR}.
     *
     * @throws IllegalArgumentException unless factors are from 0 to 1, and steps above 0
     */
    static Schedule linear(double start, double end, long steps) {
        Ranges.fraction("linear", "start", start);
        Ranges.fraction("linear", "end", end);
        Ranges.positive("linear", "steps", steps);
        return (base, step) ->
                base * (start + (end - start) * (Math.min(step, steps) / (double) steps));
    }

    /**
     * From {@code base / steps} to the base in so many steps, along a line, so that no step has a
     * rate of 0; then the base.
     *
     * @throws IllegalArgumentException unless steps are above 0
     */
    static Schedule warmUp(long steps) {
        Ranges.positive("warmUp", "steps", steps);
        return (base, step) -> base * Math.min(1, (step + 1) / (double) steps);
    }

    /**
     * Times gamma after every so many steps: {@code StepLR}.
     *
     * @throws IllegalArgumentException unless gamma is at least 0, and every above 0
     */
    static Schedule step(long every, double gamma) {
        Ranges.positive("step", "every", every);
        Ranges.notNegative("step", "gamma", gamma);
        return (base, step) -> {
            long times = step / every; // whole
            return base * Math.pow(gamma, (double) times);
        };
    }

    /**
     * Times gamma at each of some steps: {@code MultiStepLR}.
     *
     * @throws IllegalArgumentException unless gamma is at least 0, and milestones do not decrease
     */
    static Schedule multiStep(double gamma, long... milestones) {
        Ranges.notNegative("multiStep", "gamma", gamma);
        long[] at = ascending("multiStep", Nulls.refuse("multiStep", "milestones", milestones));
        return (base, step) ->
                base
                        * Math.pow(
                                gamma,
                                (double) Arrays.stream(at).filter(each -> each <= step).count());
    }

    /**
     * Times gamma after every step: {@code ExponentialLR}.
     *
     * @throws IllegalArgumentException unless gamma is at least 0
     */
    static Schedule exponential(double gamma) {
        Ranges.notNegative("exponential", "gamma", gamma);
        return (base, step) -> base * Math.pow(gamma, (double) step);
    }

    /**
     * From the base to a least rate in so many steps, along half a cosine, and back in as many, as
     * {@code CosineAnnealingLR}: {@code least + (base - least) (1 + cos(pi step / steps)) / 2}.
     *
     * @throws IllegalArgumentException unless steps are above 0, and least at least 0
     */
    static Schedule cosine(long steps, double least) {
        Ranges.positive("cosine", "steps", steps);
        Ranges.notNegative("cosine", "least", least);
        return (base, step) -> halfCosine(base, least, step / (double) steps);
    }

    private static double halfCosine(double from, double to, double share) {
        return to + (from - to) * (1 + Math.cos(Math.PI * share)) / 2;
    }

    /**
     * The cosine from the base to a least rate, again and again, each time in {@code times} as many
     * steps as before (Loshchilov and Hutter, SGDR: stochastic gradient descent with warm restarts,
     * 2017): {@code CosineAnnealingWarmRestarts}.
     *
     * @param steps how many the first cosine takes
     * @throws IllegalArgumentException unless steps and times are above 0, and least at least 0
     */
    static Schedule cosineRestarts(long steps, int times, double least) {
        Ranges.positive("cosineRestarts", "steps", steps);
        Ranges.positive("cosineRestarts", "times", times);
        Ranges.notNegative("cosineRestarts", "least", least);
        return (base, step) -> {
            long length = steps;
            long into = step;
            if (times == 1) {
                into = step % steps;
            }
            while (into >= length) {
                into -= length;
                length = Math.multiplyExact(length, times);
            }
            return halfCosine(base, least, into / (double) length);
        };
    }

    /** One cycle up to a largest rate and down again; {@link OneCycle} has options. */
    static OneCycle oneCycle(double maxLr, long steps) {
        return OneCycle.of(maxLr, steps);
    }

    /**
     * This schedule, and another of what it gives: {@code ChainedScheduler}, whose factors are
     * multiplied.
     */
    default Schedule and(Schedule other) {
        Nulls.refuse("and", "other", other);
        Schedule first = this;
        return new Schedule() {
            @Override
            public double lr(double base, long step) {
                return other.lr(first.lr(base, step), step);
            }

            @Override
            public double momentum(double base, long step) {
                return other.momentum(first.momentum(base, step), step);
            }
        };
    }

    /**
     * This schedule for so many steps, then another, which counts from 0: {@code SequentialLR}.
     *
     * @throws IllegalArgumentException unless steps are above 0
     */
    default Schedule then(long steps, Schedule other) {
        Ranges.positive("then", "steps", steps);
        Nulls.refuse("then", "other", other);
        Schedule first = this;
        return new Schedule() {
            @Override
            public double lr(double base, long step) {
                return step < steps ? first.lr(base, step) : other.lr(base, step - steps);
            }

            @Override
            public double momentum(double base, long step) {
                return step < steps
                        ? first.momentum(base, step)
                        : other.momentum(base, step - steps);
            }
        };
    }

    /**
     * The rates of the first steps, to be looked at or drawn.
     *
     * @throws IllegalArgumentException if steps are negative
     */
    default List<Double> first(int steps, double base) {
        Ranges.notNegative("first", "steps", steps);
        return java.util.stream.IntStream.range(0, steps).mapToObj(t -> lr(base, t)).toList();
    }

    private static long[] ascending(String op, long... milestones) {
        long[] own = milestones.clone();
        for (int i = 1; i < own.length; i++) {
            if (own[i] < own[i - 1]) {
                throw new IllegalArgumentException(
                        "%s: milestones must not decrease: %d, %d"
                                .formatted(op, own[i - 1], own[i]));
            }
        }
        return own;
    }
}
