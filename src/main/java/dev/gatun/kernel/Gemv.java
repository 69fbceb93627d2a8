package dev.gatun.kernel;

import static dev.gatun.kernel.JavaGemm.flag;

import dev.gatun.openblas.Blas;
import dev.gatun.openblas.Order;
import java.lang.foreign.MemorySegment;

/**
 * The product of a matrix and a vector, computed by the {@linkplain Backend#active() active
 * backend}: {@code y = op(A) x + beta y}, where A is m x n as stored, row by row, and op is the
 * identity or transposition. Everything else is as in {@link Gemm}.
 */
public final class Gemv {
    private Gemv() {}

    /**
     * The product in {@code float}.
     *
     * @param incx elements from one of x to the next, at least 1; those of y are neighbours
     */
    public static void sgemv(
            boolean trans,
            long m,
            long n,
            MemorySegment a,
            long lda,
            MemorySegment x,
            long incx,
            float beta,
            MemorySegment y) {
        if (Backend.active() == Backend.OPENBLAS) {
            Blas.sgemv(Order.ROW_MAJOR, flag(trans), m, n, 1, a, lda, x, incx, beta, y, 1);
        } else {
            // A vector is a matrix of one column, its rows as far apart as its elements.
            JavaGemm.sgemm(
                    trans, false, trans ? n : m, 1, trans ? m : n, 1, a, lda, x, incx, beta, y, 1);
        }
    }

    /**
     * The product in {@code double}.
     *
     * @param incx elements from one of x to the next, at least 1; those of y are neighbours
     */
    public static void dgemv(
            boolean trans,
            long m,
            long n,
            MemorySegment a,
            long lda,
            MemorySegment x,
            long incx,
            double beta,
            MemorySegment y) {
        if (Backend.active() == Backend.OPENBLAS) {
            Blas.dgemv(Order.ROW_MAJOR, flag(trans), m, n, 1, a, lda, x, incx, beta, y, 1);
        } else {
            JavaGemm.dgemm(
                    trans, false, trans ? n : m, 1, trans ? m : n, 1, a, lda, x, incx, beta, y, 1);
        }
    }
}
