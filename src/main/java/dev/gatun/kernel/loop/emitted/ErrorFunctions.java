package dev.gatun.kernel.loop.emitted;

import dev.gatun.expr.NormalDistribution;
import dev.gatun.kernel.loop.emitted.Steps.Pair;
import dev.gatun.kernel.loop.emitted.segments.PiecewisePolynomial;
import java.util.Arrays;

/**
 * The error function and the normal distribution.
 *
 * <p>Of floats {@code erf x = x + x N(x^2)} up to 1, and beyond {@code 1 - F(|x|)^4}. The scaled
 * tails are {@code e^(x^2) erfc(x) = T(u) / (x + K)} with {@code u = (x - K) / (x + K)}, as J. F.
 * Shepherd and J. G. Laframboise have it (1981), and for the distribution function likewise. All
 * polynomials of floats were fitted for this class (relative: N 2^-29.4, F 2^-31 of erf, the tails
 * 2^-28.7 and 2^-28); the first coefficient of T is in two parts. Doubles have those of {@link
 * NormalDistribution}. Exponentials have the square of x in two parts, so that tails keep their
 * relative precision down to the smallest number.
 */
final class ErrorFunctions {
    private static final double[] N = {
        7.806903e-05f,
        -0.0007997853f,
        0.005187162f,
        -0.026853347f,
        0.11283579f,
        -0.37612626f,
        0.12837917f
    };

    private static final double[] F = {
        1.1406733e-05f,
        -0.00022549322f,
        0.00174953f,
        -0.0061488864f,
        0.00641451f,
        0.009251947f,
        0.023147143f,
        -0.123385414f,
        -0.2808884f,
        0.9998432f
    };

    private static final double NEAR = 1;

    /** From here on erf is 1 when rounded to float. */
    private static final double FAR = 3.95;

    private static final double[] T = {
        2.6747646e-05f,
        4.056454e-05f,
        -0.00010227005f,
        -0.0002899702f,
        -6.253499e-05f,
        0.0008998976f,
        0.0017758124f,
        -0.000814492f,
        -0.009461121f,
        -0.008119234f,
        0.04776815f,
        0.07562178f,
        -0.50785f,
        0.96475625f
    };

    private static final double[] CDF = {
        -8.499595e-05f,
        -0.00023985025f,
        8.248218e-05f,
        0.0012974818f,
        0.0013978608f,
        -0.0048300335f,
        -0.012505683f,
        0.024000725f,
        0.09314557f,
        -0.39888775f,
        0.6955553f
    };

    private final Steps s;
    private final Exponentials exponentials;

    ErrorFunctions(Steps steps, Exponentials exponentials) {
        s = steps;
        this.exponentials = exponentials;
    }

    /** Of floats. */
    int erf(int x) {
        int a = s.abs(x);
        int small = s.fma(a, s.polynomial(s.mul(x, x), N), a);
        int bounded = s.min(s.constant(FAR), a);
        int inner = s.polynomial(bounded, Arrays.copyOf(F, F.length - 1));
        int first = s.constant(F[F.length - 1]);
        int root = s.fma(inner, bounded, first);
        int lost = s.fma(inner, bounded, s.sub(first, root));
        int square = s.fma(root, root, s.mul(s.add(root, root), lost));
        int large = s.fnma(square, square, s.constant(1));
        return s.copySign(s.select(s.isLess(a, s.constant(NEAR)), small, large), x);
    }

    /** {@code x + shift} of an x >= 0 below 2^20: exact, since the shift has few bits. */
    private Pair shifted(int x, int shift) {
        int sum = s.add(x, shift);
        return new Pair(sum, s.sub(x, s.sub(sum, shift)));
    }

    /**
     * The scaled tail at a number that is not negative, of which the sum with the shift is given.
     */
    private Pair scaled(Pair sum, double shift, double[] coefficients, double low) {
        int one = s.constant(1);
        int r = s.div(one, sum.high());
        int lost = s.fnma(r, sum.low(), s.fnma(r, sum.high(), one));
        int rounded = s.fnma(r, s.constant(2 * shift), one);
        int u = s.fma(s.sub(rounded, one), lost, rounded);
        int last = coefficients.length - 1;
        int inner = s.evenAndOdd(u, Arrays.copyOf(coefficients, last));
        int first = s.constant(coefficients[last]);
        int p = s.fma(inner, u, first);
        int pLow = s.fma(inner, u, s.sub(first, p));
        if (low != 0) {
            pLow = s.add(pLow, s.constant(low));
        }
        int product = s.mul(p, r);
        int rounding = s.fms(p, r, product);
        return new Pair(product, s.fma(product, lost, s.fma(pLow, r, rounding)));
    }

    private Pair scaled(Pair sum, NormalDistribution.Tail tail) {
        return scaled(sum, tail.shift(), tail.coefficients(), tail.low());
    }

    private int shift() {
        return s.constant(1.5, NormalDistribution.COMPLEMENT.shift());
    }

    private Pair complement(Pair sum) {
        return s.isFloat
                ? scaled(sum, 1.5, T, -8.000015094822288e-10)
                : scaled(sum, NormalDistribution.COMPLEMENT);
    }

    /** Of a negative x the tail of -x is taken from 2. */
    int erfc(int x) {
        int a = s.min(s.constant(10.1, 27.3), s.abs(x));
        Pair square = s.product(a, s.neg(a));
        int tail = exponentials.product(square, complement(shifted(a, shift())));
        return s.select(s.isLess(x, s.constant(0)), s.sub(s.constant(2), tail), tail);
    }

    /** Of a negative x the tail of -x is taken from {@code 2 e^(x^2)}. */
    int erfcx(int x) {
        int zero = s.constant(0);
        int a = s.abs(x);
        int isBig = s.isLess(s.constant(0x1p100), a);
        int unit =
                s.select(isBig, s.constant(0x1p-40), s.constant(1)); // against 1 / x below normal
        int far = s.min(s.constant(0x1p120, 0x1p1010), s.mul(a, unit));
        Pair right = complement(s.sum(far, shift()));
        int infinity = s.constant(Double.POSITIVE_INFINITY);
        int isLeft = s.isLess(x, zero);
        int bounded = s.min(s.constant(9.5, 26.8), a);
        Pair square = s.product(bounded, bounded);
        Exponentials.Parts e = exponentials.parts(square);
        int one = s.constant(1);
        Pair unscaled = s.fastSum(one, e.p());
        int n = s.add(e.n(), one);
        int power = s.scale(unscaled.high(), n);
        int powerLow = s.scale(s.add(unscaled.low(), e.low()), n);
        int scaled = s.mul(s.add(right.high(), right.low()), unit);
        Pair difference = s.fastSum(power, s.neg(right.high()));
        int lost = s.add(difference.low(), s.sub(powerLow, right.low()));
        int isFinite = s.isLess(power, infinity);
        int left = s.select(isFinite, s.add(difference.high(), lost), power);
        int y = s.select(isLeft, left, scaled);
        return s.select(s.compare(Primitive.EQUAL, x, infinity), zero, y);
    }

    /** The distribution function: of a positive x the tail is taken from 1. */
    int normalCdf(int x) {
        int isLeft = s.isLess(x, s.constant(0));
        if (!s.hasTables()) {
            int tail = normalTail(x);
            return s.select(isLeft, tail, s.sub(s.constant(1), tail));
        }
        int near = nearTail(nearMagnitude(x));
        int y = s.select(isLeft, near, s.sub(s.constant(1), near));
        return s.selectRarely(isFarLeft(x), normalTail(x), y);
    }

    /**
     * {@code x normalCdf(x)}: with tables {@code max(0, x) - |x| P(|x|)} of the tail P, rounded
     * once.
     */
    int gelu(int x) {
        if (!s.hasTables()) {
            return s.mul(x, normalCdf(x));
        }
        int t = nearMagnitude(x);
        int y = s.fnma(t, nearTail(t), s.max(s.constant(0), x));
        return s.selectRarely(isFarLeft(x), s.mul(x, normalTail(x)), y);
    }

    /** Beyond it on the right the distribution function is 1 when rounded. */
    private int nearMagnitude(int x) {
        return s.min(s.constant(PiecewisePolynomial.NORMAL_END), s.abs(x));
    }

    private int isFarLeft(int x) {
        return s.isLess(x, s.constant(-PiecewisePolynomial.NORMAL_END));
    }

    private int nearTail(int t) {
        return s.polynomial(
                t,
                s.lowBits(t, PiecewisePolynomial.NORMAL_SCALE),
                PiecewisePolynomial.normalTail());
    }

    /** The distribution function at -|x|. */
    private int normalTail(int x) {
        int a = s.min(s.constant(14.3, 38.6), s.abs(x));
        Pair power = s.product(a, s.mul(a, s.constant(-0.5)));
        Pair sum = shifted(a, s.constant(2.3125, NormalDistribution.CDF.shift()));
        Pair scaled = s.isFloat ? scaled(sum, 2.3125, CDF, 0) : scaled(sum, NormalDistribution.CDF);
        return exponentials.product(power, scaled);
    }
}
