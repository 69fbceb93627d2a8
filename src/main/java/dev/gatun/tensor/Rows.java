package dev.gatun.tensor;

/** Methods of {@link Tensor} that treat each row along an axis as a whole. */
public sealed interface Rows permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /**
     * {@code e^x / sum(e^x)} along an axis: numbers that add up to 1. A row with NaN or positive
     * infinity, or with nothing but negative infinity, becomes NaN.
     *
     * @throws dev.gatun.shape.ShapeException if there is no such axis
     */
    default Tensor softmax(int axis) {
        return SoftmaxOp.of(self(), axis, false);
    }

    /**
     * {@code x - log(sum(e^x))} along an axis: the logarithm of {@link #softmax}, without overflow.
     *
     * @throws dev.gatun.shape.ShapeException if there is no such axis
     */
    default Tensor logSoftmax(int axis) {
        return SoftmaxOp.of(self(), axis, true);
    }
}
