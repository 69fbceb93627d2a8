package dev.gatun.openblas;

import static dev.gatun.openblas.Critical.inPlace;
import static dev.gatun.openblas.OperandChecks.DOUBLE;
import static dev.gatun.openblas.OperandChecks.FLOAT;

import dev.gatun.openblas.generated.Cblas;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

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
public final class Blas extends ArrayMatrixRoutines {
    private Blas() {}

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
            Scaling.matrix(c, order, m, n, ldc, beta);
            return;
        }
        boolean permit = Admission.enterLevel3();
        try {
            if (ShortGemm.takes(m, n, k, a, b, c)) {
                ShortGemm.sgemm(
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
                Cblas.cblas_sgemm(
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
        } finally {
            Admission.leaveLevel3(permit);
        }
    }

    /**
     * {@link #sgemm(Order, Transpose, Transpose, long, long, long, float, MemorySegment, long,
     * MemorySegment, long, float, MemorySegment, long)} in double precision.
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
            Scaling.matrix(c, order, m, n, ldc, beta);
            return;
        }
        boolean permit = Admission.enterLevel3();
        try {
            if (ShortGemm.takes(m, n, k, a, b, c)) {
                ShortGemm.dgemm(
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
        } finally {
            Admission.leaveLevel3(permit);
        }
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
        ArrayChecks.gemm(
                "sgemm", order, transA, transB, m, n, k, a, aOffset, lda, b, bOffset, ldb, c,
                cOffset, ldc);
        if (m == 0 || n == 0 || k == 0 || alpha == 0) {
            Scaling.matrix(inPlace(c, cOffset), order, m, n, ldc, beta);
            return;
        }
        if (m * n * k > Critical.MULTIPLY_ADDS) {
            Order orderA = order.after(transA);
            Order orderB = order.after(transB);
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment staged = OffHeapCopies.matrix(arena, order, m, n, c, cOffset, ldc);
                sgemm(
                        order,
                        transA,
                        transB,
                        m,
                        n,
                        k,
                        alpha,
                        OffHeapCopies.matrix(arena, orderA, m, k, a, aOffset, lda),
                        OffHeapCopies.ld(orderA, m, k),
                        OffHeapCopies.matrix(arena, orderB, k, n, b, bOffset, ldb),
                        OffHeapCopies.ld(orderB, k, n),
                        beta,
                        staged,
                        OffHeapCopies.ld(order, m, n));
                OffHeapCopies.matrixBack(staged, order, m, n, c, cOffset, ldc);
            }
            return;
        }
        Critical.sgemm(
                order.code,
                transA.code,
                transB.code,
                (int) m,
                (int) n,
                (int) k,
                alpha,
                inPlace(a, aOffset),
                (int) lda,
                inPlace(b, bOffset),
                (int) ldb,
                beta,
                inPlace(c, cOffset),
                (int) ldc);
    }

    /**
     * {@link #sgemm(Order, Transpose, Transpose, long, long, long, float, float[], int, long,
     * float[], int, long, float, float[], int, long)} in double precision.
     */
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
        ArrayChecks.gemm(
                "dgemm", order, transA, transB, m, n, k, a, aOffset, lda, b, bOffset, ldb, c,
                cOffset, ldc);
        if (m == 0 || n == 0 || k == 0 || alpha == 0) {
            Scaling.matrix(inPlace(c, cOffset), order, m, n, ldc, beta);
            return;
        }
        if (m * n * k > Critical.MULTIPLY_ADDS) {
            Order orderA = order.after(transA);
            Order orderB = order.after(transB);
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment staged = OffHeapCopies.matrix(arena, order, m, n, c, cOffset, ldc);
                dgemm(
                        order,
                        transA,
                        transB,
                        m,
                        n,
                        k,
                        alpha,
                        OffHeapCopies.matrix(arena, orderA, m, k, a, aOffset, lda),
                        OffHeapCopies.ld(orderA, m, k),
                        OffHeapCopies.matrix(arena, orderB, k, n, b, bOffset, ldb),
                        OffHeapCopies.ld(orderB, k, n),
                        beta,
                        staged,
                        OffHeapCopies.ld(order, m, n));
                OffHeapCopies.matrixBack(staged, order, m, n, c, cOffset, ldc);
            }
            return;
        }
        Critical.dgemm(
                order.code,
                transA.code,
                transB.code,
                (int) m,
                (int) n,
                (int) k,
                alpha,
                inPlace(a, aOffset),
                (int) lda,
                inPlace(b, bOffset),
                (int) ldb,
                beta,
                inPlace(c, cOffset),
                (int) ldc);
    }
}
