package dev.gatun.tensor.op.product;

import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.tape.BuiltIn;
import org.jspecify.annotations.Nullable;

/** The outer product of two vectors. */
public record OuterOp() implements BuiltIn {
    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor a = inputs[0];
        Tensor b = inputs[1];
        Tensor column = Internals.part(a, a.layout().unsqueeze(1)); // (m, 1)
        Tensor row = Internals.part(b, b.layout().unsqueeze(0)); // (1, n)
        return new Tensor[] {column.mul(row)};
    }

    @Override
    public String name() {
        return "outer";
    }

    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor up = upstream[0];
        return new @Nullable Tensor[] {
            call.needs(0) ? up.matmul(call.input(1).to(up.dtype())).to(call.inputDType(0)) : null,
            call.needs(1) ? call.input(0).to(up.dtype()).matmul(up).to(call.inputDType(1)) : null
        };
    }
}
