package dev.gatun.tensor.op.move;

import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.tape.SingleOp;
import java.util.function.UnaryOperator;

/**
 * Puts elements at the places from which a {@link ViewOp.SliceOp} takes them, with a number
 * elsewhere: with 0, the gradient of a slice.
 *
 * @param part makes the layout of the slice from a layout of the shape
 * @param shape of the result
 * @param value of all other elements
 */
public record PlaceOp(String name, UnaryOperator<Layout> part, Shape shape, double value)
        implements SingleOp {
    @Override
    public Tensor forward(Tensor x) {
        Tensor whole = Creation.full(name, shape, value, x.dtype());
        Copies.write(x, Internals.view(whole, part.apply(whole.layout())));
        return whole;
    }

    @Override
    public Tensor backward(Call call, Tensor upstream) {
        return new ViewOp.SliceOp(name, part).apply(upstream);
    }
}
