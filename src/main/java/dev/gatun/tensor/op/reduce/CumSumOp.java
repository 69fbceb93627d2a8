package dev.gatun.tensor.op.reduce;

import dev.gatun.kernel.reduce.Scan;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;

/**
 * Running sums along an axis.
 *
 * @param axis counted from the front
 */
public record CumSumOp(int axis) implements ScanOp {
    public static Tensor of(Tensor x, int axis) {
        return ScanOp.apply("cumsum", CumSumOp::new, x, axis);
    }

    @Override
    public String name() {
        return "cumsum";
    }

    @Override
    public Scan scan() {
        return Scan.SUM;
    }

    /** Each element is part of its own sum and all that follow. */
    @Override
    public Tensor backward(Call call, Tensor upstream) {
        return upstream.flip(axis).cumsum(axis).flip(axis).to(call.inputDType(0));
    }
}
