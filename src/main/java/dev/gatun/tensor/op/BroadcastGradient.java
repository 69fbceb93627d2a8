package dev.gatun.tensor.op;

import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Internals;
import java.util.stream.IntStream;

/** The one place where broadcasting is undone: a gradient summed to the shape of an operand. */
public final class BroadcastGradient {
    private static final long MOST_ROWS = 512;

    private BroadcastGradient() {}

    /** The gradient of an operand from that of what it was broadcast and promoted to. */
    public static Tensor undo(Tensor gradient, Shape shape, DType dtype) {
        return sumTo(gradient, shape).to(dtype);
    }

    /** The sum over the axes along which a tensor of the given shape would be stretched. */
    static Tensor sumTo(Tensor gradient, Shape shape) {
        Shape from = gradient.shape();
        if (from.equals(shape)) {
            return gradient;
        }
        int lead = from.rank() - shape.rank();
        if (isRowOfFewRows(gradient, shape, lead)) {
            Tensor rows = gradient.reshape(-1, shape.numel());
            Tensor ones = Creation.full(Shape.of(1, rows.size(0)), 1, gradient.dtype());
            return ones.matmul(rows).reshape(shape.dims());
        }
        int[] axes =
                IntStream.range(0, from.rank())
                        .filter(a -> a < lead || (shape.dim(a - lead) == 1 && from.dim(a) != 1))
                        .toArray();
        return axes.length == 0 ? gradient : gradient.sum(axes).reshape(shape.dims());
    }

    /**
     * Whether it is the gradient of a bias: a product with a row of ones has it in a tenth of the
     * time a reduction takes to set out. Beyond so many rows a plain sum is not accurate enough.
     */
    private static boolean isRowOfFewRows(Tensor gradient, Shape shape, int lead) {
        long numel = shape.numel();
        return lead > 0
                && numel > 0
                && gradient.numel() <= MOST_ROWS * numel
                && Internals.isDense(gradient)
                && gradient.shape().equals(joined(gradient.shape(), shape, lead));
    }

    /** The leading sizes of one shape before all of another. */
    private static Shape joined(Shape first, Shape last, int lead) {
        long[] dims = first.dims();
        System.arraycopy(last.dims(), 0, dims, lead, last.rank());
        return Shape.of(dims);
    }
}
