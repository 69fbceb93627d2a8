package dev.gatun.tensor.op.reduce;

import dev.gatun.checks.Nulls;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * What a reduction reduces.
 *
 * @param op the operation's name
 * @param reduced the axes, counted from the front, all of them named
 * @param shape of the result
 * @param kept the same with size 1 for each reduced axis: what broadcasts against the input
 * @param count how many elements each result is made of
 */
public record ReducedAxes(String op, List<Integer> reduced, Shape shape, Shape kept, long count) {
    /** Checks the axes, in an array that a caller may write to; none means all. */
    public static ReducedAxes of(String op, Tensor x, boolean keepDim, int... given) {
        int[] axes = Nulls.refuse(op, "axes", given).clone();
        Shape from = x.shape();
        Shape kept = ShapeRules.reduce(op, from, true, axes);
        Shape shape = keepDim ? kept : ShapeRules.reduce(op, from, false, axes);
        boolean[] named = ShapeRules.reducedAxes(op, from, axes);
        List<Integer> reduced = new ArrayList<>(from.rank());
        long count = 1;
        for (int axis = 0; axis < from.rank(); axis++) {
            if (axes.length == 0 || named[axis]) {
                reduced.add(axis);
                count *= from.dim(axis);
            }
        }
        return new ReducedAxes(op, reduced, shape, kept, count);
    }

    /** Checks also that there is something to reduce wherever there is a result. */
    public static ReducedAxes filled(String op, Tensor x, boolean keepDim, int... axes) {
        ReducedAxes made = of(op, x, keepDim, axes);
        if (made.count == 0 && !made.shape.isEmpty()) {
            throw new ShapeException(
                    op, "there is nothing to choose from", List.of(x.shape()), "", "");
        }
        return made;
    }

    /** As kernels take them. */
    int[] array() {
        int[] array = new int[reduced.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = reduced.get(i);
        }
        return array;
    }

    /**
     * What each element is more than the mean. The mean of the deviations, which is what rounding
     * the first mean has left, is taken away too: that of (1e7, 1e7 + 1, 1e7 + 3) is not a float.
     */
    Tensor deviation(Tensor x) {
        Tensor near = x.sub(x.mean(array(), true));
        return near.sub(near.mean(array(), true));
    }

    /** A result, or its gradient, as large as the input, without a copy. */
    Tensor spread(Tensor result, Shape input) {
        return keep(result).expand(input.dims());
    }

    /** A result, or its gradient, so that it broadcasts against the input. */
    Tensor keep(Tensor result) {
        return result.reshape(kept.dims());
    }
}
