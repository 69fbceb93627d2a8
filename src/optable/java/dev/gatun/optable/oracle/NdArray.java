package dev.gatun.optable.oracle;

import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/** Numbers in double with a shape: what oracles take and give, computed by plain loops. */
@SuppressWarnings("ArrayRecordComponent") // made for one comparison
public record NdArray(Shape shape, double[] values) {
    /** One number for each element. */
    public NdArray {
        assert values.length == shape.numel() : shape + ", " + values.length;
    }

    /** The elements of a tensor, read one by one. */
    public static NdArray of(Tensor tensor) {
        return generate(tensor.shape(), tensor::get);
    }

    /** One number without axes. */
    public static NdArray scalar(double value) {
        return new NdArray(Shape.scalar(), new double[] {value});
    }

    /** One value for each index. */
    public static NdArray generate(Shape shape, ToDoubleFunction<long[]> value) {
        double[] values = new double[Math.toIntExact(shape.numel())];
        long[] index = new long[shape.rank()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.applyAsDouble(index);
            next(shape, index);
        }
        return new NdArray(shape, values);
    }

    /** The next index in row-major order. */
    private static void next(Shape shape, long... index) {
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            if (++index[axis] < shape.dim(axis)) {
                return;
            }
            index[axis] = 0;
        }
    }

    /** The element at an index. */
    public double get(long... index) {
        int at = 0;
        for (int axis = 0; axis < shape.rank(); axis++) {
            at = Math.toIntExact(at * shape.dim(axis) + index[axis]);
        }
        return values[at];
    }

    /** The element that meets an index of the shape this one is broadcast to. */
    public double broadcast(long... index) {
        long[] own = new long[shape.rank()];
        for (int axis = 0; axis < own.length; axis++) {
            own[axis] = shape.dim(axis) == 1 ? 0 : index[index.length - own.length + axis];
        }
        return get(own);
    }

    /** The numbers broadcast to a shape. */
    public NdArray broadcast(Shape to) {
        return shape.equals(to) ? this : generate(to, index -> broadcast(index));
    }

    /** The same numbers under another shape. */
    public NdArray reshape(Shape other) {
        return new NdArray(other, values);
    }

    /** The elements along some axes at one index of the others, in row-major order. */
    public double[] along(boolean[] reduced, long... index) {
        long[] sizes = new long[shape.rank()];
        for (int axis = 0; axis < sizes.length; axis++) {
            sizes[axis] = reduced[axis] ? shape.dim(axis) : 1;
        }
        return generate(
                        Shape.of(sizes),
                        inner -> {
                            long[] at = index.clone();
                            for (int axis = 0; axis < at.length; axis++) {
                                at[axis] = reduced[axis] ? inner[axis] : index[axis];
                            }
                            return get(at);
                        })
                .values;
    }

    @Override
    public String toString() {
        return shape + Arrays.toString(values);
    }
}
