package dev.gatun.tensor.op.network;

import static dev.gatun.expr.Expr.arg;

import dev.gatun.kernel.row.BatchNorm;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Formula;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Hold;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.tape.FusedOp;
import dev.gatun.tensor.tape.Tape;
import org.jspecify.annotations.Nullable;

/**
 * Batch norm by the mean and the variance of the batch itself: of the elements of each channel,
 * axis 1, over all other axes (S. Ioffe and C. Szegedy, "Batch normalization", 2015).
 *
 * <p>The inputs are x; its means and variances, of the shape (1, C, 1, ...), which have no gradient
 * of their own; then a weight and a bias of that shape, if there are any. With m elements a channel
 * and {@code rstd = 1 / sqrt(variance + eps)}, the gradient of x is {@code rstd * weight * (dy -
 * sum(dy) / m - (x - mean) * rstd^2 * sum(dy * (x - mean)) / m)}.
 */
public record BatchNormOp(boolean hasWeight, boolean hasBias, double eps) implements FusedOp {
    private static final String NAME = "batchNorm";
    private static final int MEAN = 1;
    private static final int VARIANCE = 2;
    private static final int WEIGHT = 3;

    private static final Formula SCALED = Formula.of(arg(0).sub(arg(1)).mul(arg(2))).named(NAME);

    private static final Formula SHIFTED =
            Formula.of(arg(0).sub(arg(1)).mul(arg(2)).add(arg(3))).named(NAME);

    /** From dy, x, mean, rstd * weight, sum(dy) / m and rstd^2 * sum(dy * (x - mean)) / m. */
    private static final Formula GRADIENT =
            Formula.of(arg(3).mul(arg(0).sub(arg(4)).sub(arg(1).sub(arg(2)).mul(arg(5)))))
                    .named(NAME);

    /** {@code (x - mean) * scale + bias}. */
    static Tensor scaled(Tensor x, Tensor mean, Tensor scale, @Nullable Tensor bias) {
        return bias == null ? SCALED.apply(x, mean, scale) : SHIFTED.apply(x, mean, scale, bias);
    }

    /** All axes but that of the channels. */
    static int[] others(int rank) {
        int[] axes = new int[rank - 1];
        for (int i = 1; i < axes.length; i++) {
            axes[i] = i + 1;
        }
        return axes;
    }

    @Override
    public String name() {
        return NAME;
    }

    private Tensor scale(Tensor variance, Tensor... inputs) {
        Tensor rstd = variance.add(eps).rsqrt();
        return hasWeight ? rstd.mul(inputs[WEIGHT]) : rstd;
    }

    private @Nullable Tensor bias(Tensor... inputs) {
        return hasBias ? inputs[inputs.length - 1] : null;
    }

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor scale = scale(inputs[VARIANCE], inputs);
        return new Tensor[] {scaled(inputs[0], inputs[MEAN], scale, bias(inputs))};
    }

    @Override
    public Tensor composed(Tensor... inputs) {
        int[] axes = others(inputs[0].rank());
        Tensor centered = inputs[0].sub(inputs[0].mean(axes, true));
        Tensor y = centered.mul(scale(centered.square().mean(axes, true), inputs));
        Tensor bias = bias(inputs);
        return bias == null ? y : y.add(bias);
    }

    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor x = call.input(0);
        Tensor up = upstream[0];
        int[] axes = others(x.rank());
        Tensor weight = hasWeight ? call.input(WEIGHT) : null;
        boolean isRecorded = Tape.isWanted(x, up) || (weight != null && Tape.isWanted(weight));
        // Where the gradient is to be differentiated, they depend on x again.
        Tensor mean = isRecorded ? x.mean(axes, true) : call.input(MEAN);
        Tensor variance = isRecorded ? x.var(axes, 0, true) : call.input(VARIANCE);
        Tensor rstd = variance.add(eps).rsqrt();
        Tensor[] sums = isRecorded ? recordedSums(x, mean, up, axes) : sums(x, mean, up, axes);
        @Nullable Tensor[] gradients = new Tensor[call.inputCount()];
        if (call.needs(0)) {
            double count = (double) x.numel() / x.size(1);
            Tensor scale = weight == null ? rstd : rstd.mul(weight);
            Tensor along = rstd.square().mul(sums[1]).div(count);
            gradients[0] = GRADIENT.apply(up, x, mean, scale, sums[0].div(count), along);
        }
        if (hasWeight && call.needs(WEIGHT)) {
            gradients[WEIGHT] = sums[1].mul(rstd);
        }
        int last = call.inputCount() - 1;
        if (hasBias && call.needs(last)) {
            gradients[last] = sums[0];
        }
        for (int i = 0; i < gradients.length; i++) {
            Tensor gradient = gradients[i];
            gradients[i] = gradient == null ? null : gradient.to(call.inputDType(i));
        }
        return gradients;
    }

    private static Tensor[] recordedSums(Tensor x, Tensor mean, Tensor up, int... axes) {
        return new Tensor[] {up.sum(axes, true), up.mul(x.sub(mean)).sum(axes, true)};
    }

    private static Tensor[] sums(Tensor x, Tensor mean, Tensor up, int... axes) {
        Tensor sum = Internals.unwritten(Shape.of(x.size(1)), x.dtype().computeType());
        Tensor dot = Internals.unwritten(sum.shape(), sum.dtype());
        try (Hold _ = Hold.on(x, mean, up, sum, dot)) {
            BatchNorm.sums(
                    Internals.operand(x),
                    Internals.operand(mean),
                    Internals.operand(up),
                    Internals.operand(sum),
                    Internals.operand(dot),
                    axes);
        }
        long[] dims = mean.shape().dims();
        return new Tensor[] {sum.reshape(dims), dot.reshape(dims)};
    }
}
