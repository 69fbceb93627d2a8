package dev.gatun.kernel.row;

import static dev.gatun.kernel.loop.RowNest.Role.INDEX;
import static dev.gatun.kernel.loop.RowNest.Role.INPUT;
import static dev.gatun.kernel.loop.RowNest.Role.NUMBER_IN;
import static dev.gatun.kernel.loop.RowNest.Role.NUMBER_OUT;
import static dev.gatun.kernel.loop.RowNest.Role.OUTPUT;

import dev.gatun.expr.Expr;
import dev.gatun.kernel.loop.Kernel;
import dev.gatun.kernel.loop.RowNest;
import dev.gatun.kernel.loop.RowPass;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.ElementAccess;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.reduce.Reduction;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.util.concurrent.atomic.LongAdder;

/**
 * The cross-entropy of scores along the last axis against a target a row, and its gradient.
 *
 * <p>With {@code p = softmax(scores)} over C classes and smoothing s the loss of a row is {@code
 * -sum(q * log p)}, where q is {@code 1 - s} at the target class, plus {@code s / C} everywhere.
 * Instead of a class a row may have target probabilities, and {@code q = (1 - s) * target + s / C}.
 * (C. Szegedy et al., "Rethinking the Inception architecture for computer vision", 2016.)
 *
 * <p>Scores, losses, gradients and probabilities may have any layout and any floating type; what is
 * computed is computed in {@code F64} where the scores are {@code F64}, else in {@code F32}. What
 * there is one of a row has the shape of the scores without the last axis, which is not 0; classes
 * are {@code I64}.
 */
public final class CrossEntropy {
    /** What becomes of the losses of the rows. */
    public enum Reduce {
        /** They stay as they are. */
        NONE,
        /** They are added up. */
        SUM,
        /** Their sum is divided by how many rows are not ignored. */
        MEAN
    }

    private static final Expr A = Expr.arg(0);
    private static final Expr B = Expr.arg(1);
    private static final Expr C = Expr.arg(2);

    // What the forward passes work on: scores, target and loss, then these.
    private static final int X = 0;
    private static final int TARGET = 1;
    private static final int LOSS = 2;
    private static final int LARGEST = 3;
    private static final int SUM = 4;
    private static final int SHIFTED = 5;
    private static final int DOT = 6;
    private static final int MASS = 7;

    private static final RowPass FIND_LARGEST =
            new RowPass(Kernel.of(1, Output.max(A)), X, LARGEST);
    private static final RowPass SUM_EXP =
            new RowPass(Kernel.of(2, Output.sum(A.sub(B).exp())), X, LARGEST, SUM);
    private static final RowPass SUM_SHIFTED =
            new RowPass(Kernel.of(2, Output.sum(A.sub(B))), X, LARGEST, SHIFTED);
    private static final RowPass SUM_PRODUCTS =
            new RowPass(
                    Kernel.of(3, Output.sum(A.sub(B).mul(C)), Output.sum(C)),
                    X,
                    LARGEST,
                    TARGET,
                    DOT,
                    MASS);

    // What the backward passes work on: scores and target, largest and sum at 3 and 4, and these.
    private static final int DSCORES = 2;
    private static final int DLOSS = 5;
    private static final int SCALE = 6;
    private static final int EVEN = 7;
    private static final int SHARE = 8;

    private static final Expr SCALED_EXP = A.sub(B).exp().mul(C);
    private static final RowPass GRADIENT =
            new RowPass(Kernel.of(SCALED_EXP.sub(Expr.arg(3))), X, LARGEST, SCALE, EVEN, DSCORES);
    private static final RowPass SUM_TARGET =
            new RowPass(Kernel.of(1, Output.sum(A)), TARGET, SHARE);
    private static final RowPass SOFT_GRADIENT =
            new RowPass(
                    Kernel.of(SCALED_EXP.sub(Expr.arg(3)).sub(Expr.arg(4).mul(Expr.arg(5)))),
                    X,
                    LARGEST,
                    SCALE,
                    EVEN,
                    TARGET,
                    SHARE,
                    DSCORES);

    private CrossEntropy() {}

    /**
     * The loss against classes.
     *
     * @param classes each in [0, C), or {@code ignored}, which gives a loss of 0
     * @param smoothing in [0, 1]
     * @param loss one a row, or a single one where the losses are reduced
     * @param largest takes the largest score of each row, for {@link #backward}
     * @param sum takes the sum of e^(score - largest) of each row
     * @return what a row's loss counts in the result: 1, or for a mean 1 / the rows not ignored
     */
    public static double forward(
            Operand scores,
            Operand classes,
            long ignored,
            double smoothing,
            Reduce reduce,
            Operand loss,
            Operand largest,
            Operand sum) {
        RowNest.Role[] roles = {INPUT, INDEX, NUMBER_OUT, NUMBER_OUT, NUMBER_OUT};
        Shape shape = scores.layout().shape();
        double n = shape.dim(-1);
        LongAdder counted = new LongAdder();
        RowNest.Body body =
                rows -> {
                    rows.run(FIND_LARGEST);
                    rows.run(SUM_EXP);
                    if (smoothing > 0) {
                        rows.run(SUM_SHIFTED);
                    }
                    for (int r = 0; r < rows.count(); r++) {
                        long target = rows.index(TARGET, r);
                        double one = 0;
                        if (target != ignored) {
                            assert target >= 0 && target < n : target;
                            double log = Math.log(rows.get(SUM, r));
                            double own = rows.get(X, r, target) - rows.get(LARGEST, r) - log;
                            one = -(1 - smoothing) * own;
                            if (smoothing > 0) {
                                one -= smoothing * (rows.get(SHIFTED, r) / n - log);
                            }
                            counted.increment();
                        }
                        rows.set(LOSS, r, one);
                    }
                };
        return reduced(
                reduce,
                scores,
                loss,
                counted,
                losses -> run(body, 1, roles, scores, classes, losses, largest, sum));
    }

    /**
     * The gradient of the scores.
     *
     * @param count what {@link #forward} returned
     * @param largest what forward left there
     * @param sum what forward left there
     * @param dloss the gradient of the loss: one a row, or a single one
     */
    public static void backward(
            Operand scores,
            Operand classes,
            long ignored,
            double smoothing,
            double count,
            Operand largest,
            Operand sum,
            Operand dloss,
            Operand dscores) {
        RowNest.Role[] roles = {INPUT, INDEX, OUTPUT, NUMBER_IN, NUMBER_IN, NUMBER_IN};
        double n = scores.layout().shape().dim(-1);
        RowNest.Body body =
                rows -> {
                    for (int r = 0; r < rows.count(); r++) {
                        boolean isIgnored = rows.index(TARGET, r) == ignored;
                        double g = isIgnored ? 0 : rows.get(DLOSS, r) * count;
                        rows.set(SCALE, r, g / rows.get(SUM, r));
                        rows.set(EVEN, r, g * smoothing / n);
                    }
                    rows.run(GRADIENT);
                    for (int r = 0; r < rows.count(); r++) {
                        long target = rows.index(TARGET, r);
                        if (target != ignored) {
                            double g = rows.get(DLOSS, r) * count;
                            double rest = rows.get(DSCORES, r, target) - (1 - smoothing) * g;
                            rows.set(DSCORES, r, target, rest);
                        }
                    }
                };
        run(body, 2, roles, scores, classes, dscores, largest, sum, perRow(dloss, scores));
    }

    /**
     * The loss against probabilities, which have the shape of the scores. A mean is over all rows.
     *
     * @param smoothing in [0, 1]
     * @param loss one a row, or a single one where the losses are reduced
     * @param largest takes the largest score of each row, for {@link #softBackward}
     * @param sum takes the sum of e^(score - largest) of each row
     * @return what a row's loss counts in the result: 1, or for a mean 1 / the rows
     */
    public static double softForward(
            Operand scores,
            Operand probabilities,
            double smoothing,
            Reduce reduce,
            Operand loss,
            Operand largest,
            Operand sum) {
        RowNest.Role[] roles = {INPUT, INPUT, NUMBER_OUT, NUMBER_OUT, NUMBER_OUT};
        double n = scores.layout().shape().dim(-1);
        LongAdder counted = new LongAdder();
        RowNest.Body body =
                rows -> {
                    rows.run(FIND_LARGEST);
                    rows.run(SUM_EXP);
                    rows.run(SUM_PRODUCTS);
                    if (smoothing > 0) {
                        rows.run(SUM_SHIFTED);
                    }
                    for (int r = 0; r < rows.count(); r++) {
                        double log = Math.log(rows.get(SUM, r));
                        double own = rows.get(DOT, r) - log * rows.get(MASS, r);
                        double one = -(1 - smoothing) * own;
                        if (smoothing > 0) {
                            one -= smoothing * (rows.get(SHIFTED, r) / n - log);
                        }
                        rows.set(LOSS, r, one);
                    }
                    counted.add(rows.count());
                };
        return reduced(
                reduce,
                scores,
                loss,
                counted,
                losses -> run(body, 3, roles, scores, probabilities, losses, largest, sum));
    }

    /**
     * The gradient of the scores against probabilities.
     *
     * @param count what {@link #softForward} returned
     * @param largest what forward left there
     * @param sum what forward left there
     * @param dloss the gradient of the loss: one a row, or a single one
     */
    public static void softBackward(
            Operand scores,
            Operand probabilities,
            double smoothing,
            double count,
            Operand largest,
            Operand sum,
            Operand dloss,
            Operand dscores) {
        RowNest.Role[] roles = {INPUT, INPUT, OUTPUT, NUMBER_IN, NUMBER_IN, NUMBER_IN};
        double n = scores.layout().shape().dim(-1);
        RowNest.Body body =
                rows -> {
                    rows.run(SUM_TARGET);
                    for (int r = 0; r < rows.count(); r++) {
                        double g = rows.get(DLOSS, r) * count;
                        double mass = (1 - smoothing) * rows.get(SHARE, r) + smoothing;
                        rows.set(SCALE, r, g * mass / rows.get(SUM, r));
                        rows.set(EVEN, r, g * smoothing / n);
                        rows.set(SHARE, r, g * (1 - smoothing));
                    }
                    rows.run(SOFT_GRADIENT);
                };
        run(body, 3, roles, scores, probabilities, dscores, largest, sum, perRow(dloss, scores));
    }

    private static void run(
            RowNest.Body body, int numbers, RowNest.Role[] roles, Operand... operands) {
        Shape shape = operands[0].layout().shape();
        if (!shape.isEmpty()) {
            new RowNest(operands[0].dtype().computeType(), shape, numbers, roles, operands)
                    .run(body);
        }
    }

    /** Computes the losses of the rows. */
    private interface Losses {
        void into(Operand losses);
    }

    private static double reduced(
            Reduce reduce, Operand scores, Operand loss, LongAdder counted, Losses losses) {
        if (reduce == Reduce.NONE) {
            losses.into(loss);
            return 1;
        }
        Shape shape = scores.layout().shape();
        DType type = scores.dtype().computeType();
        try (Scope scope = Scope.open("cross-entropy")) {
            Operand each = Operand.temporary(scope, shape.remove(shape.rank() - 1), type);
            losses.into(each);
            Operand total = Operand.temporary(scope, Shape.scalar(), type);
            Reduction.sum(each, total);
            double count = reduce == Reduce.MEAN ? 1.0 / counted.sum() : 1;
            double sum = ElementAccess.get(type, total.memory(), 0);
            // No rows at all have no mean: 0 times infinity.
            Copy.fill(loss, sum * count);
            return count;
        }
    }

    /** A gradient for each row, or the one of all rows. */
    private static Operand perRow(Operand dloss, Operand scores) {
        Shape shape = scores.layout().shape();
        Layout layout = dloss.layout();
        return dloss.with(layout.expand(shape.remove(shape.rank() - 1)));
    }
}
