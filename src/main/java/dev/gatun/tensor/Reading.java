package dev.gatun.tensor;

import dev.gatun.checks.Nulls;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.read.Comparison;
import dev.gatun.tensor.read.Extraction;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * Methods of {@link Tensor} that ask how large it is, give its elements back as plain Java, and set
 * single ones.
 */
public sealed interface Reading permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /** The size along one axis; -1 is the last. */
    default long size(int axis) {
        Shape shape = self().layout.shape();
        return shape.dim(ShapeRules.axis("size", shape, axis));
    }

    /** The number of axes. */
    default int rank() {
        return self().layout.rank();
    }

    /** The number of elements. */
    default long numel() {
        return self().layout.numel();
    }

    /** Whether its elements lie one after another in row-major order. */
    default boolean isContiguous() {
        return self().layout.isContiguous();
    }

    /** The elements as floats, in row-major order. */
    default float[] toFloatArray() {
        return Extraction.toFloats(self());
    }

    /** The elements as doubles, in row-major order. */
    default double[] toDoubleArray() {
        return Extraction.toDoubles(self());
    }

    /** The elements as longs, in row-major order; fractions are cut off. */
    default long[] toLongArray() {
        return Extraction.toLongs(self());
    }

    /** Whether each element is not 0, in row-major order; NaN is not. */
    default boolean[] toBooleanArray() {
        return Extraction.toBooleans(self());
    }

    /**
     * The rows of a matrix as floats.
     *
     * @throws dev.gatun.shape.ShapeException if there are not two axes
     */
    default float[][] toFloatArray2d() {
        return Extraction.rows("toFloatArray2d", self(), toFloatArray(), float[][]::new);
    }

    /**
     * The rows of a matrix as doubles.
     *
     * @throws dev.gatun.shape.ShapeException if there are not two axes
     */
    default double[][] toDoubleArray2d() {
        return Extraction.rows("toDoubleArray2d", self(), toDoubleArray(), double[][]::new);
    }

    /**
     * The rows of a matrix as longs; fractions are cut off.
     *
     * @throws dev.gatun.shape.ShapeException if there are not two axes
     */
    default long[][] toLongArray2d() {
        return Extraction.rows("toLongArray2d", self(), toLongArray(), long[][]::new);
    }

    /**
     * Whether each element is not 0, row by row.
     *
     * @throws dev.gatun.shape.ShapeException if there are not two axes
     */
    default boolean[][] toBooleanArray2d() {
        return Extraction.rows("toBooleanArray2d", self(), toBooleanArray(), boolean[][]::new);
    }

    /**
     * The one element; integers beyond 2^53 are rounded, and {@link #itemLong()} gives them
     * exactly.
     *
     * @throws IllegalArgumentException if there is not exactly one
     */
    default double item() {
        return Extraction.item(self());
    }

    /**
     * The one element as a long; a fraction is cut off.
     *
     * @throws IllegalArgumentException if there is not exactly one
     */
    default long itemLong() {
        return Extraction.itemLong(self());
    }

    /**
     * Whether the one element is not 0.
     *
     * @throws IllegalArgumentException if there is not exactly one
     */
    default boolean itemBoolean() {
        return Extraction.itemBoolean(self());
    }

    /**
     * The element at an index; negative ones count from the end. Integers beyond 2^53 are rounded,
     * and {@link #getLong} gives them exactly.
     */
    default double get(long... index) {
        return Extraction.get(self(), index);
    }

    /** The element at an index as a long; a fraction is cut off. */
    default long getLong(long... index) {
        return Extraction.getLong(self(), index);
    }

    /** Whether the element at an index is not 0. */
    default boolean getBoolean(long... index) {
        return Extraction.getBoolean(self(), index);
    }

    /**
     * Sets the element at an index; negative ones count from the end. The write counts as one in
     * place, and is not recorded.
     *
     * @return this tensor
     * @throws IllegalArgumentException if a tensor of integers cannot hold the value, or several
     *     elements share a place in memory
     * @throws IllegalStateException if gradients are recorded for this tensor
     */
    default Tensor set(double value, long... index) {
        Writes.set(self(), value, index);
        return self();
    }

    /** {@link #set(double, long...)} with a whole number, exact in a tensor of integers. */
    default Tensor set(long value, long... index) {
        Writes.set(self(), value, index);
        return self();
    }

    /** {@link #set(double, long...)} with 1 for true, 0 for false. */
    default Tensor set(boolean value, long... index) {
        return set(value ? 1L : 0L, index);
    }

    /**
     * The memory of a contiguous tensor, to be read as long as its scope is open; {@link #write}
     * lends it to be written.
     *
     * @throws IllegalStateException if it is not contiguous; take {@link Tensor#contiguous()} first
     */
    default MemorySegment asSegment() {
        return Extraction.segment(self());
    }

    /**
     * Lends the memory of a contiguous tensor to be written: a write in place like {@link
     * Tensor#copy_}, of which a gradient that needs the old elements is told.
     *
     * {@snippet :
     * x.write(memory -> memory.copyFrom(MemorySegment.ofArray(numbers)));
     * }
     *
     * @param body is given the tensor's memory in row-major order, with what it holds; the segment
     *     belongs to the calling thread and dies when the body returns or throws, or closes the
     *     tensor's scope. What it wrote stays written if it throws. Memory of {@link
     *     Tensor#fromSegment} is lent as a copy that is written back. In a tensor of {@link
     *     dev.gatun.shape.DType#BOOL} every byte other than 0 becomes 1 then.
     * @return this tensor
     * @throws IllegalStateException if it is not contiguous; if its scope is closed or another
     *     thread's; or if it requires a gradient and gradients are on
     */
    default Tensor write(Consumer<MemorySegment> body) {
        return Writes.write(self(), Nulls.refuse("write", "body", body));
    }

    /** Whether shapes agree and every element is within {@code 1e-5 + 1e-8} of the other's. */
    default boolean allClose(Tensor other) {
        return allClose(other, 1e-5, 1e-8);
    }

    /**
     * Whether shapes agree and {@code |a - b| <= absolute + relative * |b|} everywhere; NaN is
     * close to nothing, and infinities to themselves.
     */
    default boolean allClose(Tensor other, double relative, double absolute) {
        Nulls.refuse("allClose", "other", other);
        return Extraction.allClose(self(), other, relative, absolute);
    }

    /** {@link #isClose(Tensor, double, double, boolean)} within {@code 1e-5 + 1e-8}. */
    default Tensor isClose(Tensor other) {
        return isClose(other, 1e-5, 1e-8, false);
    }

    /**
     * Whether {@code |a - b| <= absolute + relative * |b|}, element by element; both broadcast. Of
     * type BOOL. Infinities are close to themselves.
     *
     * @param isNaNEqual whether NaN is close to NaN
     */
    default Tensor isClose(Tensor other, double relative, double absolute, boolean isNaNEqual) {
        Nulls.refuse("isClose", "other", other);
        return Comparison.isClose(self(), other, relative, absolute, isNaNEqual);
    }

    /** Whether shapes agree and all elements are equal; NaN equals nothing. */
    default boolean equal(Tensor other) {
        Nulls.refuse("equal", "other", other);
        return Comparison.equal(self(), other);
    }

    /**
     * Frees the memory of this tensor and of all views of it, before its scope closes. Whoever uses
     * one of them afterwards, a backward too, gets an IllegalStateException that names it. The next
     * tensors of the scope use the bytes again: see docs/memory.md for what delays that.
     *
     * @throws IllegalStateException if it has been freed, or its scope is closed, another thread's,
     *     or that of a segment of somebody else
     */
    default void free() {
        self().storage.free(self());
    }
}
