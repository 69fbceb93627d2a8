// twin TransposedLongs
//   four bytes -> eight bytes
//   Integer -> Long
//   int x -> long x
//   INT -> LONG
package dev.gatun.kernel.matmul;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Copies rows into columns, elements of four bytes: those of {@link Panels#transpose}. */
final class TransposedInts {
    private TransposedInts() {}

    static void copy(
            MemorySegment source,
            long ld,
            int rows,
            int columns,
            MemorySegment target,
            long pitch) {
        long stride = ld * Integer.BYTES;
        long step = pitch * Integer.BYTES;
        // Four rows at a time, so that a cache line of the target is written in larger pieces.
        int i = 0;
        for (; i <= rows - 4; i += 4) {
            MemorySegment from = source.asSlice(i * stride);
            fourRows(from, stride, columns, target.asSlice((long) i * Integer.BYTES), step);
        }
        for (; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                long from = i * stride + (long) j * Integer.BYTES;
                long to = j * step + (long) i * Integer.BYTES;
                target.set(JAVA_INT_UNALIGNED, to, source.get(JAVA_INT_UNALIGNED, from));
            }
        }
    }

    private static void fourRows(
            MemorySegment source, long stride, int columns, MemorySegment target, long step) {
        for (int j = 0; j < columns; j++) {
            long from = (long) j * Integer.BYTES;
            int x0 = source.get(JAVA_INT_UNALIGNED, from);
            int x1 = source.get(JAVA_INT_UNALIGNED, from + stride);
            int x2 = source.get(JAVA_INT_UNALIGNED, from + 2 * stride);
            int x3 = source.get(JAVA_INT_UNALIGNED, from + 3 * stride);
            long to = j * step;
            target.set(JAVA_INT_UNALIGNED, to, x0);
            target.set(JAVA_INT_UNALIGNED, to + Integer.BYTES, x1);
            target.set(JAVA_INT_UNALIGNED, to + 2 * Integer.BYTES, x2);
            target.set(JAVA_INT_UNALIGNED, to + 3 * Integer.BYTES, x3);
        }
    }
}
