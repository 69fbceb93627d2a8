package dev.gatun.openblas;

import static dev.gatun.openblas.Critical.inPlace;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Level 2 over arrays on the heap, as {@link ArrayRoutines} does level 1. */
abstract sealed class ArrayMatrixRoutines extends ArrayRoutines permits Blas {
    ArrayMatrixRoutines() {}

    /** The {@code sgemv} of segments, of arrays. */
    public static void sgemv(
            Order order,
            Transpose trans,
            long m,
            long n,
            float alpha,
            float[] a,
            int aOffset,
            long lda,
            float[] x,
            int xOffset,
            long incx,
            float beta,
            float[] y,
            int yOffset,
            long incy) {
        ArrayChecks.gemv(
                "sgemv", order, trans, m, n, a, aOffset, lda, x, xOffset, incx, y, yOffset, incy);
        long rows = trans == Transpose.NO ? m : n;
        if (m == 0 || n == 0 || alpha == 0) {
            Scaling.vector(inPlace(y, yOffset), rows, incy, beta);
            return;
        }
        if (m * n > Critical.MATRIX_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment staged = OffHeapCopies.vector(arena, rows, y, yOffset, incy);
                sgemv(
                        order,
                        trans,
                        m,
                        n,
                        alpha,
                        OffHeapCopies.matrix(arena, order, m, n, a, aOffset, lda),
                        OffHeapCopies.ld(order, m, n),
                        OffHeapCopies.vector(arena, m + n - rows, x, xOffset, incx),
                        1,
                        beta,
                        staged,
                        1);
                OffHeapCopies.vectorBack(staged, rows, y, yOffset, incy);
            }
            return;
        }
        Critical.sgemv(
                order.code,
                trans.code,
                (int) m,
                (int) n,
                alpha,
                inPlace(a, aOffset),
                (int) lda,
                inPlace(x, xOffset),
                (int) incx,
                beta,
                inPlace(y, yOffset),
                (int) incy);
    }

    /**
     * {@link #sgemv(Order, Transpose, long, long, float, float[], int, long, float[], int, long,
     * float, float[], int, long)} in double precision.
     */
    public static void dgemv(
            Order order,
            Transpose trans,
            long m,
            long n,
            double alpha,
            double[] a,
            int aOffset,
            long lda,
            double[] x,
            int xOffset,
            long incx,
            double beta,
            double[] y,
            int yOffset,
            long incy) {
        ArrayChecks.gemv(
                "dgemv", order, trans, m, n, a, aOffset, lda, x, xOffset, incx, y, yOffset, incy);
        long rows = trans == Transpose.NO ? m : n;
        if (m == 0 || n == 0 || alpha == 0) {
            Scaling.vector(inPlace(y, yOffset), rows, incy, beta);
            return;
        }
        if (m * n > Critical.MATRIX_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment staged = OffHeapCopies.vector(arena, rows, y, yOffset, incy);
                dgemv(
                        order,
                        trans,
                        m,
                        n,
                        alpha,
                        OffHeapCopies.matrix(arena, order, m, n, a, aOffset, lda),
                        OffHeapCopies.ld(order, m, n),
                        OffHeapCopies.vector(arena, m + n - rows, x, xOffset, incx),
                        1,
                        beta,
                        staged,
                        1);
                OffHeapCopies.vectorBack(staged, rows, y, yOffset, incy);
            }
            return;
        }
        Critical.dgemv(
                order.code,
                trans.code,
                (int) m,
                (int) n,
                alpha,
                inPlace(a, aOffset),
                (int) lda,
                inPlace(x, xOffset),
                (int) incx,
                beta,
                inPlace(y, yOffset),
                (int) incy);
    }

    /** The {@code sger} of segments, of arrays. */
    public static void sger(
            Order order,
            long m,
            long n,
            float alpha,
            float[] x,
            int xOffset,
            long incx,
            float[] y,
            int yOffset,
            long incy,
            float[] a,
            int aOffset,
            long lda) {
        ArrayChecks.ger("sger", order, m, n, x, xOffset, incx, y, yOffset, incy, a, aOffset, lda);
        if (m == 0 || n == 0 || alpha == 0) {
            return;
        }
        if (m * n > Critical.MATRIX_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment staged = OffHeapCopies.matrix(arena, order, m, n, a, aOffset, lda);
                sger(
                        order,
                        m,
                        n,
                        alpha,
                        OffHeapCopies.vector(arena, m, x, xOffset, incx),
                        1,
                        OffHeapCopies.vector(arena, n, y, yOffset, incy),
                        1,
                        staged,
                        OffHeapCopies.ld(order, m, n));
                OffHeapCopies.matrixBack(staged, order, m, n, a, aOffset, lda);
            }
            return;
        }
        Critical.sger(
                order.code,
                (int) m,
                (int) n,
                alpha,
                inPlace(x, xOffset),
                (int) incx,
                inPlace(y, yOffset),
                (int) incy,
                inPlace(a, aOffset),
                (int) lda);
    }

    /**
     * {@link #sger(Order, long, long, float, float[], int, long, float[], int, long, float[], int,
     * long)} in double precision.
     */
    public static void dger(
            Order order,
            long m,
            long n,
            double alpha,
            double[] x,
            int xOffset,
            long incx,
            double[] y,
            int yOffset,
            long incy,
            double[] a,
            int aOffset,
            long lda) {
        ArrayChecks.ger("dger", order, m, n, x, xOffset, incx, y, yOffset, incy, a, aOffset, lda);
        if (m == 0 || n == 0 || alpha == 0) {
            return;
        }
        if (m * n > Critical.MATRIX_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment staged = OffHeapCopies.matrix(arena, order, m, n, a, aOffset, lda);
                dger(
                        order,
                        m,
                        n,
                        alpha,
                        OffHeapCopies.vector(arena, m, x, xOffset, incx),
                        1,
                        OffHeapCopies.vector(arena, n, y, yOffset, incy),
                        1,
                        staged,
                        OffHeapCopies.ld(order, m, n));
                OffHeapCopies.matrixBack(staged, order, m, n, a, aOffset, lda);
            }
            return;
        }
        Critical.dger(
                order.code,
                (int) m,
                (int) n,
                alpha,
                inPlace(x, xOffset),
                (int) incx,
                inPlace(y, yOffset),
                (int) incy,
                inPlace(a, aOffset),
                (int) lda);
    }
}
