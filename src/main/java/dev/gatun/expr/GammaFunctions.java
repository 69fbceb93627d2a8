package dev.gatun.expr;

/**
 * The logarithm of the gamma function, its derivative the digamma function, and the zeta function
 * of Hurwitz, which gives the further derivatives: {@code psi_n(x) = (-1)^(n+1) n! zeta(n+1, x)}.
 *
 * <p>For positive numbers within 4 ulp. For negative ones by reflection, within 4 ulp of the larger
 * of the two terms that this subtracts; so near their zeros there, which are irrational, the error
 * is an absolute one. Asymptotic series: Abramowitz and Stegun, "Handbook of mathematical
 * functions", 6.1.40, 6.3.18 and 23.2.9. The polynomials were fitted for this class (Chebyshev
 * interpolation in 50 digits).
 */
final class GammaFunctions {
    /** {@code lgamma(2 + t) / t} for t in [-0.75, 0.5], from the constant up. */
    private static final double[] AROUND_TWO = {
        0.42278433509846713,
        0.3224670334241132,
        -0.0673523010531981,
        0.020580808427784557,
        -0.007385551028673713,
        0.002890510330740841,
        -0.0011927539117181768,
        0.0005096695247632334,
        -0.0002231547580287092,
        9.945751254098106e-05,
        -4.492624386630184e-05,
        2.0507212517524156e-05,
        -9.43941347505539e-06,
        4.374906583660434e-06,
        -2.039716059056738e-06,
        9.54654605005328e-07,
        -4.4715874760919424e-07,
        2.1504547762178742e-07,
        -1.053938959626937e-07,
        3.74973005802158e-08,
        -1.81062087371478e-08,
        2.952960616562811e-08,
        -7.995899597250956e-10,
        -1.1555545222787355e-08,
        -1.0998252606187326e-08
    };

    /** {@code digamma(1.5 + t)} over the distance to its zero, for t in [-0.5, 0.5]. */
    private static final double[] PER_ROOT = {
        0.9510558760318328,
        -0.42362742128146047,
        0.24054248424078736,
        -0.14840492305391761,
        0.09498872445283,
        -0.06192213327165706,
        0.04076083394462657,
        -0.02697579684427536,
        0.017907248195969127,
        -0.011908215172584002,
        0.007927024067961237,
        -0.00528001782089874,
        0.0035180800751066694,
        -0.002344650082351321,
        0.0015635679757533885,
        -0.001042261556504223,
        0.0006899717801166841,
        -0.0004599625144612576,
        0.0003268068044141764,
        -0.0002178682145501451,
        9.173383289174792e-05,
        -6.11554261750751e-05,
        0.00012230983055406747,
        -8.153978973309418e-05
    };

    /** The positive zero of digamma, in two parts. */
    private static final double ROOT = 1.4616321449683622;

    private static final double ROOT_LOW = 9.549995429965697e-17;

    /** {@code B(2k) / (2k (2k - 1))} for k from 1 on; B are Bernoulli's numbers. */
    private static final double[] STIRLING = {
        1 / 12.0,
        -1 / 360.0,
        1 / 1260.0,
        -1 / 1680.0,
        1 / 1188.0,
        -691 / 360360.0,
        1 / 156.0,
        -3617 / 122400.0
    };

    /** {@code B(2k) / (2k)} for k from 1 on. */
    private static final double[] DIGAMMA = {
        1 / 12.0,
        -1 / 120.0,
        1 / 252.0,
        -1 / 240.0,
        1 / 132.0,
        -691 / 32760.0,
        1 / 12.0,
        -3617 / 8160.0
    };

    /** {@code B(2k) / (2k)!} for k from 1 on. */
    private static final double[] EULER_MACLAURIN = {
        1 / 12.0,
        -1 / 720.0,
        1 / 30240.0,
        -1 / 1209600.0,
        1 / 47900160.0,
        -691 / 1307674368000.0,
        1 / 74724249600.0,
        -3617 / 10670622842880000.0,
        43867 / 5109094217170944000.0,
        -174611 / 802857662698291200000.0
    };

    /** From here on the asymptotic series are used. */
    private static final double FAR = 10;

    /** Between it and 0 the logarithm of gamma is that of the reciprocal. */
    private static final double TINY = -1e-17;

    private static final double HALF_LOG_TWO_PI = 0.9189385332046728;

    private GammaFunctions() {}

    /** {@code log |gamma(x)|}; infinite at 0, at whole negative numbers and at infinities. */
    static double lgamma(double x) {
        if (Double.isNaN(x) || Double.isInfinite(x)) {
            return Math.abs(x);
        }
        if (x <= 0) {
            double sine = Math.abs(sinPi(x));
            if (sine == 0) {
                return Double.POSITIVE_INFINITY;
            }
            return x > TINY ? -Math.log(-x) : Math.log(Math.PI / (-x * sine)) - lgamma(-x);
        }
        if (x >= FAR) {
            double tail = ErrorFunction.polynomial(STIRLING, 1 / (x * x)) / x;
            return (x - 0.5) * (Math.log(x) - 1) + (HALF_LOG_TWO_PI - 0.5) + tail;
        }
        if (x < 0.5) {
            return aroundTwo(x) - Math.log1p(x) - Math.log(x);
        }
        if (x < 1.25) {
            return aroundTwo(x - 1) - Math.log1p(x - 1);
        }
        double product = 1;
        double y = x;
        while (y > 2.5) {
            y -= 1;
            product *= y;
        }
        return aroundTwo(y - 2) + Math.log(product);
    }

    /** {@code lgamma(1 + t)}, for t that is not negative: exact where t is small. */
    static double lgammaOfNext(double t) {
        return t < 0.5 ? aroundTwo(t) - Math.log1p(t) : lgamma(1 + t);
    }

    /** {@code lgamma(2 + t)}. */
    private static double aroundTwo(double t) {
        return t * ErrorFunction.polynomial(AROUND_TWO, t);
    }

    /** The derivative of {@link #lgamma}: NaN at whole negative numbers, infinite at 0. */
    static double digamma(double x) {
        if (x == 0) {
            return Math.copySign(Double.POSITIVE_INFINITY, -x);
        }
        if (x < 0) {
            return x == Math.rint(x) ? Double.NaN : digamma(1 - x) - Math.PI * cosPi(x) / sinPi(x);
        }
        if (x >= FAR) {
            double square = 1 / (x * x);
            return Math.log(x) - 0.5 / x - square * ErrorFunction.polynomial(DIGAMMA, square);
        }
        double shift = 0;
        double y = x;
        while (y > 2) {
            y -= 1;
            shift += 1 / y;
        }
        if (y < 1) {
            shift = -1 / y;
            y += 1;
        }
        double distance = y - ROOT - ROOT_LOW;
        return distance * ErrorFunction.polynomial(PER_ROOT, y - 1.5) + shift;
    }

    /**
     * The sum of {@code (q + k)^-s} for k = 0, 1, 2 ...: infinite for s = 1, NaN for smaller s;
     * infinite where a term is, and NaN for another negative q unless s is a whole number.
     */
    static double zeta(double s, double q) {
        if (Double.isNaN(s) || Double.isNaN(q) || s < 1) {
            return Double.NaN;
        }
        if (s == 1) {
            return Double.POSITIVE_INFINITY;
        }
        if (q > 0) {
            return sum(s, q);
        }
        if (q == Math.rint(q)) {
            return Double.POSITIVE_INFINITY;
        }
        if (s != Math.rint(s)) {
            return Double.NaN;
        }
        // The terms below 0, of which the last is that of rest - 1, by two sums over positive ones.
        double rest = q - Math.floor(q);
        double below = sum(s, 1 - rest) - sum(s, 1 - q);
        return sum(s, rest) + (s % 2 == 0 ? below : -below);
    }

    /** For s > 1 and q > 0, by the formula of Euler and Maclaurin after the first terms. */
    private static double sum(double s, double q) {
        if (Double.isInfinite(q) || Double.isInfinite(s)) {
            return Double.isInfinite(q) || q > 1 ? 0 : q == 1 ? 1 : Double.POSITIVE_INFINITY;
        }
        double sum = 0;
        double w = q;
        double enough = Math.max(FAR, s);
        while (w < enough) {
            double term = power(w, s);
            sum += term;
            w += 1;
            if (term * w <= sum * 0x1p-60 || Double.isInfinite(sum)) { // 0 of 0 too
                return sum;
            }
        }
        double term = power(w, s);
        double rest = term * (w / (s - 1) + 0.5);
        double factor = term * s / w;
        for (int k = 0; k < EULER_MACLAURIN.length; k++) {
            rest += factor * EULER_MACLAURIN[k];
            factor *= (s + 2 * k + 1) / w * ((s + 2 * k + 2) / w);
        }
        return sum + rest;
    }

    /** {@code w^-s}. */
    private static double power(double w, double s) {
        return s == 2 ? 1 / (w * w) : Math.pow(w, -s);
    }

    /** {@code sin(pi x)}, with x reduced exactly. */
    private static double sinPi(double x) {
        double rest = x - 2 * Math.rint(x / 2);
        double fold = Math.abs(rest) > 0.5 ? Math.copySign(1 - Math.abs(rest), rest) : rest;
        return Math.sin(Math.PI * fold);
    }

    private static double cosPi(double x) {
        double rest = Math.abs(x - 2 * Math.rint(x / 2));
        return Math.sin(Math.PI * (0.5 - rest));
    }
}
