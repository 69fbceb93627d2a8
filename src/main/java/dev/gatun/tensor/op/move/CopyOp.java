package dev.gatun.tensor.op.move;

import dev.gatun.memory.Scope;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.tape.SingleOp;

/**
 * The elements in row-major order.
 *
 * @param name the method's
 * @param home where they go
 */
public record CopyOp(String name, Scope home) implements SingleOp {
    public static Tensor of(Tensor x) {
        return new CopyOp("copy", Scope.current()).apply(x);
    }

    @Override
    public Tensor forward(Tensor x) {
        return Copies.copyTo(x, home);
    }

    @Override
    public Tensor backward(Call call, Tensor upstream) {
        return upstream;
    }
}
