package dev.gatun.shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The oracle of layouts: visits every index, one by one, and adds up where it stands. */
public final class LayoutOracle {
    private LayoutOracle() {}

    /** All indices of a shape in row-major order. */
    public static List<long[]> indices(Shape shape) {
        List<long[]> indices = List.of(new long[0]);
        for (long dim : shape.dims()) {
            List<long[]> longer = new ArrayList<>();
            for (long[] index : indices) {
                for (long i = 0; i < dim; i++) {
                    long[] next = Arrays.copyOf(index, index.length + 1);
                    next[index.length] = i;
                    longer.add(next);
                }
            }
            indices = longer;
        }
        return indices;
    }

    /** The element of each index, in row-major order. */
    public static List<Long> elements(Layout layout) {
        List<Long> elements = new ArrayList<>();
        long[] strides = layout.strides();
        for (long[] index : indices(layout.shape())) {
            long element = layout.offset();
            for (int axis = 0; axis < index.length; axis++) {
                element += index[axis] * strides[axis];
            }
            elements.add(element);
        }
        return elements;
    }

    /** The element at an index of a shape that the layout broadcasts to. */
    public static long broadcastElement(Layout layout, long[] index) {
        long[] own = new long[layout.rank()];
        for (int axis = 0; axis < own.length; axis++) {
            long i = index[axis + index.length - own.length];
            own[axis] = layout.shape().dim(axis) == 1 ? 0 : i;
        }
        return layout.elementAt(own);
    }

    /** A shape of up to {@code rank} axes with sizes among 0 (seldom), 1, 2, 3, 5 and 7. */
    public static Shape randomShape(Random random, int rank) {
        long[] sizes = {1, 2, 3, 5, 7};
        long[] dims = new long[random.nextInt(rank + 1)];
        for (int axis = 0; axis < dims.length; axis++) {
            dims[axis] = random.nextInt(25) == 0 ? 0 : sizes[random.nextInt(sizes.length)];
        }
        return Shape.of(dims);
    }

    /** A chain of random views over a contiguous layout. */
    public static Layout randomViews(Random random, Layout layout, int steps) {
        for (int step = 0; step < steps; step++) {
            layout = randomView(random, layout);
        }
        return layout;
    }

    private static Layout randomView(Random random, Layout layout) {
        int rank = layout.rank();
        if (rank == 0) {
            return layout.unsqueeze(0);
        }
        int axis = random.nextInt(rank);
        long size = layout.shape().dim(axis);
        return switch (random.nextInt(6)) {
            case 0 -> layout.transpose(axis, random.nextInt(rank));
            case 1 -> layout.flip(axis);
            case 2 -> layout.slice(axis, Slice.every(random.nextInt(2) + 1));
            case 3 -> layout.slice(axis, Slice.from(size > 1 ? 1 : 0, 1));
            case 4 -> rank < 5 ? layout.unsqueeze(axis) : layout;
            default -> size > 1 && rank > 2 ? layout.select(axis, -1) : layout;
        };
    }
}
