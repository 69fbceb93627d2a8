package dev.gatun.tensor.op.product;

import dev.gatun.kernel.matmul.MatrixProduct;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.op.move.BroadcastGradient;
import dev.gatun.tensor.tape.FusedOp;
import org.jspecify.annotations.Nullable;

/**
 * A tensor plus a product of matrices, in one pass over the result.
 *
 * @param shape of the result
 */
public record AddmmOp(Shape shape) implements FusedOp {
    private static final String NAME = "addmm";

    public static Tensor of(Tensor bias, Tensor a, Tensor b) {
        Checks.rank(NAME, a, 2);
        Checks.rank(NAME, b, 2);
        Shape shape = ShapeRules.matmul(NAME, a.shape(), b.shape());
        ShapeRules.expand(NAME, bias.shape(), shape);
        Checks.oneType(NAME, a, b);
        Checks.oneType(NAME, bias, a);
        if (!a.dtype().isFloating()) {
            Checks.numbers("addmm", a.dtype());
            return bias.add(a.matmul(b));
        }
        DType dtype = a.dtype().computeType();
        return new AddmmOp(shape).apply(bias.to(dtype), a.to(dtype), b.to(dtype));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor result = Internals.unwritten(shape, inputs[0].dtype());
        Creation.write(
                result, (to, from) -> MatrixProduct.runPlus(from[1], from[2], from[0], to), inputs);
        return new Tensor[] {result};
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

    @Override
    public Tensor composed(Tensor... inputs) {
        return inputs[0].add(inputs[1].matmul(inputs[2]));
    }
}
