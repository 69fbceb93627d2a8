package dev.gatun.openblas;

import static dev.gatun.openblas.OperandChecks.MAX;
import static dev.gatun.openblas.OperandChecks.disjoint;
import static dev.gatun.openblas.OperandChecks.input;
import static dev.gatun.openblas.OperandChecks.matrix;
import static dev.gatun.openblas.OperandChecks.output;
import static dev.gatun.openblas.OperandChecks.requireForward;
import static dev.gatun.openblas.OperandChecks.requireRoom;
import static dev.gatun.openblas.OperandChecks.size;
import static dev.gatun.openblas.OperandChecks.sizes;
import static dev.gatun.openblas.OperandChecks.vector;
import static dev.gatun.openblas.Transpose.NO;

import dev.gatun.openblas.OperandChecks.Operand;
import java.lang.foreign.MemorySegment;

/**
 * The argument checks of levels 1 and 2, one method for each family of routines, as {@link
 * MatrixChecks} has them for level 3. For a bad argument OpenBLAS prints a line on the console and
 * computes nothing, or accesses memory out of bounds; so all arguments are checked here first, and
 * a refused call has written nothing. The {@code Shapes} methods check all but the memory itself,
 * as arrays need.
 */
final class VectorChecks {
    /**
     * The greatest size in bytes of the strided vector of a rank-1 update along the lines of the
     * matrix, which OpenBLAS copies to a work buffer of 128 MiB without a check.
     */
    private static final long RANK_ONE_BYTES = 64L << 20;

    /** A bound on what OpenBLAS adds to a sum of sizes before it allocates so much. */
    static final long SLACK = 256;

    private VectorChecks() {}

    /** Two vectors, read. */
    static void vectors(
            String op, int shift, long n, MemorySegment x, long incx, MemorySegment y, long incy) {
        input(op, "x", x, shift);
        input(op, "y", y, shift);
        vectorShapes(op, shift, n, x, incx, y, incy);
    }

    static void vectorShapes(
            String op, int shift, long n, MemorySegment x, long incx, MemorySegment y, long incy) {
        size(op, "n", n);
        requireRoom(op, shift, "x", x, n, incx);
        requireRoom(op, shift, "y", y, n, incy);
    }

    /** Element by element into y, which may be all of x but not a part of it. */
    static void elementwise(
            String op, int shift, long n, MemorySegment x, long incx, MemorySegment y, long incy) {
        input(op, "x", x, shift);
        output(op, "y", y, shift);
        elementwiseShapes(op, shift, n, x, incx, y, incy);
    }

    static void elementwiseShapes(
            String op, int shift, long n, MemorySegment x, long incx, MemorySegment y, long incy) {
        size(op, "n", n);
        Operand from = vector(op, shift, "x", x, n, incx);
        Operand to = vector(op, shift, "y", y, n, incy);
        if (x.address() != y.address() || incx != incy) {
            disjoint(op, shift, to, from);
        }
    }

    /** One vector; OpenBLAS takes a negative increment for an empty vector, so it is refused. */
    static void forward(String op, int shift, long n, MemorySegment x, long incx) {
        input(op, "x", x, shift);
        forwardShape(op, shift, n, x, incx);
    }

    static void forwardShape(String op, int shift, long n, MemorySegment x, long incx) {
        size(op, "n", n);
        requireForward(op, shift, "x", x, n, incx);
    }

    /** From op(A) x into y; A is m x n. */
    static void gemv(
            String op,
            int shift,
            Order order,
            Transpose trans,
            long m,
            long n,
            MemorySegment a,
            long lda,
            MemorySegment x,
            long incx,
            MemorySegment y,
            long incy) {
        input(op, "a", a, shift);
        input(op, "x", x, shift);
        output(op, "y", y, shift);
        gemvShapes(op, shift, order, trans, m, n, a, lda, x, incx, y, incy);
    }

    static void gemvShapes(
            String op,
            int shift,
            Order order,
            Transpose trans,
            long m,
            long n,
            MemorySegment a,
            long lda,
            MemorySegment x,
            long incx,
            MemorySegment y,
            long incy) {
        if (order == null || trans == null) {
            throw Refusals.missing(op, "order", order, "trans", trans);
        }
        sizes(op, "m", m, "n", n);
        if (m + n > MAX - SLACK) {
            throw Refusals.tooLarge(op, "m + n", m + n, MAX - SLACK);
        }
        Operand matrix = matrix(op, shift, "a", a, order, m, n, lda);
        Operand from = vector(op, shift, "x", x, trans == NO ? n : m, incx);
        Operand to = vector(op, shift, "y", y, trans == NO ? m : n, incy);
        disjoint(op, shift, to, matrix);
        disjoint(op, shift, to, from);
    }

    /** From x y' into A; A is m x n. */
    static void ger(
            String op,
            int shift,
            Order order,
            long m,
            long n,
            MemorySegment x,
            long incx,
            MemorySegment y,
            long incy,
            MemorySegment a,
            long lda) {
        input(op, "x", x, shift);
        input(op, "y", y, shift);
        output(op, "a", a, shift);
        gerShapes(op, shift, order, m, n, x, incx, y, incy, a, lda);
        boolean byRow = order == Order.ROW_MAJOR;
        if ((byRow ? incy : incx) != 1 && (byRow ? n : m) << shift > RANK_ONE_BYTES) {
            String what =
                    "the length of " + (byRow ? "y" : "x") + " with an increment other than 1";
            throw Refusals.tooLarge(op, what, byRow ? n : m, RANK_ONE_BYTES >> shift);
        }
    }

    static void gerShapes(
            String op,
            int shift,
            Order order,
            long m,
            long n,
            MemorySegment x,
            long incx,
            MemorySegment y,
            long incy,
            MemorySegment a,
            long lda) {
        if (order == null) {
            throw Refusals.missing(op, "order", order);
        }
        sizes(op, "m", m, "n", n);
        Operand left = vector(op, shift, "x", x, m, incx);
        Operand right = vector(op, shift, "y", y, n, incy);
        Operand to = matrix(op, shift, "a", a, order, m, n, lda);
        disjoint(op, shift, to, left);
        disjoint(op, shift, to, right);
    }

    /** From op(A) or its inverse and x into x; A is triangular. */
    static void triangularVector(
            String op,
            int shift,
            Order order,
            Triangle triangle,
            Transpose trans,
            Diagonal diagonal,
            long n,
            MemorySegment a,
            long lda,
            MemorySegment x,
            long incx) {
        if (order == null || triangle == null || trans == null || diagonal == null) {
            throw Refusals.missing(
                    op, "order", order, "triangle", triangle, "trans", trans, "diagonal", diagonal);
        }
        input(op, "a", a, shift);
        output(op, "x", x, shift);
        size(op, "n", n);
        Operand matrix = matrix(op, shift, "a", a, order, n, n, lda);
        disjoint(op, shift, vector(op, shift, "x", x, n, incx), matrix);
    }
}
