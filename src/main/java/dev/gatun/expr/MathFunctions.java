package dev.gatun.expr;

import static dev.gatun.expr.ElementwiseFunction.*;

/**
 * Mathematical functions of {@link Elementwise}, which says what the types of results are.
 *
 * @param <T> the implementing type
 */
public interface MathFunctions<T extends Elementwise<T>> extends ElementwiseOperand<T> {
    /** The negative. */
    default T neg() {
        return apply(NEG);
    }

    /** The absolute value. */
    default T abs() {
        return apply(ABS);
    }

    /** -1, 0 or 1; NaN of NaN. */
    default T sign() {
        return apply(SIGN);
    }

    /** Where it is negative, -0 included; false of NaN, whatever its sign. */
    default T signBit() {
        return apply(SIGN_BIT);
    }

    /** An angle of degrees in radians. */
    default T deg2rad() {
        return apply(DEG2RAD);
    }

    /** An angle of radians in degrees. */
    default T rad2deg() {
        return apply(RAD2DEG);
    }

    /** The largest whole number that is not larger. */
    default T floor() {
        return apply(FLOOR);
    }

    /** The smallest whole number that is not smaller. */
    default T ceil() {
        return apply(CEIL);
    }

    /** The nearest whole number, ties to even. */
    default T round() {
        return apply(ROUND);
    }

    /** {@code 1 / x}. */
    default T reciprocal() {
        return apply(RECIPROCAL);
    }

    /** e to its power. */
    default T exp() {
        return apply(EXP);
    }

    /** {@code exp(x) - 1}, accurate near 0. */
    default T expm1() {
        return apply(EXPM1);
    }

    /** The natural logarithm. */
    default T log() {
        return apply(LOG);
    }

    /** {@code log(1 + x)}, accurate near 0. */
    default T log1p() {
        return apply(LOG1P);
    }

    /** The square root. */
    default T sqrt() {
        return apply(SQRT);
    }

    /** {@code 1 / sqrt(x)}. */
    default T rsqrt() {
        return apply(RSQRT);
    }

    /** The sine of an angle in radians. */
    default T sin() {
        return apply(SIN);
    }

    /** The cosine of an angle in radians. */
    default T cos() {
        return apply(COS);
    }

    /** The hyperbolic tangent. */
    default T tanh() {
        return apply(TANH);
    }

    /** {@code 1 / (1 + exp(-x))}, without overflow at either end. */
    default T sigmoid() {
        return apply(SIGMOID);
    }

    /** {@code log(1 + exp(x))}, without overflow at either end. */
    default T softplus() {
        return apply(SOFTPLUS);
    }

    /** The logarithm to base 2, exact of powers of 2. */
    default T log2() {
        return apply(LOG2);
    }

    /** The logarithm to base 10. */
    default T log10() {
        return apply(LOG10);
    }

    /** 2 to its power. */
    default T exp2() {
        return apply(EXP2);
    }

    /** The cube root, negative of negative numbers. */
    default T cbrt() {
        return apply(CBRT);
    }

    /** The tangent of an angle in radians. */
    default T tan() {
        return apply(TAN);
    }

    /** The angle in [-pi/2, pi/2] with this sine; NaN beyond 1. */
    default T asin() {
        return apply(ASIN);
    }

    /** The angle in [0, pi] with this cosine; NaN beyond 1. */
    default T acos() {
        return apply(ACOS);
    }

    /** The angle in [-pi/2, pi/2] with this tangent. */
    default T atan() {
        return apply(ATAN);
    }

    /** The hyperbolic sine. */
    default T sinh() {
        return apply(SINH);
    }

    /** The hyperbolic cosine. */
    default T cosh() {
        return apply(COSH);
    }

    /** The inverse of the hyperbolic sine. */
    default T asinh() {
        return apply(ASINH);
    }

    /** The inverse of the hyperbolic cosine; NaN below 1. */
    default T acosh() {
        return apply(ACOSH);
    }

    /** The inverse of the hyperbolic tangent; NaN beyond 1. */
    default T atanh() {
        return apply(ATANH);
    }

    /** The whole number next to it towards 0. */
    default T trunc() {
        return apply(TRUNC);
    }

    /** What {@link #trunc} cuts off, with the sign of this. */
    default T frac() {
        return apply(FRAC);
    }

    /** {@code log(x / (1 - x))}, the inverse of {@link #sigmoid}; NaN outside [0, 1]. */
    default T logit() {
        return apply(LOGIT);
    }

    /** {@code sin(pi x) / (pi x)}, and 1 at 0. */
    default T sinc() {
        return apply(SINC);
    }

    /** Where it is neither infinite nor NaN. */
    default T isFinite() {
        return apply(IS_FINITE);
    }

    /** Where it is infinite. */
    default T isInf() {
        return apply(IS_INF);
    }

    /** With other numbers for NaN and for the infinities; NumPy's defaults have no meaning here. */
    default T nanToNum(double nan, double positiveInfinity, double negativeInfinity) {
        return apply(NAN_TO_NUM, nan, positiveInfinity, negativeInfinity);
    }

    /**
     * The number over the power of 2 that brings its size to [0.5, 1), which is that of {@link
     * #exponent}; 0, infinities and NaN remain. C's and NumPy's {@code frexp} gives both.
     */
    default T mantissa() {
        return apply(MANTISSA);
    }

    /**
     * The exponent of the power of 2 that {@link #mantissa} is over, a whole number; 0 for 0,
     * infinities and NaN.
     */
    default T exponent() {
        return apply(EXPONENT);
    }
}
