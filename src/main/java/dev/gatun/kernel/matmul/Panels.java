package dev.gatun.kernel.matmul;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * Packs blocks of a matrix into the panels that a {@link MicroKernel} reads. Only bits are copied,
 * with one loop for types of four bytes and one for those of eight.
 */
final class Panels {
    private Panels() {}

    /** Copies rows of bytes. */
    static void copy(
            MemorySegment source,
            long sourceStride,
            int rows,
            long rowBytes,
            MemorySegment target,
            long targetStride) {
        for (int i = 0; i < rows; i++) {
            MemorySegment.copy(source, i * sourceStride, target, i * targetStride, rowBytes);
        }
    }

    /**
     * Transposes: element j of row i becomes element i of row j.
     *
     * @param ld elements between the starts of two rows of the source
     * @param pitch elements between the starts of two rows of the target
     * @param shift base-2 logarithm of the bytes of an element
     */
    static void transpose(
            MemorySegment source,
            long ld,
            int rows,
            int columns,
            MemorySegment target,
            long pitch,
            int shift) {
        // Four rows at a time, so that a cache line of the target is written in larger pieces.
        int i = 0;
        for (; i <= rows - 4; i += 4) {
            MemorySegment from = source.asSlice((i * ld) << shift);
            MemorySegment to = target.asSlice((long) i << shift);
            if (shift == 2) {
                fourRowsOfInts(from, ld * 4, columns, to, pitch * 4);
            } else {
                fourRowsOfLongs(from, ld * 8, columns, to, pitch * 8);
            }
        }
        for (; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                long from = (i * ld + j) << shift;
                long to = (j * pitch + i) << shift;
                if (shift == 2) {
                    target.set(JAVA_INT_UNALIGNED, to, source.get(JAVA_INT_UNALIGNED, from));
                } else {
                    target.set(JAVA_LONG_UNALIGNED, to, source.get(JAVA_LONG_UNALIGNED, from));
                }
            }
        }
    }

    private static void fourRowsOfInts(
            MemorySegment source, long stride, int columns, MemorySegment target, long pitch) {
        for (int j = 0; j < columns; j++) {
            int x0 = source.get(JAVA_INT_UNALIGNED, j * 4L);
            int x1 = source.get(JAVA_INT_UNALIGNED, j * 4L + stride);
            int x2 = source.get(JAVA_INT_UNALIGNED, j * 4L + 2 * stride);
            int x3 = source.get(JAVA_INT_UNALIGNED, j * 4L + 3 * stride);
            long to = j * pitch;
            target.set(JAVA_INT_UNALIGNED, to, x0);
            target.set(JAVA_INT_UNALIGNED, to + 4, x1);
            target.set(JAVA_INT_UNALIGNED, to + 8, x2);
            target.set(JAVA_INT_UNALIGNED, to + 12, x3);
        }
    }

    private static void fourRowsOfLongs(
            MemorySegment source, long stride, int columns, MemorySegment target, long pitch) {
        for (int j = 0; j < columns; j++) {
            long x0 = source.get(JAVA_LONG_UNALIGNED, j * 8L);
            long x1 = source.get(JAVA_LONG_UNALIGNED, j * 8L + stride);
            long x2 = source.get(JAVA_LONG_UNALIGNED, j * 8L + 2 * stride);
            long x3 = source.get(JAVA_LONG_UNALIGNED, j * 8L + 3 * stride);
            long to = j * pitch;
            target.set(JAVA_LONG_UNALIGNED, to, x0);
            target.set(JAVA_LONG_UNALIGNED, to + 8, x1);
            target.set(JAVA_LONG_UNALIGNED, to + 16, x2);
            target.set(JAVA_LONG_UNALIGNED, to + 24, x3);
        }
    }
}
