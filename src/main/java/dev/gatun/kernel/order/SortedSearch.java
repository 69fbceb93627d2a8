package dev.gatun.kernel.order;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.gatun.kernel.move.Gather;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.threads.ParallelFor;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;

/** Where values stand among sorted ones, by bisection. Rows are divided among threads. */
public final class SortedSearch {
    /** The number of values that are read at a time. */
    private static final int BLOCK = 1024;

    /** The cost of a value, in bytes that are copied in the same time; an estimate. */
    private static final long COST = 128;

    private SortedSearch() {}

    /**
     * Writes how many elements of the sorted row come before each value.
     *
     * @param sorted rows along the last axis, each at most {@link RowOrder#LONGEST} long
     * @param values of the same type, and of the same sizes but for the last axis
     * @param isRight whether elements that are equal to the value come before it
     * @param out of I64, and of the values' shape
     */
    public static void run(Operand sorted, Operand values, boolean isRight, Operand out) {
        assert sorted.dtype() == values.dtype() && out.dtype() == DType.I64 : values + ", " + out;
        Layout asked = values.layout();
        if (asked.shape().isEmpty()) {
            return;
        }
        int last = asked.rank() - 1;
        int n = Math.toIntExact(sorted.layout().shape().dim(last));
        long m = asked.shape().dim(last);
        // An empty axis has no first element to select.
        Layout starts = sorted.layout().narrow(last, 0, Math.min(n, 1));
        ParallelFor.run(
                asked.numel() / m,
                n * COST + m * COST,
                (start, end) -> {
                    long[] row = new long[n];
                    long[] keys = new long[(int) Math.min(m, BLOCK)];
                    for (long i = start; i < end; i++) {
                        if (n > 0) {
                            long at = Gather.entryOffset(starts, last, i);
                            SortKeys.read(sorted, at, sorted.layout().stride(last), n, false, row);
                        }
                        long from = Gather.entryOffset(asked, last, i);
                        long to = Gather.entryOffset(out.layout(), last, i);
                        for (long first = 0; first < m; first += BLOCK) {
                            int length = (int) Math.min(m - first, BLOCK);
                            long step = asked.stride(last);
                            SortKeys.read(values, from + first * step, step, length, false, keys);
                            for (int k = 0; k < length; k++) {
                                long place = to + (first + k) * out.layout().stride(last);
                                out.memory()
                                        .set(
                                                JAVA_LONG_UNALIGNED,
                                                place * Long.BYTES,
                                                before(row, keys[k], isRight));
                            }
                        }
                    }
                });
    }

    private static int before(long[] row, long key, boolean isRight) {
        int low = 0;
        int high = row.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (row[middle] < key || (isRight && row[middle] == key)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
