package dev.gatun.expr;

import static dev.gatun.expr.ElementwiseFunction.*;

/**
 * The bits and divisors of integers, for {@link Elementwise}. Of BOOL alone {@code and}, {@code or}
 * and {@code xor} are BOOL; a type narrower than a long is extended by its sign, U8 by zeros.
 * Tensors of floating-point types are refused. Inside an expression the values are truncated to
 * longs.
 *
 * @param <T> the implementing type
 */
public interface Bits<T extends Elementwise<T>> extends ElementwiseOperand<T> {
    /** The bits that both have. */
    default T bitwiseAnd(T other) {
        return apply(BITWISE_AND, other);
    }

    /** The bits that both have, a whole number being the other. */
    default T bitwiseAnd(long other) {
        return apply(BITWISE_AND, other);
    }

    /** The bits that one or both have. */
    default T bitwiseOr(T other) {
        return apply(BITWISE_OR, other);
    }

    /** The bits that one or both have, a whole number being the other. */
    default T bitwiseOr(long other) {
        return apply(BITWISE_OR, other);
    }

    /** The bits that one has and the other has not. */
    default T bitwiseXor(T other) {
        return apply(BITWISE_XOR, other);
    }

    /** The bits that one has and the other has not, a whole number being the other. */
    default T bitwiseXor(long other) {
        return apply(BITWISE_XOR, other);
    }

    /** The bits that this has not: {@code -x - 1}; of BOOL the logical not. */
    default T bitwiseNot() {
        return apply(BITWISE_NOT);
    }

    /** Shifted to the left, filled with zeros; 0 for 64 and more and for less than 0. */
    default T bitwiseLeftShift(T bits) {
        return apply(BITWISE_LEFT_SHIFT, bits);
    }

    /** Shifted to the left by a number; {@link #bitwiseLeftShift}. */
    default T bitwiseLeftShift(long bits) {
        return apply(BITWISE_LEFT_SHIFT, bits);
    }

    /**
     * Shifted to the right, filled with the sign, with which 64 and more and less than 0 fill all.
     */
    default T bitwiseRightShift(T bits) {
        return apply(BITWISE_RIGHT_SHIFT, bits);
    }

    /** Shifted to the right by a number; {@link #bitwiseRightShift}. */
    default T bitwiseRightShift(long bits) {
        return apply(BITWISE_RIGHT_SHIFT, bits);
    }

    /** The greatest common divisor; 0 of zeros, and never negative unless it is 2^63. */
    default T gcd(T other) {
        return apply(GCD, other);
    }

    /** The least common multiple, never negative unless it overflows; 0 where either is 0. */
    default T lcm(T other) {
        return apply(LCM, other);
    }
}
