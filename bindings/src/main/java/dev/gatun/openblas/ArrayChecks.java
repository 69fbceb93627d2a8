package dev.gatun.openblas;

import static dev.gatun.openblas.OperandChecks.disjoint;
import static dev.gatun.openblas.OperandChecks.elements;
import static dev.gatun.openblas.Transpose.NO;

/**
 * The checks of the overloads that take arrays: the shapes as {@link VectorChecks} has them,
 * against what is left of an array after its offset. Operands of different arrays cannot overlap.
 */
@SuppressWarnings("ReferenceEquality") // whether two operands are one array is its identity
final class ArrayChecks {
    private ArrayChecks() {}

    static void vectors(
            String op, long n, Object x, int xOffset, long incx, Object y, int yOffset, long incy) {
        VectorChecks.vectorShapes(
                op, n, elements(op, "x", x, xOffset), incx, elements(op, "y", y, yOffset), incy);
    }

    static void elementwise(
            String op, long n, Object x, int xOffset, long incx, Object y, int yOffset, long incy) {
        vectors(op, n, x, xOffset, incx, y, yOffset, incy);
        if (x == y && (xOffset != yOffset || incx != incy)) {
            disjoint(
                    op,
                    "y",
                    Footprint.vector(yOffset, n, incy),
                    "x",
                    Footprint.vector(xOffset, n, incx));
        }
    }

    static void forward(String op, long n, Object x, int xOffset, long incx) {
        VectorChecks.forwardShape(op, n, elements(op, "x", x, xOffset), incx);
    }

    static void gemv(
            String op,
            Order order,
            Transpose trans,
            long m,
            long n,
            Object a,
            int aOffset,
            long lda,
            Object x,
            int xOffset,
            long incx,
            Object y,
            int yOffset,
            long incy) {
        VectorChecks.gemvShapes(
                op,
                order,
                trans,
                m,
                n,
                elements(op, "a", a, aOffset),
                lda,
                elements(op, "x", x, xOffset),
                incx,
                elements(op, "y", y, yOffset),
                incy);
        if (y == a || y == x) {
            Footprint out = Footprint.vector(yOffset, trans == NO ? m : n, incy);
            if (y == a) {
                disjoint(op, "y", out, "a", Footprint.matrix(order, aOffset, m, n, lda));
            }
            if (y == x) {
                disjoint(op, "y", out, "x", Footprint.vector(xOffset, trans == NO ? n : m, incx));
            }
        }
    }

    static void ger(
            String op,
            Order order,
            long m,
            long n,
            Object x,
            int xOffset,
            long incx,
            Object y,
            int yOffset,
            long incy,
            Object a,
            int aOffset,
            long lda) {
        VectorChecks.gerShapes(
                op,
                order,
                m,
                n,
                elements(op, "x", x, xOffset),
                incx,
                elements(op, "y", y, yOffset),
                incy,
                elements(op, "a", a, aOffset),
                lda);
        if (a == x || a == y) {
            Footprint out = Footprint.matrix(order, aOffset, m, n, lda);
            if (a == x) {
                disjoint(op, "a", out, "x", Footprint.vector(xOffset, m, incx));
            }
            if (a == y) {
                disjoint(op, "a", out, "y", Footprint.vector(yOffset, n, incy));
            }
        }
    }

    static void gemm(
            String op,
            Order order,
            Transpose transA,
            Transpose transB,
            long m,
            long n,
            long k,
            Object a,
            int aOffset,
            long lda,
            Object b,
            int bOffset,
            long ldb,
            Object c,
            int cOffset,
            long ldc) {
        MatrixChecks.gemmShapes(
                op,
                order,
                transA,
                transB,
                m,
                n,
                k,
                elements(op, "a", a, aOffset),
                lda,
                elements(op, "b", b, bOffset),
                ldb,
                elements(op, "c", c, cOffset),
                ldc);
        if (c == a || c == b) {
            Footprint out = Footprint.matrix(order, cOffset, m, n, ldc);
            if (c == a) {
                disjoint(
                        op,
                        "c",
                        out,
                        "a",
                        Footprint.matrix(order.after(transA), aOffset, m, k, lda));
            }
            if (c == b) {
                disjoint(
                        op,
                        "c",
                        out,
                        "b",
                        Footprint.matrix(order.after(transB), bOffset, k, n, ldb));
            }
        }
    }
}
