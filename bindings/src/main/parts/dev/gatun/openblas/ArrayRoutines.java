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

import static dev.gatun.openblas.OperandChecks.DOUBLE;
import static dev.gatun.openblas.OperandChecks.array;

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
        MemorySegment xMemory = array("ddot", "x", x, xOffset);
        MemorySegment yMemory = array("ddot", "y", y, yOffset);
        VectorChecks.vectorShapes("ddot", DOUBLE, n, xMemory, incx, yMemory, incy);
        if (n == 0) {
            return 0;
        }
        if (n > Critical.VECTOR_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                return ddot(
                        n,
                        OffHeapCopies.vector(arena, DOUBLE, n, xMemory, incx),
                        1,
                        OffHeapCopies.vector(arena, DOUBLE, n, yMemory, incy),
                        1);
            }
        }
        boolean permit = Admission.enter();
        try {
            return (double)
                    DdotInPlace.HANDLE.invokeExact(
                            (int) n, xMemory, (int) incx, yMemory, (int) incy);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
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
        MemorySegment xMemory = array("daxpy", "x", x, xOffset);
        MemorySegment yMemory = array("daxpy", "y", y, yOffset);
        VectorChecks.elementwiseShapes("daxpy", DOUBLE, n, xMemory, incx, yMemory, incy);
        if (n == 0 || alpha == 0) {
            return;
        }
        if (n > Critical.VECTOR_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment staged = OffHeapCopies.vector(arena, DOUBLE, n, yMemory, incy);
                daxpy(
                        n,
                        alpha,
                        OffHeapCopies.vector(arena, DOUBLE, n, xMemory, incx),
                        1,
                        staged,
                        1);
                OffHeapCopies.vectorBack(staged, DOUBLE, n, yMemory, incy);
            }
            return;
        }
        boolean permit = Admission.enter();
        try {
            DaxpyInPlace.HANDLE.invokeExact(
                    (int) n, alpha, xMemory, (int) incx, yMemory, (int) incy);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
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
        MemorySegment xMemory = array("dscal", "x", x, xOffset);
        VectorChecks.forwardShape("dscal", DOUBLE, n, xMemory, incx);
        if (n == 0) {
            return;
        }
        if (n > Critical.VECTOR_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment staged = OffHeapCopies.vector(arena, DOUBLE, n, xMemory, incx);
                dscal(n, alpha, staged, 1);
                OffHeapCopies.vectorBack(staged, DOUBLE, n, xMemory, incx);
            }
            return;
        }
        boolean permit = Admission.enter();
        try {
            DscalInPlace.HANDLE.invokeExact((int) n, alpha, xMemory, (int) incx);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
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
        MemorySegment xMemory = array("dnrm2", "x", x, xOffset);
        VectorChecks.forwardShape("dnrm2", DOUBLE, n, xMemory, incx);
        if (n == 0) {
            return 0;
        }
        if (n > Critical.VECTOR_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                return dnrm2(n, OffHeapCopies.vector(arena, DOUBLE, n, xMemory, incx), 1);
            }
        }
        boolean permit = Admission.enter();
        try {
            return (double) Dnrm2InPlace.HANDLE.invokeExact((int) n, xMemory, (int) incx);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
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
        MemorySegment xMemory = array("dasum", "x", x, xOffset);
        VectorChecks.forwardShape("dasum", DOUBLE, n, xMemory, incx);
        if (n == 0) {
            return 0;
        }
        if (n > Critical.VECTOR_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                return dasum(n, OffHeapCopies.vector(arena, DOUBLE, n, xMemory, incx), 1);
            }
        }
        boolean permit = Admission.enter();
        try {
            return (double) DasumInPlace.HANDLE.invokeExact((int) n, xMemory, (int) incx);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
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
        MemorySegment aMemory = array("dgemv", "a", a, aOffset);
        MemorySegment xMemory = array("dgemv", "x", x, xOffset);
        MemorySegment yMemory = array("dgemv", "y", y, yOffset);
        VectorChecks.gemvShapes(
                "dgemv", DOUBLE, order, trans, m, n, aMemory, lda, xMemory, incx, yMemory, incy);
        long rows = trans == Transpose.NO ? m : n;
        if (m == 0 || n == 0 || alpha == 0) {
            Scaling.vector(yMemory, DOUBLE, rows, incy, beta);
            return;
        }
        if (m * n > Critical.MATRIX_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment staged = OffHeapCopies.vector(arena, DOUBLE, rows, yMemory, incy);
                dgemv(
                        order,
                        trans,
                        m,
                        n,
                        alpha,
                        OffHeapCopies.matrix(arena, DOUBLE, order, m, n, aMemory, lda),
                        OffHeapCopies.ld(order, m, n),
                        OffHeapCopies.vector(arena, DOUBLE, m + n - rows, xMemory, incx),
                        1,
                        beta,
                        staged,
                        1);
                OffHeapCopies.vectorBack(staged, DOUBLE, rows, yMemory, incy);
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
                    aMemory,
                    (int) lda,
                    xMemory,
                    (int) incx,
                    beta,
                    yMemory,
                    (int) incy);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
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
        MemorySegment xMemory = array("dger", "x", x, xOffset);
        MemorySegment yMemory = array("dger", "y", y, yOffset);
        MemorySegment aMemory = array("dger", "a", a, aOffset);
        VectorChecks.gerShapes(
                "dger", DOUBLE, order, m, n, xMemory, incx, yMemory, incy, aMemory, lda);
        if (m == 0 || n == 0 || alpha == 0) {
            return;
        }
        if (m * n > Critical.MATRIX_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment staged =
                        OffHeapCopies.matrix(arena, DOUBLE, order, m, n, aMemory, lda);
                dger(
                        order,
                        m,
                        n,
                        alpha,
                        OffHeapCopies.vector(arena, DOUBLE, m, xMemory, incx),
                        1,
                        OffHeapCopies.vector(arena, DOUBLE, n, yMemory, incy),
                        1,
                        staged,
                        OffHeapCopies.ld(order, m, n));
                OffHeapCopies.matrixBack(staged, DOUBLE, order, m, n, aMemory, lda);
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
                    xMemory,
                    (int) incx,
                    yMemory,
                    (int) incy,
                    aMemory,
                    (int) lda);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
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
        MemorySegment aMemory = array("dgemm", "a", a, aOffset);
        MemorySegment bMemory = array("dgemm", "b", b, bOffset);
        MemorySegment cMemory = array("dgemm", "c", c, cOffset);
        MatrixChecks.gemmShapes(
                "dgemm", DOUBLE, order, transA, transB, m, n, k, aMemory, lda, bMemory, ldb,
                cMemory, ldc);
        if (m == 0 || n == 0 || k == 0 || alpha == 0) {
            Scaling.matrix(cMemory, DOUBLE, order, m, n, ldc, beta);
            return;
        }
        if (m * n * k > Critical.MULTIPLY_ADDS) {
            Order orderA = order.after(transA);
            Order orderB = order.after(transB);
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment staged =
                        OffHeapCopies.matrix(arena, DOUBLE, order, m, n, cMemory, ldc);
                dgemm(
                        order,
                        transA,
                        transB,
                        m,
                        n,
                        k,
                        alpha,
                        OffHeapCopies.matrix(arena, DOUBLE, orderA, m, k, aMemory, lda),
                        OffHeapCopies.ld(orderA, m, k),
                        OffHeapCopies.matrix(arena, DOUBLE, orderB, k, n, bMemory, ldb),
                        OffHeapCopies.ld(orderB, k, n),
                        beta,
                        staged,
                        OffHeapCopies.ld(order, m, n));
                OffHeapCopies.matrixBack(staged, DOUBLE, order, m, n, cMemory, ldc);
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
                    aMemory,
                    (int) lda,
                    bMemory,
                    (int) ldb,
                    beta,
                    cMemory,
                    (int) ldc);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class DgemmInPlace {
        static final MethodHandle HANDLE =
                Critical.link(Cblas.cblas_dgemm$address(), Cblas.cblas_dgemm$descriptor());
    }
}
