// twin FloatMatrixMatrixRoutines
//   double -> float
//   DOUBLE -> FLOAT
//   dgemm -> sgemm
//   dsymm -> ssymm
//   dsyrk -> ssyrk
//   dtrmm -> strmm
//   dtrsm -> strsm
//   Dgemm -> Sgemm
//   Dsymm -> Ssymm
//   Dsyrk -> Ssyrk
//   Dtrmm -> Strmm
//   Dtrsm -> Strsm
package dev.gatun.openblas;

import static dev.gatun.openblas.OperandChecks.DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.gatun.openblas.generated.Cblas;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Level 3: matrices alone. */
final class MatrixMatrixRoutines {
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
}
