package dev.gatun.tensor.op.row;

import dev.gatun.kernel.Initialization;
import dev.gatun.kernel.row.CrossEntropy;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.LossReduction;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.Hold;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.internal.TensorRefusals;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.tape.FusedOp;
import dev.gatun.tensor.tape.Tape;
import org.jspecify.annotations.Nullable;

/**
 * The cross-entropy of scores along the last axis with target classes or probabilities.
 *
 * <p>The gradient of the scores is a pass over rows; if it is recorded itself, to be differentiated
 * again, it is composed of other operations.
 *
 * @param ignored the class of rows that are ignored
 * @param smoothing the share of each target that is distributed over all classes
 * @param weight the weight of the loss of a row: 1, or for a mean 1 / the number of rows that are
 *     not ignored
 */
public record CrossEntropyOp(LossReduction reduction, long ignored, double smoothing, double weight)
        implements FusedOp {
    private static final String NAME = "crossEntropy";

    // The saved tensors, of one number for each row.
    private static final int LARGEST = 0; // of its scores
    private static final int SUM = 1; // of e^(score - largest)

    public static Tensor of(
            Tensor scores, Tensor target, LossReduction reduction, long ignored, double smoothing) {
        long rows = check(scores, target, ignored, smoothing);
        double weight = reduction == LossReduction.MEAN ? 1.0 / rows : 1;
        return new CrossEntropyOp(reduction, ignored, smoothing, weight).apply(scores, target);
    }

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Initialization.CROSS_ENTROPY.ensure();
        Tensor scores = inputs[0];
        Tensor target = inputs[1];
        DType dtype = scores.dtype().computeType();
        Shape rows = scores.shape().remove(-1);
        Tensor largest = Internals.unwritten(rows, dtype);
        Tensor sum = Internals.unwritten(rows, dtype);
        Tensor loss =
                Internals.unwritten(reduction == LossReduction.NONE ? rows : Shape.scalar(), dtype);
        try (Hold _ = Hold.on(scores, target, largest, sum, loss)) {
            CrossEntropy.forward(
                    Internals.operand(scores),
                    Internals.operand(target),
                    ignored,
                    smoothing,
                    weight,
                    Internals.operand(loss),
                    Internals.operand(largest),
                    Internals.operand(sum));
        }
        call.save(largest, sum);
        return new Tensor[] {loss};
    }

    /** Refuses what cannot be computed; returns the number of rows that are not ignored. */
    private static long check(Tensor scores, Tensor target, long ignored, double smoothing) {
        Checks.floating(NAME, scores);
        if (scores.rank() == 0 || scores.size(-1) == 0) {
            throw new ShapeException(NAME, "takes rows of scores", scores.shape());
        }
        if (!(smoothing >= 0 && smoothing <= 1)) {
            throw TensorRefusals.argument(NAME, "label smoothing must be from 0 to 1", smoothing);
        }
        boolean areClasses = !target.dtype().isFloating();
        Shape wanted = areClasses ? scores.shape().remove(-1) : scores.shape();
        if (!target.shape().equals(wanted)) {
            throw new ShapeException(
                    NAME,
                    areClasses
                            ? "there must be one class a row"
                            : "there must be a probability for each score",
                    "",
                    "classes are int64, probabilities of a floating type",
                    scores.shape(),
                    target.shape());
        }
        if (areClasses) {
            Checks.dtype(NAME, target, DType.I64);
            return checkClasses(scores.size(-1), target, ignored);
        }
        return scores.numel() / scores.size(-1);
    }

    private static long checkClasses(long classes, Tensor target, long ignored) {
        long[] values = target.toLongArray();
        long counted = 0;
        for (int i = 0; i < values.length; i++) {
            if (values[i] == ignored) {
                continue;
            }
            counted++;
            if (values[i] < 0 || values[i] >= classes) {
                throw new IllegalArgumentException(
                        "%s: class %d, at position %d of %s, is not from 0 to %d"
                                .formatted(NAME, values[i], i, target.describe(), classes - 1));
            }
        }
        return counted;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor scores = call.input(0);
        Tensor target = call.input(1);
        Tensor up = upstream[0];
        @Nullable Tensor[] gradients = new Tensor[2];
        if (call.needs(0)) {
            gradients[0] =
                    (Tape.isWanted(scores, target, up)
                                    ? recorded(scores, target, perRow(up))
                                    : fused(call, scores, target, up))
                            .to(scores.dtype());
        }
        if (call.needs(1)) {
            Tensor logs = scores.logSoftmax(-1).mul(smoothing - 1);
            gradients[1] = logs.mul(perRow(up)).to(target.dtype());
        }
        return gradients;
    }

    /** The gradient of the loss of each row, in a shape that broadcasts against the scores. */
    private Tensor perRow(Tensor upstream) {
        return upstream.rank() == 0
                ? upstream.mul(weight)
                : upstream.unsqueeze(-1); // one for each row: nothing was reduced
    }

    /** {@code (softmax * sum(q) - q)} for targets q, and 0 for ignored rows. */
    private Tensor recorded(Tensor scores, Tensor target, Tensor up) {
        Tensor q = probabilities(scores, target);
        return target.dtype().isFloating()
                ? scores.softmax(-1).mul(q.sum(-1, true)).sub(q).mul(up)
                : Tensor.where(counts(target).unsqueeze(-1), scores.softmax(-1).sub(q).mul(up), 0);
    }

    /** The smoothed targets, as a probability for each score. */
    private Tensor probabilities(Tensor scores, Tensor target) {
        double even = smoothing / scores.size(-1);
        if (target.dtype().isFloating()) {
            return target.mul(1 - smoothing).add(even);
        }
        Tensor index = target.maskedFill(target.eq((double) ignored), 0).unsqueeze(-1);
        Tensor ones = Creation.full(index.shape(), 1 - smoothing, scores.dtype());
        return Creation.full(scores.shape(), even, scores.dtype()).scatterAdd(-1, index, ones);
    }

    /** A mask of the rows that are not ignored. */
    private Tensor counts(Tensor classes) {
        return classes.ne((double) ignored);
    }

    @Override
    public Tensor composed(Tensor... inputs) {
        Tensor target = inputs[1];
        Tensor q = probabilities(inputs[0], target);
        Tensor losses = inputs[0].logSoftmax(-1).mul(q).sum(-1).neg();
        boolean areClasses = !target.dtype().isFloating();
        Tensor counted = areClasses ? Tensor.where(counts(target), losses, 0) : losses;
        return switch (reduction) {
            case NONE -> counted;
            case SUM -> counted.sum();
            case MEAN -> areClasses ? counted.sum().div(counts(target).sum()) : counted.mean();
        };
    }

    private Tensor fused(Call call, Tensor scores, Tensor target, Tensor upstream) {
        Tensor gradient = Internals.unwritten(scores.shape(), upstream.dtype());
        Tensor largest = call.saved(LARGEST);
        Tensor sum = call.saved(SUM);
        try (Hold _ = Hold.on(scores, target, upstream, largest, sum, gradient)) {
            CrossEntropy.backward(
                    Internals.operand(scores),
                    Internals.operand(target),
                    ignored,
                    smoothing,
                    weight,
                    Internals.operand(largest),
                    Internals.operand(sum),
                    Internals.operand(upstream),
                    Internals.operand(gradient));
        }
        return gradient;
    }
}
