package dev.gatun.openblas;

import static dev.gatun.openblas.OperandChecks.MAX;
import static dev.gatun.openblas.OperandChecks.disjoint;
import static dev.gatun.openblas.OperandChecks.input;
import static dev.gatun.openblas.OperandChecks.isSize;
import static dev.gatun.openblas.OperandChecks.matrix;
import static dev.gatun.openblas.OperandChecks.negativeIfMeeting;
import static dev.gatun.openblas.OperandChecks.output;
import static dev.gatun.openblas.OperandChecks.sizes;
import static dev.gatun.openblas.VectorChecks.SLACK;

import dev.gatun.openblas.OperandChecks.Operand;
import java.lang.foreign.MemorySegment;

/** The argument checks of level 3 and of the copies of matrices, as {@link VectorChecks}. */
final class MatrixChecks {
    private MatrixChecks() {}

    /** From op(A) op(B) into C: m x k by k x n. */
    static void gemm(
            String op,
            int shift,
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
        if (isOrdinaryGemm(shift, order, transA, transB, m, n, k, a, lda, b, ldb, c, ldc)) {
            return;
        }
        input(op, "a", a, shift);
        input(op, "b", b, shift);
        output(op, "c", c, shift);
        gemmShapes(op, shift, order, transA, transB, m, n, k, a, lda, b, ldb, c, ldc);
    }

    /**
     * A fast check, which takes a third of the time of the individual ones: true if all arguments
     * of a product are valid, and its operands share no memory and are of one scope. False does not
     * mean that they are not.
     */
    private static boolean isOrdinaryGemm(
            int shift,
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
        if (order == null || transA == null || transB == null || !areOfOneScope(a, b, c)) {
            return false;
        }
        boolean byRow = order == Order.ROW_MAJOR;
        long widthA = byRow == (transA == Transpose.NO) ? k : m;
        long widthB = byRow == (transB == Transpose.NO) ? n : k;
        long widthC = byRow ? n : m;
        long any = m | n | k | lda | ldb | ldc;
        long negative = any | MAX - any | m - 1 | n - 1 | k - 1;
        negative |= lacks(a.byteSize() >>> shift, m + k - widthA, widthA, lda);
        negative |= lacks(b.byteSize() >>> shift, k + n - widthB, widthB, ldb);
        negative |= lacks(c.byteSize() >>> shift, m + n - widthC, widthC, ldc);
        long misaligned = (a.address() | b.address() | c.address()) & (1L << shift) - 1;
        return (negative | -misaligned | negativeIfMeeting(c, a) | negativeIfMeeting(c, b)) >= 0;
    }

    /**
     * Whether the three are off the heap, alive, accessible to this thread and of one scope, and
     * the last is writable.
     */
    private static boolean areOfOneScope(MemorySegment a, MemorySegment b, MemorySegment c) {
        if (a == null || b == null || c == null) {
            return false;
        }
        MemorySegment.Scope scope = c.scope();
        return a.isNative()
                && b.isNative()
                && c.isNative()
                && !c.isReadOnly()
                && scope.equals(a.scope())
                && scope.equals(b.scope())
                && scope.isAlive()
                && c.isAccessibleBy(Thread.currentThread());
    }

    /**
     * Negative if rows overlap or there is no room for all. Without branches, because it is called
     * for three matrices; if the arithmetic overflows, a size is out of range by itself.
     */
    private static long lacks(long elements, long lines, long width, long ld) {
        return ld - width | elements - ((lines - 1) * ld + width);
    }

    static void gemmShapes(
            String op,
            int shift,
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
        if (order == null || transA == null || transB == null) {
            throw Refusals.missing(op, "order", order, "transA", transA, "transB", transB);
        }
        if (!isSize(m | n | k)) {
            throw Refusals.size(op, "m", m, "n", n, "k", k);
        }
        Operand left = matrix(op, shift, "a", a, order.after(transA), m, k, lda);
        Operand right = matrix(op, shift, "b", b, order.after(transB), k, n, ldb);
        Operand to = matrix(op, shift, "c", c, order, m, n, ldc);
        disjoint(op, shift, to, left);
        disjoint(op, shift, to, right);
    }

    /** As gemm, into one triangle of C, n x n. */
    static void gemmt(
            String op,
            int shift,
            Order order,
            Transpose transA,
            Transpose transB,
            long n,
            long k,
            MemorySegment a,
            long lda,
            MemorySegment b,
            long ldb,
            MemorySegment c,
            long ldc) {
        gemm(op, shift, order, transA, transB, n, n, k, a, lda, b, ldb, c, ldc);
        // This routine multiplies indices by leading dimensions, and doubles sizes, in an int.
        long farthest = n * Math.max(lda, Math.max(ldb, ldc));
        if (farthest > MAX) {
            throw Refusals.tooLarge(op, "n times the largest leading dimension", farthest, MAX);
        }
        if (2 * (n + k) > MAX - SLACK) {
            throw Refusals.tooLarge(op, "n + k", n + k, (MAX - SLACK) / 2);
        }
    }

    /** From A B or B A into C, m x n; A is symmetric. */
    static void symm(
            String op,
            int shift,
            Order order,
            Side side,
            Triangle triangle,
            long m,
            long n,
            MemorySegment a,
            long lda,
            MemorySegment b,
            long ldb,
            MemorySegment c,
            long ldc) {
        output(op, "c", c, shift);
        Operand square = sideways(op, shift, order, side, triangle, m, n, a, lda, b);
        Operand other = matrix(op, shift, "b", b, order, m, n, ldb);
        Operand to = matrix(op, shift, "c", c, order, m, n, ldc);
        disjoint(op, shift, to, square);
        disjoint(op, shift, to, other);
    }

    /** From op(A) or its inverse and B into B, m x n; A is triangular, left or right. */
    static void triangularMatrix(
            String op,
            int shift,
            Order order,
            Side side,
            Triangle triangle,
            Transpose trans,
            Diagonal diagonal,
            long m,
            long n,
            MemorySegment a,
            long lda,
            MemorySegment b,
            long ldb) {
        if (trans == null || diagonal == null) {
            throw Refusals.missing(op, "trans", trans, "diagonal", diagonal);
        }
        Operand square = sideways(op, shift, order, side, triangle, m, n, a, lda, b);
        output(op, "b", b, shift);
        disjoint(op, shift, matrix(op, shift, "b", b, order, m, n, ldb), square);
    }

    /** A square A, left or right of B, which is m x n. */
    private static Operand sideways(
            String op,
            int shift,
            Order order,
            Side side,
            Triangle triangle,
            long m,
            long n,
            MemorySegment a,
            long lda,
            MemorySegment b) {
        if (order == null || side == null || triangle == null) {
            throw Refusals.missing(op, "order", order, "side", side, "triangle", triangle);
        }
        input(op, "a", a, shift);
        input(op, "b", b, shift);
        sizes(op, "m", m, "n", n);
        long k = side == Side.LEFT ? m : n;
        return matrix(op, shift, "a", a, order, k, k, lda);
    }

    /** From op(A) op(A)' into one triangle of C, n x n; op(A) is n x k. */
    static void syrk(
            String op,
            int shift,
            Order order,
            Triangle triangle,
            Transpose trans,
            long n,
            long k,
            MemorySegment a,
            long lda,
            MemorySegment c,
            long ldc) {
        if (order == null || triangle == null || trans == null) {
            throw Refusals.missing(op, "order", order, "triangle", triangle, "trans", trans);
        }
        input(op, "a", a, shift);
        output(op, "c", c, shift);
        sizes(op, "n", n, "k", k);
        Operand from = matrix(op, shift, "a", a, order.after(trans), n, k, lda);
        disjoint(op, shift, matrix(op, shift, "c", c, order, n, n, ldc), from);
    }

    /** From A, m x n, into C of the same shape, which may be all of A but not a part of it. */
    static void geadd(
            String op,
            int shift,
            Order order,
            long m,
            long n,
            MemorySegment a,
            long lda,
            MemorySegment c,
            long ldc) {
        if (order == null) {
            throw Refusals.missing(op, "order", order);
        }
        input(op, "a", a, shift);
        output(op, "c", c, shift);
        sizes(op, "m", m, "n", n);
        Operand from = matrix(op, shift, "a", a, order, m, n, lda);
        Operand to = matrix(op, shift, "c", c, order, m, n, ldc);
        if (a.address() != c.address() || lda != ldc) {
            disjoint(op, shift, to, from);
        }
    }

    /** From op(A) into B; A is m x n. */
    static void omatcopy(
            String op,
            int shift,
            Order order,
            Transpose trans,
            long m,
            long n,
            MemorySegment a,
            long lda,
            MemorySegment b,
            long ldb) {
        if (order == null || trans == null) {
            throw Refusals.missing(op, "order", order, "trans", trans);
        }
        input(op, "a", a, shift);
        output(op, "b", b, shift);
        sizes(op, "m", m, "n", n);
        Operand from = matrix(op, shift, "a", a, order, m, n, lda);
        disjoint(op, shift, matrix(op, shift, "b", b, order.after(trans), m, n, ldb), from);
    }

    /** From A, m x n with lda, into op(A) with ldb, in the same place. */
    static void imatcopy(
            String op,
            int shift,
            Order order,
            Transpose trans,
            long m,
            long n,
            MemorySegment a,
            long lda,
            long ldb) {
        if (order == null || trans == null) {
            throw Refusals.missing(op, "order", order, "trans", trans);
        }
        output(op, "a", a, shift);
        sizes(op, "m", m, "n", n);
        matrix(op, shift, "a", a, order, m, n, lda);
        matrix(op, shift, "b", a, order.after(trans), m, n, ldb);
    }
}
