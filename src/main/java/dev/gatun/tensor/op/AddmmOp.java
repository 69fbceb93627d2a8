package dev.gatun.tensor.op;

import dev.gatun.kernel.matmul.MatrixProduct;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.Hold;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.tape.BuiltIn;
import org.jspecify.annotations.Nullable;

/**
 * A product of matrices added to a tensor, in one pass over the result.
 *
 * @param shape of the result
 */
public record AddmmOp(Shape shape) implements BuiltIn {
    /** The result for operands of one type. */
    public Tensor of(Tensor bias, Tensor a, Tensor b) {
        Checks.oneType("addmm", a, b);
        Checks.oneType("addmm", bias, a);
        if (!a.dtype().isFloating()) {
            Checks.numbers("addmm", a.dtype());
            return bias.add(a.matmul(b));
        }
        DType dtype = a.dtype().computeType();
        return apply(bias.to(dtype), a.to(dtype), b.to(dtype));
    }

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor bias = inputs[0];
        Tensor a = inputs[1];
        Tensor b = inputs[2];
        try (Hold _ = Hold.on(bias, a, b)) {
            Tensor result = Internals.unwritten(shape, a.dtype());
            Copies.write(bias, result);
            Creation.write(
                    result,
                    c -> MatrixProduct.run(Internals.operand(a), Internals.operand(b), 1, c));
            return new Tensor[] {result};
        }
    }

    @Override
    public String name() {
        return "addmm";
    }

    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor up = upstream[0];
        return new @Nullable Tensor[] {
            call.needs(0) ? BroadcastGradient.sumTo(up, call.inputShape(0)) : null,
            call.needs(1) ? MatmulOp.left(call.inputShape(1), call.input(2), up) : null,
            call.needs(2) ? MatmulOp.right(call.input(1), call.inputShape(2), up) : null
        };
    }
}
