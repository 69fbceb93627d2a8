package dev.gatun.kernel.fill;

import dev.gatun.kernel.move.ConversionBuffer;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.move.StridedBuffer;
import dev.gatun.kernel.threads.ParallelFor;
import dev.gatun.shape.Layout;

/**
 * Writes elements that are functions of their row-major index, whatever the layout and the number
 * of threads.
 */
final class FillByIndex {
    /** The type in which elements are computed, before they are converted to the output's. */
    enum Form {
        FLOATS,
        DOUBLES,
        LONGS
    }

    /** Computes a run of elements. */
    interface Source {
        /**
         * Puts elements {@code first} to {@code first + n - 1} into the conversion's array of the
         * form.
         */
        void make(ConversionBuffer conversion, long first, int n);
    }

    /** Elements computed at a time; even, because two doubles share a block of random bits. */
    private static final int RUN = StridedBuffer.capacity(Long.BYTES);

    /**
     * The cost of an element, as a number of bytes that are copied in the same time; an estimate.
     */
    private static final long COST = 64;

    private FillByIndex() {}

    /** Writes all elements of an output that does not overlap itself. */
    static void write(Operand to, Form form, Source source) {
        Layout layout = to.layout();
        long numel = layout.numel();
        if (numel == 0) {
            return;
        }
        boolean flat = layout.isContiguous();
        long n = flat ? numel : layout.shape().dim(layout.rank() - 1);
        long step = flat ? 1 : layout.stride(layout.rank() - 1);
        long runs = Math.ceilDiv(n, RUN);
        ParallelFor.run(
                numel / n * runs,
                Math.min(n, RUN) * COST,
                (start, end) -> {
                    StridedBuffer buffer = StridedBuffer.of(to.dtype().bytes());
                    ConversionBuffer conversion = ConversionBuffer.current();
                    for (long unit = start; unit < end; unit++) {
                        long row = unit / runs;
                        long column = (unit - row * runs) * RUN;
                        int h = (int) Math.min(n - column, RUN);
                        source.make(conversion, row * n + column, h);
                        switch (form) {
                            case FLOATS -> conversion.encodeFloats(buffer, to.dtype(), h);
                            case DOUBLES -> conversion.encodeDoubles(buffer, to.dtype(), h);
                            case LONGS -> conversion.encodeLongs(buffer, to.dtype(), h);
                        }
                        long offset = flat ? layout.offset() : rowOffset(layout, row);
                        buffer.store(to.memory(), offset + column * step, step, 0, h, 1);
                    }
                });
    }

    /** The offset of a row; rows run along the last axis and are numbered in row-major order. */
    static long rowOffset(Layout layout, long row) {
        long offset = layout.offset();
        long rest = row;
        for (int axis = layout.rank() - 2; axis >= 0 && rest > 0; axis--) {
            long dim = layout.shape().dim(axis);
            offset += rest % dim * layout.stride(axis);
            rest /= dim;
        }
        return offset;
    }
}
