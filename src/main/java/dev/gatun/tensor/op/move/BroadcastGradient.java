package dev.gatun.tensor.op.move;

import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;

/** The gradient of broadcasting: sums a gradient to the shape of an operand. */
public final class BroadcastGradient {
    private BroadcastGradient() {}

    /** The gradient of an operand that was broadcast and promoted. */
    public static Tensor undo(Tensor gradient, Shape shape, DType dtype) {
        return sumTo(gradient, shape).to(dtype);
    }

    /** The sum over the axes along which a tensor of the given shape is broadcast. */
    public static Tensor sumTo(Tensor gradient, Shape shape) {
        Shape from = gradient.shape();
        if (from.equals(shape)) {
            return gradient;
        }
        int lead = from.rank() - shape.rank();
        int[] found = new int[from.rank()];
        int count = 0;
        for (int axis = 0; axis < found.length; axis++) {
            if (axis < lead || (shape.dim(axis - lead) == 1 && from.dim(axis) != 1)) {
                found[count++] = axis;
            }
        }
        int[] axes = Arrays.copyOf(found, count);
        return axes.length == 0 ? gradient : gradient.sum(axes).reshape(shape.dims());
    }
}
