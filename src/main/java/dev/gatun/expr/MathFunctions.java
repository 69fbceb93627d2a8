package dev.gatun.expr;

import static dev.gatun.expr.ElementwiseFunction.*;

/**
 * Mathematical functions and activations of {@link Elementwise}, which says what the types of
 * results are.
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

    /** The error function. */
    default T erf() {
        return apply(ERF);
    }

    /**
     * The standard normal distribution function, {@code erfc(-x / sqrt(2)) / 2}, accurate in both
     * tails.
     */
    default T normalCdf() {
        return apply(NORMAL_CDF);
    }

    /** {@code 1 / (1 + exp(-x))}, without overflow at either end. */
    default T sigmoid() {
        return apply(SIGMOID);
    }

    /** {@code log(1 + exp(x))}, without overflow at either end. */
    default T softplus() {
        return apply(SOFTPLUS);
    }

    /** {@code max(x, 0)}: NaN stays NaN, and the derivative at 0 is 0. */
    default T relu() {
        return apply(RELU);
    }

    /** {@code x} where positive, {@code slope * x} elsewhere. */
    default T leakyRelu(double slope) {
        return apply(LEAKY_RELU, slope);
    }

    /** {@code x} where positive, {@code alpha * (exp(x) - 1)} elsewhere. */
    default T elu(double alpha) {
        return apply(ELU, alpha);
    }

    /** {@code x * sigmoid(x)}. */
    default T silu() {
        return apply(SILU);
    }

    /** {@code x * normalCdf(x)} (Hendrycks, Gimpel 2016). */
    default T gelu() {
        return apply(GELU);
    }

    /** {@link #gelu} by the tanh approximation of the same paper. */
    default T geluTanh() {
        return apply(GELU_TANH);
    }
}
