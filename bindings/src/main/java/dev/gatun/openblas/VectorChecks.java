package dev.gatun.openblas;

import static dev.gatun.openblas.OperandChecks.MAX;
import static dev.gatun.openblas.OperandChecks.disjoint;
import static dev.gatun.openblas.OperandChecks.forwardVector;
import static dev.gatun.openblas.OperandChecks.input;
import static dev.gatun.openblas.OperandChecks.matrix;
import static dev.gatun.openblas.OperandChecks.meet;
import static dev.gatun.openblas.OperandChecks.output;
import static dev.gatun.openblas.OperandChecks.size;
import static dev.gatun.openblas.OperandChecks.sizes;
import static dev.gatun.openblas.OperandChecks.vector;
import static dev.gatun.openblas.Transpose.NO;

import java.lang.foreign.MemorySegment;

/**
 * The argument checks of levels 1 and 2, one method for each family of routines, as {@link
 * MatrixChecks} has them for level 3. OpenBLAS answers a bad argument with a line on the console
 * and no result, or reads and writes where it should not; so nothing reaches it that has not passed
 * here, and a refused call has written nothing.
 */
final class VectorChecks {
    /**
     * Bytes of a strided vector that a rank-1 update may have along the lines of the matrix:
     * OpenBLAS copies it into a work buffer of 128 MiB whatever its length.
     */
    private static final long RANK_ONE_BYTES = 64L << 20;

    /** What OpenBLAS adds to a sum of sizes before it allocates that much, generously. */
    static final long SLACK = 256;

    private VectorChecks() {}

    /** Two vectors, read. */
    static void vectors(
            String op, int shift, long n, MemorySegment x, long incx, MemorySegment y, long incy) {
        input(op, "x", x, shift);
        input(op, "y", y, shift);
        vectorShapes(op, n, x.byteSize() >>> shift, incx, y.byteSize() >>> shift, incy);
    }

    /** Element by element into y, which may be all of x but not a part of it. */
    static void elementwise(
            String op, int shift, long n, MemorySegment x, long incx, MemorySegment y, long incy) {
        vectors(op, shift, n, x, incx, y, incy);
        output(op, "y", y, shift);
        if (meet(x, y) && (x.address() != y.address() || incx != incy)) {
            Footprint out = Footprint.vector(y.address() >>> shift, n, incy);
            disjoint(op, "y", out, "x", Footprint.vector(x.address() >>> shift, n, incx));
        }
    }

    /** One vector; OpenBLAS takes a negative increment for an empty vector, so it is refused. */
    static void forward(String op, int shift, long n, MemorySegment x, long incx) {
        input(op, "x", x, shift);
        forwardShape(op, n, x.byteSize() >>> shift, incx);
    }

    static void vectorShapes(
            String op, long n, long xElements, long incx, long yElements, long incy) {
        size(op, "n", n);
        vector(op, "x", xElements, n, incx);
        vector(op, "y", yElements, n, incy);
    }

    static void forwardShape(String op, long n, long xElements, long incx) {
        size(op, "n", n);
        forwardVector(op, "x", xElements, n, incx);
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
        gemvShapes(
                op,
                order,
                trans,
                m,
                n,
                a.byteSize() >>> shift,
                lda,
                x.byteSize() >>> shift,
                incx,
                y.byteSize() >>> shift,
                incy);
        if (meet(y, a) || meet(y, x)) {
            Footprint out = Footprint.vector(y.address() >>> shift, trans == NO ? m : n, incy);
            disjoint(op, "y", out, "a", Footprint.matrix(order, a.address() >>> shift, m, n, lda));
            disjoint(
                    op,
                    "y",
                    out,
                    "x",
                    Footprint.vector(x.address() >>> shift, trans == NO ? n : m, incx));
        }
    }

    static void gemvShapes(
            String op,
            Order order,
            Transpose trans,
            long m,
            long n,
            long aElements,
            long lda,
            long xElements,
            long incx,
            long yElements,
            long incy) {
        if (order == null || trans == null) {
            throw Refusals.missing(op, "order", order, "trans", trans);
        }
        sizes(op, "m", m, "n", n);
        if (m + n > MAX - SLACK) {
            throw Refusals.tooLarge(op, "m + n", m + n, MAX - SLACK);
        }
        matrix(op, "a", aElements, order, m, n, lda);
        vector(op, "x", xElements, trans == NO ? n : m, incx);
        vector(op, "y", yElements, trans == NO ? m : n, incy);
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
        gerShapes(
                op,
                order,
                m,
                n,
                x.byteSize() >>> shift,
                incx,
                y.byteSize() >>> shift,
                incy,
                a.byteSize() >>> shift,
                lda);
        boolean byRow = order == Order.ROW_MAJOR;
        if ((byRow ? incy : incx) != 1 && (byRow ? n : m) << shift > RANK_ONE_BYTES) {
            String what =
                    "the length of " + (byRow ? "y" : "x") + " with an increment other than 1";
            throw Refusals.tooLarge(op, what, byRow ? n : m, RANK_ONE_BYTES >> shift);
        }
        if (meet(a, x) || meet(a, y)) {
            Footprint out = Footprint.matrix(order, a.address() >>> shift, m, n, lda);
            disjoint(op, "a", out, "x", Footprint.vector(x.address() >>> shift, m, incx));
            disjoint(op, "a", out, "y", Footprint.vector(y.address() >>> shift, n, incy));
        }
    }

    static void gerShapes(
            String op,
            Order order,
            long m,
            long n,
            long xElements,
            long incx,
            long yElements,
            long incy,
            long aElements,
            long lda) {
        if (order == null) {
            throw Refusals.missing(op, "order", order);
        }
        sizes(op, "m", m, "n", n);
        vector(op, "x", xElements, m, incx);
        vector(op, "y", yElements, n, incy);
        matrix(op, "a", aElements, order, m, n, lda);
    }

    /** From A x into y; A is symmetric. */
    static void symv(
            String op,
            int shift,
            Order order,
            Triangle triangle,
            long n,
            MemorySegment a,
            long lda,
            MemorySegment x,
            long incx,
            MemorySegment y,
            long incy) {
        if (triangle == null) {
            throw Refusals.missing(op, "triangle", triangle);
        }
        gemv(op, shift, order, NO, n, n, a, lda, x, incx, y, incy);
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
        matrix(op, "a", a.byteSize() >>> shift, order, n, n, lda);
        vector(op, "x", x.byteSize() >>> shift, n, incx);
        if (meet(x, a)) {
            Footprint out = Footprint.vector(x.address() >>> shift, n, incx);
            disjoint(op, "x", out, "a", Footprint.matrix(order, a.address() >>> shift, n, n, lda));
        }
    }
}
