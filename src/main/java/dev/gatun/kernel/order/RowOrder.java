package dev.gatun.kernel.order;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.gatun.kernel.move.Gather;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.threads.ParallelFor;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import java.lang.foreign.MemorySegment;

/**
 * The places of the elements that come first along an axis, in order; equal elements in the order
 * in which they stand, NaN larger than every number. Rows are divided among threads.
 */
public final class RowOrder {
    /** The longest row: places are ints, and its keys an array. */
    public static final int LONGEST = Integer.MAX_VALUE - 8;

    /** The number of keys that are read at a time. */
    private static final int BLOCK = 1024;

    /** The number of keys that are passed over together if none is kept. */
    private static final int GROUP = 64;

    /** The part of a row from which on it is as well sorted whole; an estimate. */
    private static final int WHOLE = 8;

    /** The least room for candidates, so that they are not sorted too often. */
    private static final int ROOM = 256;

    /** The cost of an element, in bytes that are copied in the same time; an estimate. */
    private static final long COST = 64;

    private final Operand x;
    private final boolean isDescending;
    private final int n;
    private final int count;
    private final Ranking ranking;
    private final int room;
    private final long[] keys;

    /** The number of candidates. */
    private int kept;

    /** Keys from here on come after the first elements, once there is a bound. */
    private long bound;

    private boolean isOpen;

    private RowOrder(Operand x, boolean isDescending, int n, int count) {
        this.x = x;
        this.isDescending = isDescending;
        this.n = n;
        this.count = count;
        room = count >= n / WHOLE ? n : Math.min(n, Math.max(2 * count, ROOM));
        ranking = Ranking.of(x.dtype(), room);
        keys = new long[Math.min(n, BLOCK)];
    }

    /**
     * Writes the places of the first elements of each row.
     *
     * @param x of any layout and type, of rank 1 or more, with at most {@link #LONGEST} elements
     *     along the axis
     * @param axis counted from the front
     * @param isDescending whether the largest come first
     * @param out of I64, and of the shape of x with the number of places along the axis
     */
    public static void run(Operand x, int axis, boolean isDescending, Operand out) {
        assert out.dtype() == DType.I64 : out;
        if (out.layout().shape().isEmpty()) {
            return;
        }
        int n = Math.toIntExact(x.layout().shape().dim(axis));
        int count = Math.toIntExact(out.layout().shape().dim(axis));
        Layout from = x.layout().select(axis, 0);
        Layout to = out.layout().select(axis, 0);
        long step = x.layout().stride(axis);
        long outStep = out.layout().stride(axis);
        ParallelFor.run(
                from.numel(),
                n * COST,
                (start, end) -> {
                    RowOrder order = new RowOrder(x, isDescending, n, count);
                    for (long row = start; row < end; row++) {
                        order.rank(Gather.entryOffset(from, from.rank(), row), step);
                        order.write(out, Gather.entryOffset(to, to.rank(), row), outStep);
                    }
                });
    }

    private void rank(long offset, long step) {
        kept = 0;
        bound = Long.MAX_VALUE;
        isOpen = true;
        for (long first = 0; first < n; first += BLOCK) {
            int length = (int) Math.min(n - first, BLOCK);
            SortKeys.read(x, offset + first * step, step, length, isDescending, keys);
            for (int i = 0; i < length; i += GROUP) {
                int end = Math.min(i + GROUP, length);
                if (isOpen || least(i, end) < bound) {
                    keep((int) first, i, end);
                }
            }
        }
        ranking.sort(kept);
    }

    private long least(int start, int end) {
        long least = Long.MAX_VALUE;
        for (int i = start; i < end; i++) {
            least = Math.min(least, keys[i]);
        }
        return least;
    }

    /**
     * Keeps what is smaller than the last of the first elements so far. Once there is no more room,
     * what is kept is sorted, and the first elements remain: they stand before all that follow, so
     * that equals stay in order.
     */
    private void keep(int first, int start, int end) {
        for (int i = start; i < end; i++) {
            if (keys[i] < bound || isOpen) {
                if (kept == room) {
                    ranking.sort(kept);
                    kept = count;
                    bound = ranking.key(count - 1);
                    isOpen = false;
                    if (keys[i] >= bound) {
                        continue;
                    }
                }
                ranking.set(kept++, keys[i], first + i);
            }
        }
    }

    private void write(Operand out, long offset, long step) {
        MemorySegment memory = out.memory();
        for (int i = 0; i < count; i++) {
            memory.set(JAVA_LONG_UNALIGNED, (offset + i * step) * Long.BYTES, ranking.place(i));
        }
    }
}
