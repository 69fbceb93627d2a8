// Generated from LongBits by make twins; do not edit.
package dev.gatun.kernel.move;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * Loops of {@link ElementBits} over floating-point numbers of four bytes. Places are counted in
 * elements.
 */
final class IntBits {
    /** How many lines are read or written side by side: one cache line of doubles. */
    static final int LINES = 8;

    /** Elements that are copied before they are looked at, in the L2 cache. */
    private static final int BLOCK = 16_384;

    private static final int EXPONENT = 0x7f80_0000;

    /** Added to an exponent of ones, that of infinities and NaN, it gives a negative number. */
    private static final int ONE = 1 << 23;

    private IntBits() {}

    /** Copies n elements; whether all are finite. */
    static boolean copy(MemorySegment from, long first, MemorySegment to, long target, long n) {
        boolean areFinite = true;
        for (long done = 0; done < n; done += BLOCK) {
            long bytes = Math.min(BLOCK, n - done) * Integer.BYTES;
            long at = (target + done) * Integer.BYTES;
            MemorySegment.copy(from, (first + done) * Integer.BYTES, to, at, bytes);
            areFinite &= areFinite(to, target + done, 1, (int) (bytes / Integer.BYTES));
        }
        return areFinite;
    }

    static boolean areFinite(MemorySegment x) {
        long n = x.byteSize() / Integer.BYTES;
        int any = 0;
        for (long i = 0; i < n; i++) {
            any |= (get(x, i) & EXPONENT) + ONE;
        }
        return any >= 0;
    }

    /** Whether n elements are finite, {@code step} from one to the next. */
    static boolean areFinite(MemorySegment x, long first, long step, int n) {
        int any = 0;
        if (step == 1) {
            for (int i = 0; i < n; i++) {
                any |= (get(x, first + i) & EXPONENT) + ONE;
            }
        } else {
            for (int i = 0; i < n; i++) {
                any |= (get(x, first + i * step) & EXPONENT) + ONE;
            }
        }
        return any >= 0;
    }

    private static int get(MemorySegment x, long at) {
        return x.get(JAVA_INT_UNALIGNED, at * Integer.BYTES);
    }

    private static void set(MemorySegment x, long at, int bits) {
        x.set(JAVA_INT_UNALIGNED, at * Integer.BYTES, bits);
    }

    /**
     * Copies {@value #LINES} lines of n elements into columns: element i of line k to place {@code
     * target + i step + k}. Whether all are finite.
     */
    static boolean turnLines(
            MemorySegment from,
            long first,
            long ld,
            MemorySegment to,
            long target,
            long step,
            int n) {
        int any = 0;
        for (int i = 0; i < n; i++) {
            int bits0 = get(from, first + i);
            int bits1 = get(from, first + ld + i);
            int bits2 = get(from, first + 2 * ld + i);
            int bits3 = get(from, first + 3 * ld + i);
            int bits4 = get(from, first + 4 * ld + i);
            int bits5 = get(from, first + 5 * ld + i);
            int bits6 = get(from, first + 6 * ld + i);
            int bits7 = get(from, first + 7 * ld + i);
            long row = target + i * step;
            set(to, row, bits0);
            set(to, row + 1, bits1);
            set(to, row + 2, bits2);
            set(to, row + 3, bits3);
            set(to, row + 4, bits4);
            set(to, row + 5, bits5);
            set(to, row + 6, bits6);
            set(to, row + 7, bits7);
            any |= (bits0 & EXPONENT) + ONE | (bits1 & EXPONENT) + ONE;
            any |= (bits2 & EXPONENT) + ONE | (bits3 & EXPONENT) + ONE;
            any |= (bits4 & EXPONENT) + ONE | (bits5 & EXPONENT) + ONE;
            any |= (bits6 & EXPONENT) + ONE | (bits7 & EXPONENT) + ONE;
        }
        return any >= 0;
    }

    /** As {@link #turnLines}, one line. */
    static boolean turnLine(
            MemorySegment from, long first, MemorySegment to, long target, long step, int n) {
        int any = 0;
        for (int i = 0; i < n; i++) {
            int bits = get(from, first + i);
            set(to, target + i * step, bits);
            any |= (bits & EXPONENT) + ONE;
        }
        return any >= 0;
    }

    /**
     * Whether {@value #LINES} rows of a matrix n x n, from one on, are to the left of their square
     * on the diagonal as the columns above it.
     */
    static boolean areSymmetric(MemorySegment x, long matrix, int n, int row) {
        long at = matrix + (long) row * n;
        int unlike = 0;
        for (int j = 0; j < row; j++) {
            long above = matrix + (long) j * n + row;
            unlike |= get(x, at + j) ^ get(x, above);
            unlike |= get(x, at + n + j) ^ get(x, above + 1);
            unlike |= get(x, at + 2L * n + j) ^ get(x, above + 2);
            unlike |= get(x, at + 3L * n + j) ^ get(x, above + 3);
            unlike |= get(x, at + 4L * n + j) ^ get(x, above + 4);
            unlike |= get(x, at + 5L * n + j) ^ get(x, above + 5);
            unlike |= get(x, at + 6L * n + j) ^ get(x, above + 6);
            unlike |= get(x, at + 7L * n + j) ^ get(x, above + 7);
        }
        return unlike == 0;
    }

    /**
     * Copies a row of a matrix n x n from the diagonal on, with zeros before it; whether it is
     * finite.
     */
    static boolean copyUpper(
            MemorySegment from, long matrix, MemorySegment to, long target, int n, int row) {
        long first = matrix + (long) row * n;
        long at = target + (long) row * n;
        to.asSlice(at * Integer.BYTES, (long) row * Integer.BYTES).fill((byte) 0);
        long bytes = (long) (n - row) * Integer.BYTES;
        MemorySegment.copy(from, (first + row) * Integer.BYTES, to, (at + row) * Integer.BYTES, bytes);
        return areFinite(to, at + row, 1, n - row);
    }

    /** Whether a row of a matrix n x n is, from a column to the diagonal, as the column above. */
    static boolean isSymmetric(MemorySegment x, long matrix, int n, int row, int column) {
        int unlike = 0;
        for (int j = column; j < row; j++) {
            unlike |= get(x, matrix + (long) row * n + j) ^ get(x, matrix + (long) j * n + row);
        }
        return unlike == 0;
    }
}
