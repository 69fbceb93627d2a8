package dev.gatun.kernel.loop;

import dev.gatun.kernel.move.BlockTranspose;
import dev.gatun.kernel.move.ConversionBuffer;
import dev.gatun.kernel.move.LoopNest;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.move.StridedBuffer;
import dev.gatun.kernel.move.StridedRows;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import java.lang.foreign.MemorySegment;

/**
 * Dense memory in the type that a loop takes, into which an operand is packed that a loop cannot
 * read or write in place, because it is strided along the rows or of another type. Steps and
 * offsets count bytes, as in a {@link LoopNest}.
 */
final class PackedOperand {
    final Storage dense;
    private final Storage storage;
    private final MemorySegment memory;
    private final DType dtype;
    private final DType denseType;
    private final long rowStep;
    private final long columnStep;

    /** Whether machine code gathers the elements of a row. */
    private final boolean isGathered;

    /** Whether columns are dense in the operand, and machine code exchanges them with rows. */
    private final boolean isTransposed;

    /**
     * @param denseType the type that the loop takes
     * @param capacity the greatest number of elements of a tile
     * @param rowStep the stride of the operand from row to row
     * @param columnStep the stride within a row; 0 for an operand with one element for each row
     */
    PackedOperand(
            Scope scope,
            Operand operand,
            DType denseType,
            int capacity,
            long rowStep,
            long columnStep) {
        assert capacity <= StridedBuffer.capacity(Double.BYTES) : capacity;
        this.dense = Storage.reserve(scope, (long) capacity * denseType.bytes());
        this.storage = operand.storage();
        this.memory = operand.memory();
        this.dtype = operand.dtype();
        this.denseType = denseType;
        this.rowStep = rowStep / dtype.bytes();
        this.columnStep = columnStep / dtype.bytes();
        boolean isCopied = dtype == denseType && storage.hasAddress() && dense.hasAddress();
        this.isGathered = isCopied && StridedRows.takes(dtype.bytes(), this.columnStep);
        this.isTransposed =
                isCopied
                        && this.rowStep == 1
                        && this.columnStep != 0
                        && BlockTranspose.takes(dtype.bytes());
    }

    /** The stride from row to row of the dense memory. */
    long denseStep(int columns) {
        return (long) width(columns) * denseType.bytes();
    }

    private int width(int columns) {
        return columnStep == 0 ? 1 : columns;
    }

    /** Packs some rows, whose first element is at the offset. */
    void load(long offset, int rows, int columns) {
        int width = width(columns);
        if (isGathered) {
            int bytes = dtype.bytes();
            long from = storage.address() + offset;
            long to = dense.address();
            long step = columnStep * bytes;
            long row = rowStep * bytes;
            StridedRows.pack(bytes, from, step, row, to, denseStep(columns), width, rows);
            return;
        }
        if (isTransposed) {
            long from = storage.address() + offset;
            long row = columnStep * dtype.bytes();
            transpose(from, row, dense.address(), denseStep(columns), width, rows);
            return;
        }
        int count = rows * width;
        StridedBuffer in = StridedBuffer.of(dtype.bytes());
        in.load(memory, offset / dtype.bytes(), columnStep, rowStep, width, rows);
        StridedBuffer out = StridedBuffer.of(denseType.bytes());
        if (dtype != denseType) {
            ConversionBuffer.current().convert(in, dtype, out, denseType, count);
        }
        long bytes = (long) count * denseType.bytes();
        MemorySegment.copy(out.dense, 0, dense.view(), 0, bytes);
    }

    private void transpose(long from, long fromRow, long to, long toRow, int h, int w) {
        BlockTranspose.run(dtype.bytes(), from, fromRow, to, toRow, h, w);
    }

    /** Unpacks some rows, whose first element goes to the offset. */
    void store(long offset, int rows, int columns) {
        if (isTransposed) {
            long to = storage.address() + offset;
            long row = columnStep * dtype.bytes();
            transpose(dense.address(), denseStep(columns), to, row, rows, columns);
            return;
        }
        int count = rows * columns;
        StridedBuffer in = StridedBuffer.of(denseType.bytes());
        MemorySegment.copy(dense.view(), 0, in.dense, 0, (long) count * denseType.bytes());
        StridedBuffer out = StridedBuffer.of(dtype.bytes());
        if (dtype != denseType) {
            ConversionBuffer.current().convert(in, denseType, out, dtype, count);
        }
        out.store(memory, offset / dtype.bytes(), columnStep, rowStep, columns, rows);
    }
}
