package dev.gatun.bench.measure;

import java.util.Arrays;

/** The middle of what rounds gave; an outlier of a busy machine does not move it. */
public final class Median {
    private Median() {}

    /**
     * The median; the mean of the middle two where the number is even.
     *
     * @param values one or more
     */
    public static double of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /**
     * The median over rounds of one trial's value divided by another's in the same round.
     *
     * @param values one value a round
     * @param against one value a round; where it has fewer rounds or more, those that both have
     *     count
     */
    public static double ofRatios(double[] values, double[] against) {
        double[] ratios = new double[Math.min(values.length, against.length)];
        Arrays.setAll(ratios, round -> values[round] / against[round]);
        return of(ratios);
    }

    /**
     * The median over rounds of one trial's value less another's in the same round.
     *
     * @param values one value a round
     * @param against one value a round; where it has fewer rounds or more, those that both have
     *     count
     */
    public static double ofDifferences(double[] values, double[] against) {
        double[] differences = new double[Math.min(values.length, against.length)];
        Arrays.setAll(differences, round -> values[round] - against[round]);
        return of(differences);
    }
}
