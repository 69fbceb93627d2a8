package dev.gatun.linalg.op;

import dev.gatun.tensor.Call;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;

/** The number of singular values that are not rounding; without a gradient. */
public record MatrixRankOp() implements Op {
    @Override
    public String name() {
        return "matrixRank";
    }

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor s = SvdOp.values(name(), inputs[0]);
        Tensor counts =
                s.size(-1) == 0
                        ? s.gt(0.0)
                        : s.gt(s.narrow(-1, 0, 1).mul(PinvOp.relative(inputs[0], -1)));
        return new Tensor[] {counts.sum(-1)};
    }
}
