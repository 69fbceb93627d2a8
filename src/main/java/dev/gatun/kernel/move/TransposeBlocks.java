package dev.gatun.kernel.move;

import java.lang.foreign.MemorySegment;

/**
 * Divides the elements of a copy between two layouts into blocks; immutable.
 *
 * <p>A block is a part of two of the nest's loops: the one along which the output is densest, so
 * that rows are written, and the one along which the input is densest, so that a transpose also
 * reads rows. If the two are the same loop, a block has several short rows.
 */
final class TransposeBlocks {
    /** Copies one block; offsets are in elements. */
    interface Move {
        /** Moves {@code w} rows of {@code h} elements. */
        void block(long fromOffset, long toOffset, int h, int w);
    }

    /** A transpose writes rows of at least so many bytes, if there are as many elements. */
    private static final int ROW_BYTES = 256;

    /** No second loop. */
    private static final int NONE = -1;

    private final LoopNest nest;
    private final int inner;
    private final int second;
    private final int height;
    private final int width;
    private final long across;
    private final long down;
    private final long count;

    /**
     * @param nest of output and input, in this order
     * @param bytes the size of the larger element
     */
    TransposeBlocks(LoopNest nest, int bytes) {
        this.nest = nest;
        inner = nest.depth() - 1;
        second = second(nest);
        long n = nest.dim(inner);
        long m = second == NONE ? 1 : nest.dim(second);
        int capacity = StridedBuffer.capacity(bytes);
        long h = Math.min(n, capacity);
        if (isTranspose()) {
            long row = Math.max(ROW_BYTES / bytes, 32);
            h = Math.min(n, Math.max(row, capacity / m));
        }
        height = (int) Math.max(h, 1);
        width = (int) Math.max(Math.min(m, capacity / height), 1);
        across = Math.ceilDiv(n, height);
        down = Math.ceilDiv(m, width);
        long entries = nest.outerSize() / (m == 0 ? 1 : m);
        count = nest.innerSize() == 0 ? 0 : entries * across * down;
    }

    /**
     * The second loop of a block: that of the input's smallest stride, or else the one next to the
     * innermost.
     */
    private static int second(LoopNest nest) {
        int inner = nest.depth() - 1;
        int best = inner;
        for (int d = inner - 1; d >= 0; d--) {
            if (isSmaller(nest.stride(1, d), nest.stride(1, best))) {
                best = d;
            }
        }
        return best < inner ? best : inner - 1; // NONE if there is only one loop
    }

    /** Whether a stride is smaller than the best so far; strides of 0 do not count. */
    private static boolean isSmaller(long stride, long best) {
        return stride != 0 && (best == 0 || Math.abs(stride) < Math.abs(best));
    }

    private boolean isTranspose() {
        return second != NONE && isSmaller(nest.stride(1, second), nest.stride(1, inner));
    }

    /** Whether rows of the input are dense columns of the output, and columns of it dense rows. */
    boolean areRowsExchanged() {
        return second != NONE && fromSecond() == 1 && toInner() == 1;
    }

    /** The number of blocks. */
    long count() {
        return count;
    }

    long fromInner() {
        return nest.stride(1, inner);
    }

    long fromSecond() {
        return second == NONE ? 0 : nest.stride(1, second);
    }

    long toInner() {
        return nest.stride(0, inner);
    }

    long toSecond() {
        return second == NONE ? 0 : nest.stride(0, second);
    }

    /** Loads a block of the input into a buffer. */
    void load(StridedBuffer buffer, MemorySegment memory, long offset, int h, int w) {
        buffer.load(memory, offset, fromInner(), fromSecond(), h, w);
    }

    /** Stores a block from a buffer into the output. */
    void store(StridedBuffer buffer, MemorySegment memory, long offset, int h, int w) {
        buffer.store(memory, offset, toInner(), toSecond(), h, w);
    }

    /** Moves the blocks from {@code start} on and before {@code end}. */
    void run(long start, long end, Move move) {
        for (long block = start; block < end; block++) {
            long row = block / across;
            long column = block - row * across;
            long entry = row / down;
            long i = column * height;
            long j = (row - entry * down) * width;
            long from = nest.offset(1) + i * fromInner() + j * fromSecond();
            long to = nest.offset(0) + i * toInner() + j * toSecond();
            for (int d = inner - 1; d >= 0 && entry > 0; d--) {
                if (d != second) {
                    long rest = entry / nest.dim(d);
                    long index = entry - rest * nest.dim(d);
                    from += index * nest.stride(1, d);
                    to += index * nest.stride(0, d);
                    entry = rest;
                }
            }
            int h = (int) Math.min(height, nest.dim(inner) - i);
            int w = second == NONE ? 1 : (int) Math.min(width, nest.dim(second) - j);
            move.block(from, to, h, w);
        }
    }
}
