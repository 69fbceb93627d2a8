package dev.gatun.bench.train;

import dev.gatun.bench.measure.Median;
import java.util.Arrays;
import java.util.Locale;

/**
 * How soon a step takes its final time in a process that has done nothing else.
 *
 * @param network its name
 * @param threads the number of threads that an operation may use
 * @param steps how many were taken
 * @param first nanoseconds of the first step
 * @param last nanoseconds of a step, the median of the last tenth
 * @param settledSteps the number of steps before one that took at most {@value #NEAR} times the
 *     last ones, by the median of its neighbours
 * @param settledSeconds the time of those steps
 */
record FirstSteps(
        String network,
        int threads,
        int steps,
        double first,
        double last,
        int settledSteps,
        double settledSeconds) {
    static final double NEAR = 1.1;

    private static final int NEIGHBOURS = 10;
    private static final double LEARNING = 1e-3;

    /** Trains a network for some seconds, timing every step. */
    static FirstSteps measure(TimedNetwork net, int threads, double seconds) {
        try (GatunTraining training = net.open(LEARNING)) {
            training.threads(threads);
            double[] nanos = new double[1024];
            int steps = 0;
            long start = System.nanoTime();
            long now = start;
            while (now - start < seconds * 1e9 || steps == 0) {
                training.step();
                if (steps == nanos.length) {
                    nanos = Arrays.copyOf(nanos, 2 * steps);
                }
                long then = now;
                now = System.nanoTime();
                nanos[steps++] = now - then;
            }
            return of(net.name(), threads, Arrays.copyOf(nanos, steps));
        }
    }

    /** The figures of steps whose times these are, one or more. */
    static FirstSteps of(String network, int threads, double... nanos) {
        int steps = nanos.length;
        double last = Median.of(Arrays.copyOfRange(nanos, steps - Math.max(1, steps / 10), steps));
        int settled = 0;
        while (settled < steps - 1 && around(nanos, settled) > NEAR * last) {
            settled++;
        }
        double seconds = Arrays.stream(nanos, 0, settled).sum() / 1e9;
        return new FirstSteps(network, threads, steps, nanos[0], last, settled, seconds);
    }

    private static double around(double[] nanos, int step) {
        int from = Math.max(0, step - NEIGHBOURS);
        int to = Math.min(nanos.length, step + NEIGHBOURS + 1);
        return Median.of(Arrays.copyOfRange(nanos, from, to));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s, %d %s: %,d steps; the first took %,.1f ms, the last ones %,.2f ms;"
                        + " within %.1f times that after %,d steps and %.1f s",
                network,
                threads,
                threads == 1 ? "thread" : "threads",
                steps,
                first / 1e6,
                last / 1e6,
                NEAR,
                settledSteps,
                settledSeconds);
    }
}
