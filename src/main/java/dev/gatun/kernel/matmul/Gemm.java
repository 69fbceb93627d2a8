package dev.gatun.kernel.matmul;

import static dev.gatun.kernel.matmul.JavaGemm.flag;

import dev.gatun.kernel.threads.Threads;
import dev.gatun.openblas.Blas;
import dev.gatun.openblas.Order;
import dev.gatun.openblas.Transpose;
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
 * <p>Large products are divided among the {@link Threads#count()} threads of the library; results
 * do not depend on how many there are. Each thread calls OpenBLAS for its part, and OpenBLAS stays
 * on that thread.
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
        if (Backend.active() == Backend.JAVA) {
            JavaGemm.sgemm(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
            return;
        }
        Transpose opA = flag(transA);
        Transpose opB = flag(transB);
        if (!ParallelProduct.isLarge(m, n, k) || alpha == 0) {
            Blas.sgemm(Order.ROW_MAJOR, opA, opB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
            return;
        }
        Blas.checkSgemm(Order.ROW_MAJOR, opA, opB, m, n, k, a, lda, b, ldb, c, ldc);
        // In OpenBLAS's own order: for the other it has kernels that depend on the size as well.
        ParallelProduct.Piece piece =
                (rows, columns, x, y, z) ->
                        Blas.sgemm(
                                Order.COLUMN_MAJOR,
                                opB,
                                opA,
                                columns,
                                rows,
                                k,
                                alpha,
                                y,
                                ldb,
                                x,
                                lda,
                                beta,
                                z,
                                ldc);
        ParallelProduct.of(m, n, k, ParallelProduct.threads())
                .run(piece, Float.BYTES, m, n, transA, a, lda, transB, b, ldb, c, ldc);
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
        if (Backend.active() == Backend.JAVA) {
            JavaGemm.dgemm(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
            return;
        }
        Transpose opA = flag(transA);
        Transpose opB = flag(transB);
        if (!ParallelProduct.isLarge(m, n, k) || alpha == 0) {
            Blas.dgemm(Order.ROW_MAJOR, opA, opB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
            return;
        }
        Blas.checkDgemm(Order.ROW_MAJOR, opA, opB, m, n, k, a, lda, b, ldb, c, ldc);
        // In OpenBLAS's own order: for the other it has kernels that depend on the size as well.
        ParallelProduct.Piece piece =
                (rows, columns, x, y, z) ->
                        Blas.dgemm(
                                Order.COLUMN_MAJOR,
                                opB,
                                opA,
                                columns,
                                rows,
                                k,
                                alpha,
                                y,
                                ldb,
                                x,
                                lda,
                                beta,
                                z,
                                ldc);
        ParallelProduct.of(m, n, k, ParallelProduct.threads())
                .run(piece, Double.BYTES, m, n, transA, a, lda, transB, b, ldb, c, ldc);
    }
}
