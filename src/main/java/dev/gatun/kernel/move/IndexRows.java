package dev.gatun.kernel.move;

import dev.gatun.shape.Layout;

/**
 * Reads indices in runs that fit an array: parts of rows along the last axis, in row-major order.
 * Not thread-safe.
 */
final class IndexRows {
    /** The greatest number of indices in a run. */
    static final int RUN = 1024;

    private final Operand index;
    private final Layout layout;
    private final int last;
    private final long n;
    private final long runs;
    private final long count;
    private final long[] values;

    /**
     * @param index of I64
     */
    IndexRows(Operand index) {
        this.index = index;
        layout = index.layout();
        last = layout.rank() - 1;
        n = last < 0 ? 1 : layout.shape().dim(last);
        runs = Math.ceilDiv(n, RUN);
        count = layout.numel() == 0 ? 0 : layout.numel() / n * runs;
        values = new long[(int) Math.min(n, RUN)];
    }

    /** The number of runs. */
    long count() {
        return count;
    }

    /** The number of indices in a run. */
    int length(long run) {
        return (int) Math.min(n - column(run), RUN);
    }

    private long column(long run) {
        return run % runs * RUN;
    }

    /** The position of a run's first index in row-major order. */
    long first(long run) {
        return run / runs * n + column(run);
    }

    /** The indices of a run, until the next is read. */
    long[] read(long run) {
        StridedLongs buffer = (StridedLongs) StridedBuffer.of(Long.BYTES);
        int length = length(run);
        buffer.load(index.memory(), offset(run, layout), step(layout), 0, length, 1);
        System.arraycopy(buffer.y, 0, values, 0, length);
        return values;
    }

    /** The offset of a run in an array of the indices' rank and of no smaller sizes. */
    long offset(long run, Layout array) {
        return array.offset() + column(run) * step(array) + rowOffset(run, array, -1);
    }

    /** The stride of a run in such an array. */
    long step(Layout array) {
        return last < 0 ? 1 : array.stride(last);
    }

    /**
     * The offsets in such an array of the elements that the indices of a run select along an axis;
     * valid until the next run is read.
     */
    long[] elements(long run, Layout array, int axis) {
        read(run);
        int length = length(run);
        if (last < 0) {
            values[0] = array.offset();
            return values;
        }
        long stride = array.stride(axis);
        long along = axis == last ? 0 : array.stride(last);
        long start = array.offset() + column(run) * along + rowOffset(run, array, axis);
        for (int i = 0; i < length; i++) {
            values[i] = start + values[i] * stride + i * along;
        }
        return values;
    }

    /** The part of a run's offset from the axes before the last, except one. */
    private long rowOffset(long run, Layout array, int axis) {
        long rest = run / runs;
        long offset = 0;
        for (int d = last - 1; d >= 0 && rest > 0; d--) {
            long dim = layout.shape().dim(d);
            offset += d == axis ? 0 : rest % dim * array.stride(d);
            rest /= dim;
        }
        return offset;
    }
}
