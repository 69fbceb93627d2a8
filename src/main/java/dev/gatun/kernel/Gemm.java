package dev.gatun.kernel;

import static dev.gatun.kernel.JavaGemm.flag;

import dev.gatun.openblas.Blas;
import dev.gatun.openblas.Order;
import java.lang.foreign.MemorySegment;

/**
 * The matrix product of the library, computed by the {@linkplain Backend#active() active backend}.
 *
 * <p>{@code C = alpha op(A) op(B) + beta C}, where op is the identity or transposition, {@code
 * op(A)} is m x k, {@code op(B)} k x n and C m x n. Matrices lie row by row in off-heap memory,
 * from the first byte of their segment; leading dimensions are elements between the starts of two
 * rows as stored. With {@code beta = 0} C is overwritten, NaN included; with {@code alpha = 0} A
 * and B are not read.
 *
 * <p>Both backends refuse the same calls with the same exceptions, those of {@link Blas}, and then
 * have written nothing.
 */
public final class Gemm {
    private Gemm() {}

    /**
     * The product in {@code float}.
     *
     * @param transA whether A is stored transposed, k x m
     * @param transB whether B is stored transposed, n x k
     */
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
        if (Backend.active() == Backend.OPENBLAS) {
            Blas.sgemm(
                    Order.ROW_MAJOR,
                    flag(transA),
                    flag(transB),
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
                    ldc);
        } else {
            JavaGemm.sgemm(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
        }
    }

    /**
     * The product in {@code double}.
     *
     * @param transA whether A is stored transposed, k x m
     * @param transB whether B is stored transposed, n x k
     */
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
        if (Backend.active() == Backend.OPENBLAS) {
            Blas.dgemm(
                    Order.ROW_MAJOR,
                    flag(transA),
                    flag(transB),
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
                    ldc);
        } else {
            JavaGemm.dgemm(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
        }
    }
}
