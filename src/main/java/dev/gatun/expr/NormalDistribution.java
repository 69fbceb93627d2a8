package dev.gatun.expr;

import static dev.gatun.expr.Expr.constant;
import static dev.gatun.expr.Expr.select;

import dev.gatun.checks.Nulls;

/**
 * The standard normal distribution: its density and its distribution function, as a value in double
 * and as an expression of simple operations that a SIMD loop can run.
 *
 * <p>The distribution function at {@code -t} is {@code e^(-t^2 / 2) R(t)} for {@code t >= 0}, and
 * R, a scaled complementary error function, is {@code v P(v)} with {@code v = 1 / (1 + t / 4)}: P
 * is a polynomial fitted for this class (relative minimax in 60 digits, 2.1e-17). So the left tail
 * has its full relative precision down to the smallest number, where {@code 1 + erf(x / sqrt(2))}
 * would have none. The rounding error of {@code t * t} is corrected by a fused multiply-add; the
 * exponential would magnify it by up to 740. The error is at most 3 ulp.
 */
public final class NormalDistribution {
    private static final double[] P = {
        0.09973557010247835,
        0.09973556994115199,
        0.09350210245799095,
        0.08103503519158611,
        0.06350517172007146,
        0.04322727530464666,
        0.02353787528510452,
        0.006340147364238176,
        0.0009761848007966205,
        -0.021824818456122518,
        0.0400246710277287,
        -0.10417871132519965,
        0.18142517293485816,
        -0.209495280108048,
        0.11837650009965464,
        0.1310462674957705,
        -0.4178657371050389,
        0.5309513544342058,
        -0.41561167082688055,
        0.2142210054048609,
        -0.07156082472711685,
        0.014167373735573485,
        -0.0012702347523105776
    };

    private static final double SLOPE = 0.25;

    /** The tail probability beyond this is 0 when rounded. */
    private static final double END = 39;

    /** The complementary error function beyond this is 0 when rounded, and below the negative 2. */
    private static final double ERFC_END = 28;

    /** P was fitted up to here; beyond it the asymptotic series needs few terms. */
    private static final double FAR = 26;

    /** Twice the terms of that series, less one. */
    private static final int TERMS = 13;

    private static final double ROOT_TWO = Math.sqrt(2);

    private NormalDistribution() {}

    /** The distribution function at {@code x}. */
    public static double cdf(double x) {
        double t = Math.abs(x);
        if (t > END) {
            return x < 0 ? 0 : 1;
        }
        double square = t * t;
        double lost = Math.fma(t, t, -square);
        double ratio = ratio(t);
        double tail = Math.fma(ratio, lost * -0.5, ratio) * Math.exp(square * -0.5);
        return x < 0 ? tail : 1 - tail;
    }

    /** R. */
    private static double ratio(double t) {
        double v = 1 / Math.fma(t, SLOPE, 1);
        return v * ErrorFunction.polynomial(P, v);
    }

    /**
     * The complementary error function at {@code x}, within 3 ulp: {@code 2 e^(-x^2) R(x sqrt(2))}
     * of a positive x. The rounding error of {@code x sqrt(2)} does no harm, since R is smooth.
     */
    static double erfc(double x) {
        double t = Math.abs(x);
        if (t > ERFC_END) {
            return x < 0 ? 2 : 0;
        }
        double square = t * t;
        double lost = Math.fma(t, t, -square);
        double ratio = 2 * ratio(t * ROOT_TWO);
        double tail = Math.fma(ratio, -lost, ratio) * Math.exp(-square);
        return x < 0 ? 2 - tail : tail;
    }

    /** {@code e^(x^2) erfc(x)} at {@code x}, within 4 ulp. */
    static double erfcx(double x) {
        if (x > FAR) {
            double half = 0.5 / (x * x);
            double series = 1;
            for (int k = TERMS; k > 0; k -= 2) { // whose next is 2^-62 at FAR
                series = 1 - half * k * series;
            }
            return series / x / Math.sqrt(Math.PI); // the product would overflow
        }
        double right = 2 * ratio(Math.abs(x) * ROOT_TWO);
        if (!(x < 0)) {
            return right;
        }
        if (x < -ERFC_END) {
            return Double.POSITIVE_INFINITY;
        }
        double square = x * x;
        double power = 2 * Math.exp(square);
        if (Double.isInfinite(power)) {
            return power;
        }
        return Math.fma(power, Math.fma(x, x, -square), power) - right;
    }

    /** {@link #cdf} over simple operations, for a kernel that computes in double. */
    public static Expr inDouble(Expr x) {
        Nulls.refuse("inDouble", "x", x);
        Expr magnitude = x.abs();
        Expr t = select(magnitude.gt(END), END, magnitude);
        Expr square = t.mul(t);
        // Not t * t again, which would be the same step and not be fused.
        Expr lost = t.neg().mul(t).add(square).mul(0.5);
        Expr v = constant(1).div(t.mul(SLOPE).add(1));
        Expr ratio = v.mul(ErrorFunction.polynomial(P, v));
        Expr tail = ratio.mul(lost).add(ratio).mul(square.mul(-0.5).exp());
        return select(x.lt(0), tail, constant(1).sub(tail));
    }

    /** The density at x. */
    static Expr density(Expr x) {
        return x.mul(x).mul(-0.5).exp().mul(1 / Math.sqrt(2 * Math.PI));
    }
}
