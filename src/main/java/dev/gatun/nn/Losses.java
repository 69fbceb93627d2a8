package dev.gatun.nn;

import static dev.gatun.expr.Expr.arg;
import static dev.gatun.expr.Expr.scalar;

import dev.gatun.checks.Nulls;
import dev.gatun.checks.Ranges;
import dev.gatun.expr.Expr;
import dev.gatun.tensor.Formula;
import dev.gatun.tensor.LossReduction;
import dev.gatun.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Losses between predictions and targets, with PyTorch's definitions and defaults ({@code
 * torch.nn.functional}). Those of classes are in {@link ClassLosses}.
 *
 * {@snippet :
 * import dev.gatun.nn.Losses;
 * import dev.gatun.tensor.Tensor;
 *
 * Tensor loss = Losses.mse(Tensor.of(1f, 2f), Tensor.of(1f, 4f));
 * assert loss.item() == 2;
 * }
 *
 * <p>Each throws {@link dev.gatun.shape.ShapeException} where the two have not the same shape: (n,
 * 1) against (n) would compare each with each. A method without a reduction takes the mean.
 */
public final class Losses {
    private static final Expr DIFFERENCE = arg(0).sub(arg(1));
    private static final Formula SQUARE = Formula.of(DIFFERENCE.square()).named("mse");
    private static final Formula ABSOLUTE = Formula.of(DIFFERENCE.abs()).named("l1");
    private static final Formula HUBER = Formula.of(huber()).named("huber");
    private static final Formula SMOOTH = Formula.of(huber().div(scalar(0))).named("smoothL1");
    private static final Formula BINARY = Formula.of(binary()).named("bce");
    private static final Formula IN_RANGE =
            Formula.of(arg(0).ge(0).logicalAnd(arg(0).le(1))).named("bce");
    private static final Formula LOGITS = Formula.of(logits(null)).named("bceWithLogits");
    private static final Formula WEIGHTED = Formula.of(logits(arg(2))).named("bceWithLogits");
    private static final Formula DIVERGENCE =
            Formula.of(arg(1).xlogy(arg(1)).sub(arg(1).mul(arg(0)))).named("klDiv");
    private static final Formula LOG_DIVERGENCE =
            Formula.of(arg(1).exp().mul(arg(1).sub(arg(0)))).named("klDiv");
    private static final Formula HINGE =
            Formula.of(scalar(0).sub(arg(0).mul(arg(1))).relu()).named("hinge");
    private static final Formula EMBEDDING =
            Formula.of(Expr.select(arg(1).gt(0), arg(0), scalar(0).sub(arg(0)).relu()))
                    .named("hingeEmbedding");

    private Losses() {}

    /** {@code |d| <= delta ? d^2 / 2 : delta (|d| - delta / 2)}, where delta is scalar 0. */
    private static Expr huber() {
        Expr d = DIFFERENCE.abs();
        Expr delta = scalar(0);
        return Expr.select(d.le(delta), d.square().mul(0.5), delta.mul(d.sub(delta.mul(0.5))));
    }

    /**
     * Logarithms are at least -100, as PyTorch's, so that a certain error costs a finite number.
     */
    private static Expr binary() {
        Expr p = arg(0);
        Expr hit = p.log().maximum(-100);
        Expr miss = p.neg().log1p().maximum(-100);
        return arg(1).rsub(1).mul(miss.neg()).sub(arg(1).mul(hit));
    }

    /** {@code (1 - t) x + (1 + (w - 1) t) softplus(-x)}, w the weight of positive targets. */
    private static Expr logits(@Nullable Expr weight) {
        Expr x = arg(0);
        Expr t = arg(1);
        Expr factor = weight == null ? null : weight.sub(1).mul(t).add(1);
        Expr softplus = x.neg().softplus();
        return t.rsub(1).mul(x).add(factor == null ? softplus : factor.mul(softplus));
    }

    /** The mean of (x - t)^2. */
    public static Tensor mse(Tensor prediction, Tensor target) {
        return mse(prediction, target, LossReduction.MEAN);
    }

    /** (x - t)^2. */
    public static Tensor mse(Tensor prediction, Tensor target, LossReduction reduction) {
        return of("mse", SQUARE, prediction, target, reduction);
    }

    /** The mean of |x - t|. */
    public static Tensor l1(Tensor prediction, Tensor target) {
        return l1(prediction, target, LossReduction.MEAN);
    }

    /** |x - t|. */
    public static Tensor l1(Tensor prediction, Tensor target, LossReduction reduction) {
        return of("l1", ABSOLUTE, prediction, target, reduction);
    }

    /** {@link #smoothL1(Tensor, Tensor, double, LossReduction)} with beta 1 and the mean. */
    public static Tensor smoothL1(Tensor prediction, Tensor target) {
        return smoothL1(prediction, target, 1, LossReduction.MEAN);
    }

    /**
     * (x - t)^2 / (2 beta) where |x - t| is less than beta, |x - t| - beta / 2 elsewhere.
     *
     * @param beta positive, or 0 for {@link #l1}
     */
    public static Tensor smoothL1(
            Tensor prediction, Tensor target, double beta, LossReduction reduction) {
        Ranges.notNegative("smoothL1", "beta", beta);
        return beta == 0
                ? of("smoothL1", ABSOLUTE, prediction, target, reduction)
                : of("smoothL1", SMOOTH, prediction, target, reduction, beta);
    }

    /** {@link #huber(Tensor, Tensor, double, LossReduction)} with delta 1 and the mean. */
    public static Tensor huber(Tensor prediction, Tensor target) {
        return huber(prediction, target, 1, LossReduction.MEAN);
    }

    /**
     * (x - t)^2 / 2 where |x - t| is less than delta, delta (|x - t| - delta / 2) elsewhere (Huber
     * 1964).
     *
     * @param delta positive
     */
    public static Tensor huber(
            Tensor prediction, Tensor target, double delta, LossReduction reduction) {
        Ranges.positive("huber", "delta", delta);
        return of("huber", HUBER, prediction, target, reduction, delta);
    }

    /** {@link #bce(Tensor, Tensor, Tensor, LossReduction)} without weights, and the mean. */
    public static Tensor bce(Tensor prediction, Tensor target) {
        return bce(prediction, target, null, LossReduction.MEAN);
    }

    /**
     * -w (t log p + (1 - t) log(1 - p)), where a logarithm is at least -100.
     *
     * @param prediction from 0 to 1
     * @param target from 0 to 1
     * @param weight broadcast to the loss; null for 1
     * @throws IllegalArgumentException if a probability is not from 0 to 1
     */
    public static Tensor bce(
            Tensor prediction, Tensor target, @Nullable Tensor weight, LossReduction reduction) {
        Nulls.refuse("bce", "prediction", prediction);
        Nulls.refuse("bce", "target", target);
        Nulls.refuse("bce", "reduction", reduction);
        if (!IN_RANGE.apply(prediction.detach()).all().itemBoolean()) {
            throw new IllegalArgumentException(
                    "bce: a probability is not from 0 to 1; for scores use bceWithLogits");
        }
        Tensor loss = of("bce", BINARY, prediction, target, LossReduction.NONE);
        return reduce(weight == null ? loss : loss.mul(weight), reduction);
    }

    /**
     * {@link #bceWithLogits(Tensor, Tensor, Tensor, Tensor, LossReduction)} without weights, and
     * the mean.
     */
    public static Tensor bceWithLogits(Tensor prediction, Tensor target) {
        return bceWithLogits(prediction, target, null, null, LossReduction.MEAN);
    }

    /**
     * {@link #bce} of the sigmoid of scores, without overflow.
     *
     * @param weight broadcast to the loss; null for 1
     * @param positiveWeight the weight of t log p, broadcast to the target; null for 1
     */
    public static Tensor bceWithLogits(
            Tensor prediction,
            Tensor target,
            @Nullable Tensor weight,
            @Nullable Tensor positiveWeight,
            LossReduction reduction) {
        String op = "bceWithLogits";
        checkShapes(op, prediction, target);
        Nulls.refuse(op, "reduction", reduction);
        Tensor loss =
                positiveWeight == null
                        ? LOGITS.apply(prediction, target)
                        : WEIGHTED.apply(prediction, target, positiveWeight);
        return reduce(weight == null ? loss : loss.mul(weight), reduction);
    }

    /**
     * The divergence of Kullback and Leibler, t (log t - x), of log-probabilities x; 0 where t is
     * 0.
     *
     * @param prediction as {@link Tensor#logSoftmax} gives
     * @param target probabilities, or their logarithms
     * @param isLogTarget whether they are logarithms
     * @param reduction the mean is that of all elements; {@link #klDivBatchMean} is the
     *     mathematical one
     */
    public static Tensor klDiv(
            Tensor prediction, Tensor target, boolean isLogTarget, LossReduction reduction) {
        Formula formula = isLogTarget ? LOG_DIVERGENCE : DIVERGENCE;
        return of("klDiv", formula, prediction, target, reduction);
    }

    /** The sum of {@link #klDiv} divided by the size of the first axis: the mean over a batch. */
    public static Tensor klDivBatchMean(Tensor prediction, Tensor target, boolean isLogTarget) {
        Formula formula = isLogTarget ? LOG_DIVERGENCE : DIVERGENCE;
        Tensor sum = of("klDivBatchMean", formula, prediction, target, LossReduction.SUM);
        return prediction.rank() == 0 ? sum : sum.div((double) prediction.size(0));
    }

    /** The mean of max(0, 1 - t x), for targets of 1 and -1. */
    public static Tensor hinge(Tensor prediction, Tensor target) {
        return hinge(prediction, target, 1, LossReduction.MEAN);
    }

    /** max(0, margin - t x), for targets of 1 and -1: what a support vector machine minimizes. */
    public static Tensor hinge(
            Tensor prediction, Tensor target, double margin, LossReduction reduction) {
        return of("hinge", HINGE, prediction, target, reduction, margin);
    }

    /**
     * x where the target is 1, max(0, margin - x) where it is -1: PyTorch's {@code
     * hinge_embedding_loss}, of distances.
     */
    public static Tensor hingeEmbedding(
            Tensor prediction, Tensor target, double margin, LossReduction reduction) {
        return of("hingeEmbedding", EMBEDDING, prediction, target, reduction, margin);
    }

    /**
     * 1 - cos(a, b) where the target is 1, max(0, cos(a, b) - margin) where it is -1.
     *
     * @param a vectors (n, d), or one (d)
     * @param b vectors of the same shape
     * @param target 1 and -1, (n), or a number
     */
    public static Tensor cosineEmbedding(
            Tensor a, Tensor b, Tensor target, double margin, LossReduction reduction) {
        String op = "cosineEmbedding";
        Nulls.refuse(op, "a", a);
        Nulls.refuse(op, "b", b);
        Nulls.refuse(op, "target", target);
        Nulls.refuse(op, "reduction", reduction);
        Sizes.same(op, a, b);
        Tensor cosine = a.cosineSimilarity(b, -1);
        checkShapes(op, cosine, target);
        Tensor apart = cosine.sub(margin).relu();
        return reduce(Tensor.where(target.gt(0), cosine.rsub(1), apart), reduction);
    }

    /**
     * {@link #tripletMargin(Tensor, Tensor, Tensor, double, double, LossReduction)}: 1, 2, mean.
     */
    public static Tensor tripletMargin(Tensor anchor, Tensor positive, Tensor negative) {
        return tripletMargin(anchor, positive, negative, 1, 2, LossReduction.MEAN);
    }

    /**
     * max(0, |a - p| - |a - n| + margin) along the last axis: the anchor is nearer to the positive
     * than to the negative by the margin.
     *
     * @param p the order of the norm
     */
    public static Tensor tripletMargin(
            Tensor anchor,
            Tensor positive,
            Tensor negative,
            double margin,
            double p,
            LossReduction reduction) {
        String op = "tripletMargin";
        Nulls.refuse(op, "anchor", anchor);
        Nulls.refuse(op, "positive", positive);
        Nulls.refuse(op, "negative", negative);
        Nulls.refuse(op, "reduction", reduction);
        Sizes.same(op, anchor, positive);
        Sizes.same(op, anchor, negative);
        Tensor near = anchor.pairwiseDistance(positive, p, 1e-6, false);
        Tensor far = anchor.pairwiseDistance(negative, p, 1e-6, false);
        return reduce(near.sub(far).add(margin).relu(), reduction);
    }

    private static Tensor of(
            String op,
            Formula formula,
            Tensor prediction,
            Tensor target,
            LossReduction reduction,
            double... numbers) {
        checkShapes(op, prediction, target);
        Nulls.refuse(op, "reduction", reduction);
        return reduce(formula.apply(numbers, prediction, target), reduction);
    }

    static Tensor reduce(Tensor losses, LossReduction reduction) {
        return switch (reduction) {
            case NONE -> losses;
            case SUM -> losses.sum();
            case MEAN -> losses.mean();
        };
    }

    private static void checkShapes(String op, Tensor prediction, Tensor target) {
        Nulls.refuse(op, "prediction", prediction);
        Nulls.refuse(op, "target", target);
        Sizes.same(op, prediction, target);
    }
}
