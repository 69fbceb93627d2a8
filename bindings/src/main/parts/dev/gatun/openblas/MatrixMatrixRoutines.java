// twin FloatMatrixMatrixRoutines
//   double -> float
//   DOUBLE -> FLOAT
//   dgemm -> sgemm
//   dsymm -> ssymm
//   dsyrk -> ssyrk
//   dtrmm -> strmm
//   dtrsm -> strsm
//   dgeadd -> sgeadd
//   domatcopy -> somatcopy
//   dimatcopy -> simatcopy
//   Dgemm -> Sgemm
package dev.gatun.openblas;

import static dev.gatun.openblas.OperandChecks.DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.gatun.openblas.generated.Cblas;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Level 3: matrices alone; and the extensions that copy, transpose and add matrices. */
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
                Cblas.cblas_dgemm(
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
            throw Critical.unexpected(e);
        } finally {
            Admission.leaveLevel3(permit);
        }
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
            Cblas.cblas_dsymm(
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
        } finally {
            Admission.leaveLevel3(permit);
        }
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
            Cblas.cblas_dsyrk(
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
        } finally {
            Admission.leaveLevel3(permit);
        }
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
            Cblas.cblas_dgemmt(
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
        } finally {
            Admission.leaveLevel3(permit);
        }
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
            Cblas.cblas_dtrmm(
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
        } finally {
            Admission.leaveLevel3(permit);
        }
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
            Cblas.cblas_dtrsm(
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
        } finally {
            Admission.leaveLevel3(permit);
        }
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
            Cblas.cblas_dgeadd(
                    order.code, (int) m, (int) n, alpha, a, (int) lda, beta, c, (int) ldc);
        } finally {
            Admission.leave(permit);
        }
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
            Cblas.cblas_domatcopy(
                    order.code, trans.code, (int) m, (int) n, alpha, a, (int) lda, b, (int) ldb);
        } finally {
            Admission.leave(permit);
        }
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
                Cblas.cblas_dimatcopy(
                        order.code, trans.code, (int) m, (int) n, alpha, a, (int) lda, (int) ldb);
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
}
