package dev.gatun.tensor.op.reduce;

import dev.gatun.checks.Nulls;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The axes and shapes of a reduction.
 *
 * @param op the operation's name
 * @param reduced the reduced axes, counted from the front
 * @param shape of the result
 * @param kept the shape of the result with size 1 for each reduced axis, which broadcasts against
 *     the input
 * @param count the number of elements of each result
 */
public record ReducedAxes(String op, List<Integer> reduced, Shape shape, Shape kept, long count) {
    /** Checks the axes and copies the array; no axes means all. */
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

    /** Also checks that each result has at least one element. */
    public static ReducedAxes filled(String op, Tensor x, boolean keepDim, int... axes) {
        ReducedAxes made = of(op, x, keepDim, axes);
        if (made.count == 0 && !made.shape.isEmpty()) {
            throw new ShapeException(op, "there is nothing to choose from", x.shape());
        }
        return made;
    }

    /** The axes as an array, for kernels. */
    int[] array() {
        int[] array = new int[reduced.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = reduced.get(i);
        }
        return array;
    }

    /**
     * The deviation of each element from the mean. The mean of the deviations, the rounding error
     * of the mean, is subtracted too: the mean of (1e7, 1e7 + 1, 1e7 + 3) is not a float.
     */
    Tensor deviation(Tensor x) {
        Tensor near = x.sub(x.mean(array(), true));
        return near.sub(near.mean(array(), true));
    }

    /** A result, or its gradient, broadcast to the shape of the input, without a copy. */
    Tensor spread(Tensor result, Shape input) {
        return keep(result).expand(input.dims());
    }

    /** A result, or its gradient, in a shape that broadcasts against the input. */
    Tensor keep(Tensor result) {
        return result.reshape(kept.dims());
    }
}
