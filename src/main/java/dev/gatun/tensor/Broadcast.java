package dev.gatun.tensor;

import static dev.gatun.expr.Expr.arg;

import dev.gatun.kernel.Kernel;
import dev.gatun.kernel.Operand;
import dev.gatun.kernel.Output;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;

/** The one place where broadcasting is undone: a gradient summed to the shape of an operand. */
final class Broadcast {
    private static final Kernel SUM = Kernel.of(1, Output.sum(arg(0)));

    private Broadcast() {}

    /** The gradient of an operand from that of what it was broadcast and promoted to. */
    static Tensor undo(Tensor gradient, Tensor operand) {
        return sumTo(gradient, operand.shape()).to(operand.dtype);
    }

    /** The sum over the axes along which a tensor of the given shape would be stretched. */
    static Tensor sumTo(Tensor gradient, Shape shape) {
        Tensor sum = gradient;
        int lead = gradient.rank() - shape.rank();
        for (int axis = 0; axis < gradient.rank(); axis++) {
            if (axis < lead || (shape.dim(axis - lead) == 1 && gradient.size(axis) != 1)) {
                sum = sum(sum, axis);
            }
        }
        return sum.reshape(shape.dims());
    }

    private static Tensor sum(Tensor x, int axis) {
        try (Hold _ = Hold.on(x)) {
            return Creation.filled(
                    x.shape().with(axis, 1),
                    x.dtype,
                    out -> {
                        Layout from = x.layout.transpose(axis, -1);
                        Layout to = out.layout().expand(x.shape()).transpose(axis, -1);
                        Operand[] operands = {
                            new Operand(x.storage, from, x.dtype),
                            new Operand(out.storage(), to, x.dtype)
                        };
                        SUM.run(x.dtype.computeType(), from.shape(), operands);
                    });
        }
    }
}
