package dev.gatun.expr;

import static dev.gatun.expr.Expr.constant;
import static dev.gatun.expr.Expr.select;

import dev.gatun.checks.Nulls;

/**
 * The error function, as a value in double and as an expression of simple operations that a SIMD
 * loop can run.
 *
 * <p>Near zero {@code erf(x) = x + x P(x^2)}. Beyond, {@code erf(x) = 1 - G(x)^8}: the eighth root
 * of {@code erfc} is smooth enough for a short polynomial, and three squarings are cheaper than an
 * exponential and a division. The coefficients were fitted for this class (Chebyshev interpolation
 * in 50 digits for double, weighted minimax for float). Errors against 50 digits: double at most
 * 1.9 ulp, float at most 2.3 ulp.
 */
public final class ErrorFunction {
    /** P for double, |x| < 1.5. */
    private static final double[] NEAR = {
        0.12837916709551256,
        -0.37612638903183676,
        0.11283791670952624,
        -0.02686617064480267,
        0.005223977623179348,
        -0.0008548326929470691,
        0.00012055330429899759,
        -1.4925602741550847e-05,
        1.6461484722454145e-06,
        -1.6359841594724727e-07,
        1.4765666857055745e-08,
        -1.2083048517022723e-09,
        8.685870114391334e-11,
        -4.9101179846805086e-12,
        1.5889546007818838e-13
    };

    /** G for double, 1.5 <= |x| <= 6, in t = (|x| - 3.75) / 2.25. */
    private static final double[] FAR = {
        0.1355136585454886,
        -0.295392827697636,
        0.23873530232759893,
        -0.05339532060957882,
        -0.042493081094395535,
        0.03008502651510583,
        -0.001455885349939711,
        -0.0050113538170689425,
        0.0015827906307384536,
        0.00031265818239035944,
        -0.00026052754702045344,
        1.3728902791173498e-05,
        2.480106544520346e-05,
        -5.280216198978748e-06,
        -1.4757826145017969e-06,
        6.751105341656476e-07,
        1.572411294305206e-08,
        -4.808222885715237e-08,
        3.246795035522631e-09,
        3.4534882490613445e-09,
        -6.783405086725832e-10,
        -2.4000368647361536e-10,
        9.594351252061766e-11
    };

    /** P for float, |x| < 1. */
    private static final double[] NEAR_FLOAT = {
        0.12837912142276764,
        -0.37612324953079224,
        0.11280180513858795,
        -0.02671131305396557,
        0.004917553626000881,
        -0.000563143112231046
    };

    /** G for float, 1 <= |x| <= 4, in |x| itself. */
    private static final double[] FAR_FLOAT = {
        1.0008347034454346,
        -0.14506053924560547,
        -0.06142643839120865,
        -0.011373477056622505,
        0.012925822287797928,
        -0.002469720784574747,
        0.00014984823064878583
    };

    private static final double LIMIT = 1.5;
    private static final double LIMIT_FLOAT = 1;

    /** From here on the rounded value is 1. */
    private static final double END = 6;

    private static final double END_FLOAT = 4;

    private static final double SCALE = 4.0 / 9;
    private static final double SHIFT = -5.0 / 3;

    private ErrorFunction() {}

    /** The value at {@code x}. */
    public static double erf(double x) {
        double magnitude = Math.abs(x);
        if (magnitude < LIMIT) {
            return Math.fma(x, polynomial(NEAR, x * x), x);
        }
        double root = polynomial(FAR, Math.fma(Math.min(magnitude, END), SCALE, SHIFT));
        double square = root * root;
        double fourth = square * square;
        return Math.copySign(1 - fourth * fourth, x);
    }

    static double polynomial(double[] coefficients, double t) {
        double sum = coefficients[coefficients.length - 1];
        for (int i = coefficients.length - 2; i >= 0; i--) {
            sum = Math.fma(sum, t, coefficients[i]);
        }
        return sum;
    }

    /** {@link #erf} over simple operations, for a kernel that computes in double. */
    public static Expr inDouble(Expr x) {
        Nulls.refuse("inDouble", "x", x);
        Expr magnitude = x.abs();
        // Not min(): a comparison and a blend are faster, and propagate NaN.
        Expr clamped = select(magnitude.gt(END), END, magnitude);
        Expr root = polynomial(FAR, clamped.mul(SCALE).add(SHIFT));
        return join(x, magnitude, LIMIT, polynomial(NEAR, x.mul(x)), root);
    }

    /** {@link #erf} over simple operations, for a kernel that computes in float. */
    public static Expr inFloat(Expr x) {
        Nulls.refuse("inFloat", "x", x);
        Expr magnitude = x.abs();
        Expr clamped = select(magnitude.gt(END_FLOAT), END_FLOAT, magnitude);
        Expr near = polynomial(NEAR_FLOAT, x.mul(x));
        return join(x, magnitude, LIMIT_FLOAT, near, polynomial(FAR_FLOAT, clamped));
    }

    private static Expr join(Expr x, Expr magnitude, double limit, Expr near, Expr root) {
        Expr square = root.mul(root);
        Expr fourth = square.mul(square);
        Expr far = constant(1).sub(fourth.mul(fourth));
        Expr signed = select(x.lt(0), far.neg(), far);
        return select(magnitude.lt(limit), x.mul(near).add(x), signed);
    }

    /** Horner's scheme; every step becomes one fused multiply-add. */
    static Expr polynomial(double[] coefficients, Expr t) {
        Expr sum = constant(coefficients[coefficients.length - 1]);
        for (int i = coefficients.length - 2; i >= 0; i--) {
            sum = sum.mul(t).add(coefficients[i]);
        }
        return sum;
    }
}
