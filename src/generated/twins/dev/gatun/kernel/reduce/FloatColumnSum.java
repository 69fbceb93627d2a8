// Generated from DoubleColumnSum by make twins; do not edit.
package dev.gatun.kernel.reduce;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * The sums of the columns of a small matrix of {@code float}, by way of arrays, over which C2
 * vectorizes the loop. The second half of the rows is added to the first until one is left, so that
 * the error grows with the logarithm of the number of rows (pairwise summation).
 */
final class FloatColumnSum {
    private FloatColumnSum() {}

    /**
     * Sums the columns of a dense matrix.
     *
     * @param from where the matrix begins, in bytes
     * @param to where the sums are stored, in bytes
     */
    static void run(MemorySegment x, long from, int rows, int columns, MemorySegment out, long to) {
        int left = (rows + 1) / 2;
        float[] first = new float[left * columns];
        float[] second = new float[(rows - left) * columns];
        long middle = from + (long) first.length * Float.BYTES;
        MemorySegment.copy(x, JAVA_FLOAT_UNALIGNED, from, first, 0, first.length);
        MemorySegment.copy(x, JAVA_FLOAT_UNALIGNED, middle, second, 0, second.length);
        add(first, second, second.length);
        while (left > 1) {
            int half = (left + 1) / 2;
            int count = (left - half) * columns;
            System.arraycopy(first, half * columns, second, 0, count);
            add(first, second, count);
            left = half;
        }
        MemorySegment.copy(first, 0, out, JAVA_FLOAT_UNALIGNED, to, columns);
    }

    private static void add(float[] to, float[] from, int count) {
        for (int i = 0; i < count; i++) {
            to[i] += from[i];
        }
    }
}
