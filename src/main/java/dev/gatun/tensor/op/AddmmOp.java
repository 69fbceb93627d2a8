package dev.gatun.tensor.op;

import dev.gatun.kernel.matmul.MatrixProduct;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.Hold;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.tape.Node;
import dev.gatun.tensor.tape.Op;
import dev.gatun.tensor.tape.Tape;
import org.jspecify.annotations.Nullable;

/**
 * A product of matrices added to a tensor, in one pass over the result.
 *
 * @param shape of the result
 */
public record AddmmOp(Shape shape) implements Op {
    /** The result for operands of one type. */
    public Tensor of(Tensor bias, Tensor a, Tensor b) {
        Checks.oneType("addmm", a, b);
        Checks.oneType("addmm", bias, a);
        if (!a.dtype().isFloating()) {
            return bias.add(a.matmul(b));
        }
        DType dtype = a.dtype().computeType();
        return apply(bias.to(dtype), a.to(dtype), b.to(dtype));
    }

    private Tensor apply(Tensor bias, Tensor a, Tensor b) {
        try (Hold _ = Hold.on(bias, a, b)) {
            Tensor result = Internals.unwritten(shape, a.dtype());
            Copies.write(bias, result);
            Creation.write(
                    result,
                    c -> MatrixProduct.run(Internals.operand(a), Internals.operand(b), 1, c));
            return Tape.record(this, result, bias, a, b);
        }
    }

    @Override
    public String name() {
        return "addmm";
    }

    @Override
    public @Nullable Tensor[] backward(Node node, Tensor upstream) {
        return new @Nullable Tensor[] {
            node.needs(0) ? BroadcastGradient.sumTo(upstream, node.input(0).shape()) : null,
            node.needs(1) ? MatmulOp.left(node.input(1), node.savedInput(2), upstream) : null,
            node.needs(2) ? MatmulOp.right(node.savedInput(1), node.input(2), upstream) : null
        };
    }
}
