package dev.gatun.expr;

import static dev.gatun.expr.ElementwiseFunction.*;

/**
 * Activations of {@link Elementwise}, which says what the types of results are. NaN stays NaN.
 *
 * @param <T> the implementing type
 */
public interface Activations<T extends Elementwise<T>> extends ElementwiseOperand<T> {
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

    /** Clamped to [low, high]. */
    default T hardTanh(double low, double high) {
        return apply(HARD_TANH, low, high);
    }

    /** Clamped to [0, 6]. */
    default T relu6() {
        return apply(RELU6);
    }

    /** {@code x / 6 + 1/2} clamped to [0, 1]. */
    default T hardSigmoid() {
        return apply(HARD_SIGMOID);
    }

    /** {@code x * hardSigmoid(x)} (Howard et al. 2019). */
    default T hardSwish() {
        return apply(HARD_SWISH);
    }

    /** {@code x * tanh(softplus(x))} (Misra 2019). */
    default T mish() {
        return apply(MISH);
    }

    /** {@link #elu} scaled to keep mean 0 and variance 1 (Klambauer et al. 2017). */
    default T selu() {
        return apply(SELU);
    }

    /** {@code x} where positive, {@code alpha * (exp(x / alpha) - 1)} elsewhere (Barron 2017). */
    default T celu(double alpha) {
        return apply(CELU, alpha);
    }

    /** {@code log(sigmoid(x))}, without overflow at either end. */
    default T logSigmoid() {
        return apply(LOG_SIGMOID);
    }

    /** {@code x / (1 + |x|)}. */
    default T softSign() {
        return apply(SOFT_SIGN);
    }

    /** {@code x - tanh(x)}. */
    default T tanhShrink() {
        return apply(TANH_SHRINK);
    }

    /** 0 within [-by, by], and nearer to 0 by that elsewhere. */
    default T softShrink(double by) {
        return apply(SOFT_SHRINK, by);
    }

    /** 0 within [-limit, limit], {@code x} elsewhere. */
    default T hardShrink(double limit) {
        return apply(HARD_SHRINK, limit);
    }

    /** {@code value} where not more than the limit, {@code x} elsewhere. */
    default T threshold(double limit, double value) {
        return apply(THRESHOLD, limit, value);
    }

    /**
     * {@code x} where positive, {@code slope * x} elsewhere (He et al. 2015). The slopes broadcast:
     * those of channels on axis 1 of images have the shape (C, 1, 1), where PyTorch takes (C).
     */
    default T prelu(T slope) {
        return apply(PRELU, slope);
    }
}
