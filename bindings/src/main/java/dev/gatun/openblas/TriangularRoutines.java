package dev.gatun.openblas;

import static dev.gatun.openblas.OperandChecks.DOUBLE;
import static dev.gatun.openblas.OperandChecks.FLOAT;

import dev.gatun.openblas.generated.Cblas;
import java.lang.foreign.MemorySegment;

/** Level 3: products with a triangular factor, and their inverse. */
abstract sealed class TriangularRoutines extends SymmetricRoutines permits MatrixCopyRoutines {
    TriangularRoutines() {}

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
            Scaling.matrix(b, order, m, n, ldb, 0f);
            return;
        }
        boolean permit = Admission.enterLevel3();
        try {
            Cblas.cblas_strmm(
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
     * {@link #strmm(Order, Side, Triangle, Transpose, Diagonal, long, long, float, MemorySegment,
     * long, MemorySegment, long)} in double precision.
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
            Scaling.matrix(b, order, m, n, ldb, 0.0);
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
            Scaling.matrix(b, order, m, n, ldb, 0f);
            return;
        }
        boolean permit = Admission.enterLevel3();
        try {
            Cblas.cblas_strsm(
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
     * {@link #strsm(Order, Side, Triangle, Transpose, Diagonal, long, long, float, MemorySegment,
     * long, MemorySegment, long)} in double precision.
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
            Scaling.matrix(b, order, m, n, ldb, 0.0);
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
}
