package dev.gatun.kernel.row;

import static dev.gatun.kernel.loop.RowValue.sum;

import dev.gatun.expr.Expr;
import dev.gatun.kernel.loop.RowProgram;
import dev.gatun.kernel.loop.RowValue;
import dev.gatun.kernel.loop.RowVariable;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.reduce.Fold;
import dev.gatun.kernel.reduce.FoldNest;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Layer norm, which normalizes rows to mean 0 and variance 1, and RMS norm, which normalizes them
 * to a mean square of 1; and their gradients.
 *
 * <p>With n elements in a row, {@code xhat = (x - mean) * rstd} and {@code y = xhat * weight +
 * bias}, where {@code rstd = 1 / sqrt(variance + eps)} and the variance is divided by n (J. Ba, J.
 * Kiros and G. Hinton, "Layer normalization", 2016). RMS norm has neither mean nor bias, and the
 * mean square in place of the variance (B. Zhang and R. Sennrich, "Root mean square layer
 * normalization", 2019).
 *
 * <p>x, y and their gradients have one shape of rank 1 or more; weight, bias and their gradients
 * have that of a row, [n]; mean and rstd have the shape without the last axis, and are NaN where n
 * is 0. Operands may have any layout and any floating-point type; the computation is in {@code F64}
 * if x is {@code F64}, and in {@code F32} otherwise. y may be x exactly, and dx may be x or dy.
 */
public final class LayerNorm {
    private static final RowProgram FORWARD = forward(true);
    private static final RowProgram RMS_FORWARD = forward(false);
    private static final RowProgram BACKWARD = backward(true);
    private static final RowProgram RMS_BACKWARD = backward(false);

    private static RowProgram forward(boolean isCentered) {
        return RowProgram.of(
                isCentered ? "layerNorm" : "rmsNorm",
                p -> {
                    RowVariable x = p.row("x");
                    RowVariable weight = p.row("weight", 1);
                    RowVariable bias = p.row("bias", 0);
                    RowVariable mean = p.number("mean", 0);
                    RowVariable rstd = p.number("rstd");
                    RowVariable y = p.row("y");
                    if (isCentered) {
                        mean.set(sum(x).div(p.n()));
                    }
                    RowValue centered = x.sub(mean);
                    RowValue variance = sum(centered.square()).div(p.n());
                    rstd.set(variance.add(p.scalar("eps")).sqrt().reciprocal());
                    y.set(centered.mul(rstd).mul(weight).add(bias));
                });
    }

    /** {@code dx = rstd * (g - mean(g) - xhat * mean(g * xhat))} with {@code g = dy * weight}. */
    private static RowProgram backward(boolean isCentered) {
        return RowProgram.of(
                isCentered ? "layerNorm backward" : "rmsNorm backward",
                p -> {
                    RowVariable x = p.row("x");
                    RowVariable mean = p.number("mean", 0);
                    RowVariable rstd = p.number("rstd");
                    RowVariable dy = p.row("dy");
                    RowVariable weight = p.row("weight", 1);
                    RowVariable dx = p.row("dx");
                    RowValue xhat = x.sub(mean).mul(rstd);
                    RowValue g = dy.mul(weight);
                    RowVariable plain = p.local("plain", 0);
                    RowValue mixed = sum(g.mul(xhat)).div(p.n()).named("mixed");
                    if (isCentered) {
                        plain.set(sum(g).div(p.n()));
                    }
                    dx.set(g.sub(plain).sub(xhat.mul(mixed)).mul(rstd));
                });
    }

    /** From dy, x, mean and rstd: the gradient of the weight. */
    private static final Fold WEIGHT_GRADIENT =
            Fold.of(
                    4,
                    Output.Sink.SUM,
                    Expr.arg(0).mul(Expr.arg(1).sub(Expr.arg(2)).mul(Expr.arg(3))));

    private static final Fold RMS_WEIGHT_GRADIENT =
            Fold.of(3, Output.Sink.SUM, Expr.arg(0).mul(Expr.arg(1).mul(Expr.arg(2))));

    private LayerNorm() {}

    /**
     * Computes layer norm, or RMS norm.
     *
     * @param weight null for 1
     * @param bias null for 0
     * @param mean receives the mean of each row, for {@link #backward}; null for RMS norm
     * @param rstd receives the factor of each row
     */
    public static void forward(
            Operand x,
            @Nullable Operand weight,
            @Nullable Operand bias,
            double eps,
            Operand y,
            @Nullable Operand mean,
            Operand rstd) {
        RowProgram program = mean == null ? RMS_FORWARD : FORWARD;
        if (x.layout().shape().isEmpty()) {
            Copy.fill(rstd, Double.NaN);
            if (mean != null) {
                Copy.fill(mean, Double.NaN);
            }
        }
        program.run(type(x), new double[] {eps}, x, weight, bias, mean, rstd, y);
    }

    /**
     * Computes the gradients; those whose operand is null are not computed.
     *
     * @param weight as for {@link #forward}
     * @param mean as stored by forward; null for RMS norm
     * @param rstd as stored by forward
     */
    public static void backward(
            Operand x,
            Operand dy,
            @Nullable Operand weight,
            @Nullable Operand mean,
            Operand rstd,
            @Nullable Operand dx,
            @Nullable Operand dweight,
            @Nullable Operand dbias) {
        // First the gradients that read x and dy, which dx may overwrite.
        if (dweight != null && mean != null) {
            fold(WEIGHT_GRADIENT, type(x), dweight, dy, x, stretched(mean, x), stretched(rstd, x));
        } else if (dweight != null) {
            fold(RMS_WEIGHT_GRADIENT, type(x), dweight, dy, x, stretched(rstd, x));
        }
        if (dbias != null) {
            fold(Fold.SUM, type(x), dbias, dy);
        }
        if (dx != null) {
            RowProgram program = mean == null ? RMS_BACKWARD : BACKWARD;
            program.run(type(x), x, mean, rstd, dy, weight, dx);
        }
    }

    /** Folds along all axes but the last. */
    private static void fold(Fold fold, DType type, Operand out, Operand... inputs) {
        int[] leading = IntStream.range(0, inputs[0].layout().rank() - 1).toArray();
        FoldNest.run(fold, type, inputs, leading, new Operand[] {out});
    }

    private static DType type(Operand x) {
        return x.dtype().computeType();
    }

    /** The number of each row, broadcast along the row. */
    private static Operand stretched(Operand numbers, Operand x) {
        Layout layout = numbers.layout();
        return numbers.with(layout.unsqueeze(layout.rank()).expand(x.layout().shape()));
    }
}
