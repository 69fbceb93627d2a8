package dev.gatun.shape;

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
    private static final long[] ONE = {1};
    private static final long[] NONE = {0};

    /** Strides of a flat nest of k operands, shared by all of them. */
    private static final long[][][] FLAT = new long[9][][];

    static {
        Arrays.setAll(FLAT, LoopNest::flatStrides);
    }

    private final long[] dims;
    private final long[][] strides;
    private final long[] offsets;

    private LoopNest(long[] dims, long[][] strides, long[] offsets) {
        this.dims = dims;
        this.strides = strides;
        this.offsets = offsets;
    }

    /**
     * The loops over operands that broadcast to one shape.
     *
     * @param shape the shape every operand broadcasts to, checked by the caller
     * @param operands the operands' layouts as they are, the output first
     */
    public static LoopNest of(Shape shape, Layout... operands) {
        long[] offsets = new long[operands.length];
        boolean flat = true;
        for (int k = 0; k < operands.length; k++) {
            Layout operand = operands[k];
            assert ShapeRules.expand("loop", operand.shape(), shape).equals(shape);
            offsets[k] = operand.offset();
            flat &= operand.isContiguous() && operand.shape().equals(shape);
        }
        if (flat || shape.numel() <= 1) {
            long[] dims = shape.isEmpty() ? NONE : shape.numel() == 1 ? ONE : one(shape.numel());
            return new LoopNest(dims, flat(operands.length), offsets);
        }
        int depth = 0;
        for (long dim : shape.dims) {
            depth += dim == 1 ? 0 : 1;
        }
        long[] dims = new long[depth];
        long[][] strides = new long[operands.length][depth];
        gather(shape, operands, dims, strides);
        walkForwards(dims, strides, offsets);
        order(dims, strides);
        depth = merge(dims, strides);
        if (depth < dims.length) {
            dims = Arrays.copyOf(dims, depth);
            for (int k = 0; k < strides.length; k++) {
                strides[k] = Arrays.copyOf(strides[k], depth);
            }
        }
        return new LoopNest(dims, strides, offsets);
    }

    private static long[] one(long dim) {
        return new long[] {dim};
    }

    private static long[][] flat(int operands) {
        return operands < FLAT.length ? FLAT[operands] : flatStrides(operands);
    }

    private static long[][] flatStrides(int operands) {
        long[][] strides = new long[operands][];
        Arrays.fill(strides, ONE);
        return strides;
    }

    /** The axes longer than 1, with stride 0 where an operand is broadcast. */
    private static void gather(Shape shape, Layout[] operands, long[] dims, long[][] strides) {
        int d = 0;
        for (int axis = 0; axis < shape.rank(); axis++) {
            if (shape.dims[axis] == 1) {
                continue;
            }
            dims[d] = shape.dims[axis];
            for (int k = 0; k < operands.length; k++) {
                Layout operand = operands[k];
                int own = axis - (shape.rank() - operand.rank());
                boolean stretched = own < 0 || operand.shape().dims[own] == 1;
                strides[k][d] = stretched ? 0 : operand.strides[own];
            }
            d++;
        }
    }

    /** Turns round each axis along which the first operand that moves there moves backwards. */
    private static void walkForwards(long[] dims, long[][] strides, long[] offsets) {
        for (int d = 0; d < dims.length; d++) {
            int mover = 0;
            while (mover < strides.length && strides[mover][d] == 0) {
                mover++;
            }
            if (mover < strides.length && strides[mover][d] < 0) {
                for (int k = mover; k < strides.length; k++) {
                    offsets[k] += (dims[d] - 1) * strides[k][d];
                    strides[k][d] = -strides[k][d];
                }
            }
        }
    }

    /**
     * Moves each axis outwards past those that should be inside it. Insertion rather than a sort
     * method: where every operand stands still along one of two axes nothing can be said of the
     * two, so this is no total order, and what cannot be compared must be looked past.
     */
    private static void order(long[] dims, long[][] strides) {
        for (int d = dims.length - 2; d >= 0; d--) {
            int place = d;
            for (int inner = d + 1; inner < dims.length; inner++) {
                int comparison = compare(strides, place, inner);
                if (comparison > 0) {
                    break;
                }
                if (comparison < 0) {
                    for (int at = place; at < inner; at++) {
                        swap(dims, at);
                        for (long[] operand : strides) {
                            swap(operand, at);
                        }
                    }
                    place = inner;
                }
            }
        }
    }

    /**
     * Positive if axis {@code outer} belongs outside axis {@code inner}, negative if inside, 0 if
     * no operand moves along both at different strides.
     */
    private static int compare(long[][] strides, int outer, int inner) {
        for (long[] operand : strides) {
            long x = Math.abs(operand[outer]);
            long y = Math.abs(operand[inner]);
            if (x != 0 && y != 0 && x != y) {
                return Long.compare(x, y);
            }
        }
        return 0;
    }

    private static void swap(long[] values, int at) {
        long value = values[at];
        values[at] = values[at + 1];
        values[at + 1] = value;
    }

    /** Merges neighbours that every operand steps through as one; returns how many loops remain. */
    private static int merge(long[] dims, long[][] strides) {
        int kept = 0;
        for (int d = 1; d < dims.length; d++) {
            boolean mergeable = true;
            for (long[] operand : strides) {
                mergeable &= operand[kept] == operand[d] * dims[d];
            }
            if (mergeable) {
                dims[kept] *= dims[d];
            } else {
                dims[++kept] = dims[d];
            }
            for (long[] operand : strides) {
                operand[kept] = operand[d];
            }
        }
        return kept + 1;
    }

    /** The number of loops, at least 1. */
    public int depth() {
        return dims.length;
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
        return strides[operand][d];
    }

    /** How often the innermost loop runs. */
    public long innerSize() {
        return dims[dims.length - 1];
    }

    /** How many elements an operand moves in the innermost loop: 1 if dense, 0 if splat. */
    public long innerStride(int operand) {
        return strides[operand][dims.length - 1];
    }

    /** How often the innermost loop is entered. */
    public long outerSize() {
        long product = 1;
        for (int d = 0; d < dims.length - 1; d++) {
            product *= dims[d];
        }
        return product;
    }

    /** Whether it is one loop in which every operand is dense. */
    public boolean isFlat() {
        if (dims.length > 1) {
            return false;
        }
        for (long[] operand : strides) {
            if (operand[0] != 1) {
                return false;
            }
        }
        return true;
    }

    /** The part of this nest in which loop {@code d} makes only the given runs. */
    public LoopNest narrow(int d, long start, long length) {
        assert start >= 0 && length >= 0 && start + length <= dims[d] : this;
        long[] fewer = dims.clone();
        fewer[d] = length;
        long[] moved = offsets.clone();
        for (int k = 0; k < moved.length; k++) {
            moved[k] += start * strides[k][d];
        }
        return new LoopNest(fewer, strides, moved);
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
        private final long[] index = new long[dims.length - 1];
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
                    at[k] += index[d] * strides[k][d];
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
                    at[k] += runs * strides[k][d];
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
                .mapToObj(k -> offsets[k] + " + " + Arrays.toString(strides[k]))
                .collect(Collectors.joining(", ", Arrays.toString(dims) + ": ", ""));
    }
}
