package dev.gatun.tensor.op.reduce;

import dev.gatun.kernel.reduce.Scan;
import dev.gatun.shape.DType;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.tape.SingleOp;

/**
 * Running sums along an axis.
 *
 * @param axis counted from the front
 */
public record CumSumOp(int axis) implements SingleOp {
    public static Tensor of(Tensor x, int axis) {
        CumSumOp op = new CumSumOp(ShapeRules.rowAxis("cumsum", x.shape(), axis));
        return x.rank() > 0 ? op.apply(x) : op.apply(x.reshape(1)).reshape();
    }

    @Override
    public String name() {
        return "cumsum";
    }

    @Override
    public Tensor forward(Tensor x) {
        DType dtype = x.dtype().isFloating() ? x.dtype().computeType() : DType.I64;
        return Creation.computed(
                x.shape(), dtype, (to, from) -> Scan.SUM.run(from[0], to, axis), x);
    }

    /** Each element is part of its own sum and all that follow. */
    @Override
    public Tensor backward(Call call, Tensor upstream) {
        return upstream.flip(axis).cumsum(axis).flip(axis).to(call.inputDType(0));
    }
}
