package dev.gatun.nn;

import dev.gatun.checks.Nulls;
import dev.gatun.checks.Ranges;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.tensor.LossReduction;
import dev.gatun.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Losses of scores against classes. Classes stand along the last axis, (..., C); targets are (...)
 * of type I64. (PyTorch's stand along axis 1; a tensor (N, C, H, W) is permuted before.)
 *
 * {@snippet :
 * import dev.gatun.nn.ClassLosses;
 * import dev.gatun.tensor.Tensor;
 *
 * Tensor scores = Tensor.zeros(2, 4);
 * Tensor loss = ClassLosses.crossEntropy(scores, Tensor.of(0L, 3L));
 * assert Math.abs(loss.item() - Math.log(4)) < 1e-6;
 * }
 */
public final class ClassLosses {
    private ClassLosses() {}

    /** {@link Tensor#crossEntropy(Tensor)}. */
    public static Tensor crossEntropy(Tensor scores, Tensor target) {
        Nulls.refuse("crossEntropy", "scores", scores);
        return scores.crossEntropy(target);
    }

    /**
     * {@link Tensor#crossEntropy(Tensor, LossReduction, long, double)} with a weight for each
     * class. The mean divides by the weights of the targets that are not ignored, or, where targets
     * are probabilities, by the number of rows.
     *
     * @param classWeights (C)
     */
    public static Tensor crossEntropy(
            Tensor scores,
            Tensor target,
            Tensor classWeights,
            LossReduction reduction,
            long ignored,
            double labelSmoothing) {
        String op = "crossEntropy";
        Nulls.refuse(op, "scores", scores);
        Nulls.refuse(op, "target", target);
        Nulls.refuse(op, "reduction", reduction);
        checkWeights(op, scores, Nulls.refuse(op, "classWeights", classWeights));
        Ranges.fraction(op, "label smoothing", labelSmoothing);
        Tensor logs = scores.logSoftmax(-1);
        double even = labelSmoothing / scores.size(-1);
        if (target.dtype().isFloating()) {
            Sizes.same(op, scores, target);
            Tensor shares = target.mul(1 - labelSmoothing).add(even);
            return Losses.reduce(logs.mul(shares).mul(classWeights).sum(-1).neg(), reduction);
        }
        Rows rows = Rows.of(op, logs, target, classWeights, ignored);
        Tensor smooth = rows.kept(logs.mul(classWeights).sum(-1).neg());
        return rows.reduce(rows.losses.mul(1 - labelSmoothing).add(smooth.mul(even)), reduction);
    }

    /** {@link #nll(Tensor, Tensor, Tensor, LossReduction, long)}, no weights, the mean, -100. */
    public static Tensor nll(Tensor logProbabilities, Tensor target) {
        return nll(logProbabilities, target, null, LossReduction.MEAN, -100);
    }

    /**
     * The negative log-likelihood of the targets, -w[t] x[t].
     *
     * @param logProbabilities as {@link Tensor#logSoftmax} gives, (..., C)
     * @param target classes, (...)
     * @param classWeights (C); null for 1
     * @param reduction the mean divides by the weights of the targets that are not ignored
     * @param ignored the class of rows that are ignored; their loss and gradient are 0
     * @throws IllegalArgumentException if another class is out of range
     */
    public static Tensor nll(
            Tensor logProbabilities,
            Tensor target,
            @Nullable Tensor classWeights,
            LossReduction reduction,
            long ignored) {
        Nulls.refuse("nll", "logProbabilities", logProbabilities);
        Nulls.refuse("nll", "target", target);
        Nulls.refuse("nll", "reduction", reduction);
        if (classWeights != null) {
            checkWeights("nll", logProbabilities, classWeights);
        }
        Rows rows = Rows.of("nll", logProbabilities, target, classWeights, ignored);
        return rows.reduce(rows.losses, reduction);
    }

    private static void checkWeights(String op, Tensor scores, Tensor weights) {
        Sizes.rank(op, "classWeights", weights, 1);
        if (scores.rank() == 0 || scores.size(-1) != weights.size(0)) {
            throw new IllegalArgumentException(
                    "%s: %s has not one weight for each class of %s"
                            .formatted(op, weights.shape(), scores.shape()));
        }
    }

    /** The loss of each row, the weight of its target, and whether it counts. */
    private record Rows(Tensor losses, @Nullable Tensor weights, Tensor isCounted) {
        static Rows of(
                String op, Tensor logs, Tensor target, @Nullable Tensor weights, long ignored) {
            if (target.dtype() != DType.I64 && target.dtype() != DType.I32) {
                throw new IllegalArgumentException(
                        "%s: targets are classes of type I64, not %s"
                                .formatted(op, target.dtype()));
            }
            Sizes.rowsOf(op, logs, target);
            Tensor isCounted = target.ne(ignored);
            Tensor class0 = Tensor.where(isCounted, target, 0L).to(DType.I64);
            checkRange(op, class0, logs.size(-1));
            Tensor picked = logs.gather(-1, class0.unsqueeze(-1)).squeeze(-1).neg();
            Tensor ofTarget =
                    weights == null
                            ? null
                            : weights.indexSelect(0, class0.flatten())
                                    .reshape(class0.shape().dims());
            Tensor loss = ofTarget == null ? picked : picked.mul(ofTarget);
            return new Rows(
                    Tensor.where(isCounted, loss, 0),
                    ofTarget == null ? null : Tensor.where(isCounted, ofTarget, 0),
                    isCounted);
        }

        private static void checkRange(String op, Tensor classes, long count) {
            if (classes.numel() == 0) {
                return;
            }
            try (Scope _ = Scope.open(op)) {
                long least = classes.min().itemLong();
                long most = classes.max().itemLong();
                if (least < 0 || most >= count) {
                    throw new IllegalArgumentException(
                            "%s: class %d is not from 0 to %d"
                                    .formatted(op, least < 0 ? least : most, count - 1));
                }
            }
        }

        Tensor kept(Tensor ofRows) {
            return Tensor.where(isCounted, ofRows, 0);
        }

        Tensor reduce(Tensor ofRows, LossReduction reduction) {
            if (reduction != LossReduction.MEAN) {
                return Losses.reduce(ofRows, reduction);
            }
            Tensor count = weights == null ? isCounted.sum().to(ofRows.dtype()) : weights.sum();
            return ofRows.sum().div(count);
        }
    }
}
