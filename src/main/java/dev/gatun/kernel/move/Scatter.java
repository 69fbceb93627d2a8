package dev.gatun.kernel.move;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.gatun.memory.internal.NativeAccess;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import java.lang.foreign.MemorySegment;

/**
 * Adds elements at indices, as in the gradients of {@link Gather}. Elements with the same
 * destination are added in row-major order, on one thread, so that the result always has the same
 * bits. Indices are as in {@link Gather}.
 */
public final class Scatter {
    /** The greatest number of elements of a row that are added at a time. */
    private static final int BLOCK = 2048;

    private Scatter() {}

    /**
     * {@code to[i, index[i, j, k], k] += source[i, j, k]} for axis 1, and likewise for others, for
     * every element of the index.
     *
     * @param axis counted from the front
     * @param index of I64
     * @param source of the index's rank, and no smaller along any axis
     * @param to of the source's type, which is F32, F64, I64 or I32, of the index's rank, and no
     *     smaller along the other axes; overlaps neither itself nor an input
     */
    public static void add(int axis, Operand index, Operand source, Operand to) {
        assert source.dtype() == to.dtype() : source + ", " + to;
        assert index.dtype() == DType.I64 : index;
        StridedBuffer buffer = StridedBuffer.of(to.dtype().bytes());
        MemorySegment memory = NativeAccess.rebase(to.memory());
        IndexRows rows = new IndexRows(index);
        Layout from = source.layout();
        for (long run = 0; run < rows.count(); run++) {
            int n = rows.length(run);
            long[] elements = rows.elements(run, to.layout(), axis);
            buffer.load(source.memory(), rows.offset(run, from), rows.step(from), 0, n, 1);
            switch (to.dtype()) {
                case F32 -> addFloats(memory, elements, ((StridedInts) buffer).y, n);
                case F64 -> addDoubles(memory, elements, ((StridedLongs) buffer).y, n);
                case I64 -> addLongs(memory, elements, ((StridedLongs) buffer).y, n);
                case I32 -> addInts(memory, elements, ((StridedInts) buffer).y, n);
                case BF16, F16, U8, BOOL -> throw new AssertionError(to);
            }
        }
    }

    private static void addFloats(MemorySegment to, long[] elements, int[] bits, int n) {
        for (int i = 0; i < n; i++) {
            long at = elements[i] * Float.BYTES;
            float sum = to.get(JAVA_FLOAT_UNALIGNED, at) + Float.intBitsToFloat(bits[i]);
            to.set(JAVA_FLOAT_UNALIGNED, at, sum);
        }
    }

    private static void addDoubles(MemorySegment to, long[] elements, long[] bits, int n) {
        for (int i = 0; i < n; i++) {
            long at = elements[i] * Double.BYTES;
            double sum = to.get(JAVA_DOUBLE_UNALIGNED, at) + Double.longBitsToDouble(bits[i]);
            to.set(JAVA_DOUBLE_UNALIGNED, at, sum);
        }
    }

    private static void addLongs(MemorySegment to, long[] elements, long[] values, int n) {
        for (int i = 0; i < n; i++) {
            long at = elements[i] * Long.BYTES;
            to.set(JAVA_LONG_UNALIGNED, at, to.get(JAVA_LONG_UNALIGNED, at) + values[i]);
        }
    }

    private static void addInts(MemorySegment to, long[] elements, int[] values, int n) {
        for (int i = 0; i < n; i++) {
            long at = elements[i] * Integer.BYTES;
            to.set(JAVA_INT_UNALIGNED, at, to.get(JAVA_INT_UNALIGNED, at) + values[i]);
        }
    }

    /**
     * Adds the slices of the source along an axis to those at the indices; for axis 0 rows of a
     * table, as in the gradient of an embedding.
     *
     * @param axis counted from the front
     * @param indices of I64 and rank 1, one for each slice of the source
     * @param source of the output's shape, except along the axis
     * @param to of the source's type, which is F32, F64, I64 or I32; overlaps neither itself nor an
     *     input
     */
    public static void indexAdd(int axis, Operand indices, Operand source, Operand to) {
        long length = Gather.rowLength(to.layout(), axis);
        boolean areRows = length > 1 && Gather.rowLength(source.layout(), axis) == length;
        if (!areRows || !to.dtype().isCompute()) {
            add(axis, Gather.broadcast(indices, axis, source.layout().shape()), source, to);
            return;
        }
        int width = to.dtype().bytes();
        boolean isCode = DenseRows.take(length * width, indices, source, to);
        int longest = (int) Math.min(length, BLOCK);
        Row row = to.dtype() == DType.F64 ? new DoubleRowSum(longest) : new FloatRowSum(longest);
        Layout toLayout = to.layout();
        Layout fromLayout = source.layout();
        IndexRows rows = new IndexRows(indices);
        for (long entry = 0; entry < Gather.entries(fromLayout, axis); entry++) {
            long toStart = Gather.entryOffset(toLayout, axis, entry);
            long fromStart = Gather.entryOffset(fromLayout, axis, entry);
            if (isCode) {
                DenseRows.add(
                        width,
                        source.storage().address() + fromStart * width,
                        fromLayout.stride(axis) * width,
                        to.storage().address() + toStart * width,
                        toLayout.stride(axis) * width,
                        length * width,
                        indices,
                        toLayout.shape().dim(axis));
                continue;
            }
            for (long run = 0; run < rows.count(); run++) {
                long[] values = rows.read(run);
                for (int i = 0; i < rows.length(run); i++) {
                    long target = toStart + values[i] * toLayout.stride(axis);
                    long origin = fromStart + (rows.first(run) + i) * fromLayout.stride(axis);
                    for (long at = 0; at < length; at += BLOCK) {
                        int n = (int) Math.min(length - at, BLOCK);
                        row.add(source.memory(), origin + at, to.memory(), target + at, n);
                    }
                }
            }
        }
    }

    /** Adds one row of at most {@link #BLOCK} elements to another, offsets in elements. */
    interface Row {
        void add(MemorySegment from, long fromOffset, MemorySegment to, long toOffset, int n);
    }
}
