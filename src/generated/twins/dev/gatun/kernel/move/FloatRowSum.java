// Generated from DoubleRowSum by make twins; do not edit.
package dev.gatun.kernel.move;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Adds rows of {@code float} by way of arrays, over which C2 vectorizes the loop. */
final class FloatRowSum implements Scatter.Row {
    private final float[] x;
    private final float[] y;

    FloatRowSum(int longest) {
        x = new float[longest];
        y = new float[longest];
    }

    @Override
    public void add(MemorySegment from, long fromOffset, MemorySegment to, long toOffset, int n) {
        MemorySegment.copy(from, JAVA_FLOAT_UNALIGNED, fromOffset * Float.BYTES, x, 0, n);
        MemorySegment.copy(to, JAVA_FLOAT_UNALIGNED, toOffset * Float.BYTES, y, 0, n);
        for (int i = 0; i < n; i++) {
            y[i] += x[i];
        }
        MemorySegment.copy(y, 0, to, JAVA_FLOAT_UNALIGNED, toOffset * Float.BYTES, n);
    }
}
