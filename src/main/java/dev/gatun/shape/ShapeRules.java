package dev.gatun.shape;

import dev.gatun.checks.Nulls;
import java.util.Arrays;
import java.util.List;

/**
 * What shapes operations take and what shape they give: every check of shapes, axes and indices of
 * the library, each refusing with a {@link ShapeException} that names the operation {@code op}.
 *
 * <p>Where the result equals an operand's shape, that very instance is returned, so that the common
 * case makes no object.
 */
public final class ShapeRules {
    private ShapeRules() {}

    /** {@link Shape#of} by an operation. */
    public static Shape shape(String op, long... shape) {
        Nulls.refuse("shape", "op", op);
        long[] own = Nulls.refuse(op, "shape", shape).clone();
        return Shape.owning(own, numel(op, own));
    }

    /** The number of elements of a shape of these sizes, which must be countable by a long. */
    static long numel(String op, long[] dims) {
        long product = 1;
        boolean empty = false;
        try {
            for (int axis = 0; axis < dims.length; axis++) {
                if (dims[axis] < 0) {
                    throw refuse(op, "size " + dims[axis] + " of axis " + axis + " is negative");
                }
                // Zeros are set aside, so that the strides of an empty shape cannot overflow
                // either.
                empty |= dims[axis] == 0;
                product = Math.multiplyExact(product, Math.max(dims[axis], 1));
            }
        } catch (ArithmeticException overflow) {
            throw refuse(op, "more elements than a long can count: " + Arrays.toString(dims));
        }
        return empty ? 0 : product;
    }

    /** An axis given from either end, counted from the front: in [0, rank). */
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

    /** The place of an axis to be inserted, given from either end: in [0, rank]. */
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

    /** Which axes are named; each may be named once. */
    public static boolean[] axes(String op, Shape shape, int... axes) {
        Nulls.refuse("axes", "op", op);
        Nulls.refuse(op, "shape", shape);
        Nulls.refuse(op, "axes", axes);
        boolean[] named = new boolean[shape.rank()];
        for (int axis : axes) {
            int at = axis(op, shape, axis);
            if (named[at]) {
                throw refuse(op, "axis " + axis + " is named twice", "", "", shape);
            }
            named[at] = true;
        }
        return named;
    }

    /**
     * Which axes are named to be reduced. A shape without axes is taken as a row of one element, as
     * PyTorch takes it: 0 or -1 may be named, and no axis is marked.
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
                throw refuse(op, "axis " + axes[i] + " is named twice", "", "", shape);
            }
        }
        return new boolean[0];
    }

    /**
     * The axis that rows run along, counted from the front. In a shape without axes 0 and -1 are
     * taken, as PyTorch takes them, and 0 is returned: the caller makes it a row of one element.
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

    /** A permutation of all axes, counted from the front. */
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
     * The shape two operands broadcast to, as NumPy has it: aligned at their last axes, a size of 1
     * or a missing axis stretches to the other's size.
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
        // A row where a column was meant is the usual mistake.
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

    /** The shape any number of operands broadcast to; that of none is the scalar's. */
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

    /** Checks that {@code from} broadcasts to exactly {@code to}; returns {@code to}. */
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
     * The shape of a product by NumPy's rules: matrices are the last two axes, axes before them
     * broadcast; a vector on the left is a row, one on the right a column, and that axis is absent
     * from the result.
     */
    public static Shape matmul(String op, Shape a, Shape b) {
        Nulls.refuse("matmul", "op", op);
        Nulls.refuse(op, "a", a);
        Nulls.refuse(op, "b", b);
        if (a.isScalar() || b.isScalar()) {
            throw refuse(op, "a scalar has no rows or columns", "", "use mul", a, b);
        }
        long inner = a.dims[a.rank() - 1];
        long rows = b.dims[Math.max(b.rank() - 2, 0)];
        if (inner != rows) {
            String hint = b.rank() > 1 || a.rank() > 1 ? "transpose one operand?" : "";
            throw refuse(op, "inner dimensions differ", inner + " != " + rows, hint, a, b);
        }
        if (a.rank() == 2 && b.rank() == 2 && b.dims[1] == inner) {
            return a;
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
     * The shape left by a reduction.
     *
     * @param keepDim whether reduced axes stay, with size 1
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

    /** The shape of arrays joined along an axis: the other axes agree, that one adds up. */
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
                throw refuse(op, "more elements than a long can count", "", "", all);
            }
        }
        return first.with(along, total);
    }

    /**
     * The shape of the same elements counted out anew; one size may be -1 and is worked out from
     * the rest.
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

    /** An index along an axis given from either end, counted from the front: in [0, size). */
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

    /** The first index of a run of {@code length} along an axis, counted from the front. */
    static long run(String op, Shape shape, int axis, long start, long length) {
        long size = shape.dims[axis];
        long from = start < 0 ? start + size : start;
        if (from < 0 || from > size || length < 0 || length > size - from) {
            String problem = "start " + start + " and length " + length + " leave axis " + axis;
            throw refuse(op, problem, "size " + size, "", shape);
        }
        return from;
    }

    static ShapeException refuse(String op, String problem) {
        return new ShapeException(op, problem, List.of(), "", "");
    }

    static ShapeException refuse(
            String op, String problem, String difference, String hint, Shape... shapes) {
        return new ShapeException(op, problem, List.of(shapes), difference, hint);
    }
}
