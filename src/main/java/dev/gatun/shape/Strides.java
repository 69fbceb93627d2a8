package dev.gatun.shape;

import org.jspecify.annotations.Nullable;

/** Arithmetic on strides, counted in elements, outermost axis first. */
final class Strides {
    private Strides() {}

    /** The strides of a shape whose last axis is dense; sizes of 0 count as 1. */
    static long[] rowMajor(Shape shape) {
        long[] strides = new long[shape.rank()];
        long stride = 1;
        for (int axis = strides.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= Math.max(shape.dims[axis], 1);
        }
        return strides;
    }

    /** Whether elements are consecutive. Along axes of size 1 no step is made, so none counts. */
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
     * The strides by which another shape of as many elements, more than none, steps through the
     * same ones in the same order; null if there are none.
     */
    static long @Nullable [] reshape(Shape from, long[] strides, Shape to) {
        long[] reshaped = new long[to.rank()];
        int made = reshaped.length;
        int axis = strides.length;
        while (axis > 0) {
            // A run of axes that are stepped through as one, from the innermost outwards: each
            // outer stride is the inner axis's whole span. The new axes must tile it exactly.
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
