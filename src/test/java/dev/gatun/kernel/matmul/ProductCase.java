package dev.gatun.kernel.matmul;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.gatun.memory.Scope;
import dev.gatun.reference.Matmul;
import dev.gatun.shape.DType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;

/**
 * One matrix product with known operands, to be computed by whoever and judged by the oracle.
 *
 * <p>Matrices have gaps at the end of their rows and before and behind them; in A and B these hold
 * NaN, so that reading one shows, in C a pattern that must still be there afterwards.
 */
record ProductCase(
        boolean isDouble,
        boolean transA,
        boolean transB,
        int m,
        int n,
        int k,
        double alpha,
        double beta,
        int gap) {
    private static final double CANARY = -12345.5;

    /** Whoever computes it. */
    interface Product {
        void multiply(Gemm product, MemorySegment a, MemorySegment b, MemorySegment c);
    }

    /** By one tile. */
    static Product by(MicroKernel tile) {
        return (product, a, b, c) -> new BlockedProduct(tile, product, a, b, c).run();
    }

    /** By the library, whatever its backend. */
    static Product byLibrary() {
        return Backend.active().routines()::gemm;
    }

    /** In Java, with all the checks. */
    static Product byJava() {
        return Backend.JAVA.routines()::gemm;
    }

    /**
     * Computes the product and compares.
     *
     * @return the largest error in units of its bound, at most 1 if all is well; infinite if
     *     anything beside C was written
     */
    double worstError(Product product) {
        Random random = new Random(20260101);
        double[] a = numbers(random, m * k);
        double[] b = numbers(random, k * n);
        double[] before = numbers(random, m * n);
        if (beta == 0) {
            before[before.length / 2] = Double.NaN; // must not be read
        }
        double[] after = multiply(product, a, b, before);
        double worst = 0;
        double[] exact =
                isDouble
                        ? Matmul.oracle(a, b, m, n, k)
                        : Matmul.oracle(floats(a), floats(b), m, n, k);
        double[] bound =
                isDouble
                        ? Matmul.errorBound(a, b, m, n, k)
                        : Matmul.errorBound(floats(a), floats(b), m, n, k);
        double unit = isDouble ? 0x1p-53 : 0x1p-24;
        for (int i = 0; i < m * n; i++) {
            double kept = beta == 0 ? 0 : beta * before[i];
            double expected = alpha * exact[i] + kept;
            // Scaling by alpha and beta and adding the two round three times more.
            double allowed =
                    Math.abs(alpha) * bound[i]
                            + 3 * unit * (Math.abs(alpha * exact[i]) + Math.abs(kept))
                            + Double.MIN_NORMAL;
            double error = Math.abs(after[i] - expected) / allowed;
            worst = Double.isNaN(error) ? Double.POSITIVE_INFINITY : Math.max(worst, error);
        }
        return worst;
    }

    /**
     * Computes the product of given matrices, tightly packed and not transposed.
     *
     * @param before what C holds
     * @return what C holds then; NaN everywhere if anything beside it was written
     */
    double[] multiply(Product product, double[] a, double[] b, double[] before) {
        int lda = (transA ? m : k) + gap;
        int ldb = (transB ? k : n) + gap;
        int ldc = n + gap;
        try (Scope scope = Scope.open()) {
            MemorySegment left = place(scope, a, m, k, transA, Math.max(1, lda), Double.NaN);
            MemorySegment right = place(scope, b, k, n, transB, Math.max(1, ldb), Double.NaN);
            MemorySegment result = place(scope, before, m, n, false, Math.max(1, ldc), CANARY);
            Gemm gemm =
                    new Gemm(
                            isDouble ? DType.F64 : DType.F32,
                            transA,
                            transB,
                            m,
                            n,
                            k,
                            alpha,
                            Math.max(1, lda),
                            Math.max(1, ldb),
                            beta,
                            Math.max(1, ldc));
            product.multiply(gemm, body(left), body(right), body(result));
            return read(result, Math.max(1, ldc));
        }
    }

    private MemorySegment place(
            Scope scope, double[] x, int rows, int cols, boolean trans, int ld, double filler) {
        int lines = trans ? cols : rows;
        int width = trans ? rows : cols;
        long elements = 2L * margin() + (long) lines * ld;
        MemorySegment segment = scope.allocate(elements * bytes());
        for (long i = 0; i < elements; i++) {
            set(segment, i, filler);
        }
        for (int line = 0; line < lines; line++) {
            for (int at = 0; at < width; at++) {
                double value = trans ? x[at * cols + line] : x[line * cols + at];
                set(segment, margin() + (long) line * ld + at, value);
            }
        }
        return segment;
    }

    private double[] read(MemorySegment segment, int ld) {
        double[] c = new double[m * n];
        boolean isIntact = true;
        for (long i = 0; i < segment.byteSize() / bytes(); i++) {
            long line = Math.floorDiv(i - margin(), ld);
            long at = Math.floorMod(i - margin(), ld);
            if (line >= 0 && line < m && at < n) {
                c[(int) (line * n + at)] = get(segment, i);
            } else {
                isIntact &= get(segment, i) == CANARY;
            }
        }
        if (!isIntact) {
            Arrays.fill(c, Double.NaN);
        }
        return c;
    }

    private MemorySegment body(MemorySegment segment) {
        return segment.asSlice(margin() * bytes(), segment.byteSize() - 2 * margin() * bytes());
    }

    /** Elements of the 64 bytes before and behind each matrix. */
    private long margin() {
        return 64 / bytes();
    }

    private long bytes() {
        return isDouble ? 8 : 4;
    }

    private void set(MemorySegment segment, long i, double value) {
        if (isDouble) {
            segment.setAtIndex(JAVA_DOUBLE, i, value);
        } else {
            segment.setAtIndex(JAVA_FLOAT, i, (float) value);
        }
    }

    private double get(MemorySegment segment, long i) {
        return isDouble ? segment.getAtIndex(JAVA_DOUBLE, i) : segment.getAtIndex(JAVA_FLOAT, i);
    }

    /** From -1 to 1, and floats even where they stand for doubles. */
    static double[] numbers(Random random, int count) {
        double[] x = new double[count + 1];
        for (int i = 0; i < count; i++) {
            x[i] = random.nextFloat() * 2 - 1;
        }
        return x;
    }

    private static float[] floats(double[] x) {
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = (float) x[i];
        }
        return y;
    }
}
