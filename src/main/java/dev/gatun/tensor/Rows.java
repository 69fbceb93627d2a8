package dev.gatun.tensor;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.op.reduce.Summaries;
import dev.gatun.tensor.op.row.CrossEntropyOp;
import dev.gatun.tensor.op.row.NormOp;
import dev.gatun.tensor.op.row.SoftmaxOp;
import org.jspecify.annotations.Nullable;

/**
 * Row-wise methods of {@link Tensor}: each element of the result depends on all elements of a row
 * along an axis.
 */
public sealed interface Rows permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /**
     * {@code e^x / sum(e^x)} along an axis: numbers whose sum is 1. A row that contains NaN or
     * positive infinity, or only negative infinity, becomes NaN.
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
     * Normalizes the rows along the last axis to mean 0 and variance 1, then scales and shifts
     * them: {@code (x - mean) / sqrt(variance + eps) * weight + bias} (Ba, Kiros and Hinton 2016).
     *
     * @param weight one number for each element of a row, or null for 1
     * @param bias one number for each element of a row, or null for 0
     * @param eps 0 or more; usually 1e-5
     * @throws dev.gatun.shape.ShapeException if there are no axes, or weight or bias is not of the
     *     size of a row
     * @throws IllegalArgumentException if eps is negative, or a tensor is not of a floating-point
     *     type
     */
    default Tensor layerNorm(@Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        return NormOp.of(self(), true, weight, bias, eps);
    }

    /**
     * Normalizes the rows along the last axis to a mean square of 1, then scales them: {@code x /
     * sqrt(mean(x^2) + eps) * weight} (Zhang and Sennrich 2019).
     *
     * @param weight one number for each element of a row, or null for 1
     * @param eps 0 or more; usually 1e-6
     * @throws dev.gatun.shape.ShapeException if there are no axes, or the weight is not of the size
     *     of a row
     * @throws IllegalArgumentException if eps is negative, or a tensor is not of a floating-point
     *     type
     */
    default Tensor rmsNorm(@Nullable Tensor weight, double eps) {
        return NormOp.of(self(), false, weight, null, eps);
    }

    /**
     * The slices of an axis, scaled down where their vector norm exceeds a bound: by {@code bound /
     * (norm + 1e-7)}, as in PyTorch.
     *
     * @param p the order of the norm
     * @throws IllegalArgumentException if p is not positive, or the bound is negative, or this is
     *     not a floating-point tensor
     */
    default Tensor renorm(double p, int axis, double bound) {
        return Summaries.renorm(self(), p, axis, bound);
    }

    /**
     * The mean cross-entropy of these scores along the last axis: {@link #crossEntropy(Tensor,
     * LossReduction, long, double)} with PyTorch's -100 as the ignored class, and no smoothing.
     */
    default Tensor crossEntropy(Tensor target) {
        return crossEntropy(target, LossReduction.MEAN, -100, 0);
    }

    /**
     * The cross-entropy of these scores along the last axis, {@code -sum(q * log(softmax(x)))} for
     * a row with targets q, without overflow.
     *
     * @param target a class for each row, of type I64, for which q is 1; or q itself, of the shape
     *     of the scores and a floating-point type
     * @param reduction how the losses of the rows are reduced
     * @param ignored the class of rows that are ignored; their loss and gradient are 0
     * @param labelSmoothing from 0 to 1: the share of q that is distributed evenly over all classes
     *     (Szegedy et al. 2016)
     * @throws dev.gatun.shape.ShapeException if there are no scores, or the shape of the target
     *     does not match
     * @throws IllegalArgumentException if a class is out of range, or smoothing or types are not as
     *     above
     */
    default Tensor crossEntropy(
            Tensor target, LossReduction reduction, long ignored, double labelSmoothing) {
        Nulls.refuse("crossEntropy", "target", target);
        Nulls.refuse("crossEntropy", "reduction", reduction);
        return CrossEntropyOp.of(self(), target, reduction, ignored, labelSmoothing);
    }
}
