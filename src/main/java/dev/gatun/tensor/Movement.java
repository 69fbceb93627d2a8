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
import dev.gatun.tensor.op.move.Padding;
import dev.gatun.tensor.op.move.Rearranging;
import dev.gatun.tensor.op.move.RollOp;
import dev.gatun.tensor.op.move.ViewOp;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Methods of {@link Tensor} that change shape and order. Those from {@link #permute} to {@link
 * #unfold} return views, which share the buffer and see later writes. The others copy.
 */
public sealed interface Movement permits Tensor {
    /** What a margin is filled with: elements of the tensor. */
    enum Margin {
        /** Those inside, in the opposite order; the outermost is not repeated. */
        REFLECT,
        /** The outermost. */
        REPLICATE,
        /** Those at the other end. */
        CIRCULAR
    }

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

    /** Axis {@code from} at another place; the others stay in order. */
    default Tensor movedim(int from, int to) {
        return Rearranging.movedim(self(), new int[] {from}, to);
    }

    /** Axis {@code from[i]} at place {@code to[i]}; the others stay in order. */
    default Tensor movedim(int[] from, int[] to) {
        return Rearranging.movedim(
                self(),
                Nulls.refuse("movedim", "from", from).clone(),
                Nulls.refuse("movedim", "to", to).clone());
    }

    /** Turned by quarter turns from one axis towards another. */
    default Tensor rot90(int turns, int from, int to) {
        return Rearranging.rot90(self(), turns, from, to);
    }

    /** With at least one axis. */
    default Tensor atLeast1d() {
        return Rearranging.atLeast(1, self());
    }

    /** With at least two axes: a new one is the first. */
    default Tensor atLeast2d() {
        return Rearranging.atLeast(2, self());
    }

    /** With at least three axes: (n) becomes (1, n, 1), and (m, n) becomes (m, n, 1). */
    default Tensor atLeast3d() {
        return Rearranging.atLeast(3, self());
    }

    /**
     * Windows of {@code size} elements along an axis, the next {@code step} elements further on:
     * the axis counts the windows, and a new last axis has their elements. Windows that overlap
     * share elements, whose gradients are added. PyTorch's {@code Tensor.unfold}, and with step 1
     * NumPy's {@code sliding_window_view}.
     *
     * @throws dev.gatun.shape.ShapeException if no window fits
     * @throws IllegalArgumentException if the step is not positive
     */
    default Tensor unfold(int axis, long size, long step) {
        return Rearranging.unfold(self(), axis, size, step);
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
     * Parts of given sizes along one axis; views.
     *
     * @throws dev.gatun.shape.ShapeException if the sizes do not add up to that of the axis
     */
    default List<Tensor> split(long[] sizes, int axis) {
        return Rearranging.split(self(), Nulls.refuse("split", "sizes", sizes).clone(), axis);
    }

    /** {@code count} parts along one axis, as even as can be, the longer ones first; views. */
    default List<Tensor> tensorSplit(int count, int axis) {
        return Rearranging.tensorSplit(self(), count, axis);
    }

    /**
     * The parts between places of one axis, before the first and behind the last; views. Places are
     * counted from either end and may lie outside, as in NumPy's {@code split}.
     */
    default List<Tensor> tensorSplit(long[] places, int axis) {
        return Rearranging.splitAt(
                self(), Nulls.refuse("tensorSplit", "places", places).clone(), axis);
    }

    /** The elements at each index of one axis, without that axis; views. */
    default List<Tensor> unbind(int axis) {
        return Rearranging.unbind(self(), axis);
    }

    /** One axis as several; one of their sizes may be -1. */
    default Tensor unflatten(int axis, long... sizes) {
        return Rearranging.unflatten(
                self(), axis, Nulls.refuse("unflatten", "sizes", sizes).clone());
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
        return Copies.repeat("repeat", self(), Nulls.refuse("repeat", "counts", counts).clone());
    }

    /** {@link #repeat} as NumPy counts: missing counts are added in front too, and are 1. */
    default Tensor tile(long... counts) {
        return Rearranging.tile(self(), Nulls.refuse("tile", "counts", counts).clone());
    }

    /** All elements in a row, each {@code repeats} times. */
    default Tensor repeatInterleave(long repeats) {
        return Rearranging.repeatInterleave(self().flatten(), repeats, 0);
    }

    /** Each slice along an axis {@code repeats} times in a row. */
    default Tensor repeatInterleave(long repeats, int axis) {
        return Rearranging.repeatInterleave(self(), repeats, axis);
    }

    /**
     * Each slice along an axis as often in a row as its count says.
     *
     * @param counts one for each slice, or one for all; integers of at least 0
     * @throws dev.gatun.shape.ShapeException if there are not so many
     * @throws IllegalArgumentException if one is negative or not an integer
     */
    default Tensor repeatInterleave(Tensor counts, int axis) {
        Nulls.refuse("repeatInterleave", "counts", counts);
        return Rearranging.repeatInterleave(self(), counts, axis);
    }

    /** {@link #roll(long[], int[])} of all elements in a row, which keep their shape. */
    default Tensor roll(long shift) {
        return RollOp.of(self().flatten(), new long[] {shift}, 0).reshape(self().shape().dims());
    }

    /** {@link #roll(long[], int[])} along one axis. */
    default Tensor roll(long shift, int axis) {
        return RollOp.of(self(), new long[] {shift}, axis);
    }

    /**
     * Shifts the elements along axes; those that leave at one end come in at the other.
     *
     * @param shifts by how many places, for each of the axes
     */
    default Tensor roll(long[] shifts, int[] axes) {
        return RollOp.of(
                self(),
                Nulls.refuse("roll", "shifts", shifts).clone(),
                Nulls.refuse("roll", "axes", axes).clone());
    }

    /**
     * With margins of one value. Negative widths crop.
     *
     * @param pads the widths before and after the last axis, before and after the one before it,
     *     and so on, as PyTorch has them; NumPy begins with the first axis
     * @throws dev.gatun.shape.ShapeException if there are not two widths an axis, or more is
     *     cropped than there is
     */
    default Tensor pad(double value, long... pads) {
        return Padding.constant(self(), value, Nulls.refuse("pad", "pads", pads).clone());
    }

    /**
     * With margins made of this tensor's elements; any number of axes.
     *
     * @param pads as for {@link #pad(double, long...)}, but none negative
     * @throws dev.gatun.shape.ShapeException if there are not two widths an axis, or a margin is
     *     wider than what fills it
     */
    default Tensor pad(Margin margin, long... pads) {
        Nulls.refuse("pad", "margin", margin);
        return Padding.of(self(), margin, Nulls.refuse("pad", "pads", pads).clone());
    }

    /** The differences of neighbours along an axis: each element less the one before. */
    default Tensor diff(int axis) {
        return diff(1, axis, null, null);
    }

    /**
     * The differences of neighbours along an axis, taken n times; of BOOL, whether they differ.
     *
     * @param prepend what stands before this tensor, or null for nothing
     * @param append what stands behind it, or null for nothing
     * @throws dev.gatun.shape.ShapeException if these differ in another axis
     */
    default Tensor diff(long n, int axis, @Nullable Tensor prepend, @Nullable Tensor append) {
        return Rearranging.diff(self(), n, axis, prepend, append);
    }
}
