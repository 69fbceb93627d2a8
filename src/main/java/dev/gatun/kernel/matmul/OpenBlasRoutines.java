package dev.gatun.kernel.matmul;

import java.lang.foreign.MemorySegment;

/**
 * Products by OpenBLAS. Large ones are divided among threads, each of which calls OpenBLAS, which
 * uses no threads of its own.
 */
final class OpenBlasRoutines implements MatrixRoutines {
    /** The least number of elements of a piece, which are read in some 20 microseconds. */
    private static final long LEAST_PIECE = 1L << 18;

    private static final long UNIT = 64;
    private static final int MOST_PIECES = 16;

    @Override
    public void gemm(Gemm product, MemorySegment a, MemorySegment b, MemorySegment c) {
        if (!product.isLarge() || product.alpha() == 0) {
            product.call(a, b, c);
            return;
        }
        product.check(a, b, c);
        // In column-major order; in the other OpenBLAS selects kernels by size as well.
        ParallelProduct.of(product.m(), product.n(), product.k(), ParallelProduct.threads())
                .run(product, a, b, c);
    }

    /**
     * Divides a large product among the workers. The order of OpenBLAS's sums depends on which
     * elements of y are computed together, so the pieces depend on the shape alone, and are the
     * same for one thread.
     */
    @Override
    public void gemv(Gemv product, MemorySegment a, MemorySegment x, MemorySegment y) {
        long length = product.length();
        long work = product.m() * product.n(); // both fit 31 bits, and are checked below
        int pieces = Math.clamp(Math.min(work / LEAST_PIECE, length / UNIT), 1, MOST_PIECES);
        if (pieces == 1) {
            product.call(product.m(), product.n(), a, x, y);
            return;
        }
        long units = Math.ceilDiv(length, UNIT);
        int bytes = product.dtype().bytes();
        ParallelProduct.share(
                pieces,
                a,
                x,
                y,
                (i, matrix, vector, to) -> {
                    long from = units * i / pieces * UNIT;
                    long until = i + 1 == pieces ? length : units * (i + 1) / pieces * UNIT;
                    long first = product.trans() ? from : from * product.lda();
                    product.call(
                            product.trans() ? product.m() : until - from,
                            product.trans() ? until - from : product.n(),
                            matrix.asSlice(bytes * first),
                            vector,
                            to.asSlice(bytes * from));
                });
    }
}
