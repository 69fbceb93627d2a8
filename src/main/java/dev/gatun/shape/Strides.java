package dev.gatun.shape;

import org.jspecify.annotations.Nullable;

/** Arithmetic on strides, counted in elements, outermost axis first. */
final class Strides {
    private Strides() {}

    /** The row-major strides of a shape; sizes of 0 count as 1. */
    static long[] rowMajor(Shape shape) {
        long[] strides = new long[shape.rank()];
        long stride = 1;
        for (int axis = strides.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= Math.max(shape.dims[axis], 1);
        }
        return strides;
    }

    /**
     * Whether strides are row-major. Those of axes of size 1 have no effect and are not compared.
     */
    static boolean isRowMajor(Shape shape, long[] strides) {
        long stride = 1;
        for (int axis = strides.length - 1; axis >= 0; axis--) {
            long size = shape.dims[axis];
            if (size != 1) {
                if (strides[axis] != stride && !shape.isEmpty()) {
                    return false;
                }
                stride *= size;
            }
        }
        return true;
    }

    /**
     * The strides of another shape over the same elements in the same order; null if there are
     * none. Both shapes have the same number of elements, at least one.
     */
    static long @Nullable [] reshape(Shape from, long[] strides, Shape to) {
        long[] reshaped = new long[to.rank()];
        int made = reshaped.length;
        int axis = strides.length;
        while (axis > 0) {
            // Consecutive axes that can be merged, from the innermost outwards: each outer stride
            // is the extent of the inner axis. The new axes must divide their product exactly.
            axis--;
            long size = from.dims[axis];
            long stride = strides[axis];
            while (axis > 0
                    && (from.dims[axis - 1] == 1
                            || size == 1
                            || strides[axis - 1] == size * stride)) {
                axis--;
                stride = size == 1 ? strides[axis] : stride;
                size *= from.dims[axis];
            }
            long tiled = 1;
            while (made > 0 && (tiled < size || to.dims[made - 1] == 1)) {
                made--;
                reshaped[made] = tiled * stride;
                tiled *= to.dims[made];
            }
            if (tiled != size) {
                return null;
            }
        }
        return reshaped;
    }

    static long[] without(long[] values, int index) {
        long[] rest = new long[values.length - 1];
        System.arraycopy(values, 0, rest, 0, index);
        System.arraycopy(values, index + 1, rest, index, rest.length - index);
        return rest;
    }

    static long[] exchanged(long[] values, int first, int second) {
        long[] exchanged = values.clone();
        exchanged[first] = values[second];
        exchanged[second] = values[first];
        return exchanged;
    }
}
