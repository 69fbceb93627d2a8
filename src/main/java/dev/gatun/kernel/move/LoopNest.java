package dev.gatun.kernel.move;

import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The loops that visit the elements of several operands together: few and long, whatever the
 * operands' layouts; immutable.
 *
 * <p>Loop {@code d} runs {@code dim(d)} times and moves operand {@code k} by {@code stride(k, d)};
 * the last loop is the innermost. Strides and offsets count elements, or bytes where the operands
 * of one kernel differ in type. What an elementwise kernel does not care about has been used to
 * simplify: axes of size 1 are gone, axes that all operands step through as one are merged, axes
 * are ordered so that a leading operand (an output, by custom) moves least in the innermost loop,
 * and axes along which it runs backwards are walked the other way. So most operations on contiguous
 * operands are one loop, and most broadcasts are two in which each inner stride is 1 or 0. The
 * order of visits is therefore not row-major; which elements meet is unchanged.
 *
 * <p>There is always at least one loop. One element is a loop of one; no elements, a loop of none.
 */
public final class LoopNest {
    private final int depth;

    /** How often each loop runs; those beyond the depth have no meaning. */
    private final long[] dims;

    /** How far loop d moves operand k, at {@code d * operands + k}. */
    private final long[] strides;

    private final long[] offsets;

    private LoopNest(int depth, long[] dims, long[] strides, long[] offsets) {
        this.depth = depth;
        this.dims = dims;
        this.strides = strides;
        this.offsets = offsets;
    }

    /**
     * The loops over operands that broadcast to one shape, in elements.
     *
     * @param layouts the operands' layouts as they are, the leading one first
     */
    public static LoopNest of(Shape shape, Layout... layouts) {
        int n = layouts.length;
        long[] offsets = new long[n];
        boolean isFlat = true;
        for (int k = 0; k < n; k++) {
            Layout layout = layouts[k];
            offsets[k] = layout.offset();
            isFlat &= layout.isContiguous() && layout.shape().equals(shape);
        }
        if (isFlat || shape.numel() <= 1) {
            long[] ones = new long[n];
            Arrays.fill(ones, 1);
            return new LoopNest(1, new long[] {shape.numel()}, ones, offsets);
        }
        int rank = shape.rank();
        long[] dims = new long[rank];
        long[] strides = new long[rank * n];
        int depth = 0;
        for (int axis = 0; axis < rank; axis++) {
            if (shape.dim(axis) != 1) {
                for (int k = 0; k < n; k++) {
                    strides[depth * n + k] = stride(layouts[k], axis - rank);
                }
                dims[depth++] = shape.dim(axis);
            }
        }
        return new LoopNest(depth, dims, strides, offsets).simplify(0, depth);
    }

    /** How far an axis, counted from the last, moves an operand that may broadcast along it. */
    private static long stride(Layout layout, int axis) {
        int own = layout.rank() + axis;
        return own < 0 || layout.shape().dim(own) == 1 ? 0 : layout.stride(own);
    }

    /**
     * The loops over operands that have one shape, in bytes.
     *
     * @param lead the operand that gives the order
     * @param isLastPinned whether the last axis stays the innermost and by itself, being reduced
     */
    public static LoopNest inBytes(
            Shape shape, Operand[] operands, int lead, boolean isLastPinned) {
        int rank = shape.rank();
        int n = operands.length;
        long[] dims = new long[Math.max(rank, 1)];
        long[] strides = new long[dims.length * n];
        long[] offsets = new long[n];
        for (int k = 0; k < n; k++) {
            offsets[k] = operands[k].layout().offset() * operands[k].dtype().bytes();
        }
        int depth = 0;
        for (int axis = 0; axis < rank; axis++) {
            long dim = shape.dim(axis);
            if (dim != 1 || (isLastPinned && axis == rank - 1)) {
                for (int k = 0; k < n; k++) {
                    strides[depth * n + k] =
                            operands[k].layout().stride(axis) * operands[k].dtype().bytes();
                }
                dims[depth++] = dim;
            }
        }
        if (depth == 0) {
            dims[0] = 1;
            for (int k = 0; k < n; k++) {
                strides[k] = operands[k].dtype().bytes(); // of one element every operand is dense
            }
            return new LoopNest(1, dims, strides, offsets);
        }
        LoopNest nest = new LoopNest(depth, dims, strides, offsets);
        return nest.simplify(lead, isLastPinned ? depth - 1 : depth);
    }

    /** With the first {@code free} axes turned forwards, in order and merged. */
    private LoopNest simplify(int lead, int free) {
        for (int d = 0; d < free; d++) {
            turnForwards(lead, d);
        }
        order(lead, free);
        int n = offsets.length;
        int kept = 0;
        for (int d = 1; d < depth; d++) {
            if (d < free && isOver(kept, d)) {
                dims[kept] *= dims[d];
            } else {
                dims[++kept] = dims[d];
            }
            System.arraycopy(strides, d * n, strides, kept * n, n);
        }
        return new LoopNest(kept + 1, dims, strides, offsets);
    }

    /** Turns an axis round if the first operand that moves along it, the leading one, goes back. */
    private void turnForwards(int lead, int d) {
        int n = offsets.length;
        int mover = lead;
        for (int k = 0; strides[d * n + mover] == 0 && k < n; k++) {
            mover = k;
        }
        if (strides[d * n + mover] < 0) {
            for (int k = 0; k < n; k++) {
                offsets[k] += (dims[d] - 1) * strides[d * n + k];
                strides[d * n + k] = -strides[d * n + k];
            }
        }
    }

    /**
     * Moves each axis inwards past those that should be outside it. Insertion rather than a sort
     * method: where every operand stands still along one of two axes nothing can be said of the
     * two, so this is no total order, and what cannot be compared must be looked past.
     */
    private void order(int lead, int free) {
        for (int d = free - 2; d >= 0; d--) {
            int place = d;
            for (int inner = d + 1; inner < free; inner++) {
                int comparison = compare(lead, place, inner);
                if (comparison > 0) {
                    break;
                }
                if (comparison < 0) {
                    for (; place < inner; place++) {
                        exchange(place);
                    }
                }
            }
        }
    }

    /**
     * Positive if axis {@code outer} belongs outside axis {@code inner}, negative if inside, 0 if
     * no operand moves along both at different strides. The leading operand is asked first.
     */
    private int compare(int lead, int outer, int inner) {
        int n = offsets.length;
        int comparison = compare(strides[outer * n + lead], strides[inner * n + lead]);
        for (int k = 0; comparison == 0 && k < n; k++) {
            comparison = compare(strides[outer * n + k], strides[inner * n + k]);
        }
        return comparison;
    }

    private static int compare(long outer, long inner) {
        return outer == 0 || inner == 0 ? 0 : Long.compare(Math.abs(outer), Math.abs(inner));
    }

    /** Exchanges axis d with the next. */
    private void exchange(int d) {
        int n = offsets.length;
        long dim = dims[d];
        dims[d] = dims[d + 1];
        dims[d + 1] = dim;
        for (int at = d * n; at < (d + 1) * n; at++) {
            long stride = strides[at];
            strides[at] = strides[at + n];
            strides[at + n] = stride;
        }
    }

    /** Whether every operand steps through an axis and the one inside it as one. */
    private boolean isOver(int outer, int inner) {
        int n = offsets.length;
        for (int k = 0; k < n; k++) {
            if (strides[outer * n + k] != strides[inner * n + k] * dims[inner]) {
                return false;
            }
        }
        return true;
    }

    /** The number of loops, at least 1. */
    public int depth() {
        return depth;
    }

    /** How often loop {@code d} runs, 0 being the outermost. */
    public long dim(int d) {
        return dims[d];
    }

    /** The number of operands. */
    int operands() {
        return offsets.length;
    }

    /** Where an operand starts. */
    public long offset(int operand) {
        return offsets[operand];
    }

    /** How far an operand moves with each run of loop {@code d}; may be negative. */
    public long stride(int operand, int d) {
        return strides[d * offsets.length + operand];
    }

    /** How often the innermost loop runs. */
    public long innerSize() {
        return dims[depth - 1];
    }

    /** How far an operand moves in the innermost loop: one element if dense, 0 if splat. */
    public long innerStride(int operand) {
        return stride(operand, depth - 1);
    }

    /** How often the innermost loop is entered. */
    public long outerSize() {
        return runs(depth - 1);
    }

    /** All elements. */
    public long numel() {
        return runs(depth);
    }

    /** How often the first so many loops run together. */
    private long runs(int loops) {
        long product = 1;
        for (int d = 0; d < loops; d++) {
            product *= dims[d];
        }
        return product;
    }

    /** The part of this nest in which loop {@code d} makes only the given runs. */
    public LoopNest narrow(int d, long start, long length) {
        assert start >= 0 && length >= 0 && start + length <= dims[d] : this;
        long[] fewer = dims.clone();
        fewer[d] = length;
        long[] moved = offsets.clone();
        for (int k = 0; k < moved.length; k++) {
            moved[k] += start * stride(k, d);
        }
        return new LoopNest(depth, fewer, strides, moved);
    }

    /** The same iteration with at least two loops, the outer one perhaps of one turn. */
    public LoopNest withRows() {
        if (depth > 1) {
            return this;
        }
        int n = offsets.length;
        long[] deeper = new long[2 * n];
        System.arraycopy(strides, 0, deeper, n, n);
        return new LoopNest(2, new long[] {1, dims[0]}, deeper, offsets);
    }

    /** The same iteration with loop {@code d} as the last but one. */
    public LoopNest withRowAxis(int d) {
        LoopNest moved = new LoopNest(depth, dims.clone(), strides.clone(), offsets);
        for (int at = d; at < depth - 2; at++) {
            moved.exchange(at);
        }
        return moved;
    }

    /**
     * Goes over all loops but the last two; the body finds the offsets of the operands for these
     * two in the array, and leaves it as it is.
     */
    public void forEachRows(Consumer body) {
        if (depth == 2) {
            body.accept(offsets);
            return;
        }
        Cursor cursor = new Cursor(depth - 2, 0, runs(depth - 2));
        while (cursor.next()) {
            body.accept(cursor.at);
        }
    }

    /** What is done for each turn of the outer loops. */
    @FunctionalInterface
    public interface Consumer {
        /** Takes where each operand stands. */
        void accept(long[] offsets);
    }

    /** Stands before the first entry into the innermost loop. */
    public Cursor cursor() {
        return cursor(0, outerSize());
    }

    /**
     * Stands before entry {@code from} into the innermost loop and ends before entry {@code to}, so
     * that threads can share the entries, of which there are {@link #outerSize()}.
     */
    public Cursor cursor(long from, long to) {
        assert 0 <= from && from <= to && to <= outerSize() : from + " to " + to + " of " + this;
        return new Cursor(depth - 1, from, innerSize() == 0 ? from : to);
    }

    /** Walks through the entries into the loops inside some; belongs to one thread. */
    public final class Cursor {
        private final long[] index;
        private final long[] at = offsets.clone();
        private long left;
        private boolean started;

        private Cursor(int loops, long from, long to) {
            index = new long[loops];
            left = to - from;
            long rest = from;
            for (int d = loops - 1; d >= 0 && rest > 0; d--) {
                index[d] = rest % dims[d];
                rest /= dims[d];
                advance(d, index[d]);
            }
        }

        private void advance(int d, long runs) {
            for (int k = 0; k < at.length; k++) {
                at[k] += runs * stride(k, d);
            }
        }

        /** Moves to the next entry; false if there is none. */
        public boolean next() {
            if (left == 0) {
                return false;
            }
            left--;
            if (!started) {
                started = true;
                return true;
            }
            for (int d = index.length - 1; d >= 0; d--) {
                boolean wraps = ++index[d] == dims[d];
                advance(d, wraps ? 1 - dims[d] : 1);
                if (!wraps) {
                    break;
                }
                index[d] = 0;
            }
            return true;
        }

        /** Where an operand enters the loops inside. */
        public long offset(int operand) {
            return at[operand];
        }
    }

    /** Such as {@code [4, 6]: 0 + [6, 1], 0 + [1, 0]}: dims, then offset and strides each. */
    @Override
    public String toString() {
        return IntStream.range(0, offsets.length)
                .mapToObj(k -> offsets[k] + " + " + Arrays.toString(strides(k)))
                .collect(
                        Collectors.joining(
                                ", ", Arrays.toString(Arrays.copyOf(dims, depth)) + ": ", ""));
    }

    private long[] strides(int operand) {
        return IntStream.range(0, depth).mapToLong(d -> stride(operand, d)).toArray();
    }
}
