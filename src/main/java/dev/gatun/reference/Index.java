package dev.gatun.reference;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;

/** Shapes as int arrays, and arrays of the indices of corresponding elements. */
final class Index {
    private Index() {}

    static void require(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem);
        }
    }

    /** Copies an array and refuses null elements. */
    static Value[] copy(String op, Value... values) {
        Value[] copy = Objects.requireNonNull(values, op + ": values is null").clone();
        for (int i = 0; i < copy.length; i++) {
            Objects.requireNonNull(copy[i], op + ": value " + i + " is null");
        }
        return copy;
    }

    static int size(int[] shape) {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    static int[] upTo(int count) {
        return IntStream.range(0, count).toArray();
    }

    static int[] join(int[] first, int... second) {
        return IntStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
    }

    /** The axis counted from the front. */
    static int axis(int[] shape, int axis) {
        int rank = shape.length;
        require(axis >= -rank && axis < rank, "no axis " + axis + " in " + Arrays.toString(shape));
        return axis < 0 ? axis + rank : axis;
    }

    /** The row-major strides of a shape. */
    static int[] strides(int[] shape) {
        int[] strides = new int[shape.length];
        int stride = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape[axis];
        }
        return strides;
    }

    /** For each index (i, j, ...) in row-major order: offset + i strides[0] + j strides[1] + ... */
    static int[] offsets(int[] shape, int[] strides, int offset) {
        int[] places = {offset};
        for (int axis = 0; axis < shape.length; axis++) {
            int size = shape[axis];
            int stride = strides[axis];
            int[] before = places;
            places = new int[before.length * size];
            Arrays.setAll(places, i -> before[i / size] + i % size * stride);
        }
        return places;
    }

    /**
     * The broadcast shape by NumPy's rule: aligned at the last axis, sizes are equal, or one is 1
     * or missing.
     */
    static int[] broadcast(int[] a, int[] b) {
        int[] to = new int[Math.max(a.length, b.length)];
        for (int back = 1; back <= to.length; back++) {
            int x = back <= a.length ? a[a.length - back] : 1;
            int y = back <= b.length ? b[b.length - back] : 1;
            require(x == y || x == 1 || y == 1, x + " does not broadcast with " + y);
            to[to.length - back] = x == 1 ? y : x;
        }
        return to;
    }

    /** For each element of a broadcast shape, the corresponding element of the operand. */
    static int[] expand(int[] shape, int[] to) {
        int lead = to.length - shape.length;
        int[] strides = join(new int[lead], strides(shape));
        Arrays.setAll(strides, i -> i >= lead && shape[i - lead] == 1 ? 0 : strides[i]);
        return offsets(to, strides, 0);
    }

    /** The shape with the given axes, or all if none is given, set to 1 or removed. */
    static int[] reduce(int[] shape, boolean keepDim, int... axes) {
        boolean[] named = new boolean[shape.length];
        for (int axis : axes.length == 0 ? upTo(shape.length) : axes) {
            require(!named[axis(shape, axis)], "axis " + axis + " named twice");
            named[axis(shape, axis)] = true;
        }
        IntStream kept = IntStream.range(0, shape.length).filter(i -> keepDim || !named[i]);
        return kept.map(i -> named[i] ? 1 : shape[i]).toArray();
    }
}
