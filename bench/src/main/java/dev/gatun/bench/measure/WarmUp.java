package dev.gatun.bench.measure;

import dev.gatun.kernel.loop.KernelCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Runs a trial until it is as fast as it will be.
 *
 * <p>A time fixed beforehand is no rule: a kernel starts interpreted, and another thread replaces
 * it by a compiled loop when that is ready, which takes a second or, behind other kernels, several.
 * So a trial is warm when no kernel has been on its way to a compiled loop for a while and two such
 * whiles, one after the other, have the same median. Nor is it warm while the JIT is at work: a
 * loop of vectors is a thousand times slower until C2 has it, steadily, and C2 takes seconds. One
 * that never settles is taken as it is after {@value #PATIENCE} times the least, not counting the
 * time in which the JIT was at work; that ends after {@value #JIT_PATIENCE} times the least.
 *
 * @param leastNanos how long a trial runs in any case, in two parts that are compared; a trial
 *     whose first call alone takes as long, the JIT being at rest, is run no more
 * @param sampleNanos how long the calls between two looks at the clock take, at most
 * @param kernels what the kernels have been through by now
 * @param jit what the JIT is doing
 */
record WarmUp(long leastNanos, long sampleNanos, Supplier<KernelCounters> kernels, Jit jit) {
    /** Medians of one speed differ by less, and what a kernel gains when compiled is more. */
    private static final double SAME = 0.1;

    private static final int PATIENCE = 20;

    private static final int JIT_PATIENCE = 400;

    /** The share of a part that the JIT may take. */
    private static final double AT_REST = 0.05;

    /** What has been timed since a part began. */
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

        /** Whether no kernel changed meanwhile, and none is about to. */
        boolean wasQuiet(KernelCounters now) {
            return now.equals(before) && now.compilations() <= now.switches() + now.rejections();
        }
    }

    /** Runs it; returns the nanoseconds of a call at the end. */
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
            // Short loops first, longer ones later: a method is replaced between its calls.
            calls = callsFor(Math.min(sampleNanos, Math.max(1000, spent / 16)), each);
        }
    }

    /** How many calls of a known length fill a time. */
    static long callsFor(long nanos, double each) {
        return Math.max(1, Math.round(nanos / each));
    }
}
