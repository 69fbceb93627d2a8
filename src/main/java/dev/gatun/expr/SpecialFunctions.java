package dev.gatun.expr;

import static dev.gatun.expr.ElementwiseFunction.*;

/**
 * Error, gamma, zeta and Bessel functions of {@link Elementwise}, which says what the types of
 * results are.
 *
 * @param <T> the implementing type
 */
public interface SpecialFunctions<T extends Elementwise<T>> extends ElementwiseOperand<T> {
    /** The error function. */
    default T erf() {
        return apply(ERF);
    }

    /** {@code 1 - erf(x)}, accurate in the right tail. */
    default T erfc() {
        return apply(ERFC);
    }

    /** {@code exp(x^2) * erfc(x)}, without underflow in the right tail. */
    default T erfcx() {
        return apply(ERFCX);
    }

    /** The inverse of {@link #erf}: infinite at -1 and 1, and NaN beyond. */
    default T erfinv() {
        return apply(ERFINV);
    }

    /**
     * The standard normal distribution function, {@code erfc(-x / sqrt(2)) / 2}, accurate in both
     * tails.
     */
    default T normalCdf() {
        return apply(NORMAL_CDF);
    }

    /** {@code log(normalCdf(x))}, also where the distribution function is 0 when rounded. */
    default T logNormalCdf() {
        return apply(LOG_NORMAL_CDF);
    }

    /** The inverse of {@link #normalCdf}: infinite at 0 and 1, and NaN outside. */
    default T normalQuantile() {
        return apply(NORMAL_QUANTILE);
    }

    /**
     * The logarithm of the absolute value of the gamma function; infinite at 0 and at whole
     * negative numbers. Near its zeros between those the error is an absolute one.
     */
    default T lgamma() {
        return apply(LGAMMA);
    }

    /**
     * The derivative of {@link #lgamma}: NaN at whole negative numbers, as in PyTorch, -infinity at
     * 0 and infinity at -0.
     */
    default T digamma() {
        return apply(DIGAMMA);
    }

    /**
     * The derivative of {@link #digamma} of an order, which for 0 is itself; infinite at 0 and at
     * whole negative numbers for odd orders.
     *
     * @throws IllegalArgumentException if the order is negative
     */
    default T polygamma(long order) {
        if (order < 0) {
            throw new IllegalArgumentException("polygamma: the order " + order + " is negative");
        }
        return apply(POLYGAMMA, (double) order);
    }

    /**
     * The zeta function of Hurwitz, the sum of {@code (q + k)^-x} for k = 0, 1, 2 ...: infinite at
     * x = 1 and NaN below; infinite at whole q that are not positive, and NaN at other negative q
     * unless x is whole. It has no gradient with respect to x, which is refused.
     */
    default T zeta(T q) {
        return apply(ZETA, q);
    }

    /**
     * The incomplete gamma function, regularized: with this as the parameter a, the integral of
     * {@code t^(a-1) e^-t / gamma(a)} from 0 to x. It is NaN if either is negative, or both are 0,
     * or both infinite. It has no gradient with respect to a, which is refused.
     */
    default T gammainc(T x) {
        return apply(GAMMAINC, x);
    }

    /** The integral of {@link #gammainc} from x to infinity, exact where it is small. */
    default T gammaincc(T x) {
        return apply(GAMMAINCC, x);
    }

    /** {@code -x log(x)}, 0 at 0 and -infinity below. */
    default T entr() {
        return apply(ENTR);
    }

    /** The Bessel function of the first kind, J, of order 0. */
    default T besselJ0() {
        return apply(BESSEL_J0);
    }

    /** The Bessel function of the first kind, J, of order 1. */
    default T besselJ1() {
        return apply(BESSEL_J1);
    }

    /** The Bessel function of the second kind, Y, of order 0: -infinity at 0, and NaN below. */
    default T besselY0() {
        return apply(BESSEL_Y0);
    }

    /** The Bessel function of the second kind, Y, of order 1: -infinity at 0, and NaN below. */
    default T besselY1() {
        return apply(BESSEL_Y1);
    }

    /** The modified Bessel function of the first kind, I, of order 0. */
    default T i0() {
        return apply(I0);
    }

    /** {@code e^-|x|} times {@link #i0}, which does not overflow. */
    default T i0e() {
        return apply(I0E);
    }

    /** The modified Bessel function of the first kind, I, of order 1. */
    default T i1() {
        return apply(I1);
    }

    /** {@code e^-|x|} times {@link #i1}, which does not overflow. */
    default T i1e() {
        return apply(I1E);
    }

    /**
     * The modified Bessel function of the second kind, K, of order 0: infinite at 0, and NaN below.
     */
    default T k0() {
        return apply(K0);
    }

    /** {@code e^x} times {@link #k0}, which does not underflow. */
    default T k0e() {
        return apply(K0E);
    }

    /**
     * The modified Bessel function of the second kind, K, of order 1: infinite at 0, and NaN below.
     */
    default T k1() {
        return apply(K1);
    }

    /** {@code e^x} times {@link #k1}, which does not underflow. */
    default T k1e() {
        return apply(K1E);
    }
}
