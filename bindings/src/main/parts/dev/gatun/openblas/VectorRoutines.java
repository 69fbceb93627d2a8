// twin FloatVectorRoutines
//   double -> float
//   DOUBLE -> FLOAT
//   ddot -> sdot
//   daxpy -> saxpy
//   daxpby -> saxpby
//   dscal -> sscal
//   dcopy -> scopy
//   dswap -> sswap
//   dnrm2 -> snrm2
//   dasum -> sasum
//   Ddot -> Sdot
//   Daxpy -> Saxpy
//   Daxpby -> Saxpby
//   Dscal -> Sscal
//   Dcopy -> Scopy
//   Dswap -> Sswap
//   Dnrm2 -> Snrm2
//   Dasum -> Sasum
package dev.gatun.openblas;

import static dev.gatun.openblas.OperandChecks.DOUBLE;

import dev.gatun.openblas.generated.Cblas;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Level 1: vectors. */
final class VectorRoutines {
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
}
