package dev.gatun.kernel.row;

import dev.gatun.expr.Expr;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.reduce.Fold;
import dev.gatun.kernel.reduce.FoldNest;

/** The sums over batches that the gradients of batch norm are made of. */
public final class BatchNorm {
    /** From dy, x and the mean of x. */
    private static final Fold SUMS =
            Fold.of(3, Output.Sink.SUM, Expr.arg(0), Expr.arg(0).mul(Expr.arg(1).sub(Expr.arg(2))));

    private BatchNorm() {}

    /**
     * Sums along some axes, in one pass.
     *
     * @param mean of x's shape, with 1 for the reduced axes
     * @param dy of x's shape
     * @param sum receives the sums of dy, without the reduced axes
     * @param dot receives the sums of {@code dy * (x - mean)}
     */
    public static void sums(
            Operand x, Operand mean, Operand dy, Operand sum, Operand dot, int... axes) {
        Operand means = mean.with(mean.layout().expand(x.layout().shape()));
        Operand[] inputs = {dy, x, means};
        FoldNest.run(SUMS, x.dtype().computeType(), inputs, axes, new Operand[] {sum, dot});
    }
}
