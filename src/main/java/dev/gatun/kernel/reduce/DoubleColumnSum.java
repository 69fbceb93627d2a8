// twin FloatColumnSum
//   DOUBLE -> FLOAT
//   double -> float
//   Double -> Float
package dev.gatun.kernel.reduce;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * The sums of the columns of a small matrix of {@code double}, by way of arrays, over which C2
 * vectorizes the loop. The second half of the rows is added to the first until one is left, so that
 * the error grows with the logarithm of the number of rows (pairwise summation).
 */
final class DoubleColumnSum {
    private DoubleColumnSum() {}

    /**
     * Sums the columns of a dense matrix.
     *
     * @param from where the matrix begins, in bytes
     * @param to where the sums are stored, in bytes
     */
    static void run(MemorySegment x, long from, int rows, int columns, MemorySegment out, long to) {
        int left = (rows + 1) / 2;
        double[] first = new double[left * columns];
        double[] second = new double[(rows - left) * columns];
        long middle = from + (long) first.length * Double.BYTES;
        MemorySegment.copy(x, JAVA_DOUBLE_UNALIGNED, from, first, 0, first.length);
        MemorySegment.copy(x, JAVA_DOUBLE_UNALIGNED, middle, second, 0, second.length);
        add(first, second, second.length);
        while (left > 1) {
            int half = (left + 1) / 2;
            int count = (left - half) * columns;
            System.arraycopy(first, half * columns, second, 0, count);
            add(first, second, count);
            left = half;
        }
        MemorySegment.copy(first, 0, out, JAVA_DOUBLE_UNALIGNED, to, columns);
    }

    private static void add(double[] to, double[] from, int count) {
        for (int i = 0; i < count; i++) {
            to[i] += from[i];
        }
    }
}
