package dev.gatun.kernel.matmul;

import static dev.gatun.kernel.matmul.JavaGemm.flag;

import dev.gatun.openblas.Blas;
import dev.gatun.openblas.Order;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.function.IntConsumer;

/**
 * The product of a matrix and a vector, computed by the {@linkplain Backend#active() active
 * backend}: {@code y = op(A) x + beta y}, where A is m x n as stored, row by row, and op is the
 * identity or transposition. Everything else is as in {@link Gemm}.
 */
public final class Gemv {
    /** Fewer elements of a matrix are read in some 20 microseconds. */
    private static final long LEAST_PIECE = 1L << 18;

    private static final long UNIT = 64;
    private static final int MOST_PIECES = 16;

    private Gemv() {}

    /**
     * The product in {@code float}.
     *
     * @param incx elements from one of x to the next, at least 1; those of y are neighbours
     */
    public static void sgemv(
            boolean trans,
            long m,
            long n,
            MemorySegment a,
            long lda,
            MemorySegment x,
            long incx,
            float beta,
            MemorySegment y) {
        if (Backend.active() == Backend.OPENBLAS) {
            divide(
                    trans,
                    m,
                    n,
                    Float.BYTES,
                    a,
                    lda,
                    x,
                    y,
                    (rows, columns, part, vector, to) ->
                            Blas.sgemv(
                                    Order.ROW_MAJOR,
                                    flag(trans),
                                    rows,
                                    columns,
                                    1,
                                    part,
                                    lda,
                                    vector,
                                    incx,
                                    beta,
                                    to,
                                    1));
        } else {
            // A vector is a matrix of one column, its rows as far apart as its elements.
            JavaGemm.sgemm(
                    trans, false, trans ? n : m, 1, trans ? m : n, 1, a, lda, x, incx, beta, y, 1);
        }
    }

    /**
     * The product in {@code double}.
     *
     * @param incx elements from one of x to the next, at least 1; those of y are neighbours
     */
    public static void dgemv(
            boolean trans,
            long m,
            long n,
            MemorySegment a,
            long lda,
            MemorySegment x,
            long incx,
            double beta,
            MemorySegment y) {
        if (Backend.active() == Backend.OPENBLAS) {
            divide(
                    trans,
                    m,
                    n,
                    Double.BYTES,
                    a,
                    lda,
                    x,
                    y,
                    (rows, columns, part, vector, to) ->
                            Blas.dgemv(
                                    Order.ROW_MAJOR,
                                    flag(trans),
                                    rows,
                                    columns,
                                    1,
                                    part,
                                    lda,
                                    vector,
                                    incx,
                                    beta,
                                    to,
                                    1));
        } else {
            JavaGemm.dgemm(
                    trans, false, trans ? n : m, 1, trans ? m : n, 1, a, lda, x, incx, beta, y, 1);
        }
    }

    /** The elements of y that come from some rows or columns of A. */
    private interface Piece {
        void run(
                long rows,
                long columns,
                MemorySegment part,
                MemorySegment vector,
                MemorySegment to);
    }

    /**
     * Shares a large product among the workers. Which elements of y are computed together decides
     * how OpenBLAS sums, so the pieces depend on the shape alone, and one thread goes through the
     * same ones.
     */
    private static void divide(
            boolean trans,
            long m,
            long n,
            int bytes,
            MemorySegment a,
            long lda,
            MemorySegment x,
            MemorySegment y,
            Piece piece) {
        long length = trans ? n : m;
        long work = m * n; // both fit 31 bits, and are checked below
        int pieces = Math.clamp(Math.min(work / LEAST_PIECE, length / UNIT), 1, MOST_PIECES);
        if (pieces == 1) {
            piece.run(m, n, a, x, y);
            return;
        }
        MemorySegment matrix = BlockedProduct.reachable(a);
        MemorySegment vector = BlockedProduct.reachable(x);
        MemorySegment to = BlockedProduct.reachable(y);
        long units = Math.ceilDiv(length, UNIT);
        IntConsumer task =
                i -> {
                    long from = units * i / pieces * UNIT;
                    long until = i + 1 == pieces ? length : units * (i + 1) / pieces * UNIT;
                    MemorySegment part = matrix.asSlice(bytes * (trans ? from : from * lda));
                    long rows = trans ? m : until - from;
                    long columns = trans ? until - from : n;
                    piece.run(rows, columns, part, vector, to.asSlice(bytes * from));
                };
        try {
            ParallelProduct.share(pieces, task);
        } finally {
            Reference.reachabilityFence(a); // views of memory under the collector hold it
            Reference.reachabilityFence(x);
            Reference.reachabilityFence(y);
        }
    }
}
