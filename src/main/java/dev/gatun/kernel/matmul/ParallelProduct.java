package dev.gatun.kernel.matmul;

import dev.gatun.kernel.threads.Workers;
import dev.gatun.memory.internal.NativeAccess;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/**
 * Divides a large matrix product of OpenBLAS among the {@link Workers}, into pieces of rows or of
 * columns of C, each a product of its own on one thread. OpenBLAS's own threads are not used,
 * because in versions before 0.3.34 concurrent products of different kinds corrupt each other's
 * state (OpenBLAS #5836).
 *
 * <p>The bits of the results do not depend on the number of threads:
 *
 * <ul>
 *   <li>Pieces of rows may be any: each begins at a multiple of {@value #ROW_UNIT} rows and has
 *       more multiply-adds than the kernels for small matrices take, so that every element is
 *       computed by the same kernel, with its sum in the same order, as without a division.
 *       OpenBLAS processes rows, the columns of its own column-major order, in such steps. (A test
 *       compares the bits of a thousand shapes.) So one thread computes the product undivided, and
 *       B is not packed again for each piece.
 *   <li>Pieces of columns, which are better for few rows, change bits. So they depend on the shape
 *       alone, and are the same for one thread.
 * </ul>
 *
 * @param isOfRows whether pieces consist of rows of C, and not of columns
 * @param length the number of rows or columns of C
 * @param unit every piece begins at a multiple of it
 * @param pieces their number
 */
record ParallelProduct(boolean isOfRows, long length, long unit, int pieces) {
    /**
     * The least number of multiply-adds of a piece: some 20 microseconds of work, and more than
     * OpenBLAS's kernels for small matrices take.
     */
    static final long LEAST_PIECE = 1L << 20;

    /** Products of fewer multiply-adds are not divided. */
    static final long LEAST = 2 * LEAST_PIECE;

    /** A multiple of the number of rows that any kernel of OpenBLAS processes at a time. */
    private static final long ROW_UNIT = 24;

    /** The least number of rows of a piece, since each piece packs B. */
    private static final long LEAST_ROWS = 48;

    private static final long COLUMN_UNIT = 48;
    private static final long LEAST_COLUMNS = 192;
    private static final int MOST_COLUMN_PIECES = 8;

    /** Computes a piece of a product, whose operands the workers can access. */
    interface Piece {
        void run(int i, MemorySegment a, MemorySegment b, MemorySegment c);
    }

    /** Whether a product of this size is large enough to be divided. */
    static boolean isLarge(long m, long n, long k) {
        return (double) m * n * k >= LEAST;
    }

    /**
     * The division of a large product.
     *
     * @param threads the number of available threads
     */
    static ParallelProduct of(long m, long n, long k, int threads) {
        if (areColumnsBetter(m, n)) {
            long pieces = Math.clamp(n / 256, 2, MOST_COLUMN_PIECES);
            return fitting(false, n, COLUMN_UNIT, pieces, (double) m * k);
        }
        long pieces = Math.min(threads, m / LEAST_ROWS);
        return fitting(true, m, ROW_UNIT, pieces, (double) n * k);
    }

    /** Whether pieces of columns are better, by the shape alone. */
    private static boolean areColumnsBetter(long m, long n) {
        return n >= LEAST_COLUMNS && (n / 4 >= m || (m < LEAST_COLUMNS && n > m));
    }

    /** As many pieces as there are threads, or fewer if they would be too short. */
    private static ParallelProduct fitting(
            boolean isOfRows, long length, long unit, long wanted, double costOfOne) {
        int pieces = (int) Math.max(1, wanted);
        while (pieces > 1) {
            ParallelProduct division = new ParallelProduct(isOfRows, length, unit, pieces);
            if (division.shortest() * costOfOne > LEAST_PIECE) {
                return division;
            }
            pieces--;
        }
        return new ParallelProduct(isOfRows, length, unit, 1);
    }

    private long shortest() {
        long shortest = length;
        for (long each : lengths()) {
            shortest = Math.min(shortest, each);
        }
        return shortest;
    }

    /** The first row or column of a piece. */
    private long start(int piece) {
        long units = Math.ceilDiv(length, unit);
        return piece == pieces ? length : units * piece / pieces * unit;
    }

    /** The number of rows or columns of each piece. */
    long[] lengths() {
        long[] lengths = new long[pieces];
        for (int i = 0; i < pieces; i++) {
            lengths[i] = start(i + 1) - start(i);
        }
        return lengths;
    }

    /** Computes the product, in pieces or undivided. */
    void run(Gemm product, MemorySegment a, MemorySegment b, MemorySegment c) {
        if (pieces == 1) {
            product.callByColumns(product.m(), product.n(), a, b, c);
            return;
        }
        int bytes = product.dtype().bytes();
        share(
                pieces,
                a,
                b,
                c,
                (i, left, right, to) -> {
                    long from = start(i);
                    long count = start(i + 1) - from;
                    if (isOfRows) {
                        long first = product.transA() ? from : from * product.lda();
                        product.callByColumns(
                                count,
                                product.n(),
                                left.asSlice(bytes * first),
                                right,
                                to.asSlice(bytes * from * product.ldc()));
                    } else {
                        long first = product.transB() ? from * product.ldb() : from;
                        product.callByColumns(
                                product.m(),
                                count,
                                left,
                                right.asSlice(bytes * first),
                                to.asSlice(bytes * from));
                    }
                });
    }

    /**
     * Distributes the pieces of a product among the threads, or runs them on the calling thread if
     * others cannot access the memory.
     */
    static void share(int pieces, MemorySegment a, MemorySegment b, MemorySegment c, Piece piece) {
        MemorySegment left = BlockedProduct.reachable(a);
        MemorySegment right = BlockedProduct.reachable(b);
        MemorySegment to = BlockedProduct.reachable(c);
        try {
            if (NativeAccess.isGranted()) {
                Workers.run(pieces, i -> piece.run(i, left, right, to));
                return;
            }
            for (int i = 0; i < pieces; i++) {
                piece.run(i, left, right, to);
            }
        } finally {
            Reference.reachabilityFence(a); // automatic memory lives while it is reachable
            Reference.reachabilityFence(b);
            Reference.reachabilityFence(c);
        }
    }

    /** The number of threads that are available for a product now. */
    static int threads() {
        return NativeAccess.isGranted() ? Workers.available() : 1;
    }
}
