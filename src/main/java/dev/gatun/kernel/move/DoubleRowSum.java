// twin FloatRowSum
//   Double -> Float
//   DOUBLE -> FLOAT
//   double -> float
package dev.gatun.kernel.move;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Adds rows of {@code double} by way of arrays, over which C2 vectorizes the loop. */
final class DoubleRowSum implements Scatter.Row {
    private final double[] x;
    private final double[] y;

    DoubleRowSum(int longest) {
        x = new double[longest];
        y = new double[longest];
    }

    @Override
    public void add(MemorySegment from, long fromOffset, MemorySegment to, long toOffset, int n) {
        MemorySegment.copy(from, JAVA_DOUBLE_UNALIGNED, fromOffset * Double.BYTES, x, 0, n);
        MemorySegment.copy(to, JAVA_DOUBLE_UNALIGNED, toOffset * Double.BYTES, y, 0, n);
        for (int i = 0; i < n; i++) {
            y[i] += x[i];
        }
        MemorySegment.copy(y, 0, to, JAVA_DOUBLE_UNALIGNED, toOffset * Double.BYTES, n);
    }
}
