package dev.gatun.openblas;

import static dev.gatun.openblas.Critical.inPlace;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Level 1 over arrays on the heap. Up to a length the array itself is handed to OpenBLAS and the
 * garbage collector waits; beyond it the elements are copied to off-heap memory and back, see
 * {@link Critical}.
 */
abstract sealed class ArrayRoutines extends MatrixCopyRoutines permits ArrayMatrixRoutines {
    ArrayRoutines() {}

    /** {@link Blas#sdot(long, MemorySegment, long, MemorySegment, long)} of arrays. */
    public static float sdot(
            long n, float[] x, int xOffset, long incx, float[] y, int yOffset, long incy) {
        ArrayChecks.vectors("sdot", n, x, xOffset, incx, y, yOffset, incy);
        if (n == 0) {
            return 0;
        }
        if (n > Critical.VECTOR_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                return sdot(
                        n,
                        OffHeapCopies.vector(arena, n, x, xOffset, incx),
                        1,
                        OffHeapCopies.vector(arena, n, y, yOffset, incy),
                        1);
            }
        }
        return Critical.sdot(
                (int) n, inPlace(x, xOffset), (int) incx, inPlace(y, yOffset), (int) incy);
    }

    /** {@link #sdot(long, float[], int, long, float[], int, long)} in double precision. */
    public static double ddot(
            long n, double[] x, int xOffset, long incx, double[] y, int yOffset, long incy) {
        ArrayChecks.vectors("ddot", n, x, xOffset, incx, y, yOffset, incy);
        if (n == 0) {
            return 0;
        }
        if (n > Critical.VECTOR_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                return ddot(
                        n,
                        OffHeapCopies.vector(arena, n, x, xOffset, incx),
                        1,
                        OffHeapCopies.vector(arena, n, y, yOffset, incy),
                        1);
            }
        }
        return Critical.ddot(
                (int) n, inPlace(x, xOffset), (int) incx, inPlace(y, yOffset), (int) incy);
    }

    /** {@link Blas#saxpy(long, float, MemorySegment, long, MemorySegment, long)} of arrays. */
    public static void saxpy(
            long n,
            float alpha,
            float[] x,
            int xOffset,
            long incx,
            float[] y,
            int yOffset,
            long incy) {
        ArrayChecks.elementwise("saxpy", n, x, xOffset, incx, y, yOffset, incy);
        if (n == 0 || alpha == 0) {
            return;
        }
        if (n > Critical.VECTOR_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment staged = OffHeapCopies.vector(arena, n, y, yOffset, incy);
                saxpy(n, alpha, OffHeapCopies.vector(arena, n, x, xOffset, incx), 1, staged, 1);
                OffHeapCopies.vectorBack(staged, n, y, yOffset, incy);
            }
            return;
        }
        Critical.saxpy(
                (int) n, alpha, inPlace(x, xOffset), (int) incx, inPlace(y, yOffset), (int) incy);
    }

    /** {@link #saxpy(long, float, float[], int, long, float[], int, long)} in double precision. */
    public static void daxpy(
            long n,
            double alpha,
            double[] x,
            int xOffset,
            long incx,
            double[] y,
            int yOffset,
            long incy) {
        ArrayChecks.elementwise("daxpy", n, x, xOffset, incx, y, yOffset, incy);
        if (n == 0 || alpha == 0) {
            return;
        }
        if (n > Critical.VECTOR_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment staged = OffHeapCopies.vector(arena, n, y, yOffset, incy);
                daxpy(n, alpha, OffHeapCopies.vector(arena, n, x, xOffset, incx), 1, staged, 1);
                OffHeapCopies.vectorBack(staged, n, y, yOffset, incy);
            }
            return;
        }
        Critical.daxpy(
                (int) n, alpha, inPlace(x, xOffset), (int) incx, inPlace(y, yOffset), (int) incy);
    }

    /** {@link Blas#sscal(long, float, MemorySegment, long)} of an array. */
    public static void sscal(long n, float alpha, float[] x, int xOffset, long incx) {
        ArrayChecks.forward("sscal", n, x, xOffset, incx);
        if (n == 0) {
            return;
        }
        if (n > Critical.VECTOR_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment staged = OffHeapCopies.vector(arena, n, x, xOffset, incx);
                sscal(n, alpha, staged, 1);
                OffHeapCopies.vectorBack(staged, n, x, xOffset, incx);
            }
            return;
        }
        Critical.sscal((int) n, alpha, inPlace(x, xOffset), (int) incx);
    }

    /** {@link #sscal(long, float, float[], int, long)} in double precision. */
    public static void dscal(long n, double alpha, double[] x, int xOffset, long incx) {
        ArrayChecks.forward("dscal", n, x, xOffset, incx);
        if (n == 0) {
            return;
        }
        if (n > Critical.VECTOR_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment staged = OffHeapCopies.vector(arena, n, x, xOffset, incx);
                dscal(n, alpha, staged, 1);
                OffHeapCopies.vectorBack(staged, n, x, xOffset, incx);
            }
            return;
        }
        Critical.dscal((int) n, alpha, inPlace(x, xOffset), (int) incx);
    }

    /** {@link Blas#snrm2(long, MemorySegment, long)} of an array. */
    public static float snrm2(long n, float[] x, int xOffset, long incx) {
        ArrayChecks.forward("snrm2", n, x, xOffset, incx);
        if (n == 0) {
            return 0;
        }
        if (n > Critical.VECTOR_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                return snrm2(n, OffHeapCopies.vector(arena, n, x, xOffset, incx), 1);
            }
        }
        return Critical.snrm2((int) n, inPlace(x, xOffset), (int) incx);
    }

    /** {@link #snrm2(long, float[], int, long)} in double precision. */
    public static double dnrm2(long n, double[] x, int xOffset, long incx) {
        ArrayChecks.forward("dnrm2", n, x, xOffset, incx);
        if (n == 0) {
            return 0;
        }
        if (n > Critical.VECTOR_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                return dnrm2(n, OffHeapCopies.vector(arena, n, x, xOffset, incx), 1);
            }
        }
        return Critical.dnrm2((int) n, inPlace(x, xOffset), (int) incx);
    }

    /** {@link Blas#sasum(long, MemorySegment, long)} of an array. */
    public static float sasum(long n, float[] x, int xOffset, long incx) {
        ArrayChecks.forward("sasum", n, x, xOffset, incx);
        if (n == 0) {
            return 0;
        }
        if (n > Critical.VECTOR_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                return sasum(n, OffHeapCopies.vector(arena, n, x, xOffset, incx), 1);
            }
        }
        return Critical.sasum((int) n, inPlace(x, xOffset), (int) incx);
    }

    /** {@link #sasum(long, float[], int, long)} in double precision. */
    public static double dasum(long n, double[] x, int xOffset, long incx) {
        ArrayChecks.forward("dasum", n, x, xOffset, incx);
        if (n == 0) {
            return 0;
        }
        if (n > Critical.VECTOR_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                return dasum(n, OffHeapCopies.vector(arena, n, x, xOffset, incx), 1);
            }
        }
        return Critical.dasum((int) n, inPlace(x, xOffset), (int) incx);
    }
}
