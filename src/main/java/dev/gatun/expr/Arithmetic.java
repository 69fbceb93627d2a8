package dev.gatun.expr;

import static dev.gatun.expr.ElementwiseFunction.*;

/**
 * Arithmetic, comparisons, logic and masks of {@link Elementwise}, which says what the types of
 * results are.
 *
 * @param <T> the implementing type
 */
public interface Arithmetic<T extends Elementwise<T>> extends ElementwiseOperand<T> {
    /** The sum. */
    default T add(T other) {
        return apply(ADD, other);
    }

    /** The sum with a number. */
    default T add(double other) {
        return apply(ADD, other);
    }

    /** The sum with a whole number, exact beside integers. */
    default T add(long other) {
        return apply(ADD, other);
    }

    /** The difference. */
    default T sub(T other) {
        return apply(SUB, other);
    }

    /** The difference from a number. */
    default T sub(double other) {
        return apply(SUB, other);
    }

    /** The difference from a whole number, exact beside integers. */
    default T sub(long other) {
        return apply(SUB, other);
    }

    /** A number minus this. */
    default T rsub(double other) {
        return apply(RSUB, other);
    }

    /** A whole number minus this, exact beside integers. */
    default T rsub(long other) {
        return apply(RSUB, other);
    }

    /** The product, element by element. */
    default T mul(T other) {
        return apply(MUL, other);
    }

    /** The product with a number. */
    default T mul(double other) {
        return apply(MUL, other);
    }

    /** The product with a whole number, exact beside integers. */
    default T mul(long other) {
        return apply(MUL, other);
    }

    /** The quotient. */
    default T div(T other) {
        return apply(DIV, other);
    }

    /** The quotient by a number. */
    default T div(double other) {
        return apply(DIV, other);
    }

    /** A number divided by this. */
    default T rdiv(double other) {
        return apply(RDIV, other);
    }

    /**
     * This to the power of another, by IEEE 754: {@code pow(1, NaN)} and {@code pow(-1, inf)} are
     * 1. For integers it is an integer, with the fractions of negative powers truncated to 0.
     */
    default T pow(T exponent) {
        return apply(POW, exponent);
    }

    /** This to the power of a number. */
    default T pow(double exponent) {
        return apply(REAL_POW, exponent);
    }

    /**
     * This to the power of a whole number; an integer type is kept.
     *
     * @throws IllegalArgumentException if this holds integers and the power is negative
     */
    default T pow(long exponent) {
        return pow((double) exponent);
    }

    /** The square. */
    default T square() {
        return apply(SQUARE);
    }

    /** The maximum; NaN where either is NaN, and -0 is less than 0. */
    default T maximum(T other) {
        return apply(MAXIMUM, other);
    }

    /** The larger of it and a number; NaN where either is. */
    default T maximum(double other) {
        return apply(MAXIMUM, other);
    }

    /** The larger of it and a whole number, exact beside integers. */
    default T maximum(long other) {
        return apply(MAXIMUM, other);
    }

    /** The minimum; NaN where either is NaN, and -0 is less than 0. */
    default T minimum(T other) {
        return apply(MINIMUM, other);
    }

    /** The smaller of it and a number; NaN where either is. */
    default T minimum(double other) {
        return apply(MINIMUM, other);
    }

    /** The smaller of it and a whole number, exact beside integers. */
    default T minimum(long other) {
        return apply(MINIMUM, other);
    }

    /** Clamped to [low, high]; {@code high} where {@code low} is greater. */
    default T clamp(T low, T high) {
        return apply(CLAMP, low, high);
    }

    /** Clamped to [low, high]. */
    default T clamp(double low, double high) {
        return apply(CLAMP, low, high);
    }

    /** Clamped to [low, high], exact beside integers. */
    default T clamp(long low, long high) {
        return apply(CLAMP, low, high);
    }

    /** Where it equals. */
    default T eq(T other) {
        return apply(EQ, other);
    }

    /** Where it equals a number. */
    default T eq(double other) {
        return apply(EQ, other);
    }

    /** Where it equals a whole number, exact beside integers. */
    default T eq(long other) {
        return apply(EQ, other);
    }

    /** Where it differs; NaN differs from all numbers. */
    default T ne(T other) {
        return apply(NE, other);
    }

    /** Where it differs from a number. */
    default T ne(double other) {
        return apply(NE, other);
    }

    /** Where it differs from a whole number, exact beside integers. */
    default T ne(long other) {
        return apply(NE, other);
    }

    /** Where it is less. */
    default T lt(T other) {
        return apply(LT, other);
    }

    /** Where it is less than a number. */
    default T lt(double other) {
        return apply(LT, other);
    }

    /** Where it is less than a whole number, exact beside integers. */
    default T lt(long other) {
        return apply(LT, other);
    }

    /** Where it is less or equal. */
    default T le(T other) {
        return apply(LE, other);
    }

    /** Where it is less than or equal to a number. */
    default T le(double other) {
        return apply(LE, other);
    }

    /** Where it is less than or equal to a whole number, exact beside integers. */
    default T le(long other) {
        return apply(LE, other);
    }

    /** Where it is greater. */
    default T gt(T other) {
        return apply(GT, other);
    }

    /** Where it is greater than a number. */
    default T gt(double other) {
        return apply(GT, other);
    }

    /** Where it is greater than a whole number, exact beside integers. */
    default T gt(long other) {
        return apply(GT, other);
    }

    /** Where it is greater or equal. */
    default T ge(T other) {
        return apply(GE, other);
    }

    /** Where it is greater than or equal to a number. */
    default T ge(double other) {
        return apply(GE, other);
    }

    /** Where it is greater than or equal to a whole number, exact beside integers. */
    default T ge(long other) {
        return apply(GE, other);
    }

    /** Where it is NaN. */
    default T isNaN() {
        return apply(IS_NAN);
    }

    /** Where both are true: not 0, as NaN is not. */
    default T logicalAnd(T other) {
        return apply(LOGICAL_AND, other);
    }

    /** Where one or both are true: not 0, as NaN is not. */
    default T logicalOr(T other) {
        return apply(LOGICAL_OR, other);
    }

    /** Where one is true and the other is not. */
    default T logicalXor(T other) {
        return apply(LOGICAL_XOR, other);
    }

    /** Where it is 0, which is where a mask is false. */
    default T logicalNot() {
        return apply(LOGICAL_NOT);
    }

    /** {@code value} where the mask is not 0, this elsewhere. */
    default T maskedFill(T mask, T value) {
        return apply(MASKED_FILL, mask, value);
    }

    /** A number where the mask is not 0, this elsewhere. */
    default T maskedFill(T mask, double value) {
        return apply(MASKED_FILL, mask, value);
    }

    /** A whole number where the mask is not 0, this elsewhere; exact among integers. */
    default T maskedFill(T mask, long value) {
        return apply(MASKED_FILL, mask, value);
    }

    /** {@code this + weight * (end - this)}. */
    default T lerp(T end, T weight) {
        return apply(LERP, end, weight);
    }
}
