package dev.gatun.kernel.move;

import dev.gatun.kernel.threads.ParallelFor;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import java.lang.foreign.MemorySegment;

/**
 * Copies and fills for operands of any layout. Rows that are dense in both operands are copied in
 * bulk; others are transposed in blocks that fit the L1 cache.
 */
public final class Copy {
    /** Rows of fewer bytes are gathered in a block; longer ones are copied one by one. */
    private static final long ROW_BYTES = 64;

    private Copy() {}

    /**
     * Copies all elements.
     *
     * @param from broadcasts to the output's shape; of the output's type
     * @param to overlaps neither itself nor the input
     */
    public static void copy(Operand from, Operand to) {
        assert from.dtype() == to.dtype() : from + ", " + to;
        Layout layout = to.layout();
        int width = to.dtype().bytes();
        if (layout.shape().isEmpty()) {
            return; // the offset of what is empty may lie outside
        }
        if (layout.isContiguous()
                && from.layout().isContiguous()
                && layout.shape().equals(from.layout().shape())) {
            dense(
                    from.memory(),
                    from.layout().offset(),
                    to.memory(),
                    layout.offset(),
                    layout.numel(),
                    width);
            return;
        }
        LoopNest nest = LoopNest.of(layout.shape(), layout, from.layout());
        if (nest.innerSize() == 0) {
            return;
        }
        if (nest.innerStride(0) == 1
                && nest.innerStride(1) == 1
                && (nest.depth() == 1 || nest.innerSize() * width >= ROW_BYTES)) {
            rows(nest, from, to, width);
        } else if (isSplat(nest)) {
            StridedBuffer buffer = StridedBuffer.of(width);
            buffer.load(from.memory(), nest.offset(1), 1, 0, 1, 1);
            fill(buffer, nest, to.memory());
        } else {
            blocks(nest, from, to, width);
        }
    }

    private static boolean isSplat(LoopNest nest) {
        for (int d = 0; d < nest.depth(); d++) {
            if (nest.stride(1, d) != 0) {
                return false;
            }
        }
        return true;
    }

    /** One row, which threads may share. */
    private static void dense(
            MemorySegment from,
            long fromOffset,
            MemorySegment to,
            long toOffset,
            long n,
            int width) {
        ParallelFor.run(
                n,
                width,
                (start, end) ->
                        MemorySegment.copy(
                                from,
                                (fromOffset + start) * width,
                                to,
                                (toOffset + start) * width,
                                (end - start) * width));
    }

    private static void rows(LoopNest nest, Operand from, Operand to, int width) {
        MemorySegment read = from.memory();
        MemorySegment written = to.memory();
        if (nest.depth() == 1) {
            dense(read, nest.offset(1), written, nest.offset(0), nest.innerSize(), width);
            return;
        }
        long bytes = nest.innerSize() * width;
        boolean areAddressed = from.storage().hasAddress() && to.storage().hasAddress();
        if (areAddressed && DenseRows.take(bytes)) {
            ParallelFor.run(
                    nest.outerSize(),
                    bytes,
                    (start, end) -> denseRows(nest, start, end, from, to, width));
            return;
        }
        ParallelFor.run(
                nest.outerSize(),
                bytes,
                (start, end) -> {
                    LoopNest.Cursor row = nest.cursor(start, end);
                    while (row.next()) {
                        MemorySegment.copy(
                                read, row.offset(1) * width, written, row.offset(0) * width, bytes);
                    }
                });
    }

    /** The rows of the last outer loop are evenly spaced, and copied by one call. */
    private static void denseRows(
            LoopNest nest, long start, long end, Operand from, Operand to, int width) {
        int outer = nest.depth() - 2;
        long rows = nest.dim(outer);
        for (long first = start; first < end; ) {
            long count = Math.min(end - first, rows - first % rows);
            LoopNest.Cursor row = nest.cursor(first, first + 1);
            row.next();
            DenseRows.copy(
                    from.storage().address() + row.offset(1) * width,
                    nest.stride(1, outer) * width,
                    to.storage().address() + row.offset(0) * width,
                    nest.stride(0, outer) * width,
                    nest.innerSize() * width,
                    count);
            first += count;
        }
    }

    private static void blocks(LoopNest nest, Operand from, Operand to, int width) {
        TransposeBlocks blocks = new TransposeBlocks(nest, width);
        boolean areAddressed = from.storage().hasAddress() && to.storage().hasAddress();
        TransposeBlocks.Move move =
                !areAddressed
                        ? throughBuffer(blocks, from, to)
                        : blocks.toInner() == 1 && StridedRows.takes(width, blocks.fromInner())
                                ? gathered(blocks, from, to, width)
                                : blocks.areRowsExchanged() && BlockTranspose.takes(width)
                                        ? transposed(blocks, from, to, width)
                                        : throughBuffer(blocks, from, to);
        ParallelFor.run(
                blocks.count(),
                (long) StridedBuffer.capacity(width) * width,
                (start, end) -> blocks.run(start, end, move));
    }

    private static TransposeBlocks.Move transposed(
            TransposeBlocks blocks, Operand from, Operand to, int width) {
        long read = from.storage().address();
        long written = to.storage().address();
        return (fromOffset, toOffset, h, w) ->
                BlockTranspose.run(
                        width,
                        read + fromOffset * width,
                        blocks.fromInner() * width,
                        written + toOffset * width,
                        blocks.toSecond() * width,
                        h,
                        w);
    }

    private static TransposeBlocks.Move gathered(
            TransposeBlocks blocks, Operand from, Operand to, int width) {
        long read = from.storage().address();
        long written = to.storage().address();
        return (fromOffset, toOffset, h, w) ->
                StridedRows.pack(
                        width,
                        read + fromOffset * width,
                        blocks.fromInner() * width,
                        blocks.fromSecond() * width,
                        written + toOffset * width,
                        blocks.toSecond() * width,
                        h,
                        w);
    }

    private static TransposeBlocks.Move throughBuffer(
            TransposeBlocks blocks, Operand from, Operand to) {
        MemorySegment read = from.memory();
        MemorySegment written = to.memory();
        int width = to.dtype().bytes();
        return (fromOffset, toOffset, h, w) -> {
            StridedBuffer buffer = StridedBuffer.of(width);
            blocks.load(buffer, read, fromOffset, h, w);
            blocks.store(buffer, written, toOffset, h, w);
        };
    }

    /**
     * Sets every element to a value, converted as {@link Convert} converts a {@link DType#F64}.
     *
     * @param to does not overlap itself
     */
    public static void fill(Operand to, double value) {
        StridedBuffer buffer = StridedBuffer.of(to.dtype().bytes());
        Convert.one(value, to.dtype(), buffer);
        fill(to, buffer);
    }

    /**
     * Sets every element to a value, converted as {@link Convert} converts an {@link DType#I64}.
     *
     * @param to does not overlap itself
     */
    public static void fill(Operand to, long value) {
        StridedBuffer buffer = StridedBuffer.of(to.dtype().bytes());
        Convert.one(value, to.dtype(), buffer);
        fill(to, buffer);
    }

    private static void fill(Operand to, StridedBuffer buffer) {
        Layout layout = to.layout();
        LoopNest nest = LoopNest.of(layout.shape(), layout);
        if (nest.innerSize() > 0) {
            fill(buffer, nest, to.memory());
        }
    }

    /**
     * Writes the first element of a buffer to all elements. Threads share the buffer, and only read
     * it.
     */
    private static void fill(StridedBuffer buffer, LoopNest nest, MemorySegment to) {
        long n = nest.innerSize();
        long step = nest.innerStride(0);
        buffer.spread((int) Math.min(n, buffer.capacity));
        if (nest.depth() == 1) {
            ParallelFor.run(
                    n,
                    buffer.width,
                    (start, end) ->
                            fillRow(buffer, to, nest.offset(0) + start * step, step, end - start));
            return;
        }
        ParallelFor.run(
                nest.outerSize(),
                n * buffer.width,
                (start, end) -> {
                    LoopNest.Cursor row = nest.cursor(start, end);
                    while (row.next()) {
                        fillRow(buffer, to, row.offset(0), step, n);
                    }
                });
    }

    private static void fillRow(
            StridedBuffer buffer, MemorySegment to, long offset, long step, long n) {
        for (long done = 0; done < n; done += buffer.capacity) {
            int h = (int) Math.min(n - done, buffer.capacity);
            buffer.store(to, offset + done * step, step, 0, h, 1);
        }
    }
}
