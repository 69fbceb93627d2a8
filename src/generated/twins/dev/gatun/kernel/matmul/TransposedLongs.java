// Generated from TransposedInts by make twins; do not edit.
package dev.gatun.kernel.matmul;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Copies rows into columns, elements of eight bytes: those of {@link Panels#transpose}. */
final class TransposedLongs {
    private TransposedLongs() {}

    static void copy(
            MemorySegment source,
            long ld,
            int rows,
            int columns,
            MemorySegment target,
            long pitch) {
        long stride = ld * Long.BYTES;
        long step = pitch * Long.BYTES;
        // Four rows at a time, so that a cache line of the target is written in larger pieces.
        int i = 0;
        for (; i <= rows - 4; i += 4) {
            MemorySegment from = source.asSlice(i * stride);
            fourRows(from, stride, columns, target.asSlice((long) i * Long.BYTES), step);
        }
        for (; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                long from = i * stride + (long) j * Long.BYTES;
                long to = j * step + (long) i * Long.BYTES;
                target.set(JAVA_LONG_UNALIGNED, to, source.get(JAVA_LONG_UNALIGNED, from));
            }
        }
    }

    private static void fourRows(
            MemorySegment source, long stride, int columns, MemorySegment target, long step) {
        for (int j = 0; j < columns; j++) {
            long from = (long) j * Long.BYTES;
            long x0 = source.get(JAVA_LONG_UNALIGNED, from);
            long x1 = source.get(JAVA_LONG_UNALIGNED, from + stride);
            long x2 = source.get(JAVA_LONG_UNALIGNED, from + 2 * stride);
            long x3 = source.get(JAVA_LONG_UNALIGNED, from + 3 * stride);
            long to = j * step;
            target.set(JAVA_LONG_UNALIGNED, to, x0);
            target.set(JAVA_LONG_UNALIGNED, to + Long.BYTES, x1);
            target.set(JAVA_LONG_UNALIGNED, to + 2 * Long.BYTES, x2);
            target.set(JAVA_LONG_UNALIGNED, to + 3 * Long.BYTES, x3);
        }
    }
}
