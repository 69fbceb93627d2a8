package dev.gatun.expr;

/**
 * The modified Bessel functions I and K of orders 0 and 1, within 8 ulp: plain, and scaled by
 * {@code e^-|x|} and {@code e^x}, which neither overflow nor underflow.
 *
 * <p>I by its power series, or its asymptotic one from 20 on, where the smallest term is below an
 * ulp; K by its series up to 2 and beyond by sums of Chebyshev's polynomials of {@code 4 / x - 1},
 * fitted for this class (interpolation in 40 digits). Abramowitz and Stegun, "Handbook of
 * mathematical functions", 9.6.10, 9.6.13, 9.6.11 and 9.7.1.
 */
final class ModifiedBesselFunctions {
    private static final double EULER = 0.5772156649015329;

    /** From here on the asymptotic series of I has double precision. */
    private static final double FAR = 20;

    /** Up to here the series of K loses no more than two bits. */
    private static final double NEAR = 2;

    /** What a term no longer changes a sum by. */
    private static final double NOTHING = 0x1p-56;

    /** {@code sqrt(x) e^x K(x)} of order 0 from 2 on. */
    private static final double[] K0 = {
        1.2201515410329777,
        -0.0314481013119645,
        0.0015698838857300533,
        -0.00012849549581627802,
        1.39498137188765e-05,
        -1.8317555227191195e-06,
        2.766813639445015e-07,
        -4.660489897687948e-08,
        8.574034017414225e-09,
        -1.6975345093890614e-09,
        3.5773972814003283e-10,
        -7.957489244477396e-11,
        1.8559491149549264e-11,
        -4.514597883374519e-12,
        1.1403405882073441e-12,
        -2.9800969231481784e-13,
        8.032890775068375e-14,
        -2.2275133267462965e-14,
        6.340076476276646e-15,
        -1.848593377920907e-15,
        5.5120559994043335e-16,
        -1.6782311257549006e-16,
        5.2103917776435543e-17,
        -1.6475805939842632e-17,
        5.3004337711773354e-18
    };

    /** {@code sqrt(x) e^x K(x)} of order 1 from 2 on. */
    private static final double[] K1 = {
        1.3603130952422213,
        0.10392373657681724,
        -0.002857816859622779,
        0.00019521551847135162,
        -1.936197974166083e-05,
        2.406484947837217e-06,
        -3.5019606030878126e-07,
        5.7410841254500495e-08,
        -1.0345762465678097e-08,
        2.0150497551970347e-09,
        -4.1903547593419254e-10,
        9.218315187605315e-11,
        -2.129967838427791e-11,
        5.139639673482343e-12,
        -1.2891739609498229e-12,
        3.348419666052243e-13,
        -8.976705182010146e-14,
        2.4771544242195988e-14,
        -7.0198370892147685e-15,
        2.038703166239861e-15,
        -6.057047270643018e-16,
        1.8380935752430455e-16,
        -5.689462849193648e-17,
        1.7940510478863572e-17,
        -5.7567444820733025e-18
    };

    private ModifiedBesselFunctions() {}

    /** I of order 0 or 1. */
    static double i(int order, double x) {
        double a = Math.abs(x);
        if (a < FAR) {
            return series(order, x);
        }
        if (Double.isInfinite(x)) {
            return order == 0 ? a : x;
        }
        // By its root twice, because I overflows later than the exponential does.
        double root = Math.exp(a / 2);
        return scaledI(order, x) * root * root;
    }

    /** {@code e^-|x| I(x)} of order 0 or 1. */
    static double scaledI(int order, double x) {
        double a = Math.abs(x);
        if (a < FAR) {
            return series(order, x) * Math.exp(-a);
        }
        double mu = 4.0 * order;
        double sum = 1;
        double term = 1;
        for (int k = 1; Math.abs(term) > NOTHING; k++) {
            term *= ((2.0 * k - 1) * (2.0 * k - 1) - mu) / (k * 8.0 * a);
            sum += term;
        }
        double value = sum / Math.sqrt(2 * Math.PI * a);
        return order == 1 ? Math.copySign(value, x) : value;
    }

    /** The sum of {@code (x / 2)^(2k + n) / (k! (k + n)!)}, whose terms have one sign. */
    private static double series(int order, double x) {
        double square = x * x / 4;
        double term = order == 0 ? 1 : x / 2;
        double sum = term;
        for (int k = 1; Math.abs(term) > NOTHING * Math.abs(sum); k++) {
            term *= square / (k * (double) (k + order));
            sum += term;
        }
        return sum;
    }

    /** K of order 0 or 1: infinite at 0, and NaN below. */
    static double k(int order, double x) {
        return x > 0 && x <= NEAR ? near(order, x) : scaledK(order, x) * Math.exp(-x);
    }

    /** {@code e^x K(x)} of order 0 or 1: infinite at 0, and NaN below. */
    static double scaledK(int order, double x) {
        if (!(x > 0)) {
            return x == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        }
        return x <= NEAR
                ? near(order, x) * Math.exp(x)
                : BesselFunctions.chebyshev(order == 0 ? K0 : K1, 4 / x - 1) / Math.sqrt(x);
    }

    /**
     * The logarithm with I, the pole, and a series of whose terms each has the sum of two digamma
     * functions.
     */
    private static double near(int order, double x) {
        double square = x * x / 4;
        double term = order == 0 ? 1 : x / 2;
        double digammas = order - 2 * EULER;
        double sum = 0;
        for (int k = 1; term > NOTHING * Math.abs(sum); k++) {
            sum += term * digammas;
            digammas += 1.0 / k + 1.0 / (k + order);
            term *= square / (k * (double) (k + order));
        }
        double log = Math.log(x / 2) * series(order, x);
        return order == 0 ? sum / 2 - log : 1 / x + (log - sum / 2);
    }
}
