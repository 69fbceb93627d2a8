package dev.gatun.shape;

import dev.gatun.checks.Nulls;
import java.util.Arrays;

/**
 * The shapes of results: the checks of shapes, axes and indices that operations share. Each throws
 * a {@link ShapeException} that names the operation {@code op}.
 *
 * <p>If the result equals the shape of an operand, that instance is returned, so that the usual
 * case allocates no object.
 */
public final class ShapeRules {
    private ShapeRules() {}

    /** {@link Shape#of} for an operation. */
    public static Shape shape(String op, long... shape) {
        Nulls.refuse("shape", "op", op);
        long[] own = Nulls.refuse(op, "shape", shape).clone();
        return Shape.owning(own, numel(op, own));
    }

    /** The number of elements of a shape of these sizes, which must not exceed a long. */
    static long numel(String op, long[] dims) {
        long product = 1;
        boolean empty = false;
        try {
            for (int axis = 0; axis < dims.length; axis++) {
                if (dims[axis] < 0) {
                    throw refuse(op, "size " + dims[axis] + " of axis " + axis + " is negative");
                }
                // Zeros are left out of the product, so that the strides of an empty shape do not
                // overflow either.
                empty |= dims[axis] == 0;
                product = Math.multiplyExact(product, Math.max(dims[axis], 1));
            }
        } catch (ArithmeticException overflow) {
            throw refuse(op, "more elements than a long can count: " + Arrays.toString(dims));
        }
        return empty ? 0 : product;
    }

    /** Converts an axis given from either end to one counted from the front, in [0, rank). */
    public static int axis(String op, Shape shape, int axis) {
        Nulls.refuse("axis", "op", op);
        Nulls.refuse(op, "shape", shape);
        int rank = shape.rank();
        if (axis < -rank || axis >= rank) {
            String range = rank == 0 ? "it has no axes" : -rank + " to " + (rank - 1);
            throw refuse(op, "axis " + axis + " is out of range", range, "", shape);
        }
        return axis < 0 ? axis + rank : axis;
    }

    /**
     * Converts the position of a new axis, given from either end, to one counted from the front, in
     * [0, rank].
     */
    public static int newAxis(String op, Shape shape, int axis) {
        Nulls.refuse("newAxis", "op", op);
        Nulls.refuse(op, "shape", shape);
        int rank = shape.rank();
        if (axis < -rank - 1 || axis > rank) {
            String range = -rank - 1 + " to " + rank;
            throw refuse(op, "new axis " + axis + " is out of range", range, "", shape);
        }
        return axis < 0 ? axis + rank + 1 : axis;
    }

    /** Marks the given axes; each may be given once. */
    public static boolean[] axes(String op, Shape shape, int... axes) {
        Nulls.refuse("axes", "op", op);
        Nulls.refuse(op, "shape", shape);
        Nulls.refuse(op, "axes", axes);
        boolean[] named = new boolean[shape.rank()];
        for (int axis : axes) {
            int at = axis(op, shape, axis);
            if (named[at]) {
                throw refuse(op, "axis " + axis + " is named twice", shape);
            }
            named[at] = true;
        }
        return named;
    }

    /**
     * Marks the axes of a reduction. A shape without axes is taken as a row of one element, as in
     * PyTorch: 0 or -1 may be given, and no axis is marked.
     */
    public static boolean[] reducedAxes(String op, Shape shape, int... axes) {
        Nulls.refuse("reducedAxes", "op", op);
        Nulls.refuse(op, "shape", shape);
        Nulls.refuse(op, "axes", axes);
        if (shape.rank() > 0) {
            return axes(op, shape, axes);
        }
        for (int i = 0; i < axes.length; i++) {
            rowAxis(op, shape, axes[i]);
            if (i > 0) {
                throw refuse(op, "axis " + axes[i] + " is named twice", shape);
            }
        }
        return new boolean[0];
    }

    /**
     * Converts the axis of a row-wise operation to one counted from the front. A shape without axes
     * is taken as a row of one element, as in PyTorch: for 0 and -1 the result is 0.
     */
    public static int rowAxis(String op, Shape shape, int axis) {
        Nulls.refuse("rowAxis", "op", op);
        Nulls.refuse(op, "shape", shape);
        if (shape.rank() > 0) {
            return axis(op, shape, axis);
        }
        if (axis != 0 && axis != -1) {
            throw refuse(op, "axis " + axis + " is out of range", "-1 to 0", "", shape);
        }
        return 0;
    }

    /** Converts a permutation of all axes to axes counted from the front. */
    public static int[] permutation(String op, Shape shape, int... axes) {
        Nulls.refuse("permutation", "op", op);
        Nulls.refuse(op, "shape", shape);
        Nulls.refuse(op, "axes", axes);
        if (axes.length != shape.rank()) {
            String difference = axes.length + " axes given, " + shape.rank() + " needed";
            throw refuse(op, "every axis must be named once", difference, "", shape);
        }
        int[] order = axes.clone();
        axes(op, shape, order);
        for (int i = 0; i < order.length; i++) {
            order[i] = axis(op, shape, order[i]);
        }
        return order;
    }

    /**
     * The shape that two operands broadcast to, by NumPy's rule: they are aligned at their last
     * axes, and a size of 1 or a missing axis takes the size of the other.
     */
    public static Shape broadcast(String op, Shape a, Shape b) {
        Nulls.refuse("broadcast", "op", op);
        Nulls.refuse(op, "a", a);
        Nulls.refuse(op, "b", b);
        if (a.equals(b)) {
            return a;
        }
        boolean firstIsLonger = a.rank() >= b.rank();
        Shape longer = firstIsLonger ? a : b;
        Shape shorter = firstIsLonger ? b : a;
        int lead = longer.rank() - shorter.rank();
        long[] dims = null;
        boolean shorterIsResult = lead == 0;
        for (int axis = lead; axis < longer.rank(); axis++) {
            long x = longer.dims[axis];
            long y = shorter.dims[axis - lead];
            if (x != y && x != 1 && y != 1) {
                throw cannotBroadcast(op, a, b, axis - longer.rank());
            }
            if (x == 1 && y != 1) {
                dims = dims == null ? longer.dims() : dims;
                dims[axis] = y;
            } else if (x != y) {
                shorterIsResult = false;
            }
        }
        if (dims == null) {
            return longer;
        }
        return shorterIsResult ? shorter : Shape.owning(dims);
    }

    private static ShapeException cannotBroadcast(String op, Shape a, Shape b, int axis) {
        String difference =
                "axis " + axis + ": " + a.dims[a.rank() + axis] + " != " + b.dims[b.rank() + axis];
        // The usual mistake is a row in place of a column.
        long[] column = b.rank() == 0 ? new long[0] : b.insert(b.rank(), 1).dims;
        boolean asColumn =
                b.rank() < a.rank()
                        && column[column.length - 2] == a.dims[a.rank() - 2]
                        && fits(a.dims, column);
        String hint =
                asColumn
                        ? "unsqueeze the second to " + Arrays.toString(column) + "?"
                        : "sizes must be equal or 1, aligned at the last axis";
        return refuse(op, "shapes do not broadcast", difference, hint, a, b);
    }

    private static boolean fits(long[] longer, long[] shorter) {
        int lead = longer.length - shorter.length;
        for (int axis = 0; axis < shorter.length; axis++) {
            long x = longer[axis + lead];
            if (x != shorter[axis] && x != 1 && shorter[axis] != 1) {
                return false;
            }
        }
        return true;
    }

    /** The shape that any number of operands broadcast to; that of a scalar if there are none. */
    public static Shape broadcast(String op, Shape... shapes) {
        Nulls.refuse("broadcast", "op", op);
        Shape[] all = Nulls.copy(op, "shapes", "shape", shapes);
        if (all.length == 0) {
            return Shape.scalar();
        }
        Shape result = all[0];
        for (int i = 1; i < all.length; i++) {
            result = broadcast(op, result, all[i]);
        }
        return result;
    }

    /** Checks that {@code from} broadcasts to {@code to}, and returns {@code to}. */
    public static Shape expand(String op, Shape from, Shape to) {
        Nulls.refuse("expand", "op", op);
        Nulls.refuse(op, "from", from);
        Nulls.refuse(op, "to", to);
        if (from.equals(to)) {
            return to;
        }
        int lead = to.rank() - from.rank();
        if (lead < 0) {
            String difference = "rank " + from.rank() + " > " + to.rank();
            throw refuse(op, "cannot expand to fewer axes", difference, "", from, to);
        }
        for (int axis = 0; axis < from.rank(); axis++) {
            long x = from.dims[axis];
            long y = to.dims[axis + lead];
            if (x != y && x != 1) {
                String difference = "axis " + (axis - from.rank()) + ": " + x + " != " + y;
                throw refuse(
                        op, "cannot expand", difference, "only axes of size 1 expand", from, to);
            }
        }
        return to;
    }

    /**
     * The shape of a matrix product by NumPy's rules: matrices are in the last two axes, and axes
     * before them broadcast. A vector on the left is a row, one on the right a column, and the
     * result does not have that axis.
     */
    public static Shape matmul(String op, Shape a, Shape b) {
        Nulls.refuse("matmul", "op", op);
        Nulls.refuse(op, "a", a);
        Nulls.refuse(op, "b", b);
        // Two matrices by themselves, so that C2 inlines this method.
        if (a.rank() == 2 && b.rank() == 2 && a.dims[1] == b.dims[0]) {
            return a.dims[1] == b.dims[1] ? a : Shape.owning(new long[] {a.dims[0], b.dims[1]});
        }
        return productOf(op, a, b);
    }

    private static Shape productOf(String op, Shape a, Shape b) {
        if (a.isScalar() || b.isScalar()) {
            throw refuse(op, "a scalar has no rows or columns", "", "use mul", a, b);
        }
        long inner = a.dims[a.rank() - 1];
        long rows = b.dims[Math.max(b.rank() - 2, 0)];
        if (inner != rows) {
            String hint = b.rank() > 1 || a.rank() > 1 ? "transpose one operand?" : "";
            throw refuse(op, "inner dimensions differ", inner + " != " + rows, hint, a, b);
        }
        int batch = Math.max(Math.max(a.rank(), b.rank()) - 2, 0);
        int tail = (a.rank() > 1 ? 1 : 0) + (b.rank() > 1 ? 1 : 0);
        long[] dims = new long[batch + tail];
        for (int axis = 1; axis <= batch; axis++) {
            long x = axis <= a.rank() - 2 ? a.dims[a.rank() - 2 - axis] : 1;
            long y = axis <= b.rank() - 2 ? b.dims[b.rank() - 2 - axis] : 1;
            if (x != y && x != 1 && y != 1) {
                String difference = "axis " + (-2 - axis) + ": " + x + " != " + y;
                throw refuse(op, "batches do not broadcast", difference, "", a, b);
            }
            dims[batch - axis] = x == 1 ? y : x;
        }
        int at = batch;
        if (a.rank() > 1) {
            dims[at++] = a.dims[a.rank() - 2];
        }
        if (b.rank() > 1) {
            dims[at] = b.dims[b.rank() - 1];
        }
        return Shape.owning(dims);
    }

    /**
     * The shape of the result of a reduction.
     *
     * @param keepDim whether reduced axes remain, with size 1
     * @param axes the axes to reduce over; none means all
     */
    public static Shape reduce(String op, Shape shape, boolean keepDim, int... axes) {
        Nulls.refuse("reduce", "op", op);
        Nulls.refuse(op, "shape", shape);
        Nulls.refuse(op, "axes", axes);
        boolean[] reduced = reducedAxes(op, shape, axes);
        int gone = axes.length == 0 ? shape.rank() : Math.min(axes.length, shape.rank());
        long[] dims = new long[keepDim ? shape.rank() : shape.rank() - gone];
        int at = 0;
        for (int axis = 0; axis < shape.rank(); axis++) {
            if (axes.length > 0 && !reduced[axis]) {
                dims[at++] = shape.dims[axis];
            } else if (keepDim) {
                dims[at++] = 1;
            }
        }
        return Shape.owning(dims);
    }

    /**
     * The shape of arrays joined along an axis: the sizes of that axis are added, those of the
     * others must be equal.
     */
    public static Shape concat(String op, int axis, Shape... shapes) {
        Nulls.refuse("concat", "op", op);
        Shape[] all = Nulls.copy(op, "shapes", "shape", shapes);
        if (all.length == 0) {
            throw refuse(op, "nothing to join");
        }
        Shape first = all[0];
        int along = axis(op, first, axis);
        long total = 0;
        for (Shape next : all) {
            if (next.rank() != first.rank()) {
                String difference = "rank " + first.rank() + " != " + next.rank();
                throw refuse(op, "ranks differ", difference, "", first, next);
            }
            for (int i = 0; i < first.rank(); i++) {
                if (i != along && first.dims[i] != next.dims[i]) {
                    String difference = "axis " + i + ": " + first.dims[i] + " != " + next.dims[i];
                    String problem = "sizes differ outside axis " + along;
                    throw refuse(op, problem, difference, "", first, next);
                }
            }
            total += next.dims[along];
            if (total < 0) {
                throw refuse(op, "more elements than a long can count", all);
            }
        }
        return first.with(along, total);
    }

    /**
     * The new shape of the same number of elements; one size may be -1 and is computed from the
     * others.
     */
    public static Shape reshape(String op, Shape from, long... shape) {
        Nulls.refuse("reshape", "op", op);
        Nulls.refuse(op, "from", from);
        int unknown = -1;
        long[] dims = Nulls.refuse(op, "shape", shape).clone();
        long[] known = dims.clone();
        for (int axis = 0; axis < dims.length; axis++) {
            if (dims[axis] == -1) {
                if (unknown >= 0) {
                    throw refuseReshape(op, from, dims, "only one size can be -1", "");
                }
                unknown = axis;
                known[axis] = 1;
            }
        }
        Shape to = shape(op, known);
        if (unknown >= 0) {
            if (to.isEmpty() || from.numel() % to.numel() != 0) {
                String problem = "no size for -1 fits";
                throw refuseReshape(
                        op, from, dims, problem, from.numel() + " elements by " + to.numel());
            }
            to = to.with(unknown, from.numel() / to.numel());
        }
        if (to.numel() != from.numel()) {
            throw refuseReshape(
                    op, from, dims, "element counts differ", from.numel() + " != " + to.numel());
        }
        return to.equals(from) ? from : to;
    }

    private static ShapeException refuseReshape(
            String op, Shape from, long[] dims, String problem, String difference) {
        String request = " for " + Arrays.toString(dims);
        return refuse(op, problem + request, difference, "", from);
    }

    /**
     * Converts an index along an axis, given from either end, to one counted from the front, in [0,
     * size).
     */
    public static long index(String op, Shape shape, int axis, long index) {
        Nulls.refuse("index", "op", op);
        Nulls.refuse(op, "shape", shape);
        long size = shape.dims[axis(op, shape, axis)];
        if (index < -size || index >= size) {
            String range = size == 0 ? "it is empty" : -size + " to " + (size - 1);
            String problem = "index " + index + " is out of range for axis " + axis;
            throw refuse(op, problem, range, "", shape);
        }
        return index < 0 ? index + size : index;
    }

    /**
     * Converts the first index of {@code length} ones along an axis to one counted from the front.
     */
    static long run(String op, Shape shape, int axis, long start, long length) {
        long size = shape.dims[axis];
        long from = start < 0 ? start + size : start;
        if (from < 0 || from > size || length < 0 || length > size - from) {
            String problem = "start " + start + " and length " + length + " leave axis " + axis;
            throw refuse(op, problem, "size " + size, "", shape);
        }
        return from;
    }

    static ShapeException refuse(String op, String problem, Shape... shapes) {
        return new ShapeException(op, problem, shapes);
    }

    static ShapeException refuse(
            String op, String problem, String difference, String hint, Shape... shapes) {
        return new ShapeException(op, problem, difference, hint, shapes);
    }
}
