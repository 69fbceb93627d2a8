package dev.gatun.expr;

/**
 * The inverse of the normal distribution function, to about 1 part in 10^16: M. Wichura, "Algorithm
 * AS 241: the percentage points of the normal distribution", 1988, its routine PPND16. Three
 * rational functions of degree 7: one around the median, two in the square root of minus the
 * logarithm of the tail probability.
 */
public final class NormalQuantile {
    private static final double CENTRE_HALF_WIDTH = 0.425;
    private static final double CENTRE_SQUARED = 0.180625;
    private static final double FAR_START = 5;
    private static final double NEAR_CENTRE = 1.6;

    // Numerators and denominators, from the highest power down.

    private static final double[] MIDDLE_ABOVE = {
        2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987,
        13731.69376550946, 1971.5909503065513, 133.14166789178438, 3.3871328727963665
    };
    private static final double[] MIDDLE_BELOW = {
        5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597,
        5394.196021424751, 687.1870074920579, 42.31333070160091, 1.0
    };

    private static final double[] NEAR_ABOVE = {
        0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684,
        3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835
    };
    private static final double[] NEAR_BELOW = {
        1.0507500716444169e-09, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008,
        0.6897673349851, 1.6763848301838038, 2.053191626637759, 1.0
    };

    private static final double[] FAR_ABOVE = {
        2.0103343992922881e-07, 2.7115555687434876e-05, 0.0012426609473880784, 0.026532189526576124,
        0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103
    };
    private static final double[] FAR_BELOW = {
        2.0442631033899397e-15, 1.421511758316446e-07, 1.8463183175100548e-05,
                0.0007868691311456133,
        0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1.0
    };

    private static final double HALF_ROOT = Math.sqrt(0.5);

    private NormalQuantile() {}

    /** The quantile of probability p; infinite at 0 and 1, and NaN outside [0, 1]. */
    public static double of(double p) {
        return at(p - 0.5, Math.min(p, 1 - p));
    }

    /**
     * The inverse of the error function: infinite at -1 and 1, and NaN beyond. The quantile of
     * {@code (1 + y) / 2}, which is not rounded here, over the square root of 2.
     */
    static double erfinv(double y) {
        return at(y / 2, (1 - Math.abs(y)) / 2) * HALF_ROOT;
    }

    /**
     * The quantile of probability {@code 1/2 + q}.
     *
     * @param tail the smaller of that and what is left to 1
     */
    private static double at(double q, double tail) {
        if (Math.abs(q) <= CENTRE_HALF_WIDTH) {
            double r = CENTRE_SQUARED - q * q;
            return q * polynomial(MIDDLE_ABOVE, r) / polynomial(MIDDLE_BELOW, r);
        }
        if (!(tail > 0)) {
            return tail == 0 ? Math.copySign(Double.POSITIVE_INFINITY, q) : Double.NaN;
        }
        double root = Math.sqrt(-Math.log(tail));
        double x =
                root <= FAR_START
                        ? ratio(NEAR_ABOVE, NEAR_BELOW, root - NEAR_CENTRE)
                        : ratio(FAR_ABOVE, FAR_BELOW, root - FAR_START);
        return q < 0 ? -x : x;
    }

    private static double ratio(double[] above, double[] below, double r) {
        return polynomial(above, r) / polynomial(below, r);
    }

    /** By Horner's rule. */
    private static double polynomial(double[] coefficients, double r) {
        double value = coefficients[0];
        for (int i = 1; i < coefficients.length; i++) {
            value = value * r + coefficients[i];
        }
        return value;
    }
}
