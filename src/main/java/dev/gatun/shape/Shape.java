package dev.gatun.shape;

import dev.gatun.checks.Nulls;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The sizes of an array along its axes, outermost first; immutable. A scalar has no axes and one
 * element; a shape with an axis of size 0 has no elements.
 *
 * <p>An axis may be given from the end: -1 is the last. Axes and sizes that are not possible throw
 * {@link ShapeException}.
 */
public final class Shape {
    private static final Shape SCALAR = new Shape(new long[0], 1);

    /** Not changed after construction. */
    final long[] dims;

    private final long numel;

    // Made on first use. In a race they are made twice, which is harmless since all their fields
    // are final.
    private @Nullable Layout contiguous;

    private Shape(long[] dims, long numel) {
        this.dims = dims;
        this.numel = numel;
    }

    /**
     * The shape of these sizes.
     *
     * @throws ShapeException if a size is negative, or the product of those that are not 0 exceeds
     *     a long
     */
    public static Shape of(long... dims) {
        return owning(Nulls.refuse("Shape.of", "dims", dims).clone());
    }

    /** As {@link #of}, without copying the array. */
    static Shape owning(long[] dims) {
        return dims.length == 0 ? SCALAR : new Shape(dims, ShapeRules.numel("shape", dims));
    }

    /** As {@link #owning(long[])}, if the number of elements is known. */
    static Shape owning(long[] dims, long numel) {
        return dims.length == 0 ? SCALAR : new Shape(dims, numel);
    }

    /** The shape without axes. */
    public static Shape scalar() {
        return SCALAR;
    }

    /**
     * The shape of a vector that lies along one of several axes: its size there, and 1 along the
     * others, so that it broadcasts.
     *
     * @param axis from 0 to rank - 1
     */
    public static Shape along(int axis, int rank, long size) {
        long[] dims = new long[rank];
        Arrays.fill(dims, 1);
        dims[axis] = size;
        return owning(dims);
    }

    /** The number of axes. */
    public int rank() {
        return dims.length;
    }

    /** The size along an axis. */
    public long dim(int axis) {
        return dims[axis >= 0 && axis < dims.length ? axis : ShapeRules.axis("dim", this, axis)];
    }

    /** The sizes, outermost first, in a new array. */
    public long[] dims() {
        return dims.clone();
    }

    /** The number of elements. */
    public long numel() {
        return numel;
    }

    /** Whether there are no axes. */
    public boolean isScalar() {
        return dims.length == 0;
    }

    /** Whether there are no elements. */
    public boolean isEmpty() {
        return numel == 0;
    }

    /**
     * Converts an axis, which may be given from the end, to one counted from the front, in [0,
     * rank).
     */
    public int axis(int axis) {
        return ShapeRules.axis("axis", this, axis);
    }

    /** This shape with the size along one axis replaced. */
    public Shape with(int axis, long dim) {
        int at = ShapeRules.axis("with", this, axis);
        if (dims[at] == dim) {
            return this;
        }
        long[] changed = dims.clone();
        changed[at] = dim;
        return owning(changed);
    }

    /**
     * This shape with one more axis.
     *
     * @param axis where the new axis will be, in [-rank - 1, rank]
     */
    public Shape insert(int axis, long dim) {
        int at = ShapeRules.newAxis("insert", this, axis);
        long[] longer = new long[dims.length + 1];
        System.arraycopy(dims, 0, longer, 0, at);
        longer[at] = dim;
        System.arraycopy(dims, at, longer, at + 1, dims.length - at);
        return owning(longer);
    }

    /** This shape without the given axes, whatever their sizes; each at most once. */
    public Shape remove(int... axes) {
        boolean[] removed = ShapeRules.axes("remove", this, axes);
        long[] kept = new long[dims.length - axes.length];
        int at = 0;
        for (int axis = 0; axis < dims.length; axis++) {
            if (!removed[axis]) {
                kept[at++] = dims[axis];
            }
        }
        return owning(kept);
    }

    /** Axis i of the result is axis {@code axes[i]} of this shape; every axis occurs once. */
    public Shape permute(int... axes) {
        int[] order = ShapeRules.permutation("permute", this, axes);
        long[] permuted = new long[dims.length];
        for (int i = 0; i < order.length; i++) {
            permuted[i] = dims[order[i]];
        }
        return owning(permuted, numel);
    }

    /** The row-major layout of this shape from element 0 on; always the same instance. */
    Layout contiguous() {
        Layout layout = contiguous;
        if (layout == null) {
            layout = Layout.rowMajor(this, 0);
            contiguous = layout;
        }
        return layout;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Shape that && Arrays.equals(dims, that.dims));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** The sizes as {@code [2, 3]}. */
    @Override
    public String toString() {
        return Arrays.toString(dims);
    }
}
