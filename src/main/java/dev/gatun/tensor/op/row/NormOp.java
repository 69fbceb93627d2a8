package dev.gatun.tensor.op.row;

import dev.gatun.kernel.Initialization;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.row.LayerNorm;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.Hold;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.internal.TensorRefusals;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.op.move.BroadcastGradient;
import dev.gatun.tensor.tape.FusedOp;
import dev.gatun.tensor.tape.Tape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Layer norm or RMS norm: rows along the last axis normalized to mean 0 and variance 1, or to mean
 * square 1, then scaled and shifted.
 *
 * <p>The gradient is a pass over rows for each input; if it is recorded itself, to be
 * differentiated again, it is composed of other operations.
 *
 * @param isCentered whether the mean is subtracted
 * @param hasWeight whether the second input is a weight
 * @param hasBias whether the last input is a bias
 */
public record NormOp(boolean isCentered, boolean hasWeight, boolean hasBias, double eps)
        implements FusedOp {
    // The saved tensors, a number for each row.
    private static final int MEAN = 0; // not written if it is not subtracted
    private static final int RSTD = 1; // the factor of the row

    public static Tensor of(
            Tensor x,
            boolean isCentered,
            @Nullable Tensor weight,
            @Nullable Tensor bias,
            double eps) {
        String name = name(isCentered);
        if (x.rank() == 0) {
            throw new ShapeException(name, "takes rows", "0 < 1", "", x.shape());
        }
        if (!(eps >= 0)) {
            throw TensorRefusals.argument(name, "eps must not be negative", eps);
        }
        Checks.floating(name, x);
        NormOp op = new NormOp(isCentered, weight != null, bias != null, eps);
        List<Tensor> inputs = new ArrayList<>(List.of(x));
        for (Tensor parameter : new @Nullable Tensor[] {weight, bias}) {
            if (parameter != null) {
                op.checkParameter(parameter, x);
                inputs.add(parameter);
            }
        }
        return op.apply(inputs.toArray(Tensor[]::new));
    }

    private void checkParameter(Tensor parameter, Tensor x) {
        Checks.floating(name(), parameter);
        if (parameter.rank() != 1 || parameter.numel() != x.size(-1)) {
            throw new ShapeException(
                    name(),
                    "weight and bias must have one element for each of a row",
                    x.shape(),
                    parameter.shape());
        }
    }

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Initialization.NORMS.ensure();
        Tensor x = inputs[0];
        DType dtype = x.dtype().computeType();
        Tensor mean = Internals.unwritten(x.shape().remove(-1), dtype);
        Tensor rstd = Internals.unwritten(x.shape().remove(-1), dtype);
        call.save(mean, rstd);
        try (Hold _ = Hold.on(mean, rstd)) {
            Operand means = isCentered ? Internals.operand(mean) : null;
            Operand scales = Internals.operand(rstd);
            Creation.Kernel kernel =
                    (to, from) -> {
                        Operand weight = hasWeight ? from[1] : null;
                        Operand bias = hasBias ? from[from.length - 1] : null;
                        LayerNorm.forward(from[0], weight, bias, eps, to, means, scales);
                    };
            return new Tensor[] {Creation.computed(x.shape(), dtype, kernel, inputs)};
        }
    }

    @Override
    public String name() {
        return name(isCentered);
    }

    private static String name(boolean isCentered) {
        return isCentered ? "layerNorm" : "rmsNorm";
    }

    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor x = call.input(0);
        Tensor weight = hasWeight ? call.input(1) : null;
        Tensor up = upstream[0];
        boolean isRecorded = Tape.isWanted(x, up) || (weight != null && Tape.isWanted(weight));
        @Nullable Tensor[] gradients =
                isRecorded ? recorded(call, x, weight, up) : fused(call, x, weight, up);
        for (int i = 0; i < gradients.length; i++) {
            Tensor gradient = gradients[i];
            gradients[i] = gradient == null ? null : gradient.to(call.inputDType(i));
        }
        return gradients;
    }

    private @Nullable Tensor[] recorded(
            Call call, Tensor x, @Nullable Tensor weight, Tensor upstream) {
        Tensor centered = centered(x);
        Tensor scale = scale(centered);
        Tensor normal = centered.mul(scale);
        Tensor up = weight == null ? upstream : upstream.mul(weight);
        @Nullable Tensor[] gradients = new Tensor[call.inputCount()];
        if (call.needs(0)) {
            Tensor apart = up.sub(normal.mul(up.mul(normal).mean(-1, true)));
            gradients[0] = scale.mul(isCentered ? apart.sub(up.mean(-1, true)) : apart);
        }
        Shape row = Shape.of(x.size(-1));
        if (hasWeight && call.needs(1)) {
            gradients[1] = BroadcastGradient.sumTo(upstream.mul(normal), row);
        }
        int last = call.inputCount() - 1;
        if (hasBias && call.needs(last)) {
            gradients[last] = BroadcastGradient.sumTo(upstream, row);
        }
        return gradients;
    }

    private Tensor centered(Tensor x) {
        return isCentered ? x.sub(x.mean(-1, true)) : x;
    }

    private Tensor scale(Tensor centered) {
        return centered.square().mean(-1, true).add(eps).rsqrt();
    }

    @Override
    public Tensor composed(Tensor... inputs) {
        Tensor centered = centered(inputs[0]);
        Tensor normal = centered.mul(scale(centered));
        Tensor scaled = hasWeight ? normal.mul(inputs[1]) : normal;
        return hasBias ? scaled.add(inputs[inputs.length - 1]) : scaled;
    }

    private @Nullable Tensor[] fused(
            Call call, Tensor x, @Nullable Tensor weight, Tensor upstream) {
        @Nullable Tensor[] gradients = new Tensor[call.inputCount()];
        Tensor mean = call.saved(MEAN);
        Tensor rstd = call.saved(RSTD);
        @Nullable Operand[] to = new Operand[call.inputCount()];
        List<Tensor> held = new ArrayList<>(List.of(x, upstream, mean, rstd));
        for (int i = 0; i < gradients.length; i++) {
            if (call.needs(i)) {
                Tensor made = Internals.unwritten(call.inputShape(i), upstream.dtype());
                gradients[i] = made;
                to[i] = Internals.operand(made);
                held.add(made);
            }
        }
        if (weight != null) {
            held.add(weight);
        }
        try (Hold _ = Hold.on(held.toArray(Tensor[]::new))) {
            Operand from = Internals.operand(x);
            Operand up = Internals.operand(upstream);
            Operand by = weight == null ? null : Internals.operand(weight);
            Operand dweight = hasWeight ? to[1] : null;
            Operand dbias = hasBias ? to[to.length - 1] : null;
            Operand means = isCentered ? Internals.operand(mean) : null;
            Operand scales = Internals.operand(rstd);
            LayerNorm.backward(from, up, by, means, scales, to[0], dweight, dbias);
        }
        return gradients;
    }
}
