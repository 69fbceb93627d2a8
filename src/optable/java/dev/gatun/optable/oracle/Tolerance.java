package dev.gatun.optable.oracle;

import dev.gatun.shape.DType;

/**
 * A bound on the error of a result.
 *
 * @param relative of the result, in units of the dtype's precision
 * @param absolute likewise, of 1
 */
public record Tolerance(double relative, double absolute) {
    /** Every bit. */
    public static final Tolerance EXACT = new Tolerance(0, 0);

    /** What a function of the expression compiler keeps: 4 ulp. */
    public static final Tolerance ULPS = new Tolerance(4, 0);

    /** 1.3e-6 relative and 1e-5 absolute in float. */
    public static final Tolerance COMMON = new Tolerance(11, 84);

    /** For sums of so many terms of size 1, or of many more of one sign. */
    public static Tolerance sums(double terms) {
        return new Tolerance(100, 84 + terms);
    }

    /**
     * For products of so many factors, in any order: each multiplication rounds by half a unit (N.
     * Higham, Accuracy and Stability of Numerical Algorithms, lemma 3.1).
     */
    public static Tolerance products(double factors) {
        return new Tolerance(factors / 2, 0);
    }

    /**
     * Whether a number is as near to the expected one as this demands. A result of a type of 16
     * bits is computed in float and rounded to that type once, so it lies between the bounds of the
     * float, rounded.
     */
    public boolean admits(double have, double want, DType dtype) {
        if (Double.compare(have, want) == 0 || have == want) {
            return true;
        }
        boolean isDouble = dtype == DType.F64;
        double unit = isDouble ? Math.ulp(1.0) : Math.ulp(1f);
        double least = isDouble ? Double.MIN_VALUE : Float.MIN_VALUE;
        double room = relative * (unit * Math.abs(want) + least) + absolute * unit;
        return switch (dtype) {
            case BF16 -> isBetween(want, room, have, 8, -126);
            case F16 -> isBetween(want, room, have, 11, -14);
            default -> Math.abs(have - want) <= room;
        };
    }

    private static boolean isBetween(
            double want, double room, double have, int bits, int leastExponent) {
        return rounded(want - room, bits, leastExponent) <= have
                && have <= rounded(want + room, bits, leastExponent);
    }

    /**
     * The nearest number of so many significant bits, the even one of two; numbers below the least
     * exponent have the spacing of those at it.
     */
    private static double rounded(double x, int bits, int leastExponent) {
        int exponent = Math.max(Math.getExponent(x), leastExponent);
        double spacing = Math.scalb(1.0, exponent - bits + 1);
        return Math.rint(x / spacing) * spacing;
    }
}
