// Generated from VectorRoutines MatrixVectorRoutines MatrixMatrixRoutines MatrixCopyRoutines ArrayRoutines by make twins; do not edit.
package dev.gatun.openblas;

import static dev.gatun.openblas.OperandChecks.DOUBLE;
import static dev.gatun.openblas.OperandChecks.FLOAT;
import static dev.gatun.openblas.OperandChecks.array;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.gatun.openblas.generated.Cblas;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The BLAS, on {@code float} ({@code s...}) and {@code double} ({@code d...}) elements, computed by
 * OpenBLAS.
 *
 * {@snippet :
 * // C (2 x 4) = A (2 x 3) times B (3 x 4), row by row
 * try (Arena arena = Arena.ofConfined()) {
 *     MemorySegment a = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2, 3, 4, 5, 6);
 *     MemorySegment b = arena.allocate(ValueLayout.JAVA_FLOAT, 12).fill((byte) 0);
 *     MemorySegment c = arena.allocate(ValueLayout.JAVA_FLOAT, 8);
 *     Blas.sgemm(Order.ROW_MAJOR, Transpose.NO, Transpose.NO, 2, 4, 3, 1, a, 3, b, 4, 0, c, 4);
 * }
 * }
 *
 * <p>The names, and the order and meaning of arguments, are those of the C interface. Sizes,
 * increments and leading dimensions count elements, and fit 31 bits, the width of an {@code int} in
 * OpenBLAS. An operand begins at the first byte of its segment, which may be longer than needed.
 *
 * <p>A vector is {@code n} elements, {@code inc} apart; with a negative increment it runs from the
 * end of its memory to the beginning, so {@code x[i]} is at {@code (n - 1 - i) * |inc|}.
 *
 * <p>Every argument is checked before native code runs, also where nothing is to be computed, and a
 * refused call has written nothing. A method throws
 *
 * <ul>
 *   <li>{@link IllegalArgumentException} for a size, increment or leading dimension out of range,
 *       an operand shorter than these ask for, a segment on the heap, misaligned for its elements
 *       or, where it is written, read-only, and for an output that shares elements with another
 *       operand (see below);
 *   <li>{@link NullPointerException} for a null, naming it;
 *   <li>{@link IllegalStateException} for a segment whose scope is closed, {@link
 *       WrongThreadException} for one confined to another thread;
 *   <li>{@link OpenBlasUnavailableException} when there is no library to call.
 * </ul>
 *
 * <p>An output may lie between the elements of another operand: blocks of one matrix can be
 * multiplied into a third block of it, and a row updated from a column, as factorisations do. Which
 * elements are shared is worked out exactly when the leading dimensions agree; otherwise the
 * address ranges must not meet. The routines that go element by element (axpy, axpby, copy, swap,
 * geadd) also take the very same operand twice.
 *
 * <p>With {@code beta = 0} an output is overwritten, NaN included; with {@code alpha = 0} or an
 * empty inner dimension the factors are not read, and NaN in them does not spread. OpenBLAS alone
 * keeps neither promise at every size.
 *
 * <p>There is no {@code amax}: OpenBLAS's skips NaN and answers 0, a valid index, for an empty
 * vector.
 *
 * <p>Methods are safe to call from any number of threads, on outputs that do not overlap. While
 * OpenBLAS may use several threads for one call ({@link OpenBlas#setThreads}), products of matrices
 * and the other routines of level 3 run one at a time. Results may differ in the last bits with the
 * processor and the number of threads.
 */
public final class Blas {
    private Blas() {}

    /**
     * The dot product {@code x . y}, which for {@code n = 0} is 0. The products are summed in the
     * precision of the elements.
     */
    public static double ddot(long n, MemorySegment x, long incx, MemorySegment y, long incy) {
        VectorChecks.vectors("ddot", DOUBLE, n, x, incx, y, incy);
        if (n == 0) {
            return 0;
        }
        boolean permit = Admission.enter();
        try {
            return (double) Ddot.HANDLE.invokeExact((int) n, x, (int) incx, y, (int) incy);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class Ddot {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_ddot$address(), Cblas.cblas_ddot$descriptor());
    }

    /** {@code y += alpha x}. With {@code alpha = 0} neither vector is read. */
    public static void daxpy(
            long n, double alpha, MemorySegment x, long incx, MemorySegment y, long incy) {
        VectorChecks.elementwise("daxpy", DOUBLE, n, x, incx, y, incy);
        if (n == 0 || alpha == 0) {
            return;
        }
        boolean permit = Admission.enter();
        try {
            Daxpy.HANDLE.invokeExact((int) n, alpha, x, (int) incx, y, (int) incy);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class Daxpy {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_daxpy$address(), Cblas.cblas_daxpy$descriptor());
    }

    /**
     * {@code y = alpha x + beta y}. With {@code alpha = 0} x is not read, with {@code beta = 0} y
     * is not.
     */
    public static void daxpby(
            long n,
            double alpha,
            MemorySegment x,
            long incx,
            double beta,
            MemorySegment y,
            long incy) {
        VectorChecks.elementwise("daxpby", DOUBLE, n, x, incx, y, incy);
        if (n == 0 || alpha == 0) {
            Scaling.vector(y, DOUBLE, n, incy, beta);
            return;
        }
        boolean permit = Admission.enter();
        try {
            Daxpby.HANDLE.invokeExact((int) n, alpha, x, (int) incx, beta, y, (int) incy);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class Daxpby {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_daxpby$address(), Cblas.cblas_daxpby$descriptor());
    }

    /** {@code x = alpha x}; {@code incx} is positive. */
    public static void dscal(long n, double alpha, MemorySegment x, long incx) {
        VectorChecks.forward("dscal", DOUBLE, n, x, incx);
        OperandChecks.output("dscal", "x", x, DOUBLE);
        if (n == 0) {
            return;
        }
        boolean permit = Admission.enter();
        try {
            Dscal.HANDLE.invokeExact((int) n, alpha, x, (int) incx);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class Dscal {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_dscal$address(), Cblas.cblas_dscal$descriptor());
    }

    /** {@code y = x}, bit by bit. */
    public static void dcopy(long n, MemorySegment x, long incx, MemorySegment y, long incy) {
        VectorChecks.elementwise("dcopy", DOUBLE, n, x, incx, y, incy);
        if (n == 0) {
            return;
        }
        boolean permit = Admission.enter();
        try {
            Dcopy.HANDLE.invokeExact((int) n, x, (int) incx, y, (int) incy);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class Dcopy {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_dcopy$address(), Cblas.cblas_dcopy$descriptor());
    }

    /** Exchanges x and y; both are written. */
    public static void dswap(long n, MemorySegment x, long incx, MemorySegment y, long incy) {
        VectorChecks.elementwise("dswap", DOUBLE, n, x, incx, y, incy);
        OperandChecks.output("dswap", "x", x, DOUBLE);
        if (n == 0) {
            return;
        }
        boolean permit = Admission.enter();
        try {
            Dswap.HANDLE.invokeExact((int) n, x, (int) incx, y, (int) incy);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class Dswap {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_dswap$address(), Cblas.cblas_dswap$descriptor());
    }

    /**
     * The Euclidean length of x, computed without needless overflow or underflow; 0 for {@code n =
     * 0}. {@code incx} is positive.
     */
    public static double dnrm2(long n, MemorySegment x, long incx) {
        VectorChecks.forward("dnrm2", DOUBLE, n, x, incx);
        if (n == 0) {
            return 0;
        }
        boolean permit = Admission.enter();
        try {
            return (double) Dnrm2.HANDLE.invokeExact((int) n, x, (int) incx);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class Dnrm2 {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_dnrm2$address(), Cblas.cblas_dnrm2$descriptor());
    }

    /** The sum of the absolute values of x; 0 for {@code n = 0}. {@code incx} is positive. */
    public static double dasum(long n, MemorySegment x, long incx) {
        VectorChecks.forward("dasum", DOUBLE, n, x, incx);
        if (n == 0) {
            return 0;
        }
        boolean permit = Admission.enter();
        try {
            return (double) Dasum.HANDLE.invokeExact((int) n, x, (int) incx);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class Dasum {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_dasum$address(), Cblas.cblas_dasum$descriptor());
    }

    /**
     * The dot product {@code x . y}, which for {@code n = 0} is 0. The products are summed in the
     * precision of the elements.
     */
    public static float sdot(long n, MemorySegment x, long incx, MemorySegment y, long incy) {
        VectorChecks.vectors("sdot", FLOAT, n, x, incx, y, incy);
        if (n == 0) {
            return 0;
        }
        boolean permit = Admission.enter();
        try {
            return (float) Sdot.HANDLE.invokeExact((int) n, x, (int) incx, y, (int) incy);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class Sdot {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_sdot$address(), Cblas.cblas_sdot$descriptor());
    }

    /** {@code y += alpha x}. With {@code alpha = 0} neither vector is read. */
    public static void saxpy(
            long n, float alpha, MemorySegment x, long incx, MemorySegment y, long incy) {
        VectorChecks.elementwise("saxpy", FLOAT, n, x, incx, y, incy);
        if (n == 0 || alpha == 0) {
            return;
        }
        boolean permit = Admission.enter();
        try {
            Saxpy.HANDLE.invokeExact((int) n, alpha, x, (int) incx, y, (int) incy);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class Saxpy {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_saxpy$address(), Cblas.cblas_saxpy$descriptor());
    }

    /**
     * {@code y = alpha x + beta y}. With {@code alpha = 0} x is not read, with {@code beta = 0} y
     * is not.
     */
    public static void saxpby(
            long n,
            float alpha,
            MemorySegment x,
            long incx,
            float beta,
            MemorySegment y,
            long incy) {
        VectorChecks.elementwise("saxpby", FLOAT, n, x, incx, y, incy);
        if (n == 0 || alpha == 0) {
            Scaling.vector(y, FLOAT, n, incy, beta);
            return;
        }
        boolean permit = Admission.enter();
        try {
            Saxpby.HANDLE.invokeExact((int) n, alpha, x, (int) incx, beta, y, (int) incy);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class Saxpby {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_saxpby$address(), Cblas.cblas_saxpby$descriptor());
    }

    /** {@code x = alpha x}; {@code incx} is positive. */
    public static void sscal(long n, float alpha, MemorySegment x, long incx) {
        VectorChecks.forward("sscal", FLOAT, n, x, incx);
        OperandChecks.output("sscal", "x", x, FLOAT);
        if (n == 0) {
            return;
        }
        boolean permit = Admission.enter();
        try {
            Sscal.HANDLE.invokeExact((int) n, alpha, x, (int) incx);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class Sscal {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_sscal$address(), Cblas.cblas_sscal$descriptor());
    }

    /** {@code y = x}, bit by bit. */
    public static void scopy(long n, MemorySegment x, long incx, MemorySegment y, long incy) {
        VectorChecks.elementwise("scopy", FLOAT, n, x, incx, y, incy);
        if (n == 0) {
            return;
        }
        boolean permit = Admission.enter();
        try {
            Scopy.HANDLE.invokeExact((int) n, x, (int) incx, y, (int) incy);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class Scopy {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_scopy$address(), Cblas.cblas_scopy$descriptor());
    }

    /** Exchanges x and y; both are written. */
    public static void sswap(long n, MemorySegment x, long incx, MemorySegment y, long incy) {
        VectorChecks.elementwise("sswap", FLOAT, n, x, incx, y, incy);
        OperandChecks.output("sswap", "x", x, FLOAT);
        if (n == 0) {
            return;
        }
        boolean permit = Admission.enter();
        try {
            Sswap.HANDLE.invokeExact((int) n, x, (int) incx, y, (int) incy);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class Sswap {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_sswap$address(), Cblas.cblas_sswap$descriptor());
    }

    /**
     * The Euclidean length of x, computed without needless overflow or underflow; 0 for {@code n =
     * 0}. {@code incx} is positive.
     */
    public static float snrm2(long n, MemorySegment x, long incx) {
        VectorChecks.forward("snrm2", FLOAT, n, x, incx);
        if (n == 0) {
            return 0;
        }
        boolean permit = Admission.enter();
        try {
            return (float) Snrm2.HANDLE.invokeExact((int) n, x, (int) incx);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class Snrm2 {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_snrm2$address(), Cblas.cblas_snrm2$descriptor());
    }

    /** The sum of the absolute values of x; 0 for {@code n = 0}. {@code incx} is positive. */
    public static float sasum(long n, MemorySegment x, long incx) {
        VectorChecks.forward("sasum", FLOAT, n, x, incx);
        if (n == 0) {
            return 0;
        }
        boolean permit = Admission.enter();
        try {
            return (float) Sasum.HANDLE.invokeExact((int) n, x, (int) incx);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class Sasum {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_sasum$address(), Cblas.cblas_sasum$descriptor());
    }

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

    /**
     * {@code y = alpha op(A) x + beta y}, where A is {@code m x n} as stored; {@code op(A)} is A
     * or, by {@code trans}, its transpose. Unlike the reference BLAS, which leaves y alone when A
     * has no elements, an empty product is a product: y becomes {@code beta y}.
     */
    public static void sgemv(
            Order order,
            Transpose trans,
            long m,
            long n,
            float alpha,
            MemorySegment a,
            long lda,
            MemorySegment x,
            long incx,
            float beta,
            MemorySegment y,
            long incy) {
        VectorChecks.gemv("sgemv", FLOAT, order, trans, m, n, a, lda, x, incx, y, incy);
        if (m == 0 || n == 0 || alpha == 0) {
            Scaling.vector(y, FLOAT, trans == Transpose.NO ? m : n, incy, beta);
            return;
        }
        boolean permit = Admission.enter();
        try {
            Sgemv.HANDLE.invokeExact(
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

    private static final class Sgemv {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_sgemv$address(), Cblas.cblas_sgemv$descriptor());
    }

    /**
     * The rank-1 update {@code A += alpha x y'}, where A is {@code m x n}, x has m elements and y
     * has n. With {@code alpha = 0} nothing is read.
     *
     * <p>The vector along the lines of A (y in row-major order, x otherwise) may, if its increment
     * is not 1, have 64 MiB of elements at most: OpenBLAS copies it into a buffer of fixed size.
     */
    public static void sger(
            Order order,
            long m,
            long n,
            float alpha,
            MemorySegment x,
            long incx,
            MemorySegment y,
            long incy,
            MemorySegment a,
            long lda) {
        VectorChecks.ger("sger", FLOAT, order, m, n, x, incx, y, incy, a, lda);
        if (m == 0 || n == 0 || alpha == 0) {
            return;
        }
        boolean permit = Admission.enter();
        try {
            Sger.HANDLE.invokeExact(
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

    private static final class Sger {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_sger$address(), Cblas.cblas_sger$descriptor());
    }

    /**
     * {@code y = alpha A x + beta y}, where A is symmetric, {@code n x n}, and only its {@code
     * triangle} is read.
     */
    public static void ssymv(
            Order order,
            Triangle triangle,
            long n,
            float alpha,
            MemorySegment a,
            long lda,
            MemorySegment x,
            long incx,
            float beta,
            MemorySegment y,
            long incy) {
        OperandChecks.present("ssymv", "triangle", triangle);
        VectorChecks.gemv("ssymv", FLOAT, order, Transpose.NO, n, n, a, lda, x, incx, y, incy);
        if (n == 0 || alpha == 0) {
            Scaling.vector(y, FLOAT, n, incy, beta);
            return;
        }
        boolean permit = Admission.enter();
        try {
            Ssymv.HANDLE.invokeExact(
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

    private static final class Ssymv {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_ssymv$address(), Cblas.cblas_ssymv$descriptor());
    }

    /** {@code x = op(A) x}, where A is triangular, {@code n x n}. */
    public static void strmv(
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
                "strmv", FLOAT, order, triangle, trans, diagonal, n, a, lda, x, incx);
        if (n == 0) {
            return;
        }
        boolean permit = Admission.enter();
        try {
            Strmv.HANDLE.invokeExact(
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

    private static final class Strmv {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_strmv$address(), Cblas.cblas_strmv$descriptor());
    }

    /**
     * Solves {@code op(A) x = b} in place, b being what x holds before; A is triangular, {@code n x
     * n}. A zero on the diagonal gives infinities or NaN, as division does.
     */
    public static void strsv(
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
                "strsv", FLOAT, order, triangle, trans, diagonal, n, a, lda, x, incx);
        if (n == 0) {
            return;
        }
        boolean permit = Admission.enter();
        try {
            Strsv.HANDLE.invokeExact(
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

    private static final class Strsv {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_strsv$address(), Cblas.cblas_strsv$descriptor());
    }

    /**
     * The matrix product {@code C = alpha op(A) op(B) + beta C}.
     *
     * <p>{@code op(A)} is {@code m x k}, {@code op(B)} is {@code k x n}, C is {@code m x n}; {@code
     * op} is the identity or, by {@code transA} and {@code transB}, transposition. With {@code beta
     * = 0} C is not read; with {@code alpha = 0} or {@code k = 0} A and B are not.
     *
     * @param order how all three lie in memory
     * @param lda elements between the starts of two rows of A as stored (columns, in column-major
     *     order)
     * @param ldb the same for B
     * @param ldc the same for C
     */
    public static void dgemm(
            Order order,
            Transpose transA,
            Transpose transB,
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
        MatrixChecks.gemm("dgemm", DOUBLE, order, transA, transB, m, n, k, a, lda, b, ldb, c, ldc);
        if (m == 0 || n == 0 || k == 0 || alpha == 0) {
            Scaling.matrix(c, DOUBLE, order, m, n, ldc, beta);
            return;
        }
        boolean permit = Admission.enterLevel3();
        try {
            if (ShortGemm.takes(m, n, k, a, b, c)) {
                ShortDgemm.HANDLE.invokeExact(
                        order.code,
                        transA.code,
                        transB.code,
                        (int) m,
                        (int) n,
                        (int) k,
                        alpha,
                        a.address(),
                        (int) lda,
                        b.address(),
                        (int) ldb,
                        beta,
                        c.address(),
                        (int) ldc);
            } else {
                Dgemm.HANDLE.invokeExact(
                        order.code,
                        transA.code,
                        transB.code,
                        (int) m,
                        (int) n,
                        (int) k,
                        alpha,
                        a,
                        (int) lda,
                        b,
                        (int) ldb,
                        beta,
                        c,
                        (int) ldc);
            }
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leaveLevel3(permit);
        }
    }

    private static final class Dgemm {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_dgemm$address(), Cblas.cblas_dgemm$descriptor());
    }

    private static final class ShortDgemm {
        static final MethodHandle HANDLE = ShortGemm.link("cblas_dgemm", JAVA_DOUBLE);
    }

    /**
     * The checks of {@code dgemm} alone, for code that computes the product itself: throws what
     * that would throw, needs no library and writes nothing.
     */
    public static void checkDgemm(
            Order order,
            Transpose transA,
            Transpose transB,
            long m,
            long n,
            long k,
            MemorySegment a,
            long lda,
            MemorySegment b,
            long ldb,
            MemorySegment c,
            long ldc) {
        MatrixChecks.gemm("dgemm", DOUBLE, order, transA, transB, m, n, k, a, lda, b, ldb, c, ldc);
    }

    /**
     * {@code C = alpha A B + beta C}, or {@code alpha B A + beta C} with the symmetric A on the
     * right; B and C are {@code m x n}, and of A, {@code m x m} or {@code n x n}, only the {@code
     * triangle} is read.
     */
    public static void dsymm(
            Order order,
            Side side,
            Triangle triangle,
            long m,
            long n,
            double alpha,
            MemorySegment a,
            long lda,
            MemorySegment b,
            long ldb,
            double beta,
            MemorySegment c,
            long ldc) {
        MatrixChecks.symm("dsymm", DOUBLE, order, side, triangle, m, n, a, lda, b, ldb, c, ldc);
        if (m == 0 || n == 0 || alpha == 0) {
            Scaling.matrix(c, DOUBLE, order, m, n, ldc, beta);
            return;
        }
        boolean permit = Admission.enterLevel3();
        try {
            Dsymm.HANDLE.invokeExact(
                    order.code,
                    side.code,
                    triangle.code,
                    (int) m,
                    (int) n,
                    alpha,
                    a,
                    (int) lda,
                    b,
                    (int) ldb,
                    beta,
                    c,
                    (int) ldc);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leaveLevel3(permit);
        }
    }

    private static final class Dsymm {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_dsymm$address(), Cblas.cblas_dsymm$descriptor());
    }

    /**
     * {@code C = alpha op(A) op(A)' + beta C}, of which only the {@code triangle} is read and
     * written; {@code op(A)} is {@code n x k}, C is {@code n x n}.
     */
    public static void dsyrk(
            Order order,
            Triangle triangle,
            Transpose trans,
            long n,
            long k,
            double alpha,
            MemorySegment a,
            long lda,
            double beta,
            MemorySegment c,
            long ldc) {
        MatrixChecks.syrk("dsyrk", DOUBLE, order, triangle, trans, n, k, a, lda, c, ldc);
        if (n == 0 || k == 0 || alpha == 0) {
            Scaling.triangle(c, DOUBLE, order, triangle, n, ldc, beta);
            return;
        }
        boolean permit = Admission.enterLevel3();
        try {
            Dsyrk.HANDLE.invokeExact(
                    order.code,
                    triangle.code,
                    trans.code,
                    (int) n,
                    (int) k,
                    alpha,
                    a,
                    (int) lda,
                    beta,
                    c,
                    (int) ldc);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leaveLevel3(permit);
        }
    }

    private static final class Dsyrk {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_dsyrk$address(), Cblas.cblas_dsyrk$descriptor());
    }

    /**
     * {@code C = alpha op(A) op(B) + beta C}, of which only the {@code triangle} is read and
     * written: for products known to be symmetric. {@code op(A)} is {@code n x k}, {@code op(B)} is
     * {@code k x n}, C is {@code n x n}; n times a leading dimension may not exceed 31 bits here.
     */
    public static void dgemmt(
            Order order,
            Triangle triangle,
            Transpose transA,
            Transpose transB,
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
        OperandChecks.present("dgemmt", "triangle", triangle);
        MatrixChecks.gemmt("dgemmt", DOUBLE, order, transA, transB, n, k, a, lda, b, ldb, c, ldc);
        if (n == 0 || k == 0 || alpha == 0) {
            Scaling.triangle(c, DOUBLE, order, triangle, n, ldc, beta);
            return;
        }
        OpenBlas.requireFunction("cblas_dgemmt");
        boolean permit = Admission.enterLevel3();
        try {
            Dgemmt.HANDLE.invokeExact(
                    order.code,
                    triangle.code,
                    transA.code,
                    transB.code,
                    (int) n,
                    (int) k,
                    alpha,
                    a,
                    (int) lda,
                    b,
                    (int) ldb,
                    beta,
                    c,
                    (int) ldc);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leaveLevel3(permit);
        }
    }

    private static final class Dgemmt {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_dgemmt$address(), Cblas.cblas_dgemmt$descriptor());
    }

    /**
     * {@code B = alpha op(A) B}, or {@code alpha B op(A)} with the triangular A on the right; B is
     * {@code m x n}.
     */
    public static void dtrmm(
            Order order,
            Side side,
            Triangle triangle,
            Transpose trans,
            Diagonal diagonal,
            long m,
            long n,
            double alpha,
            MemorySegment a,
            long lda,
            MemorySegment b,
            long ldb) {
        MatrixChecks.triangularMatrix(
                "dtrmm", DOUBLE, order, side, triangle, trans, diagonal, m, n, a, lda, b, ldb);
        if (m == 0 || n == 0 || alpha == 0) {
            Scaling.matrix(b, DOUBLE, order, m, n, ldb, 0);
            return;
        }
        boolean permit = Admission.enterLevel3();
        try {
            Dtrmm.HANDLE.invokeExact(
                    order.code,
                    side.code,
                    triangle.code,
                    trans.code,
                    diagonal.code,
                    (int) m,
                    (int) n,
                    alpha,
                    a,
                    (int) lda,
                    b,
                    (int) ldb);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leaveLevel3(permit);
        }
    }

    private static final class Dtrmm {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_dtrmm$address(), Cblas.cblas_dtrmm$descriptor());
    }

    /**
     * Solves {@code op(A) X = alpha B}, or {@code X op(A) = alpha B} with the triangular A on the
     * right, for X, which replaces B; B is {@code m x n}. A zero on the diagonal gives infinities
     * or NaN, as division does.
     */
    public static void dtrsm(
            Order order,
            Side side,
            Triangle triangle,
            Transpose trans,
            Diagonal diagonal,
            long m,
            long n,
            double alpha,
            MemorySegment a,
            long lda,
            MemorySegment b,
            long ldb) {
        MatrixChecks.triangularMatrix(
                "dtrsm", DOUBLE, order, side, triangle, trans, diagonal, m, n, a, lda, b, ldb);
        if (m == 0 || n == 0 || alpha == 0) {
            Scaling.matrix(b, DOUBLE, order, m, n, ldb, 0);
            return;
        }
        boolean permit = Admission.enterLevel3();
        try {
            Dtrsm.HANDLE.invokeExact(
                    order.code,
                    side.code,
                    triangle.code,
                    trans.code,
                    diagonal.code,
                    (int) m,
                    (int) n,
                    alpha,
                    a,
                    (int) lda,
                    b,
                    (int) ldb);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leaveLevel3(permit);
        }
    }

    private static final class Dtrsm {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_dtrsm$address(), Cblas.cblas_dtrsm$descriptor());
    }

    /**
     * The matrix product {@code C = alpha op(A) op(B) + beta C}.
     *
     * <p>{@code op(A)} is {@code m x k}, {@code op(B)} is {@code k x n}, C is {@code m x n}; {@code
     * op} is the identity or, by {@code transA} and {@code transB}, transposition. With {@code beta
     * = 0} C is not read; with {@code alpha = 0} or {@code k = 0} A and B are not.
     *
     * @param order how all three lie in memory
     * @param lda elements between the starts of two rows of A as stored (columns, in column-major
     *     order)
     * @param ldb the same for B
     * @param ldc the same for C
     */
    public static void sgemm(
            Order order,
            Transpose transA,
            Transpose transB,
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
        MatrixChecks.gemm("sgemm", FLOAT, order, transA, transB, m, n, k, a, lda, b, ldb, c, ldc);
        if (m == 0 || n == 0 || k == 0 || alpha == 0) {
            Scaling.matrix(c, FLOAT, order, m, n, ldc, beta);
            return;
        }
        boolean permit = Admission.enterLevel3();
        try {
            if (ShortGemm.takes(m, n, k, a, b, c)) {
                ShortSgemm.HANDLE.invokeExact(
                        order.code,
                        transA.code,
                        transB.code,
                        (int) m,
                        (int) n,
                        (int) k,
                        alpha,
                        a.address(),
                        (int) lda,
                        b.address(),
                        (int) ldb,
                        beta,
                        c.address(),
                        (int) ldc);
            } else {
                Sgemm.HANDLE.invokeExact(
                        order.code,
                        transA.code,
                        transB.code,
                        (int) m,
                        (int) n,
                        (int) k,
                        alpha,
                        a,
                        (int) lda,
                        b,
                        (int) ldb,
                        beta,
                        c,
                        (int) ldc);
            }
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leaveLevel3(permit);
        }
    }

    private static final class Sgemm {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_sgemm$address(), Cblas.cblas_sgemm$descriptor());
    }

    private static final class ShortSgemm {
        static final MethodHandle HANDLE = ShortGemm.link("cblas_sgemm", JAVA_FLOAT);
    }

    /**
     * The checks of {@code sgemm} alone, for code that computes the product itself: throws what
     * that would throw, needs no library and writes nothing.
     */
    public static void checkSgemm(
            Order order,
            Transpose transA,
            Transpose transB,
            long m,
            long n,
            long k,
            MemorySegment a,
            long lda,
            MemorySegment b,
            long ldb,
            MemorySegment c,
            long ldc) {
        MatrixChecks.gemm("sgemm", FLOAT, order, transA, transB, m, n, k, a, lda, b, ldb, c, ldc);
    }

    /**
     * {@code C = alpha A B + beta C}, or {@code alpha B A + beta C} with the symmetric A on the
     * right; B and C are {@code m x n}, and of A, {@code m x m} or {@code n x n}, only the {@code
     * triangle} is read.
     */
    public static void ssymm(
            Order order,
            Side side,
            Triangle triangle,
            long m,
            long n,
            float alpha,
            MemorySegment a,
            long lda,
            MemorySegment b,
            long ldb,
            float beta,
            MemorySegment c,
            long ldc) {
        MatrixChecks.symm("ssymm", FLOAT, order, side, triangle, m, n, a, lda, b, ldb, c, ldc);
        if (m == 0 || n == 0 || alpha == 0) {
            Scaling.matrix(c, FLOAT, order, m, n, ldc, beta);
            return;
        }
        boolean permit = Admission.enterLevel3();
        try {
            Ssymm.HANDLE.invokeExact(
                    order.code,
                    side.code,
                    triangle.code,
                    (int) m,
                    (int) n,
                    alpha,
                    a,
                    (int) lda,
                    b,
                    (int) ldb,
                    beta,
                    c,
                    (int) ldc);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leaveLevel3(permit);
        }
    }

    private static final class Ssymm {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_ssymm$address(), Cblas.cblas_ssymm$descriptor());
    }

    /**
     * {@code C = alpha op(A) op(A)' + beta C}, of which only the {@code triangle} is read and
     * written; {@code op(A)} is {@code n x k}, C is {@code n x n}.
     */
    public static void ssyrk(
            Order order,
            Triangle triangle,
            Transpose trans,
            long n,
            long k,
            float alpha,
            MemorySegment a,
            long lda,
            float beta,
            MemorySegment c,
            long ldc) {
        MatrixChecks.syrk("ssyrk", FLOAT, order, triangle, trans, n, k, a, lda, c, ldc);
        if (n == 0 || k == 0 || alpha == 0) {
            Scaling.triangle(c, FLOAT, order, triangle, n, ldc, beta);
            return;
        }
        boolean permit = Admission.enterLevel3();
        try {
            Ssyrk.HANDLE.invokeExact(
                    order.code,
                    triangle.code,
                    trans.code,
                    (int) n,
                    (int) k,
                    alpha,
                    a,
                    (int) lda,
                    beta,
                    c,
                    (int) ldc);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leaveLevel3(permit);
        }
    }

    private static final class Ssyrk {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_ssyrk$address(), Cblas.cblas_ssyrk$descriptor());
    }

    /**
     * {@code C = alpha op(A) op(B) + beta C}, of which only the {@code triangle} is read and
     * written: for products known to be symmetric. {@code op(A)} is {@code n x k}, {@code op(B)} is
     * {@code k x n}, C is {@code n x n}; n times a leading dimension may not exceed 31 bits here.
     */
    public static void sgemmt(
            Order order,
            Triangle triangle,
            Transpose transA,
            Transpose transB,
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
        OperandChecks.present("sgemmt", "triangle", triangle);
        MatrixChecks.gemmt("sgemmt", FLOAT, order, transA, transB, n, k, a, lda, b, ldb, c, ldc);
        if (n == 0 || k == 0 || alpha == 0) {
            Scaling.triangle(c, FLOAT, order, triangle, n, ldc, beta);
            return;
        }
        OpenBlas.requireFunction("cblas_sgemmt");
        boolean permit = Admission.enterLevel3();
        try {
            Sgemmt.HANDLE.invokeExact(
                    order.code,
                    triangle.code,
                    transA.code,
                    transB.code,
                    (int) n,
                    (int) k,
                    alpha,
                    a,
                    (int) lda,
                    b,
                    (int) ldb,
                    beta,
                    c,
                    (int) ldc);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leaveLevel3(permit);
        }
    }

    private static final class Sgemmt {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_sgemmt$address(), Cblas.cblas_sgemmt$descriptor());
    }

    /**
     * {@code B = alpha op(A) B}, or {@code alpha B op(A)} with the triangular A on the right; B is
     * {@code m x n}.
     */
    public static void strmm(
            Order order,
            Side side,
            Triangle triangle,
            Transpose trans,
            Diagonal diagonal,
            long m,
            long n,
            float alpha,
            MemorySegment a,
            long lda,
            MemorySegment b,
            long ldb) {
        MatrixChecks.triangularMatrix(
                "strmm", FLOAT, order, side, triangle, trans, diagonal, m, n, a, lda, b, ldb);
        if (m == 0 || n == 0 || alpha == 0) {
            Scaling.matrix(b, FLOAT, order, m, n, ldb, 0);
            return;
        }
        boolean permit = Admission.enterLevel3();
        try {
            Strmm.HANDLE.invokeExact(
                    order.code,
                    side.code,
                    triangle.code,
                    trans.code,
                    diagonal.code,
                    (int) m,
                    (int) n,
                    alpha,
                    a,
                    (int) lda,
                    b,
                    (int) ldb);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leaveLevel3(permit);
        }
    }

    private static final class Strmm {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_strmm$address(), Cblas.cblas_strmm$descriptor());
    }

    /**
     * Solves {@code op(A) X = alpha B}, or {@code X op(A) = alpha B} with the triangular A on the
     * right, for X, which replaces B; B is {@code m x n}. A zero on the diagonal gives infinities
     * or NaN, as division does.
     */
    public static void strsm(
            Order order,
            Side side,
            Triangle triangle,
            Transpose trans,
            Diagonal diagonal,
            long m,
            long n,
            float alpha,
            MemorySegment a,
            long lda,
            MemorySegment b,
            long ldb) {
        MatrixChecks.triangularMatrix(
                "strsm", FLOAT, order, side, triangle, trans, diagonal, m, n, a, lda, b, ldb);
        if (m == 0 || n == 0 || alpha == 0) {
            Scaling.matrix(b, FLOAT, order, m, n, ldb, 0);
            return;
        }
        boolean permit = Admission.enterLevel3();
        try {
            Strsm.HANDLE.invokeExact(
                    order.code,
                    side.code,
                    triangle.code,
                    trans.code,
                    diagonal.code,
                    (int) m,
                    (int) n,
                    alpha,
                    a,
                    (int) lda,
                    b,
                    (int) ldb);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leaveLevel3(permit);
        }
    }

    private static final class Strsm {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_strsm$address(), Cblas.cblas_strsm$descriptor());
    }

    /**
     * {@code C = alpha A + beta C}, both {@code m x n}. C may be A itself, with the same {@code
     * ld}.
     */
    public static void dgeadd(
            Order order,
            long m,
            long n,
            double alpha,
            MemorySegment a,
            long lda,
            double beta,
            MemorySegment c,
            long ldc) {
        MatrixChecks.geadd("dgeadd", DOUBLE, order, m, n, a, lda, c, ldc);
        if (m == 0 || n == 0 || alpha == 0) {
            Scaling.matrix(c, DOUBLE, order, m, n, ldc, beta);
            return;
        }
        boolean permit = Admission.enter();
        try {
            Dgeadd.HANDLE.invokeExact(
                    order.code, (int) m, (int) n, alpha, a, (int) lda, beta, c, (int) ldc);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class Dgeadd {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_dgeadd$address(), Cblas.cblas_dgeadd$descriptor());
    }

    /**
     * {@code B = alpha op(A)}, where A is {@code m x n} and B, by {@code trans}, {@code m x n} or
     * {@code n x m}.
     */
    public static void domatcopy(
            Order order,
            Transpose trans,
            long m,
            long n,
            double alpha,
            MemorySegment a,
            long lda,
            MemorySegment b,
            long ldb) {
        MatrixChecks.omatcopy("domatcopy", DOUBLE, order, trans, m, n, a, lda, b, ldb);
        if (m == 0 || n == 0 || alpha == 0) {
            Scaling.matrix(b, DOUBLE, order.after(trans), m, n, ldb, 0);
            return;
        }
        boolean permit = Admission.enter();
        try {
            Domatcopy.HANDLE.invokeExact(
                    order.code, trans.code, (int) m, (int) n, alpha, a, (int) lda, b, (int) ldb);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class Domatcopy {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_domatcopy$address(), Cblas.cblas_domatcopy$descriptor());
    }

    /**
     * {@code A = alpha op(A)} in place: A is {@code m x n} with {@code lda} before and, by {@code
     * trans}, {@code m x n} or {@code n x m} with {@code ldb} after, and has the memory for both.
     * Needs a scratch copy unless {@code lda = ldb} and A is square or not transposed.
     */
    public static void dimatcopy(
            Order order,
            Transpose trans,
            long m,
            long n,
            double alpha,
            MemorySegment a,
            long lda,
            long ldb) {
        MatrixChecks.imatcopy("dimatcopy", DOUBLE, order, trans, m, n, a, lda, ldb);
        if (m == 0 || n == 0 || alpha == 0) {
            Scaling.matrix(a, DOUBLE, order.after(trans), m, n, ldb, 0);
        } else if (lda == ldb && (trans == Transpose.NO || m == n)) {
            boolean permit = Admission.enter();
            try {
                Dimatcopy.HANDLE.invokeExact(
                        order.code, trans.code, (int) m, (int) n, alpha, a, (int) lda, (int) ldb);
            } catch (Throwable e) {
                throw Downcall.unexpected(e);
            } finally {
                Admission.leave(permit);
            }
        } else {
            // OpenBLAS would use malloc here, and end the process if that failed.
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment scratch = arena.allocate((m * n) << DOUBLE, 64);
                long width = order == Order.ROW_MAJOR ? n : m;
                domatcopy(order, Transpose.NO, m, n, alpha, a, lda, scratch, width);
                domatcopy(order, trans, m, n, 1, scratch, width, a, ldb);
            }
        }
    }

    private static final class Dimatcopy {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_dimatcopy$address(), Cblas.cblas_dimatcopy$descriptor());
    }

    /**
     * {@code C = alpha A + beta C}, both {@code m x n}. C may be A itself, with the same {@code
     * ld}.
     */
    public static void sgeadd(
            Order order,
            long m,
            long n,
            float alpha,
            MemorySegment a,
            long lda,
            float beta,
            MemorySegment c,
            long ldc) {
        MatrixChecks.geadd("sgeadd", FLOAT, order, m, n, a, lda, c, ldc);
        if (m == 0 || n == 0 || alpha == 0) {
            Scaling.matrix(c, FLOAT, order, m, n, ldc, beta);
            return;
        }
        boolean permit = Admission.enter();
        try {
            Sgeadd.HANDLE.invokeExact(
                    order.code, (int) m, (int) n, alpha, a, (int) lda, beta, c, (int) ldc);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class Sgeadd {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_sgeadd$address(), Cblas.cblas_sgeadd$descriptor());
    }

    /**
     * {@code B = alpha op(A)}, where A is {@code m x n} and B, by {@code trans}, {@code m x n} or
     * {@code n x m}.
     */
    public static void somatcopy(
            Order order,
            Transpose trans,
            long m,
            long n,
            float alpha,
            MemorySegment a,
            long lda,
            MemorySegment b,
            long ldb) {
        MatrixChecks.omatcopy("somatcopy", FLOAT, order, trans, m, n, a, lda, b, ldb);
        if (m == 0 || n == 0 || alpha == 0) {
            Scaling.matrix(b, FLOAT, order.after(trans), m, n, ldb, 0);
            return;
        }
        boolean permit = Admission.enter();
        try {
            Somatcopy.HANDLE.invokeExact(
                    order.code, trans.code, (int) m, (int) n, alpha, a, (int) lda, b, (int) ldb);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class Somatcopy {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_somatcopy$address(), Cblas.cblas_somatcopy$descriptor());
    }

    /**
     * {@code A = alpha op(A)} in place: A is {@code m x n} with {@code lda} before and, by {@code
     * trans}, {@code m x n} or {@code n x m} with {@code ldb} after, and has the memory for both.
     * Needs a scratch copy unless {@code lda = ldb} and A is square or not transposed.
     */
    public static void simatcopy(
            Order order,
            Transpose trans,
            long m,
            long n,
            float alpha,
            MemorySegment a,
            long lda,
            long ldb) {
        MatrixChecks.imatcopy("simatcopy", FLOAT, order, trans, m, n, a, lda, ldb);
        if (m == 0 || n == 0 || alpha == 0) {
            Scaling.matrix(a, FLOAT, order.after(trans), m, n, ldb, 0);
        } else if (lda == ldb && (trans == Transpose.NO || m == n)) {
            boolean permit = Admission.enter();
            try {
                Simatcopy.HANDLE.invokeExact(
                        order.code, trans.code, (int) m, (int) n, alpha, a, (int) lda, (int) ldb);
            } catch (Throwable e) {
                throw Downcall.unexpected(e);
            } finally {
                Admission.leave(permit);
            }
        } else {
            // OpenBLAS would use malloc here, and end the process if that failed.
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment scratch = arena.allocate((m * n) << FLOAT, 64);
                long width = order == Order.ROW_MAJOR ? n : m;
                somatcopy(order, Transpose.NO, m, n, alpha, a, lda, scratch, width);
                somatcopy(order, trans, m, n, 1, scratch, width, a, ldb);
            }
        }
    }

    private static final class Simatcopy {
        static final MethodHandle HANDLE =
                Downcall.link(Cblas.cblas_simatcopy$address(), Cblas.cblas_simatcopy$descriptor());
    }

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

    /** {@link #sdot(long, MemorySegment, long, MemorySegment, long)} of arrays. */
    public static float sdot(
            long n, float[] x, int xOffset, long incx, float[] y, int yOffset, long incy) {
        MemorySegment xMemory = array("sdot", "x", x, xOffset);
        MemorySegment yMemory = array("sdot", "y", y, yOffset);
        VectorChecks.vectorShapes("sdot", FLOAT, n, xMemory, incx, yMemory, incy);
        if (n == 0) {
            return 0;
        }
        if (n > Critical.VECTOR_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                return sdot(
                        n,
                        OffHeapCopies.vector(arena, FLOAT, n, xMemory, incx),
                        1,
                        OffHeapCopies.vector(arena, FLOAT, n, yMemory, incy),
                        1);
            }
        }
        boolean permit = Admission.enter();
        try {
            return (float)
                    SdotInPlace.HANDLE.invokeExact(
                            (int) n, xMemory, (int) incx, yMemory, (int) incy);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class SdotInPlace {
        static final MethodHandle HANDLE =
                Critical.link(Cblas.cblas_sdot$address(), Cblas.cblas_sdot$descriptor());
    }

    /** {@link #saxpy(long, float, MemorySegment, long, MemorySegment, long)} of arrays. */
    public static void saxpy(
            long n,
            float alpha,
            float[] x,
            int xOffset,
            long incx,
            float[] y,
            int yOffset,
            long incy) {
        MemorySegment xMemory = array("saxpy", "x", x, xOffset);
        MemorySegment yMemory = array("saxpy", "y", y, yOffset);
        VectorChecks.elementwiseShapes("saxpy", FLOAT, n, xMemory, incx, yMemory, incy);
        if (n == 0 || alpha == 0) {
            return;
        }
        if (n > Critical.VECTOR_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment staged = OffHeapCopies.vector(arena, FLOAT, n, yMemory, incy);
                saxpy(
                        n,
                        alpha,
                        OffHeapCopies.vector(arena, FLOAT, n, xMemory, incx),
                        1,
                        staged,
                        1);
                OffHeapCopies.vectorBack(staged, FLOAT, n, yMemory, incy);
            }
            return;
        }
        boolean permit = Admission.enter();
        try {
            SaxpyInPlace.HANDLE.invokeExact(
                    (int) n, alpha, xMemory, (int) incx, yMemory, (int) incy);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class SaxpyInPlace {
        static final MethodHandle HANDLE =
                Critical.link(Cblas.cblas_saxpy$address(), Cblas.cblas_saxpy$descriptor());
    }

    /** {@link #sscal(long, float, MemorySegment, long)} of an array. */
    public static void sscal(long n, float alpha, float[] x, int xOffset, long incx) {
        MemorySegment xMemory = array("sscal", "x", x, xOffset);
        VectorChecks.forwardShape("sscal", FLOAT, n, xMemory, incx);
        if (n == 0) {
            return;
        }
        if (n > Critical.VECTOR_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment staged = OffHeapCopies.vector(arena, FLOAT, n, xMemory, incx);
                sscal(n, alpha, staged, 1);
                OffHeapCopies.vectorBack(staged, FLOAT, n, xMemory, incx);
            }
            return;
        }
        boolean permit = Admission.enter();
        try {
            SscalInPlace.HANDLE.invokeExact((int) n, alpha, xMemory, (int) incx);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class SscalInPlace {
        static final MethodHandle HANDLE =
                Critical.link(Cblas.cblas_sscal$address(), Cblas.cblas_sscal$descriptor());
    }

    /** {@link #snrm2(long, MemorySegment, long)} of an array. */
    public static float snrm2(long n, float[] x, int xOffset, long incx) {
        MemorySegment xMemory = array("snrm2", "x", x, xOffset);
        VectorChecks.forwardShape("snrm2", FLOAT, n, xMemory, incx);
        if (n == 0) {
            return 0;
        }
        if (n > Critical.VECTOR_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                return snrm2(n, OffHeapCopies.vector(arena, FLOAT, n, xMemory, incx), 1);
            }
        }
        boolean permit = Admission.enter();
        try {
            return (float) Snrm2InPlace.HANDLE.invokeExact((int) n, xMemory, (int) incx);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class Snrm2InPlace {
        static final MethodHandle HANDLE =
                Critical.link(Cblas.cblas_snrm2$address(), Cblas.cblas_snrm2$descriptor());
    }

    /** {@link #sasum(long, MemorySegment, long)} of an array. */
    public static float sasum(long n, float[] x, int xOffset, long incx) {
        MemorySegment xMemory = array("sasum", "x", x, xOffset);
        VectorChecks.forwardShape("sasum", FLOAT, n, xMemory, incx);
        if (n == 0) {
            return 0;
        }
        if (n > Critical.VECTOR_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                return sasum(n, OffHeapCopies.vector(arena, FLOAT, n, xMemory, incx), 1);
            }
        }
        boolean permit = Admission.enter();
        try {
            return (float) SasumInPlace.HANDLE.invokeExact((int) n, xMemory, (int) incx);
        } catch (Throwable e) {
            throw Downcall.unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static final class SasumInPlace {
        static final MethodHandle HANDLE =
                Critical.link(Cblas.cblas_sasum$address(), Cblas.cblas_sasum$descriptor());
    }

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
        MemorySegment aMemory = array("sgemv", "a", a, aOffset);
        MemorySegment xMemory = array("sgemv", "x", x, xOffset);
        MemorySegment yMemory = array("sgemv", "y", y, yOffset);
        VectorChecks.gemvShapes(
                "sgemv", FLOAT, order, trans, m, n, aMemory, lda, xMemory, incx, yMemory, incy);
        long rows = trans == Transpose.NO ? m : n;
        if (m == 0 || n == 0 || alpha == 0) {
            Scaling.vector(yMemory, FLOAT, rows, incy, beta);
            return;
        }
        if (m * n > Critical.MATRIX_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment staged = OffHeapCopies.vector(arena, FLOAT, rows, yMemory, incy);
                sgemv(
                        order,
                        trans,
                        m,
                        n,
                        alpha,
                        OffHeapCopies.matrix(arena, FLOAT, order, m, n, aMemory, lda),
                        OffHeapCopies.ld(order, m, n),
                        OffHeapCopies.vector(arena, FLOAT, m + n - rows, xMemory, incx),
                        1,
                        beta,
                        staged,
                        1);
                OffHeapCopies.vectorBack(staged, FLOAT, rows, yMemory, incy);
            }
            return;
        }
        boolean permit = Admission.enter();
        try {
            SgemvInPlace.HANDLE.invokeExact(
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

    private static final class SgemvInPlace {
        static final MethodHandle HANDLE =
                Critical.link(Cblas.cblas_sgemv$address(), Cblas.cblas_sgemv$descriptor());
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
        MemorySegment xMemory = array("sger", "x", x, xOffset);
        MemorySegment yMemory = array("sger", "y", y, yOffset);
        MemorySegment aMemory = array("sger", "a", a, aOffset);
        VectorChecks.gerShapes(
                "sger", FLOAT, order, m, n, xMemory, incx, yMemory, incy, aMemory, lda);
        if (m == 0 || n == 0 || alpha == 0) {
            return;
        }
        if (m * n > Critical.MATRIX_ELEMENTS) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment staged =
                        OffHeapCopies.matrix(arena, FLOAT, order, m, n, aMemory, lda);
                sger(
                        order,
                        m,
                        n,
                        alpha,
                        OffHeapCopies.vector(arena, FLOAT, m, xMemory, incx),
                        1,
                        OffHeapCopies.vector(arena, FLOAT, n, yMemory, incy),
                        1,
                        staged,
                        OffHeapCopies.ld(order, m, n));
                OffHeapCopies.matrixBack(staged, FLOAT, order, m, n, aMemory, lda);
            }
            return;
        }
        boolean permit = Admission.enter();
        try {
            SgerInPlace.HANDLE.invokeExact(
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

    private static final class SgerInPlace {
        static final MethodHandle HANDLE =
                Critical.link(Cblas.cblas_sger$address(), Cblas.cblas_sger$descriptor());
    }

    /** The {@code sgemm} of segments, of arrays. */
    public static void sgemm(
            Order order,
            Transpose transA,
            Transpose transB,
            long m,
            long n,
            long k,
            float alpha,
            float[] a,
            int aOffset,
            long lda,
            float[] b,
            int bOffset,
            long ldb,
            float beta,
            float[] c,
            int cOffset,
            long ldc) {
        MemorySegment aMemory = array("sgemm", "a", a, aOffset);
        MemorySegment bMemory = array("sgemm", "b", b, bOffset);
        MemorySegment cMemory = array("sgemm", "c", c, cOffset);
        MatrixChecks.gemmShapes(
                "sgemm", FLOAT, order, transA, transB, m, n, k, aMemory, lda, bMemory, ldb,
                cMemory, ldc);
        if (m == 0 || n == 0 || k == 0 || alpha == 0) {
            Scaling.matrix(cMemory, FLOAT, order, m, n, ldc, beta);
            return;
        }
        if (m * n * k > Critical.MULTIPLY_ADDS) {
            Order orderA = order.after(transA);
            Order orderB = order.after(transB);
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment staged =
                        OffHeapCopies.matrix(arena, FLOAT, order, m, n, cMemory, ldc);
                sgemm(
                        order,
                        transA,
                        transB,
                        m,
                        n,
                        k,
                        alpha,
                        OffHeapCopies.matrix(arena, FLOAT, orderA, m, k, aMemory, lda),
                        OffHeapCopies.ld(orderA, m, k),
                        OffHeapCopies.matrix(arena, FLOAT, orderB, k, n, bMemory, ldb),
                        OffHeapCopies.ld(orderB, k, n),
                        beta,
                        staged,
                        OffHeapCopies.ld(order, m, n));
                OffHeapCopies.matrixBack(staged, FLOAT, order, m, n, cMemory, ldc);
            }
            return;
        }
        boolean permit = Admission.enter();
        try {
            SgemmInPlace.HANDLE.invokeExact(
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

    private static final class SgemmInPlace {
        static final MethodHandle HANDLE =
                Critical.link(Cblas.cblas_sgemm$address(), Cblas.cblas_sgemm$descriptor());
    }
}
