// twin FloatMatrixCopyRoutines
//   double -> float
//   DOUBLE -> FLOAT
//   dgeadd -> sgeadd
//   domatcopy -> somatcopy
//   dimatcopy -> simatcopy
//   Dgeadd -> Sgeadd
//   Domatcopy -> Somatcopy
//   Dimatcopy -> Simatcopy
package dev.gatun.openblas;

import static dev.gatun.openblas.OperandChecks.DOUBLE;

import dev.gatun.openblas.generated.Cblas;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Extensions of OpenBLAS that copy, transpose and add matrices. */
final class MatrixCopyRoutines {
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
}
