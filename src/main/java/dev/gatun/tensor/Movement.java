package dev.gatun.tensor;

import dev.gatun.checks.Nulls;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeRules;
import dev.gatun.shape.Slice;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.op.move.ConvertOp;
import dev.gatun.tensor.op.move.Copies;
import dev.gatun.tensor.op.move.CopyOp;
import dev.gatun.tensor.op.move.ViewOp;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Methods of {@link Tensor} that change shape and order. Those from {@link #permute} to {@link
 * #diagonal} return views, which share the buffer and see later writes. The others copy.
 */
public sealed interface Movement permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /** Axis i of the result is axis {@code axes[i]} of this tensor. */
    default Tensor permute(int... axes) {
        return new ViewOp.PermuteOp(Nulls.refuse("permute", "axes", axes).clone()).apply(self());
    }

    /** Two axes exchanged. */
    default Tensor transpose(int first, int second) {
        return new ViewOp.TransposeOp(first, second).apply(self());
    }

    /**
     * The transposed matrix.
     *
     * @throws dev.gatun.shape.ShapeException if there are not two axes
     */
    default Tensor t() {
        Checks.rank("t", self(), 2);
        return new ViewOp.TransposeOp(0, 1).apply(self());
    }

    private Tensor part(String name, UnaryOperator<Layout> part) {
        return new ViewOp.SliceOp(name, part).apply(self());
    }

    /** Slices along the first axes, one for each; the other axes are complete. */
    default Tensor slice(Slice... slices) {
        Slice[] own = Nulls.copy("slice", "slices", "slice", slices);
        return part("slice", x -> x.slice(own));
    }

    /** A slice along one axis. */
    default Tensor slice(int axis, Slice slice) {
        Nulls.refuse("slice", "slice", slice);
        return part("slice", x -> x.slice(axis, slice));
    }

    /** {@code length} elements from {@code start} on, along one axis. */
    default Tensor narrow(int axis, long start, long length) {
        return part("narrow", x -> x.narrow(axis, start, length));
    }

    /** The elements at an index of one axis, without that axis. */
    default Tensor select(int axis, long index) {
        return part("select", x -> x.select(axis, index));
    }

    /** Broadcasts axes of size 1, and new axes in front, without a copy; -1 keeps a size. */
    default Tensor expand(long... shape) {
        long[] dims = Nulls.refuse("expand", "shape", shape).clone();
        int lead = dims.length - self().rank();
        for (int axis = Math.max(lead, 0); axis < dims.length; axis++) {
            dims[axis] = dims[axis] == -1 ? self().size(axis - lead) : dims[axis];
        }
        return new ViewOp.ExpandOp(ShapeRules.shape("expand", dims)).apply(self());
    }

    /** Without any axes of size 1. */
    default Tensor squeeze() {
        return new ViewOp.ReshapeOp("squeeze", self().layout.squeeze()).apply(self());
    }

    /** Without one axis, which must have size 1. */
    default Tensor squeeze(int axis) {
        return new ViewOp.ReshapeOp("squeeze", self().layout.squeeze(axis)).apply(self());
    }

    /** With a new axis of size 1. */
    default Tensor unsqueeze(int axis) {
        return new ViewOp.ReshapeOp("unsqueeze", self().layout.unsqueeze(axis)).apply(self());
    }

    /** In the opposite order along each of the axes, as a view with negative strides. */
    default Tensor flip(int... axes) {
        return new ViewOp.FlipOp(Nulls.refuse("flip", "axes", axes).clone()).apply(self());
    }

    /** The elements whose last index exceeds the second to last by {@code shift}. */
    default Tensor diagonal(long shift) {
        return part("diagonal", x -> x.diagonal(shift, -2, -1));
    }

    /** The same elements in another shape; one size may be -1. A view where strides allow. */
    default Tensor reshape(long... shape) {
        return Copies.reshape(
                "reshape", self(), ShapeRules.reshape("reshape", self().shape(), shape));
    }

    /**
     * The same elements in another shape, without a copy; one size may be -1.
     *
     * @throws dev.gatun.shape.ShapeException if no strides can express it; {@link #reshape} copies
     *     then
     */
    default Tensor view(long... shape) {
        return Copies.view(self(), ShapeRules.reshape("view", self().shape(), shape));
    }

    /** Merges adjacent axes, from the first to the last given, into one. */
    default Tensor flatten(int first, int last) {
        return Copies.reshape("flatten", self(), Copies.flattened(self().shape(), first, last));
    }

    /** Merges all axes into one. */
    default Tensor flatten() {
        return Copies.reshape("flatten", self(), Shape.of(self().numel()));
    }

    /** Parts of {@code size} elements along one axis, the last perhaps smaller; views. */
    default List<Tensor> split(long size, int axis) {
        Checks.positive("split", "size", size);
        return Copies.split("split", self(), size, axis);
    }

    /**
     * At most {@code count} parts of equal size along one axis, the last perhaps smaller; views.
     */
    default List<Tensor> chunk(int count, int axis) {
        Checks.positive("chunk", "count", count);
        long whole = self().shape().dim(ShapeRules.axis("chunk", self().shape(), axis));
        return Copies.split("chunk", self(), Math.max(1, Math.ceilDiv(whole, count)), axis);
    }

    /**
     * This tensor if its elements are consecutive in row-major order, otherwise a copy in which
     * they are.
     */
    default Tensor contiguous() {
        return self().isContiguous() ? self() : CopyOp.of(self());
    }

    /** A copy in the current scope. */
    default Tensor copy() {
        return CopyOp.of(self());
    }

    /** The elements in another type, as a copy; this tensor if it is of that type already. */
    default Tensor to(DType dtype) {
        Nulls.refuse("to", "dtype", dtype);
        return self().dtype == dtype ? self() : new ConvertOp(dtype).apply(self());
    }

    /** {@code counts[i]} times along axis i; missing axes are added in front. */
    default Tensor repeat(long... counts) {
        return Copies.repeat(self(), Nulls.refuse("repeat", "counts", counts).clone());
    }
}
