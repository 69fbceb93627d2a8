package dev.gatun.tensor;

import java.lang.foreign.MemorySegment;

/** Methods of {@link Tensor} that ask how large it is, and give its elements back as plain Java. */
public sealed interface Reading permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /** The size along one axis; -1 is the last. */
    default long size(int axis) {
        return self().layout.shape().dim(axis);
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

    /**
     * The one element.
     *
     * @throws IllegalArgumentException if there is not exactly one
     */
    default double item() {
        return Extraction.item(self());
    }

    /** The element at an index; negative ones count from the end. */
    default double get(long... index) {
        return Extraction.get(self(), index);
    }

    /**
     * The memory of a contiguous tensor: reads and writes through it are the tensor's own.
     *
     * @throws IllegalStateException if it is not contiguous; take {@link Tensor#contiguous()} first
     */
    default MemorySegment asSegment() {
        return Extraction.segment(self());
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
        return Extraction.allClose(self(), other, relative, absolute);
    }
}
