// twin FloatArrayRoutines
//   double -> float
//   DOUBLE -> FLOAT
//   ddot -> sdot
//   Ddot -> Sdot
//   daxpy -> saxpy
//   Daxpy -> Saxpy
//   dscal -> sscal
//   Dscal -> Sscal
//   dnrm2 -> snrm2
//   Dnrm2 -> Snrm2
//   dasum -> sasum
//   Dasum -> Sasum
//   dgemv -> sgemv
//   Dgemv -> Sgemv
//   dger -> sger
//   Dger -> Sger
//   dgemm -> sgemm
//   Dgemm -> Sgemm
package dev.gatun.openblas;

import static dev.gatun.openblas.Critical.inPlace;
import static dev.gatun.openblas.OperandChecks.DOUBLE;

import dev.gatun.openblas.generated.Cblas;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The routines that take arrays. Up to a length the array itself is handed to OpenBLAS and the
 * garbage collector waits; beyond it the elements are copied to off-heap memory and back, see
 * {@link Critical}.
 */
final class ArrayRoutines {
    /** {@link #ddot(long, MemorySegment, long, MemorySegment, long)} of arrays. */
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
                        OffHeapCopies.vector(arena, DOUBLE, n, inPlace(x, xOffset), incx),
                        1,
                        OffHeapCopies.vector(arena, DOUBLE, n, inPlace(y, yOffset), incy),
                        1);
            }
        }
        boolean permit = Admission.enter();
        try {
            return (double)
                    DdotInPlace.HANDLE.invokeExact(
                            (int) n,
                            inPlace(x, xOffset),
                            (int) incx,
                            inPlace(y, yOffset),
                            (int) incy);
        } catch (Throwable e) {
            throw Critical.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class DdotInPlace {
        static final MethodHandle HANDLE =
                Critical.link(Cblas.cblas_ddot$address(), Cblas.cblas_ddot$descriptor());
    }

    /** {@link #daxpy(long, double, MemorySegment, long, MemorySegment, long)} of arrays. */
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
                MemorySegment staged =
                        OffHeapCopies.vector(arena, DOUBLE, n, inPlace(y, yOffset), incy);
                daxpy(
                        n,
                        alpha,
                        OffHeapCopies.vector(arena, DOUBLE, n, inPlace(x, xOffset), incx),
                        1,
                        staged,
                        1);
                OffHeapCopies.vectorBack(staged, DOUBLE, n, inPlace(y, yOffset), incy);
            }
            return;
        }
        boolean permit = Admission.enter();
        try {
            DaxpyInPlace.HANDLE.invokeExact(
                    (int) n,
                    alpha,
                    inPlace(x, xOffset),
                    (int) incx,
                    inPlace(y, yOffset),
                    (int) incy);
        } catch (Throwable e) {
            throw Critical.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class DaxpyInPlace {
        static final MethodHandle HANDLE =
                Critical.link(Cblas.cblas_daxpy$address(), Cblas.cblas_daxpy$descriptor());
    }

    /** {@link #dscal(long, double, MemorySegment, long)} of an array. */
    public static void dscal(long n, double alpha, double[] x, int xOffset, long incx) {
        ArrayChecks.forward("dscal", n, x, xOffset, incx);
        if (n == 0) {
            return;
        }
        if (n > Critical.VECTOR_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment staged =
                        OffHeapCopies.vector(arena, DOUBLE, n, inPlace(x, xOffset), incx);
                dscal(n, alpha, staged, 1);
                OffHeapCopies.vectorBack(staged, DOUBLE, n, inPlace(x, xOffset), incx);
            }
            return;
        }
        boolean permit = Admission.enter();
        try {
            DscalInPlace.HANDLE.invokeExact((int) n, alpha, inPlace(x, xOffset), (int) incx);
        } catch (Throwable e) {
            throw Critical.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class DscalInPlace {
        static final MethodHandle HANDLE =
                Critical.link(Cblas.cblas_dscal$address(), Cblas.cblas_dscal$descriptor());
    }

    /** {@link #dnrm2(long, MemorySegment, long)} of an array. */
    public static double dnrm2(long n, double[] x, int xOffset, long incx) {
        ArrayChecks.forward("dnrm2", n, x, xOffset, incx);
        if (n == 0) {
            return 0;
        }
        if (n > Critical.VECTOR_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                return dnrm2(
                        n, OffHeapCopies.vector(arena, DOUBLE, n, inPlace(x, xOffset), incx), 1);
            }
        }
        boolean permit = Admission.enter();
        try {
            return (double)
                    Dnrm2InPlace.HANDLE.invokeExact((int) n, inPlace(x, xOffset), (int) incx);
        } catch (Throwable e) {
            throw Critical.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class Dnrm2InPlace {
        static final MethodHandle HANDLE =
                Critical.link(Cblas.cblas_dnrm2$address(), Cblas.cblas_dnrm2$descriptor());
    }

    /** {@link #dasum(long, MemorySegment, long)} of an array. */
    public static double dasum(long n, double[] x, int xOffset, long incx) {
        ArrayChecks.forward("dasum", n, x, xOffset, incx);
        if (n == 0) {
            return 0;
        }
        if (n > Critical.VECTOR_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                return dasum(
                        n, OffHeapCopies.vector(arena, DOUBLE, n, inPlace(x, xOffset), incx), 1);
            }
        }
        boolean permit = Admission.enter();
        try {
            return (double)
                    DasumInPlace.HANDLE.invokeExact((int) n, inPlace(x, xOffset), (int) incx);
        } catch (Throwable e) {
            throw Critical.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class DasumInPlace {
        static final MethodHandle HANDLE =
                Critical.link(Cblas.cblas_dasum$address(), Cblas.cblas_dasum$descriptor());
    }

    /** The {@code dgemv} of segments, of arrays. */
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
            Scaling.vector(inPlace(y, yOffset), DOUBLE, rows, incy, beta);
            return;
        }
        if (m * n > Critical.MATRIX_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment staged =
                        OffHeapCopies.vector(arena, DOUBLE, rows, inPlace(y, yOffset), incy);
                dgemv(
                        order,
                        trans,
                        m,
                        n,
                        alpha,
                        OffHeapCopies.matrix(arena, DOUBLE, order, m, n, inPlace(a, aOffset), lda),
                        OffHeapCopies.ld(order, m, n),
                        OffHeapCopies.vector(
                                arena, DOUBLE, m + n - rows, inPlace(x, xOffset), incx),
                        1,
                        beta,
                        staged,
                        1);
                OffHeapCopies.vectorBack(staged, DOUBLE, rows, inPlace(y, yOffset), incy);
            }
            return;
        }
        boolean permit = Admission.enter();
        try {
            DgemvInPlace.HANDLE.invokeExact(
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
        } catch (Throwable e) {
            throw Critical.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class DgemvInPlace {
        static final MethodHandle HANDLE =
                Critical.link(Cblas.cblas_dgemv$address(), Cblas.cblas_dgemv$descriptor());
    }

    /** The {@code dger} of segments, of arrays. */
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
                MemorySegment staged =
                        OffHeapCopies.matrix(arena, DOUBLE, order, m, n, inPlace(a, aOffset), lda);
                dger(
                        order,
                        m,
                        n,
                        alpha,
                        OffHeapCopies.vector(arena, DOUBLE, m, inPlace(x, xOffset), incx),
                        1,
                        OffHeapCopies.vector(arena, DOUBLE, n, inPlace(y, yOffset), incy),
                        1,
                        staged,
                        OffHeapCopies.ld(order, m, n));
                OffHeapCopies.matrixBack(staged, DOUBLE, order, m, n, inPlace(a, aOffset), lda);
            }
            return;
        }
        boolean permit = Admission.enter();
        try {
            DgerInPlace.HANDLE.invokeExact(
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
        } catch (Throwable e) {
            throw Critical.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class DgerInPlace {
        static final MethodHandle HANDLE =
                Critical.link(Cblas.cblas_dger$address(), Cblas.cblas_dger$descriptor());
    }

    /** The {@code dgemm} of segments, of arrays. */
    public static void dgemm(
            Order order,
            Transpose transA,
            Transpose transB,
            long m,
            long n,
            long k,
            double alpha,
            double[] a,
            int aOffset,
            long lda,
            double[] b,
            int bOffset,
            long ldb,
            double beta,
            double[] c,
            int cOffset,
            long ldc) {
        ArrayChecks.gemm(
                "dgemm", order, transA, transB, m, n, k, a, aOffset, lda, b, bOffset, ldb, c,
                cOffset, ldc);
        if (m == 0 || n == 0 || k == 0 || alpha == 0) {
            Scaling.matrix(inPlace(c, cOffset), DOUBLE, order, m, n, ldc, beta);
            return;
        }
        if (m * n * k > Critical.MULTIPLY_ADDS) {
            Order orderA = order.after(transA);
            Order orderB = order.after(transB);
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment staged =
                        OffHeapCopies.matrix(arena, DOUBLE, order, m, n, inPlace(c, cOffset), ldc);
                dgemm(
                        order,
                        transA,
                        transB,
                        m,
                        n,
                        k,
                        alpha,
                        OffHeapCopies.matrix(arena, DOUBLE, orderA, m, k, inPlace(a, aOffset), lda),
                        OffHeapCopies.ld(orderA, m, k),
                        OffHeapCopies.matrix(arena, DOUBLE, orderB, k, n, inPlace(b, bOffset), ldb),
                        OffHeapCopies.ld(orderB, k, n),
                        beta,
                        staged,
                        OffHeapCopies.ld(order, m, n));
                OffHeapCopies.matrixBack(staged, DOUBLE, order, m, n, inPlace(c, cOffset), ldc);
            }
            return;
        }
        boolean permit = Admission.enter();
        try {
            DgemmInPlace.HANDLE.invokeExact(
                    order.code,
                    transA.code,
                    transB.code,
                    (int) m,
                    (int) n,
                    (int) k,
                    alpha,
                    inPlace(a, aOffset),
                    (int) lda,
                    inPlace(b, bOffset),
                    (int) ldb,
                    beta,
                    inPlace(c, cOffset),
                    (int) ldc);
        } catch (Throwable e) {
            throw Critical.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class DgemmInPlace {
        static final MethodHandle HANDLE =
                Critical.link(Cblas.cblas_dgemm$address(), Cblas.cblas_dgemm$descriptor());
    }
}
