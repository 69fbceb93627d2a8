package dev.gatun.kernel.matmul;

import dev.gatun.openblas.Blas;
import dev.gatun.openblas.Order;
import dev.gatun.shape.DType;
import java.lang.foreign.MemorySegment;

/**
 * A product of a matrix and a vector {@code y = alpha op(A) x + beta y}, but for the memory. A is m
 * x n as stored, row by row; everything else is as in {@link Gemm}.
 *
 * @param trans whether op is transposition
 * @param incx elements from one of x to the next, at least 1; those of y are neighbours
 */
public record Gemv(
        DType dtype,
        boolean trans,
        long m,
        long n,
        double alpha,
        long lda,
        long incx,
        double beta) {

    /** How many elements y has. */
    long length() {
        return trans ? n : m;
    }

    /** By one call of {@link Blas}, some rows or columns of A. */
    void call(long rows, long columns, MemorySegment a, MemorySegment x, MemorySegment y) {
        Order order = Order.ROW_MAJOR;
        var op = Gemm.flag(trans);
        if (dtype == DType.F32) {
            float scale = (float) alpha;
            Blas.sgemv(order, op, rows, columns, scale, a, lda, x, incx, (float) beta, y, 1);
        } else {
            Blas.dgemv(order, op, rows, columns, alpha, a, lda, x, incx, beta, y, 1);
        }
    }

    /** A vector is a matrix of one column, its rows as far apart as its elements. */
    Gemm asGemm() {
        long inner = trans ? m : n;
        return new Gemm(dtype, trans, false, length(), 1, inner, alpha, lda, incx, beta, 1);
    }
}
