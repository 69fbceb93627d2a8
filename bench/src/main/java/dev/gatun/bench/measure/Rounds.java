package dev.gatun.bench.measure;

import java.util.List;

/**
 * Times trials in turns.
 *
 * <p>Every round times each trial once, forwards in even rounds and backwards in odd ones, so that
 * a drift of the clock or of the machine's load favours none. How many calls a sample takes is
 * found first, so that it is long against the timer and short against a disturbance. A trial whose
 * single call is long takes part in fewer rounds, in no fewer than three while a call stays under
 * two seconds.
 *
 * @param rounds samples of each trial, at most
 * @param sampleNanos how long one sample lasts, about; a single call may take longer
 * @param budgetNanos how long all samples of one trial may last together, about
 * @param warmUpNanos how long a trial runs before its first sample
 */
public record Rounds(int rounds, long sampleNanos, long budgetNanos, long warmUpNanos) {
    private static final int FEWEST = 3;
    private static final double LONG_CALL_NANOS = 2e9;

    /**
     * Warms all trials up and times them.
     *
     * @param trials what to time
     * @param afterRound told after each of the rounds
     * @return nanoseconds a call, for each trial and round it took part in
     */
    public double[][] run(List<Trial> trials, Runnable afterRound) {
        int count = trials.size();
        long[] calls = new long[count];
        double[][] nanos = new double[count][];
        for (int trial = 0; trial < count; trial++) {
            double each = warmUp(trials.get(trial));
            calls[trial] = callsFor(sampleNanos, each);
            nanos[trial] = new double[samplesFor(each, calls[trial])];
        }
        for (int round = 0; round < rounds; round++) {
            for (int turn = 0; turn < count; turn++) {
                int trial = round % 2 == 0 ? turn : count - 1 - turn;
                if (round < nanos[trial].length) {
                    long all = trials.get(trial).nanos(calls[trial]);
                    nanos[trial][round] = (double) all / calls[trial];
                }
            }
            afterRound.run();
        }
        return nanos;
    }

    /** Runs a trial until it is compiled; returns the nanoseconds of a call. */
    private double warmUp(Trial trial) {
        long calls = 1;
        long spent = 0;
        double each;
        do {
            long nanos = Math.max(1, trial.nanos(calls));
            spent += nanos;
            each = (double) nanos / calls;
            // Short loops first, longer ones later: a method is replaced between its calls.
            calls = callsFor(Math.min(sampleNanos, Math.max(1000, spent / 16)), each);
        } while (spent < warmUpNanos);
        return each;
    }

    private static long callsFor(long nanos, double each) {
        return Math.max(1, Math.round(nanos / each));
    }

    private int samplesFor(double each, long calls) {
        int fewest = each < LONG_CALL_NANOS ? FEWEST : 1;
        long affordable = (long) (budgetNanos / (each * calls));
        int samples = Math.clamp(affordable, Math.min(fewest, rounds), rounds);
        // Odd, so that the median is a value that was measured.
        return samples % 2 == 1 ? samples : samples - 1;
    }
}
