package dev.gatun.bench.overhead;

import dev.gatun.bench.measure.Median;

/**
 * One way against C at one size: medians over rounds in which both took their turn.
 *
 * @param way who
 * @param size rows and columns
 * @param threads inside OpenBLAS
 * @param nanos a call
 * @param nanosOfC a call from C
 * @param moreNanos how much longer than C a call takes, the median of the differences
 * @param speedOfC the speed as a share of C's, the median of the ratios
 */
record CallTiming(
        String way,
        int size,
        int threads,
        double nanos,
        double nanosOfC,
        double moreNanos,
        double speedOfC) {
    /** From what the rounds gave, round by round. */
    static CallTiming of(String way, int size, int threads, double[] nanos, double[] ofC) {
        return new CallTiming(
                way,
                size,
                threads,
                Median.of(nanos),
                Median.of(ofC),
                Median.ofDifferences(nanos, ofC),
                Median.ofRatios(ofC, nanos));
    }
}
