package dev.gatun.openblas;

import static dev.gatun.openblas.OperandChecks.DOUBLE;
import static dev.gatun.openblas.OperandChecks.FLOAT;

import dev.gatun.openblas.generated.Cblas;
import java.lang.foreign.MemorySegment;

/** Level 3: products with a symmetric factor or a symmetric result. */
abstract sealed class SymmetricRoutines extends MatrixVectorRoutines permits TriangularRoutines {
    SymmetricRoutines() {}

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
            Scaling.matrix(c, order, m, n, ldc, beta);
            return;
        }
        boolean permit = Admission.enterLevel3();
        try {
            Cblas.cblas_ssymm(
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
     * {@link #ssymm(Order, Side, Triangle, long, long, float, MemorySegment, long, MemorySegment,
     * long, float, MemorySegment, long)} in double precision.
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
            Scaling.matrix(c, order, m, n, ldc, beta);
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
            Scaling.triangle(c, order, triangle, n, ldc, beta);
            return;
        }
        boolean permit = Admission.enterLevel3();
        try {
            Cblas.cblas_ssyrk(
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
     * {@link #ssyrk(Order, Triangle, Transpose, long, long, float, MemorySegment, long, float,
     * MemorySegment, long)} in double precision.
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
            Scaling.triangle(c, order, triangle, n, ldc, beta);
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
        MatrixChecks.gemmt(
                "sgemmt", FLOAT, order, triangle, transA, transB, n, k, a, lda, b, ldb, c, ldc);
        if (n == 0 || k == 0 || alpha == 0) {
            Scaling.triangle(c, order, triangle, n, ldc, beta);
            return;
        }
        OpenBlas.requireFunction("cblas_sgemmt");
        boolean permit = Admission.enterLevel3();
        try {
            Cblas.cblas_sgemmt(
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
     * {@link #sgemmt(Order, Triangle, Transpose, Transpose, long, long, float, MemorySegment, long,
     * MemorySegment, long, float, MemorySegment, long)} in double precision.
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
        MatrixChecks.gemmt(
                "dgemmt", DOUBLE, order, triangle, transA, transB, n, k, a, lda, b, ldb, c, ldc);
        if (n == 0 || k == 0 || alpha == 0) {
            Scaling.triangle(c, order, triangle, n, ldc, beta);
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
}
