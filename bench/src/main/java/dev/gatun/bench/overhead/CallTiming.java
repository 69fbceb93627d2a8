package dev.gatun.bench.overhead;

import dev.gatun.bench.measure.Median;

/**
 * One binding compared with C at one size: medians over rounds that timed both.
 *
 * @param way the name of the binding
 * @param size rows and columns
 * @param threads the number of threads of OpenBLAS
 * @param nanos of a call
 * @param nanosOfC of a call from C
 * @param moreNanos the median of the differences from C
 * @param speedOfC the speed as a share of C's: the median of the ratios
 */
record CallTiming(
        String way,
        int size,
        int threads,
        double nanos,
        double nanosOfC,
        double moreNanos,
        double speedOfC) {
    /** Computes the medians from the times of all rounds. */
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
