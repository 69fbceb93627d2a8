package dev.gatun.tensor;

import dev.gatun.checks.Nulls;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.TensorRefusals;

/**
 * Methods of {@link Tensor} that measure how far vectors are from each other. They take
 * floating-point numbers, and BF16 and F16 give F32. The gradient of a distance of 0 is 0, as in
 * PyTorch.
 */
public sealed interface Similarities permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /**
     * The Euclidean distances between all rows of this tensor, (..., m, d), and all of the other,
     * (..., n, d): (..., m, n); {@link #cdist(Tensor, double)}.
     *
     * @throws ShapeException as there
     */
    default Tensor cdist(Tensor other) {
        return cdist(other, 2);
    }

    /**
     * The distances between all rows of this tensor, (..., m, d), and all of the other, (..., n,
     * d), in the norm of order p: (..., m, n). The axes before the last two broadcast. Computed
     * from the differences, of which there are m n d, so that near points keep their digits;
     * PyTorch takes a product of matrices for many points, which loses them.
     *
     * @param p 0 or more; infinity for the largest difference
     * @throws ShapeException if there are fewer than two axes, or rows are not of one size
     * @throws IllegalArgumentException if p is negative or NaN, or types differ
     */
    default Tensor cdist(Tensor other, double p) {
        Nulls.refuse("cdist", "other", other);
        Tensor x = self();
        Checks.floating("cdist", x);
        Checks.oneType("cdist", x, other);
        if (!(p >= 0)) {
            throw TensorRefusals.argument("cdist", "p must not be negative", p);
        }
        if (x.rank() < 2 || other.rank() < 2 || x.size(-1) != other.size(-1)) {
            throw new ShapeException(
                    "cdist", "takes matrices with rows of one size", x.shape(), other.shape());
        }
        return x.unsqueeze(-2).sub(other.unsqueeze(-3)).norm(p, -1, false);
    }

    /**
     * The Euclidean distances between the vectors along the last axis; {@link
     * #pairwiseDistance(Tensor, double, double, boolean)} with PyTorch's 1e-6 added to each
     * difference.
     */
    default Tensor pairwiseDistance(Tensor other) {
        return pairwiseDistance(other, 2, 1e-6, false);
    }

    /**
     * The distances between the vectors along the last axis of two tensors, which broadcast: the
     * norm of order p of {@code x - y + eps}.
     *
     * @param eps added to each difference
     * @param keepDim whether the last axis stays, with size 1
     * @throws ShapeException if there are no axes, or shapes do not broadcast
     */
    default Tensor pairwiseDistance(Tensor other, double p, double eps, boolean keepDim) {
        Nulls.refuse("pairwiseDistance", "other", other);
        Checks.floating("pairwiseDistance", self());
        Checks.floating("pairwiseDistance", other);
        ShapeRules.axis(
                "pairwiseDistance",
                ShapeRules.broadcast("pairwiseDistance", self().shape(), other.shape()),
                -1);
        return self().sub(other).add(eps).norm(p, -1, keepDim);
    }

    /**
     * The cosines of the angles between the vectors along an axis of two tensors, which broadcast:
     * {@code sum(x y) / (max(|x|, eps) max(|y|, eps))}, with PyTorch's 1e-8 for eps. That of a
     * vector of zeros is 0.
     *
     * @param axis of the result before the sum; PyTorch's is 1 where none is given
     * @throws ShapeException if there is no such axis, or shapes do not broadcast
     */
    default Tensor cosineSimilarity(Tensor other, int axis) {
        Nulls.refuse("cosineSimilarity", "other", other);
        Checks.floating("cosineSimilarity", self());
        Checks.floating("cosineSimilarity", other);
        var shape = ShapeRules.broadcast("cosineSimilarity", self().shape(), other.shape());
        int along = ShapeRules.axis("cosineSimilarity", shape, axis);
        Tensor x = self().expand(shape.dims());
        Tensor y = other.expand(shape.dims());
        return x.normalize(2, along, 1e-8).mul(y.normalize(2, along, 1e-8)).sum(along);
    }

    /**
     * The vectors along an axis divided by their length; {@link #normalize(double, int, double)}
     * with PyTorch's 1e-12.
     */
    default Tensor normalize(int axis) {
        return normalize(2, axis, 1e-12);
    }

    /**
     * The vectors along an axis divided by their norm of order p, or by eps where that is greater.
     *
     * @throws ShapeException if there is no such axis
     */
    default Tensor normalize(double p, int axis, double eps) {
        Checks.floating("normalize", self());
        ShapeRules.rowAxis("normalize", self().shape(), axis);
        return self().div(self().norm(p, axis, true).maximum(eps));
    }
}
