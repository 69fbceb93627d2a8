package dev.gatun.openblas;

import static dev.gatun.openblas.OperandChecks.DOUBLE;
import static dev.gatun.openblas.OperandChecks.FLOAT;

import dev.gatun.openblas.generated.Cblas;
import java.lang.foreign.MemorySegment;

/**
 * Level 1: vectors. A vector is {@code n} elements, {@code inc} apart; with a negative increment it
 * runs from the end of its memory to the beginning, so {@code x[i]} is at {@code (n - 1 - i) *
 * |incx|}. Where a routine writes y element by element, y may be x itself, with the same increment.
 */
abstract sealed class VectorRoutines permits MatrixVectorRoutines {
    VectorRoutines() {}

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
            return Cblas.cblas_sdot((int) n, x, (int) incx, y, (int) incy);
        } finally {
            Admission.leave(permit);
        }
    }

    /** {@link #sdot(long, MemorySegment, long, MemorySegment, long)} in double precision. */
    public static double ddot(long n, MemorySegment x, long incx, MemorySegment y, long incy) {
        VectorChecks.vectors("ddot", DOUBLE, n, x, incx, y, incy);
        if (n == 0) {
            return 0;
        }
        boolean permit = Admission.enter();
        try {
            return Cblas.cblas_ddot((int) n, x, (int) incx, y, (int) incy);
        } finally {
            Admission.leave(permit);
        }
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
            Cblas.cblas_saxpy((int) n, alpha, x, (int) incx, y, (int) incy);
        } finally {
            Admission.leave(permit);
        }
    }

    /**
     * {@link #saxpy(long, float, MemorySegment, long, MemorySegment, long)} in double precision.
     */
    public static void daxpy(
            long n, double alpha, MemorySegment x, long incx, MemorySegment y, long incy) {
        VectorChecks.elementwise("daxpy", DOUBLE, n, x, incx, y, incy);
        if (n == 0 || alpha == 0) {
            return;
        }
        boolean permit = Admission.enter();
        try {
            Cblas.cblas_daxpy((int) n, alpha, x, (int) incx, y, (int) incy);
        } finally {
            Admission.leave(permit);
        }
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
            Scaling.vector(y, n, incy, beta);
            return;
        }
        boolean permit = Admission.enter();
        try {
            Cblas.cblas_saxpby((int) n, alpha, x, (int) incx, beta, y, (int) incy);
        } finally {
            Admission.leave(permit);
        }
    }

    /**
     * {@link #saxpby(long, float, MemorySegment, long, float, MemorySegment, long)} in double
     * precision.
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
            Scaling.vector(y, n, incy, beta);
            return;
        }
        boolean permit = Admission.enter();
        try {
            Cblas.cblas_daxpby((int) n, alpha, x, (int) incx, beta, y, (int) incy);
        } finally {
            Admission.leave(permit);
        }
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
            Cblas.cblas_sscal((int) n, alpha, x, (int) incx);
        } finally {
            Admission.leave(permit);
        }
    }

    /** {@link #sscal(long, float, MemorySegment, long)} in double precision. */
    public static void dscal(long n, double alpha, MemorySegment x, long incx) {
        VectorChecks.forward("dscal", DOUBLE, n, x, incx);
        OperandChecks.output("dscal", "x", x, DOUBLE);
        if (n == 0) {
            return;
        }
        boolean permit = Admission.enter();
        try {
            Cblas.cblas_dscal((int) n, alpha, x, (int) incx);
        } finally {
            Admission.leave(permit);
        }
    }

    /** {@code y = x}, bit by bit. */
    public static void scopy(long n, MemorySegment x, long incx, MemorySegment y, long incy) {
        VectorChecks.elementwise("scopy", FLOAT, n, x, incx, y, incy);
        if (n == 0) {
            return;
        }
        boolean permit = Admission.enter();
        try {
            Cblas.cblas_scopy((int) n, x, (int) incx, y, (int) incy);
        } finally {
            Admission.leave(permit);
        }
    }

    /** {@link #scopy(long, MemorySegment, long, MemorySegment, long)} in double precision. */
    public static void dcopy(long n, MemorySegment x, long incx, MemorySegment y, long incy) {
        VectorChecks.elementwise("dcopy", DOUBLE, n, x, incx, y, incy);
        if (n == 0) {
            return;
        }
        boolean permit = Admission.enter();
        try {
            Cblas.cblas_dcopy((int) n, x, (int) incx, y, (int) incy);
        } finally {
            Admission.leave(permit);
        }
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
            Cblas.cblas_sswap((int) n, x, (int) incx, y, (int) incy);
        } finally {
            Admission.leave(permit);
        }
    }

    /** {@link #sswap(long, MemorySegment, long, MemorySegment, long)} in double precision. */
    public static void dswap(long n, MemorySegment x, long incx, MemorySegment y, long incy) {
        VectorChecks.elementwise("dswap", DOUBLE, n, x, incx, y, incy);
        OperandChecks.output("dswap", "x", x, DOUBLE);
        if (n == 0) {
            return;
        }
        boolean permit = Admission.enter();
        try {
            Cblas.cblas_dswap((int) n, x, (int) incx, y, (int) incy);
        } finally {
            Admission.leave(permit);
        }
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
            return Cblas.cblas_snrm2((int) n, x, (int) incx);
        } finally {
            Admission.leave(permit);
        }
    }

    /** {@link #snrm2(long, MemorySegment, long)} in double precision. */
    public static double dnrm2(long n, MemorySegment x, long incx) {
        VectorChecks.forward("dnrm2", DOUBLE, n, x, incx);
        if (n == 0) {
            return 0;
        }
        boolean permit = Admission.enter();
        try {
            return Cblas.cblas_dnrm2((int) n, x, (int) incx);
        } finally {
            Admission.leave(permit);
        }
    }

    /** The sum of the absolute values of x; 0 for {@code n = 0}. {@code incx} is positive. */
    public static float sasum(long n, MemorySegment x, long incx) {
        VectorChecks.forward("sasum", FLOAT, n, x, incx);
        if (n == 0) {
            return 0;
        }
        boolean permit = Admission.enter();
        try {
            return Cblas.cblas_sasum((int) n, x, (int) incx);
        } finally {
            Admission.leave(permit);
        }
    }

    /** {@link #sasum(long, MemorySegment, long)} in double precision. */
    public static double dasum(long n, MemorySegment x, long incx) {
        VectorChecks.forward("dasum", DOUBLE, n, x, incx);
        if (n == 0) {
            return 0;
        }
        boolean permit = Admission.enter();
        try {
            return Cblas.cblas_dasum((int) n, x, (int) incx);
        } finally {
            Admission.leave(permit);
        }
    }
}
