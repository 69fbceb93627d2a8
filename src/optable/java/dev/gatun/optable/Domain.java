package dev.gatun.optable;

import java.util.SplittableRandom;

/**
 * The values an operand is tested with.
 *
 * @param low the least
 * @param high the greatest
 * @param isWhole whether only whole numbers
 * @param hasSpecials whether also NaN, infinities, zeros of both signs and very small numbers
 */
public record Domain(double low, double high, boolean isWhole, boolean hasSpecials) {
    /** Numbers of either sign, and the special ones. */
    public static final Domain ALL = new Domain(-4, 4, false, true);

    /** Small whole numbers, so that equals occur. */
    public static final Domain COUNTS = new Domain(-3, 3, true, true);

    /** 0 and 1. */
    public static final Domain MASK = new Domain(0, 1, true, false);

    private static final double[] SPECIALS = {
        Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0.0, -0.0, 1e-41, -1e-30
    };

    /** Numbers between two. */
    public static Domain of(double low, double high) {
        return new Domain(low, high, false, false);
    }

    /** Whole numbers from one to another. */
    public static Domain whole(long low, long high) {
        return new Domain(low, high, true, false);
    }

    /** Without special numbers and without the steps and ties of whole ones. */
    public Domain smooth() {
        return of(low, high);
    }

    public double draw(SplittableRandom random) {
        if (hasSpecials && random.nextInt(20) == 0) {
            return SPECIALS[random.nextInt(SPECIALS.length)];
        }
        return isWhole
                ? random.nextLong((long) low, (long) high + 1)
                : low + (high - low) * random.nextDouble();
    }
}
