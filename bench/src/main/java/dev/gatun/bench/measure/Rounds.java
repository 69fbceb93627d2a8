package dev.gatun.bench.measure;

import dev.gatun.kernel.loop.KernelCounters;
import java.util.List;

/**
 * Times trials in turns.
 *
 * <p>Every round times each trial once, in order in even rounds and in reverse order in odd ones,
 * so that a drift of the clock or of the machine's load favours none. The number of calls in a
 * sample is determined first, so that a sample is long compared with the timer's resolution and
 * short compared with a disturbance. A trial whose single call is long has fewer rounds, but at
 * least three if a call takes less than a second.
 *
 * @param rounds samples of each trial, at most
 * @param sampleNanos the approximate length of a sample; a single call may take longer
 * @param budgetNanos the approximate time for all samples of one trial together
 * @param warmUpNanos the least time for which a trial runs before its first sample; it goes on
 *     until it is {@link WarmUp warm}
 */
public record Rounds(int rounds, long sampleNanos, long budgetNanos, long warmUpNanos) {
    private static final int FEWEST = 3;
    private static final double LONG_CALL_NANOS = 1e9;

    /** A call that takes longer than this needs no calls before it to fill the caches. */
    private static final double SELF_WARMING_NANOS = 5e7;

    /** One trial with the length of its call, found while warming up. */
    private static final class Entrant {
        private final Trial trial;
        private final double each;
        private final long calls;
        private final double[] nanos;

        Entrant(Trial trial, double each, long calls, int samples) {
            this.trial = trial;
            this.each = each;
            this.calls = calls;
            this.nanos = new double[samples];
        }

        /**
         * Takes one sample, after a few calls that bring operands and code back into the caches,
         * which another trial or process may have replaced.
         */
        void sample(int round) {
            if (each < SELF_WARMING_NANOS) {
                trial.nanos(Math.max(1, calls / 8));
            }
            nanos[round] = (double) trial.nanos(calls) / calls;
            trial.settle();
        }
    }

    /**
     * One line on the kernels of this process, for the end of a report: the figure of a kernel that
     * was still interpreted is not that of its compiled loop.
     */
    public static String kernels() {
        KernelCounters now = KernelCounters.now();
        long underWay = Math.max(0, now.compilations() - now.switches() - now.rejections());
        return "kernels: %d loops compiled and in use, %d rejected and interpreted, %d on the way"
                .formatted(now.switches(), now.rejections(), underWay);
    }

    /**
     * Warms up all trials and times them.
     *
     * @param trials the trials to time
     * @param afterRound called after each round
     * @return nanoseconds of a call, for each trial and each of its rounds
     */
    public double[][] run(List<Trial> trials, Runnable afterRound) {
        List<Entrant> entrants = trials.stream().map(this::entrant).toList();
        for (int round = 0; round < rounds; round++) {
            for (Entrant entrant : round % 2 == 0 ? entrants : entrants.reversed()) {
                if (round < entrant.nanos.length) {
                    entrant.sample(round);
                }
            }
            afterRound.run();
        }
        return entrants.stream().map(entrant -> entrant.nanos).toArray(double[][]::new);
    }

    private Entrant entrant(Trial trial) {
        WarmUp warmUp = new WarmUp(warmUpNanos, sampleNanos, KernelCounters::now, Jit.HERE);
        double each = warmUp.run(trial);
        trial.settle();
        long calls = WarmUp.callsFor(sampleNanos, each);
        return new Entrant(trial, each, calls, samplesFor(each, calls));
    }

    private int samplesFor(double each, long calls) {
        int fewest = each < LONG_CALL_NANOS ? FEWEST : 1;
        long affordable = (long) (budgetNanos / (each * calls));
        int samples = Math.clamp(affordable, Math.min(fewest, rounds), rounds);
        // Odd, so that the median is a value that was measured.
        return samples % 2 == 1 ? samples : samples - 1;
    }
}
