package dev.gatun.bench.measure;

import dev.gatun.kernel.loop.KernelCounters;
import java.util.List;

/**
 * Times trials in turns.
 *
 * <p>Every round times each trial once, forwards in even rounds and backwards in odd ones, so that
 * a drift of the clock or of the machine's load favours none. How many calls a sample takes is
 * found first, so that it is long against the timer and short against a disturbance. A trial whose
 * single call is long takes part in fewer rounds, in no fewer than three while a call stays under a
 * second.
 *
 * @param rounds samples of each trial, at most
 * @param sampleNanos how long one sample lasts, about; a single call may take longer
 * @param budgetNanos how long all samples of one trial may last together, about
 * @param warmUpNanos how long a trial runs before its first sample, at least: until it is {@link
 *     WarmUp warm}
 */
public record Rounds(int rounds, long sampleNanos, long budgetNanos, long warmUpNanos) {
    private static final int FEWEST = 3;
    private static final double LONG_CALL_NANOS = 1e9;

    /** A call that lasts longer than this fills its own caches, at little cost to its time. */
    private static final double SELF_WARMING_NANOS = 5e7;

    /** One trial with what its warm-up found. */
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
         * One sample, after a few calls that bring operands and code back into the caches: a trial
         * that follows one on other memory, or another process, would otherwise pay for that.
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
     * One line on the kernels of this process, for the end of a report: a figure from one that
     * stayed interpreted is not what its compiled loop would give.
     */
    public static String kernels() {
        KernelCounters now = KernelCounters.now();
        long underWay = Math.max(0, now.compilations() - now.switches() - now.rejections());
        return "kernels: %d loops compiled and in use, %d rejected and interpreted, %d on the way"
                .formatted(now.switches(), now.rejections(), underWay);
    }

    /**
     * Warms all trials up and times them.
     *
     * @param trials what to time
     * @param afterRound told after each of the rounds
     * @return nanoseconds a call, for each trial and round it took part in
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
