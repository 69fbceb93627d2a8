package dev.gatun.tensor.op;

import dev.gatun.kernel.reduce.CumulativeSum;
import dev.gatun.shape.DType;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Hold;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.tape.Node;
import dev.gatun.tensor.tape.Op;
import dev.gatun.tensor.tape.Tape;
import org.jspecify.annotations.Nullable;

/**
 * Running sums.
 *
 * @param axis counted from the front
 */
public record CumSumOp(int axis) implements Op {
    public static Tensor of(Tensor x, int axis) {
        CumSumOp op = new CumSumOp(ShapeRules.rowAxis("cumsum", x.shape(), axis));
        return x.rank() > 0 ? op.apply(x) : op.apply(x.reshape(1)).reshape();
    }

    private Tensor apply(Tensor x) {
        DType dtype = x.dtype().isFloating() ? x.dtype().computeType() : DType.I64;
        try (Hold _ = Hold.on(x)) {
            Tensor sums =
                    Creation.filled(
                            x.shape(),
                            dtype,
                            out -> CumulativeSum.cumsum(Internals.operand(x), out, axis));
            return Tape.record(this, sums, x);
        }
    }

    @Override
    public String name() {
        return "cumsum";
    }

    /** An element has a part in its own sum and all that follow. */
    @Override
    public @Nullable Tensor[] backward(Node node, Tensor upstream) {
        Tensor gradient = upstream.flip(axis).cumsum(axis).flip(axis);
        return new Tensor[] {gradient.to(node.input(0).dtype())};
    }
}
