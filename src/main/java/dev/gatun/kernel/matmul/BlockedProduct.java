package dev.gatun.kernel.matmul;

import static java.lang.Math.ceilDiv;

import dev.gatun.kernel.threads.Threads;
import dev.gatun.kernel.threads.Workers;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.NativeAccess;
import dev.gatun.memory.internal.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * One matrix product {@code C = alpha op(A) op(B) + beta C}, row by row in memory, in blocks that
 * fit the caches: after K. Goto and R. van de Geijn, Anatomy of High-Performance Matrix
 * Multiplication, ACM Transactions on Mathematical Software 34(3), 2008.
 *
 * <p>A slice of B, {@link MicroKernel#depth} rows high, is packed into panels that all threads
 * share. Then each thread takes a block of rows of A, packs it into its own L2 cache, and
 * multiplies it by one panel after another, tile by tile. The order of every sum depends on the
 * sizes alone: results are the same to the bit for any number of threads.
 */
final class BlockedProduct {
    /**
     * Rows of A packed at a time: 192 KiB for depth 192 in float, in an L2 cache of 256 or more.
     */
    private static final int ROWS = 256;

    /** Columns of B packed at a time: 3 MiB for depth 192 in float, in a shared cache. */
    private static final int COLUMNS = 4096;

    /**
     * The number of multiplications below which one thread computes the product: some 20
     * microseconds of work.
     */
    private static final long GRAIN = 1L << 20;

    /** Never started; segments that are accessible to it are not confined. */
    private static final Thread SOMEBODY_ELSE = new Thread(() -> {}, "gatun-nobody");

    private final MicroKernel tile;
    private final Gemm product;
    private final int shift;
    private final boolean isTransposedA;
    private final boolean isTransposedB;
    private final int m;
    private final int n;
    private final int k;
    private final MemorySegment a;
    private final long lda;
    private final MemorySegment b;
    private final long ldb;
    private final double beta;
    private final MemorySegment c;
    private final long ldc;

    /** The arguments have been checked, and the product is not empty. */
    BlockedProduct(
            MicroKernel tile, Gemm product, MemorySegment a, MemorySegment b, MemorySegment c) {
        this.tile = tile;
        this.product = product;
        this.shift = tile.shift;
        this.isTransposedA = product.transA();
        this.isTransposedB = product.transB();
        this.m = (int) product.m();
        this.n = (int) product.n();
        this.k = (int) product.k();
        this.a = reachable(a);
        this.lda = product.lda();
        this.b = reachable(b);
        this.ldb = product.ldb();
        this.beta = product.beta();
        this.c = reachable(c);
        this.ldc = product.ldc();
    }

    /**
     * Removes the lifetime check of confined memory, so that workers can access it: only its owner,
     * which waits here, could free it. Memory that other threads may free keeps the check.
     */
    static MemorySegment reachable(MemorySegment segment) {
        return segment.isAccessibleBy(SOMEBODY_ELSE) ? segment : NativeAccess.rebase(segment);
    }

    /**
     * The number of threads that the product is divided among, and that can access the operands.
     */
    private int threads() {
        boolean isLarge = (double) m * n * k >= GRAIN;
        return isLarge && NativeAccess.isGranted() ? Threads.count() : 1;
    }

    /** Computes it. */
    void run() {
        int threads = threads();
        int panels = ceilDiv(Math.min(n, COLUMNS), tile.columns);
        // Two blocks for each thread, so that the others do not wait long for a late one.
        int share = threads == 1 ? m : ceilDiv(m, 2 * threads);
        int rows = Math.min(ROWS, ceilDiv(share, tile.rows) * tile.rows);
        try (Scope scope = Scope.open("matrix product")) {
            MemorySegment right =
                    reserve(scope, (long) panels * tile.columns * Math.min(k, tile.depth));
            Workspace[] spaces = new Workspace[threads];
            for (int t = 0; t < threads; t++) {
                spaces[t] =
                        new Workspace(
                                reserve(scope, (long) rows * tile.depth),
                                reserve(scope, (long) tile.rows * tile.columns));
            }
            for (int j = 0; j < n; j += COLUMNS) {
                for (int p = 0; p < k; p += tile.depth) {
                    new Slice(j, Math.min(COLUMNS, n - j), p, Math.min(tile.depth, k - p), right)
                            .run(rows, spaces);
                }
            }
        } finally {
            Reference.reachabilityFence(this); // views of memory under the collector hold it
        }
    }

    private MemorySegment reserve(Scope scope, long elements) {
        return Storage.reserve(scope, elements << shift).view();
    }

    /** The work memory of a thread: packed rows of A, and a tile. */
    private record Workspace(MemorySegment left, MemorySegment sum) {}

    /** A slice of B: columns from j on, rows from p on, and the panels they are packed into. */
    private final class Slice {
        private final int j;
        private final int columns;
        private final int p;
        private final int steps;
        private final MemorySegment right;
        private final long panelBytes;

        Slice(int j, int columns, int p, int steps, MemorySegment right) {
            this.j = j;
            this.columns = columns;
            this.p = p;
            this.steps = steps;
            this.right = right;
            this.panelBytes = ((long) steps * tile.columns) << shift;
        }

        void run(int rows, Workspace[] spaces) {
            int panels = ceilDiv(columns, tile.columns);
            share(spaces.length, panels, (thread, panel) -> packRight(panel));
            int blocks = ceilDiv(m, rows);
            // If there are too few rows for all threads, the columns of a block are divided as
            // well.
            int parts = Math.min(panels, ceilDiv(spaces.length, blocks));
            int width = ceilDiv(panels, parts);
            share(
                    spaces.length,
                    blocks * parts,
                    (thread, task) -> {
                        int i = task / parts * rows;
                        int first = task % parts * width;
                        int height = Math.min(rows, m - i);
                        block(i, height, first, Math.min(panels, first + width), spaces[thread]);
                    });
        }

        private void packRight(int panel) {
            int column = j + panel * tile.columns;
            int used = Math.min(tile.columns, n - column);
            MemorySegment packed = right.asSlice(panel * panelBytes, panelBytes);
            long start = isTransposedB ? column * ldb + p : p * ldb + column;
            MemorySegment source = b.asSlice(start << shift);
            if (used < tile.columns) {
                packed.fill((byte) 0);
            }
            if (isTransposedB) {
                Panels.transpose(source, ldb, used, steps, packed, tile.columns, shift);
            } else if (used < tile.columns) {
                long pitch = (long) tile.columns << shift;
                Panels.copy(source, ldb << shift, steps, (long) used << shift, packed, pitch);
            } else {
                tile.pack(source, ldb, steps, packed);
            }
        }

        private void packLeft(int i, int height, MemorySegment left) {
            long start = isTransposedA ? p * lda + i : i * lda + p;
            MemorySegment source = a.asSlice(start << shift);
            long pitch = (long) tile.depth << shift;
            if (isTransposedA) {
                Panels.transpose(source, lda, steps, height, left, tile.depth, shift);
            } else {
                Panels.copy(source, lda << shift, height, (long) steps << shift, left, pitch);
            }
            int beyond = ceilDiv(height, tile.rows) * tile.rows - height;
            left.asSlice(height * pitch, beyond * pitch).fill((byte) 0);
        }

        /** Rows i to i + height of C, in the columns of so many panels. */
        private void block(int i, int height, int firstPanel, int lastPanel, Workspace space) {
            packLeft(i, height, space.left);
            double keep = p == 0 ? beta : 1;
            long leftBytes = ((long) tile.rows * tile.depth) << shift;
            for (int panel = firstPanel; panel < lastPanel; panel++) {
                int column = j + panel * tile.columns;
                int width = Math.min(tile.columns, n - column);
                MemorySegment packed = right.asSlice(panel * panelBytes, panelBytes);
                for (int q = 0; q * tile.rows < height; q++) {
                    int row = i + q * tile.rows;
                    MemorySegment left = space.left.asSlice(q * leftBytes, leftBytes);
                    tile.multiply(steps, left, packed, space.sum);
                    tile.merge(
                            space.sum,
                            c.asSlice((row * ldc + column) << shift),
                            Math.min(tile.rows, i + height - row),
                            width,
                            product,
                            keep);
                }
            }
        }
    }

    /** A task, called with its number and that of the thread. */
    private interface Share {
        void run(int thread, int task);
    }

    /** Each thread runs tasks until none is left. */
    private static void share(int threads, int tasks, Share share) {
        AtomicInteger next = new AtomicInteger();
        IntConsumer thread =
                t -> {
                    for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
                        share.run(t, i);
                    }
                };
        Workers.run(threads, thread);
    }
}
