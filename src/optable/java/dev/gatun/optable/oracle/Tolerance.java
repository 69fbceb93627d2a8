package dev.gatun.optable.oracle;

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

    /** Whether a number is as near to the expected one as this demands. */
    public boolean admits(double have, double want, boolean isDouble) {
        if (Double.compare(have, want) == 0 || have == want) {
            return true;
        }
        double unit = isDouble ? Math.ulp(1.0) : Math.ulp(1f);
        double least = isDouble ? Double.MIN_VALUE : Float.MIN_VALUE;
        double room = relative * (unit * Math.abs(want) + least) + absolute * unit;
        return Math.abs(have - want) <= room;
    }
}
