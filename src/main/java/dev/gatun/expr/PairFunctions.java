package dev.gatun.expr;

import static dev.gatun.expr.ElementwiseFunction.*;

/**
 * Functions of two and three values of {@link Elementwise}, which says what the types of results
 * are.
 *
 * @param <T> the implementing type
 */
public interface PairFunctions<T extends Elementwise<T>> extends ElementwiseOperand<T> {
    /** The angle of the point (x, this), from -pi to pi, counted from the first axis. */
    default T atan2(T x) {
        return apply(ATAN2, x);
    }

    /** {@code sqrt(x^2 + y^2)}, without overflow on the way. */
    default T hypot(T other) {
        return apply(HYPOT, other);
    }

    /**
     * The rest of the quotient truncated, with the sign of this, exact. By 0 it is NaN; between
     * integers it is 0, as in NumPy, where PyTorch throws.
     */
    default T fmod(T divisor) {
        return apply(FMOD, divisor);
    }

    /** {@link #fmod} of a number. */
    default T fmod(double divisor) {
        return apply(FMOD, divisor);
    }

    /** {@link #fmod} of a whole number, exact beside integers. */
    default T fmod(long divisor) {
        return apply(FMOD, divisor);
    }

    /**
     * The rest of the quotient rounded down, with the sign of the divisor: Python's {@code %}. By 0
     * as {@link #fmod}.
     */
    default T remainder(T divisor) {
        return apply(REMAINDER, divisor);
    }

    /** {@link #remainder} of a number. */
    default T remainder(double divisor) {
        return apply(REMAINDER, divisor);
    }

    /** {@link #remainder} of a whole number, exact beside integers. */
    default T remainder(long divisor) {
        return apply(REMAINDER, divisor);
    }

    /**
     * The quotient rounded down: Python's {@code //}. Of integers it is an integer, and 0 by 0, as
     * in NumPy, where PyTorch throws.
     */
    default T floorDivide(T divisor) {
        return apply(FLOOR_DIVIDE, divisor);
    }

    /** {@link #floorDivide} by a number. */
    default T floorDivide(double divisor) {
        return apply(FLOOR_DIVIDE, divisor);
    }

    /** {@link #floorDivide} by a whole number, exact beside integers. */
    default T floorDivide(long divisor) {
        return apply(FLOOR_DIVIDE, divisor);
    }

    /** This magnitude with the sign of another, that of -0 included; NaN counts as positive. */
    default T copySign(T sign) {
        return apply(COPY_SIGN, sign);
    }

    /** 0 where negative or NaN, 1 where positive, and {@code atZero} at 0. */
    default T heaviside(T atZero) {
        return apply(HEAVISIDE, atZero);
    }

    /** {@code log(exp(x) + exp(y))}, without overflow. */
    default T logAddExp(T other) {
        return apply(LOG_ADD_EXP, other);
    }

    /** {@code log2(2^x + 2^y)}, without overflow. */
    default T logAddExp2(T other) {
        return apply(LOG_ADD_EXP2, other);
    }

    /** The larger; of a number and NaN the number, where {@link Arithmetic#maximum} gives NaN. */
    default T fmax(T other) {
        return apply(FMAX, other);
    }

    /** The smaller; of a number and NaN the number, where {@link Arithmetic#minimum} gives NaN. */
    default T fmin(T other) {
        return apply(FMIN, other);
    }

    /** {@code x * 2^exponent}. */
    default T ldexp(T exponent) {
        return apply(LDEXP, exponent);
    }

    /** {@code x * log1p(y)}, and 0 where x is 0 and y is not NaN. */
    default T xlog1py(T y) {
        return apply(XLOG1PY, y);
    }

    /** {@code x * log(y)}, and 0 where x is 0 and y is not NaN. */
    default T xlogy(T y) {
        return apply(XLOGY, y);
    }

    /** {@code this + factor * a * b}. */
    default T addcmul(T a, T b, double factor) {
        return apply(ADDCMUL, a, b, factor);
    }

    /** {@code this + factor * a / b}. */
    default T addcdiv(T a, T b, double factor) {
        return apply(ADDCDIV, a, b, factor);
    }

    /**
     * The number beside this one in the direction of another, and the other where both are equal;
     * in the type of the result for tensors, and in double precision in an expression. Its gradient
     * passes to this one.
     */
    default T nextAfter(T other) {
        return apply(NEXT_AFTER, other);
    }
}
