package dev.gatun.openblas;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Copies of array operands off the heap and back, for calls beyond the bounds of {@link Critical}.
 * Copies are packed, vectors in the order of their elements; copying back writes only the elements
 * of the operand, not the gaps between them. {@code shift} is the base-2 logarithm of the bytes of
 * an element.
 */
final class OffHeapCopies {
    private static final long ALIGNMENT = 64;

    private OffHeapCopies() {}

    /** The leading dimension of a packed matrix. */
    static long ld(Order order, long rows, long cols) {
        return order == Order.ROW_MAJOR ? cols : rows;
    }

    static MemorySegment matrix(
            Arena arena,
            int shift,
            Order order,
            long rows,
            long cols,
            MemorySegment from,
            long ld) {
        MemorySegment packed = arena.allocate((rows * cols) << shift, ALIGNMENT);
        long width = ld(order, rows, cols);
        lines(shift, rows * cols / width, width, from, ld, packed, width);
        return packed;
    }

    static void matrixBack(
            MemorySegment packed,
            int shift,
            Order order,
            long rows,
            long cols,
            MemorySegment to,
            long ld) {
        long width = ld(order, rows, cols);
        lines(shift, rows * cols / width, width, packed, width, to, ld);
    }

    private static void lines(
            int shift,
            long lines,
            long width,
            MemorySegment from,
            long fromLd,
            MemorySegment to,
            long toLd) {
        for (long line = 0; line < lines; line++) {
            MemorySegment.copy(
                    from, (line * fromLd) << shift, to, (line * toLd) << shift, width << shift);
        }
    }

    static MemorySegment vector(Arena arena, int shift, long n, MemorySegment from, long inc) {
        MemorySegment packed = arena.allocate(n << shift, ALIGNMENT);
        elements(shift, n, from, first(n, inc), inc, packed, 0, 1);
        return packed;
    }

    static void vectorBack(MemorySegment packed, int shift, long n, MemorySegment to, long inc) {
        elements(shift, n, packed, 0, 1, to, first(n, inc), inc);
    }

    /**
     * The offset of the first element of a vector, which is its end if the increment is negative.
     */
    private static long first(long n, long inc) {
        return inc > 0 ? 0 : (1 - n) * inc;
    }

    private static void elements(
            int shift,
            long n,
            MemorySegment from,
            long fromFirst,
            long fromInc,
            MemorySegment to,
            long toFirst,
            long toInc) {
        if (fromInc == 1 && toInc == 1) {
            lines(shift, 1, n, from, 0, to, 0);
            return;
        }
        for (long i = 0; i < n; i++) {
            long source = fromFirst + i * fromInc;
            long target = toFirst + i * toInc;
            if (shift == OperandChecks.FLOAT) {
                to.setAtIndex(JAVA_INT, target, from.getAtIndex(JAVA_INT, source));
            } else {
                to.setAtIndex(JAVA_LONG, target, from.getAtIndex(JAVA_LONG, source));
            }
        }
    }
}
