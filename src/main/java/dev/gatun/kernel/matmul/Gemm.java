package dev.gatun.kernel.matmul;

import static dev.gatun.openblas.Order.ROW_MAJOR;

import dev.gatun.openblas.Blas;
import dev.gatun.openblas.Order;
import dev.gatun.openblas.Transpose;
import dev.gatun.shape.DType;
import java.lang.foreign.MemorySegment;

/**
 * The parameters of a matrix product {@code C = alpha op(A) op(B) + beta C}, without its memory, so
 * that one value serves all products of a batch. {@code op} is the identity or transposition,
 * {@code op(A)} is m x k, {@code op(B)} k x n and C m x n. Matrices are row-major. With {@code beta
 * = 0} C is overwritten, NaN included; with {@code alpha = 0} A and B are not read.
 *
 * @param dtype of the elements, F32 or F64
 * @param transA whether A is stored transposed, k x m
 * @param transB whether B is stored transposed, n x k
 * @param lda elements between the starts of two rows of A as stored
 * @param ldb the same for B
 * @param ldc the same for C
 */
public record Gemm(
        DType dtype,
        boolean transA,
        boolean transB,
        long m,
        long n,
        long k,
        double alpha,
        long lda,
        long ldb,
        double beta,
        long ldc) {

    /** Checks the operands as {@link Blas} does. */
    void check(MemorySegment a, MemorySegment b, MemorySegment c) {
        if (dtype == DType.F32) {
            Blas.checkSgemm(ROW_MAJOR, opA(), opB(), m, n, k, a, lda, b, ldb, c, ldc);
        } else {
            Blas.checkDgemm(ROW_MAJOR, opA(), opB(), m, n, k, a, lda, b, ldb, c, ldc);
        }
    }

    /**
     * Computes the product by one call of {@link Blas}, which needs no library if {@link #isEmpty}.
     */
    void call(MemorySegment a, MemorySegment b, MemorySegment c) {
        if (dtype == DType.F32) {
            float scale = (float) alpha;
            float keep = (float) beta;
            Blas.sgemm(ROW_MAJOR, opA(), opB(), m, n, k, scale, a, lda, b, ldb, keep, c, ldc);
        } else {
            Blas.dgemm(ROW_MAJOR, opA(), opB(), m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
        }
    }

    /**
     * Computes {@code rows x columns} of C by one call in column-major order, which is OpenBLAS's
     * own.
     */
    void callByColumns(long rows, long columns, MemorySegment a, MemorySegment b, MemorySegment c) {
        Order order = Order.COLUMN_MAJOR;
        if (dtype == DType.F32) {
            float scale = (float) alpha;
            float keep = (float) beta;
            Blas.sgemm(order, opB(), opA(), columns, rows, k, scale, b, ldb, a, lda, keep, c, ldc);
        } else {
            Blas.dgemm(order, opB(), opA(), columns, rows, k, alpha, b, ldb, a, lda, beta, c, ldc);
        }
    }

    /** The product as one of a matrix and a vector, if B is a column. */
    Gemv timesColumn() {
        long increment = transB ? 1 : ldb;
        return new Gemv(dtype, transA, transA ? k : m, transA ? m : k, alpha, lda, increment, beta);
    }

    /** The product as one of B transposed and a vector, if A is a row. */
    Gemv rowTimes() {
        long increment = transA ? lda : 1;
        return new Gemv(
                dtype, !transB, transB ? n : k, transB ? k : n, alpha, ldb, increment, beta);
    }

    /** Whether it is large enough to be divided among threads. */
    boolean isLarge() {
        return ParallelProduct.isLarge(m, n, k);
    }

    /** Whether the result is beta C. */
    boolean isEmpty() {
        return m == 0 || n == 0 || k == 0 || alpha == 0;
    }

    private Transpose opA() {
        return flag(transA);
    }

    private Transpose opB() {
        return flag(transB);
    }

    static Transpose flag(boolean isTransposed) {
        return isTransposed ? Transpose.YES : Transpose.NO;
    }
}
