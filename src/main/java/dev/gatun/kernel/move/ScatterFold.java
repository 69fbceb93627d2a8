package dev.gatun.kernel.move;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import java.lang.foreign.MemorySegment;

/**
 * Puts elements at indices, or multiplies or compares what stands there with them; sums are {@link
 * Scatter}'s. Elements with the same destination come in row-major order, on one thread.
 */
public enum ScatterFold {
    /** The last one stays. */
    REPLACE,
    /** Their product. */
    PRODUCT,
    /** The smallest; NaN wins. */
    MINIMUM,
    /** The largest; NaN wins. */
    MAXIMUM;

    /**
     * {@code to[i, index[i, j, k], k]} becomes what it makes of that and of {@code source[i, j, k]}
     * for axis 1, and likewise for others, for every element of the index.
     *
     * @param axis counted from the front
     * @param index of I64, in range
     * @param source of the index's rank, and no smaller along any axis
     * @param to of the source's type, which is F32, F64, I64 or I32 where nothing is replaced, of
     *     the index's rank, and no smaller along the other axes; overlaps neither itself nor an
     *     input
     */
    public void run(int axis, Operand index, Operand source, Operand to) {
        assert source.dtype() == to.dtype() : source + ", " + to;
        assert index.dtype() == DType.I64 : index;
        int width = to.dtype().bytes();
        StridedBuffer buffer = StridedBuffer.of(width);
        IndexRows rows = new IndexRows(index);
        Layout from = source.layout();
        for (long run = 0; run < rows.count(); run++) {
            int n = rows.length(run);
            long[] elements = rows.elements(run, to.layout(), axis);
            buffer.load(source.memory(), rows.offset(run, from), rows.step(from), 0, n, 1);
            if (this == REPLACE) {
                replace(width, to.memory(), elements, buffer.dense, n);
            } else {
                fold(to.dtype(), to.memory(), elements, buffer.dense, n);
            }
        }
    }

    private static void replace(
            int width, MemorySegment to, long[] elements, MemorySegment from, int n) {
        for (int i = 0; i < n; i++) {
            long at = elements[i] * width;
            long next = (long) i * width;
            switch (width) {
                case 1 -> to.set(JAVA_BYTE, at, from.get(JAVA_BYTE, next));
                case 2 -> to.set(JAVA_SHORT_UNALIGNED, at, from.get(JAVA_SHORT_UNALIGNED, next));
                case 4 -> to.set(JAVA_INT_UNALIGNED, at, from.get(JAVA_INT_UNALIGNED, next));
                case 8 -> to.set(JAVA_LONG_UNALIGNED, at, from.get(JAVA_LONG_UNALIGNED, next));
                default -> throw new AssertionError(width);
            }
        }
    }

    private void fold(DType dtype, MemorySegment to, long[] elements, MemorySegment from, int n) {
        for (int i = 0; i < n; i++) {
            long at = elements[i] * dtype.bytes();
            long next = (long) i * dtype.bytes();
            switch (dtype) {
                case F32 -> {
                    float so = to.get(JAVA_FLOAT_UNALIGNED, at);
                    float made = (float) of(so, from.get(JAVA_FLOAT_UNALIGNED, next));
                    to.set(JAVA_FLOAT_UNALIGNED, at, made);
                }
                case F64 -> {
                    double so = to.get(JAVA_DOUBLE_UNALIGNED, at);
                    double made = of(so, from.get(JAVA_DOUBLE_UNALIGNED, next));
                    to.set(JAVA_DOUBLE_UNALIGNED, at, made);
                }
                case I64 -> {
                    long so = to.get(JAVA_LONG_UNALIGNED, at);
                    long made = of(so, from.get(JAVA_LONG_UNALIGNED, next));
                    to.set(JAVA_LONG_UNALIGNED, at, made);
                }
                case I32 -> {
                    int so = to.get(JAVA_INT_UNALIGNED, at);
                    int made = (int) of((long) so, from.get(JAVA_INT_UNALIGNED, next));
                    to.set(JAVA_INT_UNALIGNED, at, made);
                }
                case BF16, F16, U8, BOOL -> throw new AssertionError(dtype);
            }
        }
    }

    private double of(double so, double next) {
        return this == PRODUCT
                ? so * next
                : this == MINIMUM ? Math.min(so, next) : Math.max(so, next);
    }

    private long of(long so, long next) {
        return this == PRODUCT
                ? so * next
                : this == MINIMUM ? Math.min(so, next) : Math.max(so, next);
    }
}
