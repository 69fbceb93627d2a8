package dev.gatun.kernel.row;

import static dev.gatun.kernel.loop.RowValue.sum;

import dev.gatun.kernel.loop.RowProgram;
import dev.gatun.kernel.loop.RowValue;
import dev.gatun.kernel.loop.RowVariable;
import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.Operand;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

    /**
     * The gradients that a program computes in its passes over the rows.
     *
     * @param isCentered whether of layer norm, or else of RMS norm
     */
    private record Wanted(boolean isCentered, boolean dx, boolean dweight, boolean dbias) {
        /**
         * {@code dx = rstd * (g - mean(g) - xhat * mean(g * xhat))} with {@code g = dy * weight};
         * the gradient of the weight is {@code dy * xhat} summed over the rows, that of the bias
         * dy.
         */
        RowProgram program() {
            return RowProgram.of(
                    isCentered ? "layerNorm backward" : "rmsNorm backward",
                    p -> {
                        RowVariable x = p.row("x");
                        RowVariable mean = p.number("mean", 0);
                        RowVariable rstd = p.number("rstd");
                        RowVariable dy = p.row("dy");
                        RowVariable weight = p.row("weight", 1);
                        RowValue xhat = x.sub(mean).mul(rstd);
                        RowVariable from = dx ? p.row("dx") : null;
                        RowVariable by = dweight ? p.row("dweight") : null;
                        RowVariable shift = dbias ? p.row("dbias") : null;
                        if (from != null) {
                            RowValue g = dy.mul(weight);
                            RowVariable plain = p.local("plain", 0);
                            RowValue mixed = sum(g.mul(xhat)).div(p.n()).named("mixed");
                            if (isCentered) {
                                plain.set(sum(g).div(p.n()));
                            }
                            from.set(g.sub(plain).sub(xhat.mul(mixed)).mul(rstd));
                        }
                        if (by != null) {
                            by.set(dy.mul(xhat).add(by));
                        }
                        if (shift != null) {
                            shift.set(shift.add(dy));
                        }
                    });
        }
    }

    private static final Map<Wanted, RowProgram> BACKWARD = new ConcurrentHashMap<>();

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
        Shape shape = x.layout().shape();
        if (shape.isEmpty()) {
            fillZeros(dweight, dbias);
            return;
        }
        Wanted wanted = new Wanted(mean != null, dx != null, dweight != null, dbias != null);
        RowProgram program = BACKWARD.computeIfAbsent(wanted, Wanted::program);
        if (dweight == null && dbias == null) {
            if (dx != null) {
                program.run(type(x), x, mean, rstd, dy, weight, dx);
            }
            return;
        }
        try (Scope scope = Scope.open("gradients")) {
            new RowSums(type(x), shape, scope)
                    .read(x)
                    .readNumbers(mean)
                    .readNumbers(rstd)
                    .read(dy)
                    .readSame(weight)
                    .written(dx)
                    .summed(dweight)
                    .summed(dbias)
                    .run(program);
        }
    }

    private static void fillZeros(@Nullable Operand... sums) {
        for (Operand sum : sums) {
            if (sum != null) {
                Copy.fill(sum, 0.0);
            }
        }
    }

    private static DType type(Operand x) {
        return x.dtype().computeType();
    }
}
