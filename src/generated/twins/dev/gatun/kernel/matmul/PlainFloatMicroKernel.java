// Generated from PlainDoubleMicroKernel by make twins; do not edit.
package dev.gatun.kernel.matmul;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A tile of {@code float} for a JVM without the Vector API: rows of B are added to rows of C, four
 * at a time, over arrays.
 *
 * <p>C2 turns the inner loop into vectors by itself because each operand is an array of its own,
 * all with the same index; over segments, or over rows of one array, it does not, and is four times
 * slower or more.
 */
final class PlainFloatMicroKernel extends MicroKernel {
    private static final ValueLayout.OfFloat ELEMENT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private static final int ROWS = 8;
    private static final int COLUMNS = 128;
    private static final int DEPTH = 192;

    PlainFloatMicroKernel() {
        super(ROWS, COLUMNS, DEPTH, Float.BYTES);
    }

    @Override
    void multiply(int steps, MemorySegment left, MemorySegment right, MemorySegment sum) {
        float[][] s = new float[ROWS][COLUMNS];
        float[][] b = new float[4][COLUMNS];
        int k = 0;
        for (; k <= steps - 4; k += 4) {
            for (int q = 0; q < 4; q++) {
                read(right, k + q, b[q]);
            }
            for (int i = 0; i < ROWS; i++) {
                float a0 = element(left, i, k);
                float a1 = element(left, i, k + 1);
                float a2 = element(left, i, k + 2);
                float a3 = element(left, i, k + 3);
                add(s[i], a0, b[0], a1, b[1], a2, b[2], a3, b[3]);
            }
        }
        for (; k < steps; k++) {
            read(right, k, b[0]);
            for (int i = 0; i < ROWS; i++) {
                add(s[i], element(left, i, k), b[0]);
            }
        }
        for (int i = 0; i < ROWS; i++) {
            MemorySegment.copy(s[i], 0, sum, ELEMENT, (long) i * COLUMNS * Float.BYTES, COLUMNS);
        }
    }

    private static float element(MemorySegment left, int i, int k) {
        return left.get(ELEMENT, ((long) i * DEPTH + k) * Float.BYTES);
    }

    private static void read(MemorySegment right, int k, float[] row) {
        MemorySegment.copy(right, ELEMENT, (long) k * COLUMNS * Float.BYTES, row, 0, COLUMNS);
    }

    private static void add(
            float[] s,
            float a0,
            float[] b0,
            float a1,
            float[] b1,
            float a2,
            float[] b2,
            float a3,
            float[] b3) {
        for (int j = 0; j < COLUMNS; j++) {
            s[j] += a0 * b0[j] + a1 * b1[j] + a2 * b2[j] + a3 * b3[j];
        }
    }

    private static void add(float[] s, float a, float[] b) {
        for (int j = 0; j < COLUMNS; j++) {
            s[j] += a * b[j];
        }
    }

    @Override
    void pack(MemorySegment source, long ld, int steps, MemorySegment panel) {
        Panels.copy(
                source,
                ld * Float.BYTES,
                steps,
                COLUMNS * Float.BYTES,
                panel,
                COLUMNS * Float.BYTES);
    }

    @Override
    void merge(
            MemorySegment sum, MemorySegment c, int height, int width, Gemm product, double beta) {
        float scale = (float) product.alpha();
        float keep = (float) beta;
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
                long to = (i * product.ldc() + j) * Float.BYTES;
                float s = scale * sum.get(ELEMENT, ((long) i * COLUMNS + j) * Float.BYTES);
                c.set(ELEMENT, to, keep == 0 ? s : keep * c.get(ELEMENT, to) + s);
            }
        }
    }
}
