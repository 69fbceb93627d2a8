package dev.gatun.kernel.move;

import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A nest of loops over the corresponding elements of several operands, with as few and as long
 * loops as their layouts allow; immutable.
 *
 * <p>Loop {@code d} runs {@code dim(d)} times and advances operand {@code k} by {@code stride(k,
 * d)}; the last loop is the innermost. Strides and offsets count elements, or bytes if the operands
 * of a kernel differ in type. The loops are simplified, since an elementwise kernel does not depend
 * on their order: axes of size 1 are removed, axes that are contiguous in all operands are merged,
 * axes are sorted so that a leading operand (usually an output) has its smallest strides in the
 * innermost loop, and axes along which it has a negative stride are reversed. So most operations on
 * contiguous operands are one loop, and most broadcasts are two loops with inner strides of 1 or 0.
 * The order of iteration need not be row-major.
 *
 * <p>There is always at least one loop. A single element is a loop of size 1; no elements are a
 * loop of size 0.
 */
public final class LoopNest {
    private final int depth;

    /** The sizes of the loops; those beyond the depth have no meaning. */
    private final long[] dims;

    /** The stride of operand k in loop d, at {@code d * operands + k}. */
    private final long[] strides;

    private final long[] offsets;

    private LoopNest(int depth, long[] dims, long[] strides, long[] offsets) {
        this.depth = depth;
        this.dims = dims;
        this.strides = strides;
        this.offsets = offsets;
    }

    /**
     * The nest over operands that broadcast to one shape, in elements.
     *
     * @param layouts the layouts of the operands before broadcasting, the leading one first
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

    /** The stride along an axis, counted from the last; 0 if the operand is broadcast along it. */
    private static long stride(Layout layout, int axis) {
        int own = layout.rank() + axis;
        return own < 0 || layout.shape().dim(own) == 1 ? 0 : layout.stride(own);
    }

    /**
     * The nest over operands that have one shape, in bytes.
     *
     * @param lead the operand that decides the order
     * @param isLastPinned whether the last axis remains innermost and is not merged, because it is
     *     reduced
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
                strides[k] = operands[k].dtype().bytes(); // for one element every operand is dense
            }
            return new LoopNest(1, dims, strides, offsets);
        }
        LoopNest nest = new LoopNest(depth, dims, strides, offsets);
        return nest.simplify(lead, isLastPinned ? depth - 1 : depth);
    }

    /** Reverses, sorts and merges the first {@code free} axes. */
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

    /**
     * Reverses an axis if its stride is negative in the leading operand, or else in the first
     * operand whose stride is not 0.
     */
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
     * Sorts the axes by insertion. A library sort needs a total order, which there is not: two axes
     * cannot be compared if each operand has stride 0 along one of them, and the insertion goes
     * past such axes.
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
     * no operand has two different strides along them that are not 0. The leading operand is
     * compared first.
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

    /** Whether an axis and the next inner one can be merged in all operands. */
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

    /** The size of loop {@code d}; 0 is the outermost. */
    public long dim(int d) {
        return dims[d];
    }

    /** The number of operands. */
    int operands() {
        return offsets.length;
    }

    /** The offset of the first element of an operand. */
    public long offset(int operand) {
        return offsets[operand];
    }

    /** The stride of an operand in loop {@code d}; may be negative. */
    public long stride(int operand, int d) {
        return strides[d * offsets.length + operand];
    }

    /** The size of the innermost loop. */
    public long innerSize() {
        return dims[depth - 1];
    }

    /** The stride of an operand in the innermost loop: one element if dense, 0 if broadcast. */
    public long innerStride(int operand) {
        return stride(operand, depth - 1);
    }

    /** The number of iterations of all loops outside the innermost. */
    public long outerSize() {
        return runs(depth - 1);
    }

    /** The number of elements. */
    public long numel() {
        return runs(depth);
    }

    /** The number of iterations of the first loops together. */
    private long runs(int loops) {
        long product = 1;
        for (int d = 0; d < loops; d++) {
            product *= dims[d];
        }
        return product;
    }

    /** The part of this nest with only the given iterations of loop {@code d}. */
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

    /** This nest with at least two loops, the outer of which may have size 1. */
    public LoopNest withRows() {
        if (depth > 1) {
            return this;
        }
        int n = offsets.length;
        long[] deeper = new long[2 * n];
        System.arraycopy(strides, 0, deeper, n, n);
        return new LoopNest(2, new long[] {1, dims[0]}, deeper, offsets);
    }

    /** This nest with loop {@code d} moved to the position before the last. */
    public LoopNest withRowAxis(int d) {
        LoopNest moved = new LoopNest(depth, dims.clone(), strides.clone(), offsets);
        for (int at = d; at < depth - 2; at++) {
            moved.exchange(at);
        }
        return moved;
    }

    /**
     * Iterates over all loops but the last two, for which the body is given the offsets of the
     * operands, in an array that it must not change.
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

    /** The body of the outer loops. */
    @FunctionalInterface
    public interface Consumer {
        /** Called with the offset of each operand. */
        void accept(long[] offsets);
    }

    /** A cursor over all iterations outside the innermost loop, before the first. */
    public Cursor cursor() {
        return cursor(0, outerSize());
    }

    /**
     * A cursor over the iterations {@code from} to {@code to} (exclusive) of the {@link
     * #outerSize()} outside the innermost loop, which can be divided among threads.
     */
    public Cursor cursor(long from, long to) {
        assert 0 <= from && from <= to && to <= outerSize() : from + " to " + to + " of " + this;
        return new Cursor(depth - 1, from, innerSize() == 0 ? from : to);
    }

    /** Iterates over outer loops. Not thread-safe. */
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

        /** Advances to the next iteration; returns false if there is none. */
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

        /** The offset of an operand in this iteration. */
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
