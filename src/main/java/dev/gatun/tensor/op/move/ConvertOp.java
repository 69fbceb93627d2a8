package dev.gatun.tensor.op.move;

import dev.gatun.shape.DType;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.tape.SingleOp;

/** The elements in another type. */
public record ConvertOp(DType dtype) implements SingleOp {
    @Override
    public String name() {
        return "to";
    }

    @Override
    public Tensor forward(Tensor x) {
        return Copies.convert(x, dtype);
    }

    @Override
    public Tensor backward(Call call, Tensor upstream) {
        return upstream.to(call.inputDType(0));
    }
}
