package dev.gatun.linalg.op;

import dev.gatun.tensor.Call;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The sign and the logarithm of the size of determinants. */
public record SlogDetOp() implements Op {
    @Override
    public String name() {
        return "slogdet";
    }

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor[] lu = new LuOp(name()).forward(call, inputs);
        Tensor diagonal = lu[2].diagonal(0);
        Tensor sign = Tensor.where(diagonal.lt(0), -1.0, 1.0).to(diagonal.dtype());
        sign = Tensor.where(diagonal.eq(0), 0.0, sign).prod(-1);
        return new Tensor[] {
            sign.mul(LuOp.parity(lu[0]).to(sign.dtype())), diagonal.abs().log().sum(-1)
        };
    }

    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor up = upstream[1];
        if (up == null) {
            return new @Nullable Tensor[] {null}; // the sign is constant
        }
        Tensor a = call.input(0);
        Tensor eye = Tensor.eye(a.size(-1), a.size(-1), a.dtype()).expand(a.shape().dims());
        Tensor turned = new SolveOp(name()).apply(a, eye).transpose(-1, -2);
        return new Tensor[] {turned.mul(up.unsqueeze(-1).unsqueeze(-1))};
    }
}
