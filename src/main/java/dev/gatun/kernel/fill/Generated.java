package dev.gatun.kernel.fill;

import dev.gatun.kernel.move.ConversionBuffer;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.move.StridedBuffer;
import dev.gatun.kernel.threads.ParallelFor;
import dev.gatun.shape.Layout;

/**
 * Writes elements that are functions of their own number, counted in row-major order: the same
 * whatever the layout and however many threads share them.
 */
final class Generated {
    /** What the elements are made as, before they are converted to the output's type. */
    enum Form {
        FLOATS,
        DOUBLES,
        LONGS
    }

    /** Makes a run of elements. */
    interface Source {
        /**
         * Puts elements {@code first} to {@code first + n - 1} into the hub's array of the form.
         */
        void make(ConversionBuffer hub, long first, int n);
    }

    /** Elements made at a time: even, so that pairs which share a block of bits stay together. */
    private static final int RUN = StridedBuffer.capacity(Long.BYTES);

    /** An element takes as long to make as so many bytes take to copy: an estimate. */
    private static final long COST = 64;

    private Generated() {}

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
                    StridedBuffer stage = StridedBuffer.of(to.dtype().bytes());
                    ConversionBuffer hub = ConversionBuffer.current();
                    for (long unit = start; unit < end; unit++) {
                        long row = unit / runs;
                        long column = (unit - row * runs) * RUN;
                        int h = (int) Math.min(n - column, RUN);
                        source.make(hub, row * n + column, h);
                        switch (form) {
                            case FLOATS -> hub.encodeFloats(stage, to.dtype(), h);
                            case DOUBLES -> hub.encodeDoubles(stage, to.dtype(), h);
                            case LONGS -> hub.encodeLongs(stage, to.dtype(), h);
                        }
                        long offset = flat ? layout.offset() : rowOffset(layout, row);
                        stage.store(to.memory(), offset + column * step, step, 0, h, 1);
                    }
                });
    }

    /** Where a row begins: rows run along the last axis and are numbered in row-major order. */
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
