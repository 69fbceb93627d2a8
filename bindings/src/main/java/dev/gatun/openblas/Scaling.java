package dev.gatun.openblas;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/**
 * Computes {@code C = beta C}, the case of {@code C = alpha ... + beta C} without anything to add;
 * with {@code beta = 0} C is overwritten. Not in OpenBLAS, because some of its kernels would
 * propagate a NaN. Rarely used, so these are plain loops.
 */
final class Scaling {
    private Scaling() {}

    /** The arguments as the routines have them; {@code shift} is that of their elements. */
    static void vector(MemorySegment y, int shift, long n, long inc, double beta) {
        scale(y, shift, 0, n, Math.abs(inc), beta);
    }

    /** A matrix of {@code rows x cols}. */
    static void matrix(
            MemorySegment c, int shift, Order order, long rows, long cols, long ld, double beta) {
        Footprint stored = Footprint.matrix(order, 0, rows, cols, ld);
        for (long line = 0; line < stored.lines(); line++) {
            scale(c, shift, line * ld, stored.width(), 1, beta);
        }
    }

    /** One triangle of a matrix of {@code n x n}, with its diagonal. */
    static void triangle(
            MemorySegment c,
            int shift,
            Order order,
            Triangle triangle,
            long n,
            long ld,
            double beta) {
        // Whether the triangle is the part of a line from the diagonal on, or the part up to it.
        boolean fromDiagonal = (order == Order.ROW_MAJOR) == (triangle == Triangle.UPPER);
        for (long line = 0; line < n; line++) {
            long first = fromDiagonal ? line : 0;
            scale(c, shift, line * ld + first, fromDiagonal ? n - line : line + 1, 1, beta);
        }
    }

    private static void scale(
            MemorySegment c, int shift, long first, long count, long step, double beta) {
        if (beta == 1) {
            return;
        }
        for (long i = 0; i < count; i++) {
            long at = first + i * step;
            if (shift == OperandChecks.FLOAT) {
                // A product of two floats is exact in double, so it is rounded once.
                double x = beta == 0 ? 0 : beta * c.getAtIndex(JAVA_FLOAT, at);
                c.setAtIndex(JAVA_FLOAT, at, (float) x);
            } else {
                double x = beta == 0 ? 0 : beta * c.getAtIndex(JAVA_DOUBLE, at);
                c.setAtIndex(JAVA_DOUBLE, at, x);
            }
        }
    }
}
