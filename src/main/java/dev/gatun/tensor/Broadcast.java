package dev.gatun.tensor;

import dev.gatun.shape.Shape;
import java.util.stream.IntStream;

/** The one place where broadcasting is undone: a gradient summed to the shape of an operand. */
final class Broadcast {
    private Broadcast() {}

    /** The gradient of an operand from that of what it was broadcast and promoted to. */
    static Tensor undo(Tensor gradient, Tensor operand) {
        return sumTo(gradient, operand.shape()).to(operand.dtype);
    }

    /** The sum over the axes along which a tensor of the given shape would be stretched. */
    static Tensor sumTo(Tensor gradient, Shape shape) {
        Shape from = gradient.shape();
        if (from.equals(shape)) {
            return gradient;
        }
        int lead = from.rank() - shape.rank();
        int[] axes =
                IntStream.range(0, from.rank())
                        .filter(a -> a < lead || (shape.dim(a - lead) == 1 && from.dim(a) != 1))
                        .toArray();
        return axes.length == 0 ? gradient : gradient.sum(axes).reshape(shape.dims());
    }
}
