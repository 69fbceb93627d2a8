package dev.gatun.openblas;

import static dev.gatun.openblas.OperandChecks.DOUBLE;
import static dev.gatun.openblas.OperandChecks.FLOAT;

import dev.gatun.openblas.generated.Cblas;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** OpenBLAS's extensions to the BLAS that copy, transpose and add matrices. */
abstract sealed class MatrixCopyRoutines extends TriangularRoutines permits ArrayRoutines {
    MatrixCopyRoutines() {}

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
            Scaling.matrix(c, order, m, n, ldc, beta);
            return;
        }
        boolean permit = Admission.enter();
        try {
            Cblas.cblas_sgeadd(
                    order.code, (int) m, (int) n, alpha, a, (int) lda, beta, c, (int) ldc);
        } finally {
            Admission.leave(permit);
        }
    }

    /**
     * {@link #sgeadd(Order, long, long, float, MemorySegment, long, float, MemorySegment, long)} in
     * double precision.
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
            Scaling.matrix(c, order, m, n, ldc, beta);
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
            Scaling.matrix(b, order.after(trans), m, n, ldb, 0f);
            return;
        }
        boolean permit = Admission.enter();
        try {
            Cblas.cblas_somatcopy(
                    order.code, trans.code, (int) m, (int) n, alpha, a, (int) lda, b, (int) ldb);
        } finally {
            Admission.leave(permit);
        }
    }

    /**
     * {@link #somatcopy(Order, Transpose, long, long, float, MemorySegment, long, MemorySegment,
     * long)} in double precision.
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
            Scaling.matrix(b, order.after(trans), m, n, ldb, 0.0);
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
            Scaling.matrix(a, order.after(trans), m, n, ldb, 0f);
        } else if (lda == ldb && (trans == Transpose.NO || m == n)) {
            boolean permit = Admission.enter();
            try {
                Cblas.cblas_simatcopy(
                        order.code, trans.code, (int) m, (int) n, alpha, a, (int) lda, (int) ldb);
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

    /**
     * {@link #simatcopy(Order, Transpose, long, long, float, MemorySegment, long, long)} in double
     * precision.
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
            Scaling.matrix(a, order.after(trans), m, n, ldb, 0.0);
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
