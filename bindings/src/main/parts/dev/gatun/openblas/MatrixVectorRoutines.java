// twin FloatMatrixVectorRoutines
//   double -> float
//   DOUBLE -> FLOAT
//   dgemv -> sgemv
//   dger -> sger
//   dsymv -> ssymv
//   dtrmv -> strmv
//   dtrsv -> strsv
//   Dgemv -> Sgemv
//   Dger -> Sger
//   Dsymv -> Ssymv
//   Dtrmv -> Strmv
//   Dtrsv -> Strsv
package dev.gatun.openblas;

import static dev.gatun.openblas.OperandChecks.DOUBLE;

import dev.gatun.openblas.generated.Cblas;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Level 2: a matrix and vectors. */
final class MatrixVectorRoutines {
    /**
     * {@code y = alpha op(A) x + beta y}, where A is {@code m x n} as stored; {@code op(A)} is A
     * or, by {@code trans}, its transpose. Unlike the reference BLAS, which leaves y alone when A
     * has no elements, an empty product is a product: y becomes {@code beta y}.
     */
    public static void dgemv(
            Order order,
            Transpose trans,
            long m,
            long n,
            double alpha,
            MemorySegment a,
            long lda,
            MemorySegment x,
            long incx,
            double beta,
            MemorySegment y,
            long incy) {
        VectorChecks.gemv("dgemv", DOUBLE, order, trans, m, n, a, lda, x, incx, y, incy);
        if (m == 0 || n == 0 || alpha == 0) {
            Scaling.vector(y, DOUBLE, trans == Transpose.NO ? m : n, incy, beta);
            return;
        }
        boolean permit = Admission.enter();
        try {
            Dgemv.HANDLE.invokeExact(
                    order.code,
                    trans.code,
                    (int) m,
                    (int) n,
                    alpha,
                    a,
                    (int) lda,
                    x,
                    (int) incx,
                    beta,
                    y,
                    (int) incy);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class Dgemv {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_dgemv$address(), Cblas.cblas_dgemv$descriptor());
    }

    /**
     * The rank-1 update {@code A += alpha x y'}, where A is {@code m x n}, x has m elements and y
     * has n. With {@code alpha = 0} nothing is read.
     *
     * <p>The vector along the lines of A (y in row-major order, x otherwise) may, if its increment
     * is not 1, have 64 MiB of elements at most: OpenBLAS copies it into a buffer of fixed size.
     */
    public static void dger(
            Order order,
            long m,
            long n,
            double alpha,
            MemorySegment x,
            long incx,
            MemorySegment y,
            long incy,
            MemorySegment a,
            long lda) {
        VectorChecks.ger("dger", DOUBLE, order, m, n, x, incx, y, incy, a, lda);
        if (m == 0 || n == 0 || alpha == 0) {
            return;
        }
        boolean permit = Admission.enter();
        try {
            Dger.HANDLE.invokeExact(
                    order.code,
                    (int) m,
                    (int) n,
                    alpha,
                    x,
                    (int) incx,
                    y,
                    (int) incy,
                    a,
                    (int) lda);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class Dger {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_dger$address(), Cblas.cblas_dger$descriptor());
    }

    /**
     * {@code y = alpha A x + beta y}, where A is symmetric, {@code n x n}, and only its {@code
     * triangle} is read.
     */
    public static void dsymv(
            Order order,
            Triangle triangle,
            long n,
            double alpha,
            MemorySegment a,
            long lda,
            MemorySegment x,
            long incx,
            double beta,
            MemorySegment y,
            long incy) {
        OperandChecks.present("dsymv", "triangle", triangle);
        VectorChecks.gemv("dsymv", DOUBLE, order, Transpose.NO, n, n, a, lda, x, incx, y, incy);
        if (n == 0 || alpha == 0) {
            Scaling.vector(y, DOUBLE, n, incy, beta);
            return;
        }
        boolean permit = Admission.enter();
        try {
            Dsymv.HANDLE.invokeExact(
                    order.code,
                    triangle.code,
                    (int) n,
                    alpha,
                    a,
                    (int) lda,
                    x,
                    (int) incx,
                    beta,
                    y,
                    (int) incy);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class Dsymv {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_dsymv$address(), Cblas.cblas_dsymv$descriptor());
    }

    /** {@code x = op(A) x}, where A is triangular, {@code n x n}. */
    public static void dtrmv(
            Order order,
            Triangle triangle,
            Transpose trans,
            Diagonal diagonal,
            long n,
            MemorySegment a,
            long lda,
            MemorySegment x,
            long incx) {
        VectorChecks.triangularVector(
                "dtrmv", DOUBLE, order, triangle, trans, diagonal, n, a, lda, x, incx);
        if (n == 0) {
            return;
        }
        boolean permit = Admission.enter();
        try {
            Dtrmv.HANDLE.invokeExact(
                    order.code,
                    triangle.code,
                    trans.code,
                    diagonal.code,
                    (int) n,
                    a,
                    (int) lda,
                    x,
                    (int) incx);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class Dtrmv {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_dtrmv$address(), Cblas.cblas_dtrmv$descriptor());
    }

    /**
     * Solves {@code op(A) x = b} in place, b being what x holds before; A is triangular, {@code n x
     * n}. A zero on the diagonal gives infinities or NaN, as division does.
     */
    public static void dtrsv(
            Order order,
            Triangle triangle,
            Transpose trans,
            Diagonal diagonal,
            long n,
            MemorySegment a,
            long lda,
            MemorySegment x,
            long incx) {
        VectorChecks.triangularVector(
                "dtrsv", DOUBLE, order, triangle, trans, diagonal, n, a, lda, x, incx);
        if (n == 0) {
            return;
        }
        boolean permit = Admission.enter();
        try {
            Dtrsv.HANDLE.invokeExact(
                    order.code,
                    triangle.code,
                    trans.code,
                    diagonal.code,
                    (int) n,
                    a,
                    (int) lda,
                    x,
                    (int) incx);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class Dtrsv {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_dtrsv$address(), Cblas.cblas_dtrsv$descriptor());
    }
}
