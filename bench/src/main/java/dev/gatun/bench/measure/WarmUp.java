package dev.gatun.bench.measure;

import dev.gatun.kernel.loop.KernelCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Runs a trial until it has reached its final speed.
 *
 * <p>A fixed time does not suffice: a kernel starts interpreted, and another thread replaces it by
 * a compiled loop, after a second or, if other kernels come first, several. So a trial is warm if
 * no kernel was being promoted during two consecutive parts of its run, and the two have the same
 * median. It is not warm while the JIT is busy: until C2 has compiled it, a vector loop is a
 * thousand times slower, at a constant speed, and C2 takes seconds. A trial that does not become
 * warm is timed after {@value #PATIENCE} times the least time, not counting the time in which the
 * JIT was busy; that is at most {@value #JIT_PATIENCE} times the least.
 *
 * @param leastNanos the least time for which a trial runs, in two parts that are compared; a trial
 *     whose first call takes longer, while the JIT is idle, is run only once
 * @param sampleNanos the greatest time of the calls between two readings of the clock
 * @param kernels returns the counters of kernels
 * @param jit tells whether the JIT is busy
 */
record WarmUp(long leastNanos, long sampleNanos, Supplier<KernelCounters> kernels, Jit jit) {
    /** Medians at one speed differ by less than this share; a compiled kernel is faster by more. */
    private static final double SAME = 0.1;

    private static final int PATIENCE = 20;

    private static final int JIT_PATIENCE = 400;

    /** The share of the time of a part that the JIT may take. */
    private static final double AT_REST = 0.05;

    /** The times of one part. */
    private static final class Part {
        private final KernelCounters before;
        private final long jitBefore;
        private final List<Double> calls = new ArrayList<>();
        private long spent;

        Part(KernelCounters before, long jitBefore) {
            this.before = before;
            this.jitBefore = jitBefore;
        }

        boolean isCompiled(long jitNow) {
            return jitNow - jitBefore <= AT_REST * spent;
        }

        void add(long nanos, double each) {
            spent += nanos;
            calls.add(each);
        }

        double median() {
            return Median.of(calls.stream().mapToDouble(Double::doubleValue).toArray());
        }

        /** Whether no kernel was promoted during this part, and none is being promoted. */
        boolean wasQuiet(KernelCounters now) {
            return now.equals(before) && now.compilations() <= now.switches() + now.rejections();
        }
    }

    /** Runs a trial until it is warm; returns the nanoseconds of a call at the end. */
    double run(Trial trial) {
        long calls = 1;
        long spent = 0;
        long atRest = 0;
        double earlier = Double.NaN;
        Part part = new Part(kernels.get(), jit.nanos());
        while (true) {
            long nanos = Math.max(1, trial.nanos(calls));
            double each = (double) nanos / calls;
            spent += nanos;
            part.add(nanos, each);
            if (part.spent >= leastNanos / 2) {
                double median = part.median();
                KernelCounters now = kernels.get();
                long jitNow = jit.nanos();
                boolean isCompiled = part.isCompiled(jitNow) && !jit.isAtWork();
                atRest += isCompiled ? part.spent : 0;
                boolean isOneLongCall = calls == 1 && nanos >= leastNanos;
                boolean isSteady = Math.abs(median / earlier - 1) <= SAME && part.wasQuiet(now);
                boolean isWarm = isCompiled && (isOneLongCall || isSteady);
                if (isWarm
                        || atRest >= PATIENCE * leastNanos
                        || spent >= JIT_PATIENCE * leastNanos) {
                    return median;
                }
                earlier = median;
                part = new Part(now, jitNow);
            }
            // Short loops first, longer ones later, because a compiled method is entered at its
            // next call.
            calls = callsFor(Math.min(sampleNanos, Math.max(1000, spent / 16)), each);
        }
    }

    /** The number of calls of a known length that fill a time. */
    static long callsFor(long nanos, double each) {
        return Math.max(1, Math.round(nanos / each));
    }
}
