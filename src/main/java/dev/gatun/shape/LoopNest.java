package dev.gatun.shape;

import dev.gatun.checks.Nulls;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The loops that visit the elements of several operands together: few and long, whatever the
 * operands' layouts; immutable.
 *
 * <p>Loop {@code d} runs {@code dim(d)} times and moves operand {@code k} by {@code stride(k, d)}
 * elements; the last loop is the innermost. What an elementwise kernel does not care about has been
 * used to simplify: axes of size 1 are gone, axes that all operands step through as one are merged,
 * axes are ordered so that the first operand (the output, by custom) moves least in the innermost
 * loop, and axes along which it runs backwards are walked the other way. So most operations on
 * contiguous operands are one loop, and most broadcasts are two in which each inner stride is 1 or
 * 0. The order of visits is therefore not row-major; which elements meet is unchanged.
 *
 * <p>There is always at least one loop. One element is a loop of one; no elements, a loop of none.
 */
public final class LoopNest {
    private final int depth;

    /** How often each loop runs; those beyond the depth have no meaning. */
    private final long[] dims;

    /** How far loop d moves operand k, at {@code d * operands + k}. */
    private final long[] steps;

    private final long[] offsets;

    private LoopNest(int depth, long[] dims, long[] steps, long[] offsets) {
        this.depth = depth;
        this.dims = dims;
        this.steps = steps;
        this.offsets = offsets;
    }

    /**
     * The loops over operands that broadcast to one shape.
     *
     * @param shape the shape every operand broadcasts to, checked by the caller
     * @param layouts the operands' layouts as they are, the output first
     */
    public static LoopNest of(Shape shape, Layout... layouts) {
        Nulls.refuse("LoopNest.of", "shape", shape);
        Layout[] operands = Nulls.copy("LoopNest.of", "layouts", "layout", layouts);
        boolean flat = true;
        boolean atStart = true;
        for (Layout operand : operands) {
            assert ShapeRules.expand("loop", operand.shape(), shape).equals(shape);
            flat &= operand.isContiguous() && operand.shape().equals(shape);
            atStart &= operand.offset() == 0;
        }
        flat |= shape.numel() <= 1;
        if (flat && atStart) {
            return shape.flatLoop(operands.length);
        }
        long[] offsets = new long[operands.length];
        for (int k = 0; k < offsets.length; k++) {
            offsets[k] = operands[k].offset();
        }
        return flat ? flat(shape, offsets) : nested(shape, operands, offsets);
    }

    /** One loop over all elements, in which each operand is dense. */
    static LoopNest flat(Shape shape, long[] offsets) {
        long[] steps = new long[offsets.length];
        Arrays.fill(steps, 1);
        return new LoopNest(1, new long[] {shape.numel()}, steps, offsets);
    }

    private static LoopNest nested(Shape shape, Layout[] operands, long[] offsets) {
        long[] dims = new long[shape.rank()];
        long[] steps = new long[dims.length * operands.length];
        int depth = gather(shape, operands, dims, steps);
        walkForwards(depth, dims, steps, offsets);
        order(depth, dims, steps, offsets.length);
        depth = merge(depth, dims, steps, offsets.length);
        return new LoopNest(depth, dims, steps, offsets);
    }

    /** Takes the axes longer than 1, with step 0 where an operand is broadcast; counts them. */
    private static int gather(Shape shape, Layout[] operands, long[] dims, long[] steps) {
        int depth = 0;
        int at = 0;
        for (int axis = 0; axis < dims.length; axis++) {
            if (shape.dims[axis] == 1) {
                continue;
            }
            dims[depth++] = shape.dims[axis];
            for (Layout operand : operands) {
                int own = axis - (dims.length - operand.rank());
                boolean stretched = own < 0 || operand.shape().dims[own] == 1;
                steps[at++] = stretched ? 0 : operand.strides[own];
            }
        }
        return depth;
    }

    /** Turns round each axis along which the first operand that moves there moves backwards. */
    private static void walkForwards(int depth, long[] dims, long[] steps, long[] offsets) {
        int n = offsets.length;
        for (int d = 0; d < depth; d++) {
            int mover = 0;
            while (mover < n && steps[d * n + mover] == 0) {
                mover++;
            }
            if (mover < n && steps[d * n + mover] < 0) {
                for (int k = mover; k < n; k++) {
                    offsets[k] += (dims[d] - 1) * steps[d * n + k];
                    steps[d * n + k] = -steps[d * n + k];
                }
            }
        }
    }

    /**
     * Moves each axis inwards past those that should be outside it. Insertion rather than a sort
     * method: where every operand stands still along one of two axes nothing can be said of the
     * two, so this is no total order, and what cannot be compared must be looked past.
     */
    private static void order(int depth, long[] dims, long[] steps, int n) {
        for (int d = depth - 2; d >= 0; d--) {
            int place = d;
            for (int inner = d + 1; inner < depth; inner++) {
                int comparison = compare(steps, n, place, inner);
                if (comparison > 0) {
                    break;
                }
                if (comparison < 0) {
                    for (; place < inner; place++) {
                        exchange(dims, steps, n, place);
                    }
                }
            }
        }
    }

    /**
     * Positive if axis {@code outer} belongs outside axis {@code inner}, negative if inside, 0 if
     * no operand moves along both at different strides.
     */
    private static int compare(long[] steps, int n, int outer, int inner) {
        for (int k = 0; k < n; k++) {
            long x = Math.abs(steps[outer * n + k]);
            long y = Math.abs(steps[inner * n + k]);
            if (x != 0 && y != 0 && x != y) {
                return Long.compare(x, y);
            }
        }
        return 0;
    }

    /** Exchanges axis d with the next. */
    private static void exchange(long[] dims, long[] steps, int n, int d) {
        long dim = dims[d];
        dims[d] = dims[d + 1];
        dims[d + 1] = dim;
        for (int at = d * n; at < (d + 1) * n; at++) {
            long step = steps[at];
            steps[at] = steps[at + n];
            steps[at + n] = step;
        }
    }

    /** Merges neighbours that every operand steps through as one; returns how many loops remain. */
    private static int merge(int depth, long[] dims, long[] steps, int n) {
        int kept = 0;
        for (int d = 1; d < depth; d++) {
            boolean mergeable = true;
            for (int k = 0; k < n; k++) {
                mergeable &= steps[kept * n + k] == steps[d * n + k] * dims[d];
            }
            if (mergeable) {
                dims[kept] *= dims[d];
            } else {
                dims[++kept] = dims[d];
            }
            System.arraycopy(steps, d * n, steps, kept * n, n);
        }
        return kept + 1;
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
    public int operands() {
        return offsets.length;
    }

    /** The element at which an operand starts. */
    public long offset(int operand) {
        return offsets[operand];
    }

    /** How many elements an operand moves with each run of loop {@code d}; may be negative. */
    public long stride(int operand, int d) {
        return steps[d * offsets.length + operand];
    }

    /** How often the innermost loop runs. */
    public long innerSize() {
        return dims[depth - 1];
    }

    /** How many elements an operand moves in the innermost loop: 1 if dense, 0 if splat. */
    public long innerStride(int operand) {
        return stride(operand, depth - 1);
    }

    /** How often the innermost loop is entered. */
    public long outerSize() {
        long product = 1;
        for (int d = 0; d < depth - 1; d++) {
            product *= dims[d];
        }
        return product;
    }

    /** Whether it is one loop in which every operand is dense. */
    public boolean isFlat() {
        boolean flat = depth == 1;
        for (int k = 0; k < offsets.length && flat; k++) {
            flat = steps[k] == 1;
        }
        return flat;
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
        return new LoopNest(depth, fewer, steps, moved);
    }

    /** Stands before the first entry into the innermost loop. */
    public Cursor cursor() {
        return new Cursor(0, outerSize());
    }

    /**
     * Stands before entry {@code from} into the innermost loop and ends before entry {@code to}, so
     * that threads can share the entries, of which there are {@link #outerSize()}.
     */
    public Cursor cursor(long from, long to) {
        assert 0 <= from && from <= to && to <= outerSize() : from + " to " + to + " of " + this;
        return new Cursor(from, to);
    }

    /** Walks through the entries into the innermost loop; belongs to one thread. */
    public final class Cursor {
        private final long[] index = new long[depth - 1];
        private final long[] at = offsets.clone();
        private long left;
        private boolean started;

        private Cursor(long from, long to) {
            left = innerSize() == 0 ? 0 : to - from;
            long rest = from;
            for (int d = index.length - 1; d >= 0 && rest > 0; d--) {
                index[d] = rest % dims[d];
                rest /= dims[d];
                for (int k = 0; k < at.length; k++) {
                    at[k] += index[d] * stride(k, d);
                }
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
                long runs = wraps ? 1 - dims[d] : 1;
                for (int k = 0; k < at.length; k++) {
                    at[k] += runs * stride(k, d);
                }
                if (!wraps) {
                    break;
                }
                index[d] = 0;
            }
            return true;
        }

        /** The element at which an operand enters the innermost loop. */
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
