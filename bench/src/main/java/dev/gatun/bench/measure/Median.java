package dev.gatun.bench.measure;

import java.util.Arrays;

/** Medians over rounds, on which outliers of a busy machine have no influence. */
public final class Median {
    private Median() {}

    /**
     * The median; the mean of the middle two if the number is even.
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
     * @param values one value for each round
     * @param against one value for each round; rounds that one of the two lacks are left out
     */
    public static double ofRatios(double[] values, double[] against) {
        double[] ratios = new double[Math.min(values.length, against.length)];
        Arrays.setAll(ratios, round -> values[round] / against[round]);
        return of(ratios);
    }

    /**
     * The median over rounds of one trial's value less another's in the same round.
     *
     * @param values one value for each round
     * @param against one value for each round; rounds that one of the two lacks are left out
     */
    public static double ofDifferences(double[] values, double[] against) {
        double[] differences = new double[Math.min(values.length, against.length)];
        Arrays.setAll(differences, round -> values[round] - against[round]);
        return of(differences);
    }
}
