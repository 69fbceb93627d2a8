package dev.gatun.openblas;

import dev.gatun.openblas.generated.Cblas;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * OpenBLAS on memory of the Java heap. A handle linked as critical may be given an array in place,
 * but the thread stays out of the reach of safepoints during the call: every other thread of the
 * process that needs one, the garbage collector first, waits for it. So these calls are for work of
 * a few microseconds, and their callers copy anything beyond the bounds below off the heap first.
 * Within the bounds OpenBLAS also stays on the calling thread, so that the wait does not become one
 * for threads that have yet to wake up.
 */
final class Critical {
    /** Of one gemm. */
    static final long MULTIPLY_ADDS = 1 << 18;

    /** Of the matrix of one gemv or ger. */
    static final long MATRIX_ELEMENTS = 1 << 13;

    /** Of the vectors of one level 1 routine. */
    static final long VECTOR_ELEMENTS = 1 << 13;

    private Critical() {}

    /** The elements of an array from an offset on, where they are. */
    static MemorySegment inPlace(float[] array, int offset) {
        return MemorySegment.ofArray(array).asSlice((long) offset * Float.BYTES);
    }

    static MemorySegment inPlace(double[] array, int offset) {
        return MemorySegment.ofArray(array).asSlice((long) offset * Double.BYTES);
    }

    static float sdot(int n, MemorySegment x, int incx, MemorySegment y, int incy) {
        boolean permit = Admission.enter();
        try {
            return (float) Dot.FLOAT.invokeExact(n, x, incx, y, incy);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    static double ddot(int n, MemorySegment x, int incx, MemorySegment y, int incy) {
        boolean permit = Admission.enter();
        try {
            return (double) Dot.DOUBLE.invokeExact(n, x, incx, y, incy);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    static void saxpy(int n, float alpha, MemorySegment x, int incx, MemorySegment y, int incy) {
        boolean permit = Admission.enter();
        try {
            Axpy.FLOAT.invokeExact(n, alpha, x, incx, y, incy);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    static void daxpy(int n, double alpha, MemorySegment x, int incx, MemorySegment y, int incy) {
        boolean permit = Admission.enter();
        try {
            Axpy.DOUBLE.invokeExact(n, alpha, x, incx, y, incy);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    static void sscal(int n, float alpha, MemorySegment x, int incx) {
        boolean permit = Admission.enter();
        try {
            Scal.FLOAT.invokeExact(n, alpha, x, incx);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    static void dscal(int n, double alpha, MemorySegment x, int incx) {
        boolean permit = Admission.enter();
        try {
            Scal.DOUBLE.invokeExact(n, alpha, x, incx);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    static float snrm2(int n, MemorySegment x, int incx) {
        boolean permit = Admission.enter();
        try {
            return (float) Nrm2.FLOAT.invokeExact(n, x, incx);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    static double dnrm2(int n, MemorySegment x, int incx) {
        boolean permit = Admission.enter();
        try {
            return (double) Nrm2.DOUBLE.invokeExact(n, x, incx);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    static float sasum(int n, MemorySegment x, int incx) {
        boolean permit = Admission.enter();
        try {
            return (float) Asum.FLOAT.invokeExact(n, x, incx);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    static double dasum(int n, MemorySegment x, int incx) {
        boolean permit = Admission.enter();
        try {
            return (double) Asum.DOUBLE.invokeExact(n, x, incx);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    static void sgemv(
            int order,
            int trans,
            int m,
            int n,
            float alpha,
            MemorySegment a,
            int lda,
            MemorySegment x,
            int incx,
            float beta,
            MemorySegment y,
            int incy) {
        boolean permit = Admission.enter();
        try {
            Gemv.FLOAT.invokeExact(order, trans, m, n, alpha, a, lda, x, incx, beta, y, incy);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    static void dgemv(
            int order,
            int trans,
            int m,
            int n,
            double alpha,
            MemorySegment a,
            int lda,
            MemorySegment x,
            int incx,
            double beta,
            MemorySegment y,
            int incy) {
        boolean permit = Admission.enter();
        try {
            Gemv.DOUBLE.invokeExact(order, trans, m, n, alpha, a, lda, x, incx, beta, y, incy);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    static void sger(
            int order,
            int m,
            int n,
            float alpha,
            MemorySegment x,
            int incx,
            MemorySegment y,
            int incy,
            MemorySegment a,
            int lda) {
        boolean permit = Admission.enter();
        try {
            Ger.FLOAT.invokeExact(order, m, n, alpha, x, incx, y, incy, a, lda);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    static void dger(
            int order,
            int m,
            int n,
            double alpha,
            MemorySegment x,
            int incx,
            MemorySegment y,
            int incy,
            MemorySegment a,
            int lda) {
        boolean permit = Admission.enter();
        try {
            Ger.DOUBLE.invokeExact(order, m, n, alpha, x, incx, y, incy, a, lda);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    static void sgemm(
            int order,
            int transA,
            int transB,
            int m,
            int n,
            int k,
            float alpha,
            MemorySegment a,
            int lda,
            MemorySegment b,
            int ldb,
            float beta,
            MemorySegment c,
            int ldc) {
        boolean permit = Admission.enter();
        try {
            Gemm.FLOAT.invokeExact(
                    order, transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    static void dgemm(
            int order,
            int transA,
            int transB,
            int m,
            int n,
            int k,
            double alpha,
            MemorySegment a,
            int lda,
            MemorySegment b,
            int ldb,
            double beta,
            MemorySegment c,
            int ldc) {
        boolean permit = Admission.enter();
        try {
            Gemm.DOUBLE.invokeExact(
                    order, transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            Admission.leave(permit);
        }
    }

    private static MethodHandle link(MemorySegment address, FunctionDescriptor descriptor) {
        return Linker.nativeLinker()
                .downcallHandle(address, descriptor, Linker.Option.critical(true));
    }

    static RuntimeException unexpected(Throwable thrown) {
        return switch (thrown) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> throw new AssertionError("OpenBLAS throws nothing", thrown);
        };
    }

    private static final class Dot {
        static final MethodHandle FLOAT =
                link(Cblas.cblas_sdot$address(), Cblas.cblas_sdot$descriptor());
        static final MethodHandle DOUBLE =
                link(Cblas.cblas_ddot$address(), Cblas.cblas_ddot$descriptor());
    }

    private static final class Axpy {
        static final MethodHandle FLOAT =
                link(Cblas.cblas_saxpy$address(), Cblas.cblas_saxpy$descriptor());
        static final MethodHandle DOUBLE =
                link(Cblas.cblas_daxpy$address(), Cblas.cblas_daxpy$descriptor());
    }

    private static final class Scal {
        static final MethodHandle FLOAT =
                link(Cblas.cblas_sscal$address(), Cblas.cblas_sscal$descriptor());
        static final MethodHandle DOUBLE =
                link(Cblas.cblas_dscal$address(), Cblas.cblas_dscal$descriptor());
    }

    private static final class Nrm2 {
        static final MethodHandle FLOAT =
                link(Cblas.cblas_snrm2$address(), Cblas.cblas_snrm2$descriptor());
        static final MethodHandle DOUBLE =
                link(Cblas.cblas_dnrm2$address(), Cblas.cblas_dnrm2$descriptor());
    }

    private static final class Asum {
        static final MethodHandle FLOAT =
                link(Cblas.cblas_sasum$address(), Cblas.cblas_sasum$descriptor());
        static final MethodHandle DOUBLE =
                link(Cblas.cblas_dasum$address(), Cblas.cblas_dasum$descriptor());
    }

    private static final class Gemv {
        static final MethodHandle FLOAT =
                link(Cblas.cblas_sgemv$address(), Cblas.cblas_sgemv$descriptor());
        static final MethodHandle DOUBLE =
                link(Cblas.cblas_dgemv$address(), Cblas.cblas_dgemv$descriptor());
    }

    private static final class Ger {
        static final MethodHandle FLOAT =
                link(Cblas.cblas_sger$address(), Cblas.cblas_sger$descriptor());
        static final MethodHandle DOUBLE =
                link(Cblas.cblas_dger$address(), Cblas.cblas_dger$descriptor());
    }

    private static final class Gemm {
        static final MethodHandle FLOAT =
                link(Cblas.cblas_sgemm$address(), Cblas.cblas_sgemm$descriptor());
        static final MethodHandle DOUBLE =
                link(Cblas.cblas_dgemm$address(), Cblas.cblas_dgemm$descriptor());
    }
}
