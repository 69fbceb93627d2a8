package dev.gatun.kernel.matmul;

import dev.gatun.kernel.threads.Threads;
import dev.gatun.openblas.Blas;
import dev.gatun.openblas.Order;
import dev.gatun.openblas.Transpose;
import java.lang.foreign.MemorySegment;

/**
 * The matrix product in Java alone: what {@link Gemm} uses where there is no native library. By the
 * Vector API where the JVM has it, by plain loops where not; on {@link Threads#count()} threads.
 */
public final class JavaGemm {
    private JavaGemm() {}

    /** {@link Gemm#sgemm}, whatever the backend. */
    public static void sgemm(
            boolean transA,
            boolean transB,
            long m,
            long n,
            long k,
            float alpha,
            MemorySegment a,
            long lda,
            MemorySegment b,
            long ldb,
            float beta,
            MemorySegment c,
            long ldc) {
        Order order = Order.ROW_MAJOR;
        Transpose opA = flag(transA);
        Transpose opB = flag(transB);
        if (isEmpty(m, n, k, alpha)) {
            // Then the face scales C in Java itself, and needs no library.
            Blas.sgemm(order, opA, opB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
            return;
        }
        Blas.checkSgemm(order, opA, opB, m, n, k, a, lda, b, ldb, c, ldc);
        new BlockedProduct(
                        MicroKernels.FLOAT,
                        transA,
                        transB,
                        m,
                        n,
                        k,
                        alpha,
                        a,
                        lda,
                        b,
                        ldb,
                        beta,
                        c,
                        ldc)
                .run();
    }

    /** {@link Gemm#dgemm}, whatever the backend. */
    public static void dgemm(
            boolean transA,
            boolean transB,
            long m,
            long n,
            long k,
            double alpha,
            MemorySegment a,
            long lda,
            MemorySegment b,
            long ldb,
            double beta,
            MemorySegment c,
            long ldc) {
        Order order = Order.ROW_MAJOR;
        Transpose opA = flag(transA);
        Transpose opB = flag(transB);
        if (isEmpty(m, n, k, alpha)) {
            // Then the face scales C in Java itself, and needs no library.
            Blas.dgemm(order, opA, opB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
            return;
        }
        Blas.checkDgemm(order, opA, opB, m, n, k, a, lda, b, ldb, c, ldc);
        new BlockedProduct(
                        MicroKernels.DOUBLE,
                        transA,
                        transB,
                        m,
                        n,
                        k,
                        alpha,
                        a,
                        lda,
                        b,
                        ldb,
                        beta,
                        c,
                        ldc)
                .run();
    }

    /** Whether nothing is to be added to beta C. */
    private static boolean isEmpty(long m, long n, long k, double alpha) {
        return m == 0 || n == 0 || k == 0 || alpha == 0;
    }

    static Transpose flag(boolean isTransposed) {
        return isTransposed ? Transpose.YES : Transpose.NO;
    }
}
