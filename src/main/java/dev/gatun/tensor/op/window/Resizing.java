package dev.gatun.tensor.op.window;

import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;

/** Images in another size, axis by axis: selections of elements, and weighted sums of two. */
public final class Resizing {
    private Resizing() {}

    /** Each element that of the nearest one. */
    public static Tensor nearest(Tensor x, long... size) {
        check("interpolateNearest", x, size);
        Tensor result = x;
        for (int i = 0; i < size.length; i++) {
            int axis = x.rank() - size.length + i;
            long[] from = new long[Math.toIntExact(size[i])];
            for (int k = 0; k < from.length; k++) {
                // In float, as PyTorch computes it.
                float scale = (float) x.size(axis) / size[i];
                from[k] = Math.min((long) (k * scale), x.size(axis) - 1);
            }
            result = result.indexSelect(axis, Tensor.of(from));
        }
        return result;
    }

    /** Each element a weighted sum of the two nearest along each axis. */
    public static Tensor linear(Tensor x, boolean alignCorners, long... size) {
        check("interpolateLinear", x, size);
        Checks.floating("interpolateLinear", x);
        Tensor result = x.to(x.dtype().computeType());
        for (int i = 0; i < size.length; i++) {
            result = linear(result, alignCorners, x.rank() - size.length + i, size[i]);
        }
        return result;
    }

    private static Tensor linear(Tensor x, boolean alignCorners, int axis, long size) {
        int count = Math.toIntExact(size);
        long last = x.size(axis) - 1;
        long[] lower = new long[count];
        long[] upper = new long[count];
        double[] weights = new double[count];
        for (int k = 0; k < count; k++) {
            double at =
                    alignCorners
                            ? count == 1 ? 0 : (double) k * last / (count - 1)
                            : Math.max((k + 0.5) * (last + 1) / count - 0.5, 0);
            lower[k] = Math.min((long) at, last);
            upper[k] = Math.min(lower[k] + 1, last);
            weights[k] = at - lower[k];
        }
        Shape along = Shape.along(0, x.rank() - axis, size);
        Tensor weight = Tensor.of(weights).to(x.dtype()).reshape(along.dims());
        Tensor below = x.indexSelect(axis, Tensor.of(lower));
        Tensor above = x.indexSelect(axis, Tensor.of(upper));
        return below.mul(weight.rsub(1)).add(above.mul(weight));
    }

    private static void check(String name, Tensor x, long... size) {
        if (size.length < 1 || size.length > 2 || x.rank() < size.length + 1) {
            throw new ShapeException(
                    name, "takes one or two sizes, of the axes after the channels", x.shape());
        }
        for (int i = 0; i < size.length; i++) {
            Checks.length(name, "a size", size[i]);
            if (x.size(x.rank() - size.length + i) == 0) {
                throw new ShapeException(name, "an axis is empty", x.shape());
            }
        }
    }
}
