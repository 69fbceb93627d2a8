package dev.gatun.shape;

import dev.gatun.checks.Nulls;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the elements of an array are in its storage: element {@code (i, j, ...)} is at {@code
 * offset + i * strides[0] + j * strides[1] + ...}, counted in elements, not in bytes; immutable.
 *
 * <p>Every view is a new layout of the same storage: no method here moves an element. A stride may
 * be negative (a flipped axis) or 0 (an expanded one). Axes and indices may be given from the end;
 * those that do not exist throw {@link ShapeException}.
 */
public final class Layout {
    private final Shape shape;

    /** Not changed after construction. */
    final long[] strides;

    private final long offset;
    private final boolean contiguous;

    private Layout(Shape shape, long[] strides, long offset) {
        this.shape = shape;
        this.strides = strides;
        this.offset = offset;
        this.contiguous = Strides.isRowMajor(shape, strides);
    }

    /** The row-major layout from element 0 on: the last axis is dense, the first the slowest. */
    public static Layout contiguous(Shape shape) {
        if (shape == null) { // inlined by hand: called for every new tensor
            throw Nulls.refusal("Layout.contiguous", "shape");
        }
        return shape.contiguous();
    }

    /** The row-major layout from the given element on. */
    public static Layout contiguous(Shape shape, long offset) {
        Nulls.refuse("Layout.contiguous", "shape", shape);
        if (offset == 0) {
            return shape.contiguous();
        }
        Layout layout = rowMajor(shape, offset);
        layout.checkReach();
        return layout;
    }

    /**
     * A layout of any strides, in elements.
     *
     * @throws ShapeException if there is not one stride for each axis, or an element would be
     *     before the start of the storage or at an index that exceeds a long
     */
    public static Layout of(Shape shape, long[] strides, long offset) {
        Nulls.refuse("Layout.of", "shape", shape);
        Nulls.refuse("Layout.of", "strides", strides);
        if (strides.length != shape.rank()) {
            String difference = strides.length + " strides, rank " + shape.rank();
            throw ShapeRules.refuse("layout", "one stride an axis", difference, "", shape);
        }
        Layout layout = new Layout(shape, strides.clone(), offset);
        layout.checkReach();
        return layout;
    }

    static Layout rowMajor(Shape shape, long offset) {
        return new Layout(shape, Strides.rowMajor(shape), offset);
    }

    private void checkReach() {
        if (offset < 0) {
            throw ShapeRules.refuse("layout", "offset " + offset + " is negative");
        }
        if (shape.isEmpty()) {
            return;
        }
        long below = 0;
        long above = offset;
        try {
            for (int axis = 0; axis < strides.length; axis++) {
                long span = Math.multiplyExact(shape.dims[axis] - 1, strides[axis]);
                below = span < 0 ? Math.addExact(below, span) : below;
                above = span > 0 ? Math.addExact(above, span) : above;
            }
        } catch (ArithmeticException overflow) {
            String strides = "strides " + Arrays.toString(this.strides);
            throw ShapeRules.refuse("layout", "reaches too far", strides, "", shape);
        }
        if (offset + below < 0) {
            String difference = "least element " + (offset + below);
            throw ShapeRules.refuse("layout", "reaches before its storage", difference, "", shape);
        }
    }

    /** The sizes along the axes. */
    public Shape shape() {
        return shape;
    }

    /** The number of axes. */
    public int rank() {
        return strides.length;
    }

    /** The number of elements. */
    public long numel() {
        return shape.numel();
    }

    /** The distance in elements between neighbours along an axis. */
    public long stride(int axis) {
        return strides[axis >= 0 && axis < strides.length ? axis : axis("stride", axis)];
    }

    /** The strides, outermost first, in a new array. */
    public long[] strides() {
        return strides.clone();
    }

    /** The index in the storage of the first element. */
    public long offset() {
        return offset;
    }

    /** Whether the elements are consecutive in row-major order, at any offset. */
    public boolean isContiguous() {
        return contiguous;
    }

    /** The least index in the storage of any element; the offset if there are no elements. */
    public long minElement() {
        long least = offset;
        if (!contiguous) {
            for (int axis = 0; axis < strides.length; axis++) {
                least += Math.min((shape.dims[axis] - 1) * strides[axis], 0);
            }
        }
        return least;
    }

    /**
     * The greatest index in the storage of any element, which is less than the size of the storage;
     * offset - 1 if there are no elements.
     */
    public long maxElement() {
        if (contiguous) {
            return offset + shape.numel() - 1;
        }
        long greatest = offset;
        for (int axis = 0; axis < strides.length; axis++) {
            greatest += Math.max((shape.dims[axis] - 1) * strides[axis], 0);
        }
        return greatest;
    }

    /** The index in the storage of the element with the given indices. */
    public long elementAt(long... index) {
        return elementAt("elementAt", index);
    }

    /** {@link #elementAt(long...)} for an operation, which exceptions name. */
    public long elementAt(String op, long... index) {
        Nulls.refuse("elementAt", "op", op);
        Nulls.refuse(op, "index", index);
        if (index.length != strides.length) {
            String difference = index.length + " indices, rank " + strides.length;
            throw ShapeRules.refuse(op, "one index an axis", difference, "", shape);
        }
        long element = offset;
        for (int axis = 0; axis < index.length; axis++) {
            element += ShapeRules.index(op, shape, axis, index[axis]) * strides[axis];
        }
        return element;
    }

    /**
     * Whether two elements share a place in the storage, so that writing in place would be wrong.
     * {@link #overlaps} says when the answer may be wrong.
     */
    public boolean overlapsItself() {
        return !contiguous && Overlap.within(this);
    }

    /**
     * Whether two layouts of one storage have an element in common. Exact for every view that this
     * class makes of a contiguous layout, and for most others; true if the search would take too
     * long.
     */
    public boolean overlaps(Layout other) {
        return Overlap.between(this, Nulls.refuse("overlaps", "other", other));
    }

    /** Axis i of the view is axis {@code axes[i]} of this layout; every axis occurs once. */
    public Layout permute(int... axes) {
        int[] order = ShapeRules.permutation("permute", shape, axes);
        long[] permuted = new long[order.length];
        for (int i = 0; i < order.length; i++) {
            permuted[i] = strides[order[i]];
        }
        return new Layout(shape.permute(order), permuted, offset);
    }

    /** This layout with two axes exchanged. */
    public Layout transpose(int first, int second) {
        long[] dims =
                Strides.exchanged(shape.dims, axis("transpose", first), axis("transpose", second));
        long[] swapped =
                Strides.exchanged(strides, axis("transpose", first), axis("transpose", second));
        return new Layout(Shape.owning(dims, shape.numel()), swapped, offset);
    }

    /** The elements of a slice along an axis; its stride is multiplied by the step. */
    public Layout slice(int axis, Slice slice) {
        Nulls.refuse("slice", "slice", slice);
        int at = axis("slice", axis);
        long size = shape.dims[at];
        return along(at, slice.first(size), slice.count(size), slice.step());
    }

    /** The elements of slices along the first axes, one slice for each axis. */
    public Layout slice(Slice... slices) {
        Slice[] each = Nulls.copy("slice", "slices", "slice", slices);
        if (each.length > strides.length) {
            String difference = each.length + " slices, rank " + strides.length;
            throw ShapeRules.refuse("slice", "more slices than axes", difference, "", shape);
        }
        Layout view = this;
        for (int axis = 0; axis < each.length; axis++) {
            view = view.slice(axis, each[axis]);
        }
        return view;
    }

    /**
     * The {@code length} elements along an axis from {@code start} on. Unlike those of a slice, all
     * of them must exist.
     */
    public Layout narrow(int axis, long start, long length) {
        int at = axis("narrow", axis);
        return along(at, ShapeRules.run("narrow", shape, at, start, length), length, 1);
    }

    /** The elements at one index along an axis, which the view does not have. */
    public Layout select(int axis, long index) {
        int at = axis("select", axis);
        long from = ShapeRules.index("select", shape, at, index);
        long[] rest = Strides.without(strides, at);
        return new Layout(shape.remove(at), rest, offset + from * strides[at]);
    }

    /** This layout reversed along the given axes. */
    public Layout flip(int... axes) {
        boolean[] flipped = ShapeRules.axes("flip", shape, axes);
        Layout view = this;
        for (int axis = 0; axis < flipped.length; axis++) {
            if (flipped[axis]) {
                long size = shape.dims[axis];
                view = view.along(axis, size - 1, size, -1);
            }
        }
        return view;
    }

    /** {@code count} elements along an axis from {@code first} on, {@code step} apart. */
    private Layout along(int axis, long first, long count, long step) {
        if (step == 1 && count == shape.dims[axis]) {
            return this;
        }
        // With fewer than two elements the stride is not used, and the product might overflow.
        long[] stepped = strides;
        if (count > 1 && step != 1) {
            stepped = strides.clone();
            stepped[axis] *= step;
        }
        long start = count > 0 ? offset + first * strides[axis] : offset;
        return new Layout(shape.with(axis, count), stepped, start);
    }

    /**
     * Broadcasts to a larger shape: new axes, and axes of size 1 that become longer, have stride 0.
     */
    public Layout expand(Shape to) {
        ShapeRules.expand("expand", shape, Nulls.refuse("expand", "to", to));
        if (to.equals(shape)) {
            return this;
        }
        long[] expanded = new long[to.rank()];
        int lead = to.rank() - strides.length;
        for (int axis = 0; axis < strides.length; axis++) {
            boolean kept = shape.dims[axis] == to.dims[axis + lead];
            expanded[axis + lead] = kept ? strides[axis] : 0;
        }
        return new Layout(to, expanded, offset);
    }

    /** This layout without its axes of size 1. */
    public Layout squeeze() {
        Layout view = this;
        for (int axis = strides.length - 1; axis >= 0; axis--) {
            view = shape.dims[axis] == 1 ? view.squeeze(axis) : view;
        }
        return view;
    }

    /** This layout without one axis, whose size must be 1. */
    public Layout squeeze(int axis) {
        int at = axis("squeeze", axis);
        if (shape.dims[at] != 1) {
            String difference = shape.dims[at] + " != 1";
            throw ShapeRules.refuse(
                    "squeeze", "axis " + axis + " is not of size 1", difference, "", shape);
        }
        return new Layout(shape.remove(at), Strides.without(strides, at), offset);
    }

    /**
     * This layout with one more axis, of size 1.
     *
     * @param axis where the new axis will be, in [-rank - 1, rank]
     */
    public Layout unsqueeze(int axis) {
        int at = ShapeRules.newAxis("unsqueeze", shape, axis);
        long[] longer = new long[strides.length + 1];
        System.arraycopy(strides, 0, longer, 0, at);
        // Has no effect on the elements; chosen so that a contiguous layout remains row-major.
        longer[at] = at < strides.length ? strides[at] * shape.dims[at] : 1;
        System.arraycopy(strides, at, longer, at + 1, strides.length - at);
        return new Layout(shape.insert(at, 1), longer, offset);
    }

    /**
     * The elements whose indices along two axes differ by {@code shift} (second minus first), as a
     * last axis in place of the two.
     */
    public Layout diagonal(long shift, int first, int second) {
        int row = axis("diagonal", first);
        int column = axis("diagonal", second);
        ShapeRules.axes("diagonal", shape, first, second);
        long skippedRows = Math.max(-Math.max(shift, -Long.MAX_VALUE), 0);
        long skippedColumns = Math.max(shift, 0);
        long length = Math.min(shape.dims[row] - skippedRows, shape.dims[column] - skippedColumns);
        Shape others = shape.remove(row, column);
        long[] rest =
                Strides.without(
                        Strides.without(strides, Math.max(row, column)), Math.min(row, column));
        long[] diagonal = Arrays.copyOf(rest, rest.length + 1);
        diagonal[rest.length] = strides[row] + strides[column];
        long start = skippedRows * strides[row] + skippedColumns * strides[column];
        return new Layout(
                others.insert(others.rank(), Math.max(length, 0)),
                diagonal,
                length > 0 ? offset + start : offset);
    }

    /**
     * The view with another shape over the same elements in the same order, or null if no strides
     * can express it and the elements must be copied.
     *
     * @param to has as many elements as this layout
     */
    public @Nullable Layout reshape(Shape to) {
        ShapeRules.reshape("reshape", shape, Nulls.refuse("reshape", "to", to).dims);
        if (to.equals(shape)) {
            return this;
        }
        long[] reshaped = contiguous ? Strides.rowMajor(to) : Strides.reshape(shape, strides, to);
        return reshaped == null ? null : new Layout(to, reshaped, offset);
    }

    private int axis(String op, int axis) {
        return ShapeRules.axis(op, shape, axis);
    }

    /** Whether shape, strides and offset are equal. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Layout that
                        && offset == that.offset
                        && shape.equals(that.shape)
                        && Arrays.equals(strides, that.strides));
    }

    @Override
    public int hashCode() {
        return 31 * (31 * shape.hashCode() + Arrays.hashCode(strides)) + Long.hashCode(offset);
    }

    /** Such as {@code [2, 3] strides [3, 1] offset 0}. */
    @Override
    public String toString() {
        return shape + " strides " + Arrays.toString(strides) + " offset " + offset;
    }
}
