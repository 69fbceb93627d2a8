package dev.gatun.openblas;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Copies of array operands off the heap and back, for calls beyond the bounds of {@link Critical}.
 * Copies are packed, vectors in the order of their elements; coming back, only elements of the
 * operand are written, never what lies between them.
 */
final class OffHeapCopies {
    private static final long ALIGNMENT = 64;

    private OffHeapCopies() {}

    /** The leading dimension of a packed matrix. */
    static long ld(Order order, long rows, long cols) {
        return order == Order.ROW_MAJOR ? cols : rows;
    }

    static MemorySegment matrix(
            Arena arena, Order order, long rows, long cols, float[] array, int offset, long ld) {
        MemorySegment packed = arena.allocate(rows * cols * Float.BYTES, ALIGNMENT);
        int width = (int) ld(order, rows, cols);
        for (long line = 0; line < rows * cols / width; line++) {
            int from = (int) (offset + line * ld);
            MemorySegment.copy(array, from, packed, JAVA_FLOAT, line * width * Float.BYTES, width);
        }
        return packed;
    }

    static MemorySegment matrix(
            Arena arena, Order order, long rows, long cols, double[] array, int offset, long ld) {
        MemorySegment packed = arena.allocate(rows * cols * Double.BYTES, ALIGNMENT);
        int width = (int) ld(order, rows, cols);
        for (long line = 0; line < rows * cols / width; line++) {
            int from = (int) (offset + line * ld);
            MemorySegment.copy(
                    array, from, packed, JAVA_DOUBLE, line * width * Double.BYTES, width);
        }
        return packed;
    }

    static void matrixBack(
            MemorySegment packed,
            Order order,
            long rows,
            long cols,
            float[] array,
            int offset,
            long ld) {
        int width = (int) ld(order, rows, cols);
        for (long line = 0; line < rows * cols / width; line++) {
            int to = (int) (offset + line * ld);
            MemorySegment.copy(packed, JAVA_FLOAT, line * width * Float.BYTES, array, to, width);
        }
    }

    static void matrixBack(
            MemorySegment packed,
            Order order,
            long rows,
            long cols,
            double[] array,
            int offset,
            long ld) {
        int width = (int) ld(order, rows, cols);
        for (long line = 0; line < rows * cols / width; line++) {
            int to = (int) (offset + line * ld);
            MemorySegment.copy(packed, JAVA_DOUBLE, line * width * Double.BYTES, array, to, width);
        }
    }

    static MemorySegment vector(Arena arena, long n, float[] array, int offset, long inc) {
        MemorySegment packed = arena.allocate(n * Float.BYTES, ALIGNMENT);
        for (long i = 0; i < n; i++) {
            packed.setAtIndex(JAVA_FLOAT, i, array[index(i, n, offset, inc)]);
        }
        return packed;
    }

    static MemorySegment vector(Arena arena, long n, double[] array, int offset, long inc) {
        MemorySegment packed = arena.allocate(n * Double.BYTES, ALIGNMENT);
        for (long i = 0; i < n; i++) {
            packed.setAtIndex(JAVA_DOUBLE, i, array[index(i, n, offset, inc)]);
        }
        return packed;
    }

    static void vectorBack(MemorySegment packed, long n, float[] array, int offset, long inc) {
        for (long i = 0; i < n; i++) {
            array[index(i, n, offset, inc)] = packed.getAtIndex(JAVA_FLOAT, i);
        }
    }

    static void vectorBack(MemorySegment packed, long n, double[] array, int offset, long inc) {
        for (long i = 0; i < n; i++) {
            array[index(i, n, offset, inc)] = packed.getAtIndex(JAVA_DOUBLE, i);
        }
    }

    /** Where element i of a vector stands in its array. */
    private static int index(long i, long n, int offset, long inc) {
        return (int) (offset + (inc > 0 ? i * inc : (i - n + 1) * inc));
    }
}
