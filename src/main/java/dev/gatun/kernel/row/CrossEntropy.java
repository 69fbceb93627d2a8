package dev.gatun.kernel.row;

import static dev.gatun.kernel.loop.RowValue.maxOfNumbers;
import static dev.gatun.kernel.loop.RowValue.sum;

import dev.gatun.kernel.loop.RowProgram;
import dev.gatun.kernel.loop.RowValue;
import dev.gatun.kernel.loop.RowVariable;
import dev.gatun.kernel.move.ElementAccess;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.reduce.Reduction;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import java.lang.foreign.MemorySegment;

/**
 * The cross-entropy of scores along the last axis and a target for each row, and its gradient.
 *
 * <p>With {@code p = softmax(scores)} over C classes and smoothing s the loss of a row is {@code
 * -sum(q * log p)}, where q is {@code 1 - s} at the target class, plus {@code s / C} everywhere. In
 * place of a class a row may have target probabilities; then {@code q = (1 - s) * target + s / C}.
 * (C. Szegedy et al., "Rethinking the Inception architecture for computer vision", 2016.)
 *
 * <p>Scores, losses, gradients and probabilities may have any layout and any floating-point type;
 * the computation is in {@code F64} if the scores are {@code F64}, and in {@code F32} otherwise.
 * Operands with one element for each row have the shape of the scores without the last axis, whose
 * size is not 0; classes are {@code I64}.
 */
public final class CrossEntropy {
    private static final long FEW = 256;

    private static final RowProgram FORWARD = forward(false, false);
    private static final RowProgram SMOOTH_FORWARD = forward(false, true);
    private static final RowProgram SOFT_FORWARD = forward(true, false);
    private static final RowProgram SOFT_SMOOTH_FORWARD = forward(true, true);

    /**
     * @param isSoft whether the targets are probabilities
     * @param isSmooth whether the smoothing is not 0
     */
    private static RowProgram forward(boolean isSoft, boolean isSmooth) {
        return RowProgram.of(
                "crossEntropy",
                p -> {
                    RowVariable x = p.row("scores");
                    RowVariable target = isSoft ? p.row("target") : p.index("target");
                    RowVariable loss = p.number("loss");
                    RowVariable largest = p.number("largest");
                    RowVariable sum = p.number("sum");
                    RowValue smoothing = p.scalar("smoothing");
                    RowValue ignored = p.scalar("ignored");
                    RowValue n = p.n();
                    RowVariable dot = p.local("dot");
                    RowVariable mass = p.local("mass");
                    RowVariable shift = p.local("shift");
                    RowValue shifted = x.sub(largest);
                    largest.set(maxOfNumbers(x));
                    sum.set(Softmax.sumExp(x, largest));
                    if (isSoft) {
                        dot.set(sum(shifted.mul(target)));
                        mass.set(sum(target));
                    }
                    if (isSmooth) {
                        shift.set(sum(shifted));
                    }
                    // As log(sum) - (x - largest), each part of which is positive or exact.
                    RowValue log = sum.log();
                    RowValue even = log.sub(shift.div(n)).mul(smoothing);
                    if (isSoft) {
                        RowValue own = log.mul(mass).sub(dot);
                        RowValue share = smoothing.neg().add(1);
                        loss.set(isSmooth ? own.mul(share).add(even) : own);
                        return;
                    }
                    RowValue own = log.add(largest.sub(p.pick("score", x, target, ignored)));
                    RowValue share = smoothing.neg().add(1);
                    RowValue all = isSmooth ? own.mul(share).add(even) : own;
                    loss.set(p.kept("kept", target, ignored).where(all, 0));
                });
    }

    private static final RowProgram BACKWARD = backward(false, false);
    private static final RowProgram EACH_BACKWARD = backward(false, true);
    private static final RowProgram SOFT_BACKWARD = backward(true, false);
    private static final RowProgram SOFT_EACH_BACKWARD = backward(true, true);

    /**
     * {@code dx = g * (e^(x - largest) / sum * mass - q)}, where q are the target probabilities.
     *
     * @param isSoft whether the targets are probabilities
     * @param isEach whether the gradient of the loss is one number for each row; otherwise it is a
     *     factor of the weight
     */
    private static RowProgram backward(boolean isSoft, boolean isEach) {
        return RowProgram.of(
                "crossEntropy backward",
                p -> {
                    RowVariable x = p.row("scores");
                    RowVariable target = isSoft ? p.row("target") : p.index("target");
                    RowVariable largest = p.number("largest");
                    RowVariable sum = p.number("sum");
                    RowVariable dx = p.row("dscores");
                    RowValue smoothing = p.scalar("smoothing");
                    RowValue weight = p.scalar("weight");
                    RowValue ignored = p.scalar("ignored");
                    RowValue n = p.n();
                    RowValue g = isEach ? p.number("dloss").mul(weight) : weight;
                    RowValue share = smoothing.neg().add(1);
                    RowValue all = isSoft ? g.mul(share.mul(sum(target)).add(smoothing)) : g;
                    RowVariable scale = p.local("scale");
                    RowVariable even = p.local("even");
                    RowVariable own = p.local("own");
                    scale.set(all.div(sum));
                    even.set(g.mul(smoothing).div(n));
                    own.set(g.mul(share));
                    RowValue spread = x.sub(largest).exp().mul(scale).sub(even);
                    if (isSoft) {
                        dx.set(spread.sub(target.mul(own)));
                        return;
                    }
                    dx.set(p.kept("kept", target, ignored).where(spread, 0));
                    p.subtractAt(dx, target, own, ignored);
                });
    }

    private CrossEntropy() {}

    /**
     * Computes the loss.
     *
     * @param target classes of I64, each in [0, C), or {@code ignored}, which gives a loss of 0; or
     *     probabilities of a floating-point type, of the shape of the scores
     * @param smoothing in [0, 1]
     * @param weight the weight of the loss of each row: 1, or for a mean 1 / the number of rows
     *     that are not ignored
     * @param loss one for each row, or a single one, which becomes their weighted sum
     * @param largest receives the largest score of each row, for {@link #backward}
     * @param sum receives the sum of e^(score - largest) of each row
     */
    public static void forward(
            Operand scores,
            Operand target,
            long ignored,
            double smoothing,
            double weight,
            Operand loss,
            Operand largest,
            Operand sum) {
        RowProgram hard = smoothing > 0 ? SMOOTH_FORWARD : FORWARD;
        RowProgram soft = smoothing > 0 ? SOFT_SMOOTH_FORWARD : SOFT_FORWARD;
        RowProgram program = isSoft(target) ? soft : hard;
        DType type = scores.dtype().computeType();
        double[] scalars = {smoothing, ignored};
        Shape rows = scores.layout().shape().remove(-1);
        if (weight == 1 && loss.layout().shape().equals(rows)) {
            program.run(type, scalars, scores, target, loss, largest, sum);
            return;
        }
        try (Scope scope = Scope.open("cross-entropy")) {
            Operand each = Operand.temporary(scope, rows, type);
            program.run(type, scalars, scores, target, each, largest, sum);
            // The mean of no rows is NaN: 0 times infinity.
            double total = total(each, type, scope) * weight;
            ElementAccess.set(loss.dtype(), loss.memory(), loss.layout().offset(), total);
        }
    }

    /** Few losses are added here: a reduction takes as long as the losses of a small batch. */
    private static double total(Operand losses, DType type, Scope scope) {
        long count = losses.layout().numel();
        if (count > FEW) {
            Operand total = Operand.temporary(scope, Shape.scalar(), type);
            Reduction.sum(losses, total);
            return ElementAccess.get(type, total.memory(), 0);
        }
        MemorySegment memory = losses.memory();
        double sum = 0;
        for (long row = 0; row < count; row++) {
            sum += ElementAccess.get(type, memory, row);
        }
        return sum;
    }

    /**
     * Computes the gradient of the scores.
     *
     * @param target that of {@link #forward}, like ignored, smoothing and weight
     * @param largest as stored by forward
     * @param sum as stored by forward
     * @param dloss the gradient of the loss: one for each row, or a single one
     */
    public static void backward(
            Operand scores,
            Operand target,
            long ignored,
            double smoothing,
            double weight,
            Operand largest,
            Operand sum,
            Operand dloss,
            Operand dscores) {
        DType type = scores.dtype().computeType();
        if (dloss.layout().rank() > 0) {
            double[] scalars = {smoothing, weight, ignored};
            RowProgram program = isSoft(target) ? SOFT_EACH_BACKWARD : EACH_BACKWARD;
            program.run(type, scalars, scores, target, largest, sum, dscores, dloss);
        } else {
            double one = ElementAccess.get(dloss.dtype(), dloss.memory(), dloss.layout().offset());
            double[] scalars = {smoothing, weight * one, ignored};
            RowProgram program = isSoft(target) ? SOFT_BACKWARD : BACKWARD;
            program.run(type, scalars, scores, target, largest, sum, dscores);
        }
    }

    private static boolean isSoft(Operand target) {
        return target.dtype().isFloating();
    }
}
