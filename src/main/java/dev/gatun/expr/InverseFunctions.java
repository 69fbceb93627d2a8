package dev.gatun.expr;

/**
 * Logarithms and inverse hyperbolic functions that {@link Math} does not have, within 3 ulp. The
 * inverse hyperbolic ones are W. Kahan's, by log1p, without cancellation near 0 ("Branch cuts for
 * complex elementary functions", 1987).
 */
final class InverseFunctions {
    private static final double LOG_2 = Math.log(2);

    /** From here on {@code sqrt(x^2 + 1)} is x when rounded. */
    private static final double LARGE = 0x1p28;

    private InverseFunctions() {}

    /** The power of 2 nearest to x is taken off first, so that powers of 2 are exact. */
    static double log2(double x) {
        if (!(x > 0) || Double.isInfinite(x)) {
            return Math.log(x);
        }
        boolean isTiny = x < Double.MIN_NORMAL;
        double normal = isTiny ? x * 0x1p54 : x;
        int exponent = Math.getExponent(normal);
        double significand = Math.scalb(normal, -exponent);
        if (significand > Math.sqrt(2)) {
            significand /= 2;
            exponent++;
        }
        return exponent - (isTiny ? 54 : 0) + Math.log(significand) / LOG_2;
    }

    static double asinh(double x) {
        double a = Math.abs(x);
        double y =
                a > LARGE
                        ? Math.log(a) + LOG_2
                        : Math.log1p(a + a * a / (1 + Math.sqrt(a * a + 1)));
        return Math.copySign(y, x);
    }

    static double acosh(double x) {
        if (x < 1) {
            return Double.NaN; // the logarithm below has values for some of these
        }
        if (x > LARGE) {
            return Math.log(x) + LOG_2;
        }
        double above = x - 1;
        return Math.log1p(above + Math.sqrt(above * (above + 2)));
    }

    static double atanh(double x) {
        double a = Math.abs(x);
        return Math.copySign(0.5 * Math.log1p(2 * a / (1 - a)), x);
    }
}
