package dev.gatun.kernel.row;

import static dev.gatun.kernel.loop.RowValue.maxOfNumbers;
import static dev.gatun.kernel.loop.RowValue.sum;

import dev.gatun.kernel.loop.RowProgram;
import dev.gatun.kernel.loop.RowValue;
import dev.gatun.kernel.loop.RowVariable;
import dev.gatun.kernel.move.Operand;
import java.util.function.BinaryOperator;

/**
 * Softmax and its logarithm along the last axis, and their gradients.
 *
 * <p>The largest element of each row is subtracted first, so that no exponential overflows; where
 * one is NaN, the sum of exponentials is NaN whatever is subtracted. A row that contains NaN or
 * positive infinity, or only negative infinity, becomes NaN. Operands have the same shape, of rank
 * 1 or more, any layout and any floating-point type; the computation is in {@code F64} for {@code
 * F64}, and in {@code F32} for the others. An output may be one of the inputs exactly.
 */
public final class Softmax {
    private static final RowProgram SOFTMAX =
            RowProgram.of(
                    "softmax",
                    p -> {
                        RowVariable x = p.row("x");
                        RowVariable y = p.row("y");
                        y.set(x.sub(maxOfNumbers(x)).exp());
                        y.set(y.mul(sum(y).reciprocal()));
                    });

    /**
     * The largest element is subtracted first, which is exact; its sum with the logarithm would be
     * rounded.
     */
    private static final RowProgram LOG_SOFTMAX =
            RowProgram.of(
                    "logSoftmax",
                    p -> {
                        RowVariable x = p.row("x");
                        RowVariable y = p.row("y");
                        RowValue largest = maxOfNumbers(x);
                        RowValue log = sumExp(x, largest).log().named("log");
                        y.set(x.sub(largest).sub(log));
                    });

    private static final RowProgram SOFTMAX_BACKWARD =
            backward("softmax backward", (y, dy) -> y.mul(dy.sub(sum(y.mul(dy)))));

    private static final RowProgram LOG_SOFTMAX_BACKWARD =
            backward("logSoftmax backward", (y, dy) -> dy.sub(y.exp().mul(sum(dy))));

    /** From y and its gradient: that of x. */
    private static RowProgram backward(String name, BinaryOperator<RowValue> gradient) {
        return RowProgram.of(
                name,
                p -> {
                    RowVariable y = p.row("y");
                    RowVariable dy = p.row("dy");
                    p.row("dx").set(gradient.apply(y, dy));
                });
    }

    private Softmax() {}

    /** The sum of {@code e^(x - largest)} of each row; NaN if softmax is. */
    static RowValue sumExp(RowValue x, RowValue largest) {
        return sum(x.sub(largest).exp());
    }

    /** {@code y = e^x / sum(e^x)}. */
    public static void softmax(Operand x, Operand y) {
        SOFTMAX.run(x.dtype().computeType(), x, y);
    }

    /** {@code y = x - log(sum(e^x))}. */
    public static void logSoftmax(Operand x, Operand y) {
        LOG_SOFTMAX.run(x.dtype().computeType(), x, y);
    }

    /**
     * {@code dx = y * (dy - sum(dy * y))}.
     *
     * @param y the result of {@link #softmax}
     */
    public static void softmaxBackward(Operand y, Operand dy, Operand dx) {
        SOFTMAX_BACKWARD.run(y.dtype().computeType(), y, dy, dx);
    }

    /**
     * {@code dx = dy - e^y * sum(dy)}.
     *
     * @param y the result of {@link #logSoftmax}
     */
    public static void logSoftmaxBackward(Operand y, Operand dy, Operand dx) {
        LOG_SOFTMAX_BACKWARD.run(y.dtype().computeType(), y, dy, dx);
    }
}
