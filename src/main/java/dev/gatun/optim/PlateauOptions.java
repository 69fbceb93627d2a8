package dev.gatun.optim;

import dev.gatun.checks.Ranges;

/**
 * Options of {@link ReduceOnPlateau}.
 *
 * @param isMax whether a larger metric is better
 * @param factor what the rate is multiplied by
 * @param patience how many steps without improvement are passed over
 * @param threshold by how much a metric must be better to count
 * @param isRelative whether the threshold is a share of the best metric
 * @param cooldown how many steps after a reduction are not counted
 * @param minLr the least rate
 * @param eps a reduction by no more than this is left out
 */
public record PlateauOptions(
        boolean isMax,
        double factor,
        long patience,
        double threshold,
        boolean isRelative,
        long cooldown,
        double minLr,
        double eps) {
    /** PyTorch's defaults. */
    static final PlateauOptions DEFAULT =
            new PlateauOptions(false, 0.1, 10, 1e-4, true, 0, 0, 1e-8);

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if the factor is not below 1, or a number is negative
     */
    public PlateauOptions {
        Ranges.belowOne("ReduceOnPlateau", "factor", factor);
        Ranges.notNegative("ReduceOnPlateau", "patience", patience);
        Ranges.notNegative("ReduceOnPlateau", "threshold", threshold);
        Ranges.notNegative("ReduceOnPlateau", "cooldown", cooldown);
        Ranges.notNegative("ReduceOnPlateau", "minLr", minLr);
        Ranges.notNegative("ReduceOnPlateau", "eps", eps);
    }

    /** Of a metric that is better the larger it is. */
    public PlateauOptions max() {
        return new PlateauOptions(
                true, factor, patience, threshold, isRelative, cooldown, minLr, eps);
    }

    /** With another factor. */
    public PlateauOptions factor(double factor) {
        return new PlateauOptions(
                isMax, factor, patience, threshold, isRelative, cooldown, minLr, eps);
    }

    /** With another patience. */
    public PlateauOptions patience(long patience) {
        return new PlateauOptions(
                isMax, factor, patience, threshold, isRelative, cooldown, minLr, eps);
    }

    /** With a threshold that is a share of the best metric, or not. */
    public PlateauOptions threshold(double threshold, boolean isRelative) {
        return new PlateauOptions(
                isMax, factor, patience, threshold, isRelative, cooldown, minLr, eps);
    }

    /** With another cooldown. */
    public PlateauOptions cooldown(long cooldown) {
        return new PlateauOptions(
                isMax, factor, patience, threshold, isRelative, cooldown, minLr, eps);
    }

    /** With another least rate. */
    public PlateauOptions minLr(double minLr) {
        return new PlateauOptions(
                isMax, factor, patience, threshold, isRelative, cooldown, minLr, eps);
    }

    /** Whether a metric is better than the best so far. */
    boolean isBetter(double metric, double best) {
        double margin = isRelative ? threshold : 0;
        double distance = isRelative ? 0 : threshold;
        return isMax
                ? metric > best * (1 + margin) + distance
                : metric < best * (1 - margin) - distance;
    }
}
