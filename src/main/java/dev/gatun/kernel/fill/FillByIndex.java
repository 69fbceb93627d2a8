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
        long n = layout.isContiguous() ? numel : layout.shape().dim(layout.rank() - 1);
        Runs runs = new Runs(to, form, source, n);
        ParallelFor.run(numel / n * runs.perRow, Math.min(n, RUN) * COST, runs);
    }

    /**
     * The runs of all rows; a dense output is one row. Most tensors of a fresh process begin here,
     * and a lambda would take it milliseconds to link.
     */
    private static final class Runs implements ParallelFor.Body {
        private final Operand to;
        private final Form form;
        private final Source source;
        private final Layout layout;
        private final boolean isFlat;

        /** The elements of a row, and the runs that they are. */
        private final long n;

        private final long perRow;

        Runs(Operand to, Form form, Source source, long n) {
            this.to = to;
            this.form = form;
            this.source = source;
            this.layout = to.layout();
            this.isFlat = layout.isContiguous();
            this.n = n;
            this.perRow = Math.ceilDiv(n, RUN);
        }

        @Override
        public void run(long start, long end) {
            StridedBuffer buffer = StridedBuffer.of(to.dtype().bytes());
            ConversionBuffer conversion = ConversionBuffer.current();
            long step = isFlat ? 1 : layout.stride(layout.rank() - 1);
            for (long unit = start; unit < end; unit++) {
                long row = unit / perRow;
                long column = (unit - row * perRow) * RUN;
                int h = (int) Math.min(n - column, RUN);
                source.make(conversion, row * n + column, h);
                switch (form) {
                    case FLOATS -> conversion.encodeFloats(buffer, to.dtype(), h);
                    case DOUBLES -> conversion.encodeDoubles(buffer, to.dtype(), h);
                    case LONGS -> conversion.encodeLongs(buffer, to.dtype(), h);
                }
                long offset = isFlat ? layout.offset() : rowOffset(layout, row);
                buffer.store(to.memory(), offset + column * step, step, 0, h, 1);
            }
        }
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
