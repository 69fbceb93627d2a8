package dev.gatun.kernel.row;

import static dev.gatun.kernel.loop.RowNest.Role.INPUT;
import static dev.gatun.kernel.loop.RowNest.Role.OUTPUT;

import dev.gatun.expr.Expr;
import dev.gatun.kernel.loop.Kernel;
import dev.gatun.kernel.loop.RowNest;
import dev.gatun.kernel.loop.RowPass;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.kernel.move.Operand;
import dev.gatun.shape.Shape;

/**
 * Softmax and its logarithm along the last axis, forwards and backwards.
 *
 * <p>The largest element of each row is subtracted first, so that no exponential overflows. A row
 * that holds NaN or positive infinity, or nothing but negative infinity, becomes NaN. Operands have
 * the same shape, of rank 1 or more, any layout and any floating type; what is computed is computed
 * in {@code F64} for {@code F64}, in {@code F32} for the rest. An output may be one of the inputs
 * exactly.
 */
public final class Softmax {
    private static final Expr A = Expr.arg(0);
    private static final Expr B = Expr.arg(1);
    private static final Expr C = Expr.arg(2);

    // What the passes work on: operands, then numbers. Forwards x and y, backwards y, dy and dx.
    private static final RowNest.Role[] FORWARD = {INPUT, OUTPUT};
    private static final int X = 0;
    private static final int TO = 1;
    private static final int LARGEST = 2;
    private static final int SUM = 3;
    private static final RowNest.Role[] BACKWARD = {INPUT, INPUT, OUTPUT};
    private static final int Y = 0;
    private static final int DY = 1;
    private static final int DX = 2;
    private static final int TOTAL = 3;

    private static final Expr EXP = A.sub(B).exp();
    private static final RowPass FIND_LARGEST =
            new RowPass(Kernel.of(1, Output.max(A)), X, LARGEST);
    private static final RowPass STORE_EXP =
            new RowPass(Kernel.of(2, Output.store(EXP), Output.sum(EXP)), X, LARGEST, TO, SUM);
    private static final RowPass SCALE =
            new RowPass(Kernel.of(A.mul(Expr.constant(1).div(B))), TO, SUM, TO);
    private static final RowPass SUM_EXP =
            new RowPass(Kernel.of(2, Output.sum(EXP)), X, LARGEST, SUM);
    private static final RowPass LOG = new RowPass(Kernel.of(A.log()), SUM, SUM);

    /** The largest goes first, and exactly: with the logarithm it might not fit. */
    private static final RowPass SUBTRACT =
            new RowPass(Kernel.of(A.sub(B).sub(C)), X, LARGEST, SUM, TO);

    private static final RowPass DOT =
            new RowPass(Kernel.of(2, Output.sum(A.mul(B))), Y, DY, TOTAL);
    private static final RowPass GRADIENT =
            new RowPass(Kernel.of(A.mul(B.sub(C))), Y, DY, TOTAL, DX);
    private static final RowPass SUM_GRADIENT = new RowPass(Kernel.of(1, Output.sum(A)), DY, TOTAL);
    private static final RowPass LOG_GRADIENT =
            new RowPass(Kernel.of(B.sub(A.exp().mul(C))), Y, DY, TOTAL, DX);

    private Softmax() {}

    /** {@code y = e^x / sum(e^x)}. */
    public static void softmax(Operand x, Operand y) {
        run(
                rows -> {
                    rows.run(FIND_LARGEST);
                    rows.run(STORE_EXP);
                    rows.run(SCALE);
                },
                2,
                FORWARD,
                x,
                y);
    }

    /** {@code y = x - log(sum(e^x))}. */
    public static void logSoftmax(Operand x, Operand y) {
        run(
                rows -> {
                    rows.run(FIND_LARGEST);
                    rows.run(SUM_EXP);
                    rows.runNumbers(LOG);
                    rows.run(SUBTRACT);
                },
                2,
                FORWARD,
                x,
                y);
    }

    /**
     * {@code dx = y * (dy - sum(dy * y))}.
     *
     * @param y the result of {@link #softmax}
     */
    public static void softmaxBackward(Operand y, Operand dy, Operand dx) {
        run(
                rows -> {
                    rows.run(DOT);
                    rows.run(GRADIENT);
                },
                1,
                BACKWARD,
                y,
                dy,
                dx);
    }

    /**
     * {@code dx = dy - e^y * sum(dy)}.
     *
     * @param y the result of {@link #logSoftmax}
     */
    public static void logSoftmaxBackward(Operand y, Operand dy, Operand dx) {
        run(
                rows -> {
                    rows.run(SUM_GRADIENT);
                    rows.run(LOG_GRADIENT);
                },
                1,
                BACKWARD,
                y,
                dy,
                dx);
    }

    private static void run(
            RowNest.Body body, int numbers, RowNest.Role[] roles, Operand... operands) {
        Shape shape = operands[0].layout().shape();
        if (!shape.isEmpty()) {
            new RowNest(operands[0].dtype().computeType(), shape, numbers, roles, operands)
                    .run(body);
        }
    }
}
