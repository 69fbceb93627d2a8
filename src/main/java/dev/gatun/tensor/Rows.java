package dev.gatun.tensor;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.op.CrossEntropyOp;
import dev.gatun.tensor.op.NormOp;
import dev.gatun.tensor.op.SoftmaxOp;
import org.jspecify.annotations.Nullable;

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

    /**
     * Rows along the last axis brought to mean 0 and variance 1, then scaled and shifted: {@code (x
     * - mean) / sqrt(variance + eps) * weight + bias} (Ba, Kiros and Hinton 2016).
     *
     * @param weight one number for each element of a row, or null for 1
     * @param bias likewise, or null for 0
     * @param eps 0 or more; 1e-5 by custom
     * @throws dev.gatun.shape.ShapeException if there are no rows, or weight or bias do not fit
     * @throws IllegalArgumentException if eps is negative, or a tensor not of a floating type
     */
    default Tensor layerNorm(@Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        return NormOp.of(self(), true, weight, bias, eps);
    }

    /**
     * Rows along the last axis brought to a mean square of 1, then scaled: {@code x /
     * sqrt(mean(x^2) + eps) * weight} (Zhang and Sennrich 2019).
     *
     * @param weight one number for each element of a row, or null for 1
     * @param eps 0 or more; 1e-6 by custom
     * @throws dev.gatun.shape.ShapeException if there are no rows, or the weight does not fit
     * @throws IllegalArgumentException if eps is negative, or a tensor not of a floating type
     */
    default Tensor rmsNorm(@Nullable Tensor weight, double eps) {
        return NormOp.of(self(), false, weight, null, eps);
    }

    /**
     * The mean cross-entropy of these scores along the last axis; {@link #crossEntropy(Tensor,
     * LossReduction, long, double)} with PyTorch's -100 for rows that do not count, and no
     * smoothing.
     */
    default Tensor crossEntropy(Tensor target) {
        return crossEntropy(target, LossReduction.MEAN, -100, 0);
    }

    /**
     * The cross-entropy of these scores along the last axis, {@code -sum(q * log(softmax(x)))} for
     * a row with targets q, without overflow.
     *
     * @param target a class for each row, of type I64: q is 1 there; or q itself, of these scores'
     *     shape and a floating type
     * @param reduction what becomes of the rows' losses
     * @param ignored the class of rows that do not count; they have loss and gradient 0
     * @param labelSmoothing from 0 to 1: how much of q is spread evenly over all classes (Szegedy
     *     et al. 2016)
     * @throws dev.gatun.shape.ShapeException if there are no scores, or the target does not fit
     * @throws IllegalArgumentException if there is no such class, or smoothing or types are not as
     *     above
     */
    default Tensor crossEntropy(
            Tensor target, LossReduction reduction, long ignored, double labelSmoothing) {
        Nulls.refuse("crossEntropy", "target", target);
        Nulls.refuse("crossEntropy", "reduction", reduction);
        return CrossEntropyOp.of(self(), target, reduction, ignored, labelSmoothing);
    }
}
