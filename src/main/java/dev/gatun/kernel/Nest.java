package dev.gatun.kernel;

import dev.gatun.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The loops an iteration needs: its axes ordered and merged, so that most broadcasts end as one or
 * two, the last the innermost. Strides and offsets count bytes.
 *
 * <p>Axes of one element go. The others are ordered by the strides of the first output, so that it
 * is written front to back whatever its layout, an axis that it runs backwards is turned round, and
 * two axes become one where every operand steps over both evenly.
 */
final class Nest {
    final long[] sizes;
    final long[] offsets;

    /** For each operand, its step along each axis. */
    final long[][] strides;

    private Nest(long[] sizes, long[] offsets, long[][] strides) {
        this.sizes = sizes;
        this.offsets = offsets;
        this.strides = strides;
    }

    /**
     * The nest of an iteration that is not empty.
     *
     * @param lead the operand that gives the order
     * @param isLastPinned whether the last axis stays the innermost and by itself, being reduced
     */
    static Nest of(Shape shape, Operand[] operands, int lead, boolean isLastPinned) {
        List<Axis> axes = new ArrayList<>();
        for (int axis = 0; axis < shape.rank(); axis++) {
            boolean isPinned = isLastPinned && axis == shape.rank() - 1;
            if (shape.dim(axis) != 1 || isPinned) {
                axes.add(new Axis(shape.dim(axis), steps(operands, axis), isPinned));
            }
        }
        long[] offsets = new long[operands.length];
        for (int k = 0; k < offsets.length; k++) {
            offsets[k] = operands[k].layout().offset() * operands[k].dtype().bytes();
        }
        axes.forEach(axis -> axis.turnForward(lead, offsets));
        axes.sort(Axis.order(lead));
        merge(axes);
        if (axes.isEmpty()) {
            axes.add(new Axis(1, steps(operands), false));
        }
        long[] sizes = axes.stream().mapToLong(axis -> axis.size).toArray();
        long[][] strides = new long[operands.length][sizes.length];
        for (int k = 0; k < strides.length; k++) {
            for (int d = 0; d < sizes.length; d++) {
                strides[k][d] = axes.get(d).steps[k];
            }
        }
        return new Nest(sizes, offsets, strides);
    }

    private static long[] steps(Operand[] operands, int axis) {
        return Arrays.stream(operands)
                .mapToLong(o -> o.layout().stride(axis) * o.dtype().bytes())
                .toArray();
    }

    /** Of a single element every operand is dense. */
    private static long[] steps(Operand[] operands) {
        return Arrays.stream(operands).mapToLong(o -> o.dtype().bytes()).toArray();
    }

    private static void merge(List<Axis> axes) {
        for (int d = axes.size() - 2; d >= 0; d--) {
            Axis outer = axes.get(d);
            Axis inner = axes.get(d + 1);
            if (outer.isOver(inner)) {
                axes.set(d, new Axis(outer.size * inner.size, inner.steps, false));
                axes.remove(d + 1);
            }
        }
    }

    int depth() {
        return sizes.length;
    }

    /** Elements of the innermost loop. */
    long inner() {
        return sizes[sizes.length - 1];
    }

    /** The step of an operand in the innermost loop. */
    long innerStep(int operand) {
        return strides[operand][sizes.length - 1];
    }

    /** All elements. */
    long count() {
        long count = 1;
        for (long size : sizes) {
            count *= size;
        }
        return count;
    }

    /** The same iteration with at least two loops, the outer one perhaps of one turn. */
    Nest withRows() {
        if (depth() > 1) {
            return this;
        }
        long[][] deeper = new long[strides.length][];
        for (int k = 0; k < strides.length; k++) {
            deeper[k] = new long[] {0, strides[k][0]};
        }
        return new Nest(new long[] {1, sizes[0]}, offsets, deeper);
    }

    /** The same iteration with axis {@code d} as the last but one. */
    Nest withRowAxis(int d) {
        int target = depth() - 2;
        long[] newSizes = sizes.clone();
        long[][] newStrides = new long[strides.length][];
        move(newSizes, d, target);
        for (int k = 0; k < strides.length; k++) {
            newStrides[k] = strides[k].clone();
            move(newStrides[k], d, target);
        }
        return new Nest(newSizes, offsets, newStrides);
    }

    private static void move(long[] values, int from, int to) {
        long moved = values[from];
        System.arraycopy(values, from + 1, values, from, to - from);
        values[to] = moved;
    }

    /** The part {@code [from, to)} of axis {@code d}. */
    Nest part(int d, long from, long to) {
        long[] newSizes = sizes.clone();
        newSizes[d] = to - from;
        long[] newOffsets = offsets.clone();
        for (int k = 0; k < newOffsets.length; k++) {
            newOffsets[k] += from * strides[k][d];
        }
        return new Nest(newSizes, newOffsets, strides);
    }

    /** A nest of one axis as {@code rows} rows of {@code columns}, leaving out what is over. */
    Nest split(long rows, long columns) {
        long[][] newStrides = new long[strides.length][];
        for (int k = 0; k < strides.length; k++) {
            newStrides[k] = new long[] {strides[k][0] * columns, strides[k][0]};
        }
        return new Nest(new long[] {rows, columns}, offsets, newStrides);
    }

    /** The last axes alone. */
    Nest innermost(int axes) {
        int from = depth() - axes;
        long[][] newStrides = new long[strides.length][];
        for (int k = 0; k < strides.length; k++) {
            newStrides[k] = Arrays.copyOfRange(strides[k], from, depth());
        }
        return new Nest(Arrays.copyOfRange(sizes, from, depth()), offsets, newStrides);
    }

    /** The same loops from other offsets on. */
    Nest at(long[] newOffsets) {
        return new Nest(sizes, newOffsets, strides);
    }

    /** With operands appended that hold one element a row, {@code bytes} apart. */
    Nest withReduced(int outputs, int bytes) {
        int operands = strides.length + outputs;
        long[][] newStrides = Arrays.copyOf(strides, operands);
        for (int k = strides.length; k < operands; k++) {
            newStrides[k] = new long[depth()];
            newStrides[k][depth() - 2] = bytes;
        }
        return new Nest(sizes, Arrays.copyOf(offsets, operands), newStrides);
    }

    /**
     * Goes over all axes but the last two; the body finds the offsets of the operands for its two
     * loops in the array.
     */
    void forEachOuter(OuterBody body) {
        int outer = depth() - 2;
        long[] index = new long[outer];
        long[] at = offsets.clone();
        while (true) {
            body.run(at);
            int d = outer - 1;
            while (d >= 0 && ++index[d] == sizes[d]) {
                advance(at, d, -(sizes[d] - 1));
                index[d] = 0;
                d--;
            }
            if (d < 0) {
                return;
            }
            advance(at, d, 1);
        }
    }

    private void advance(long[] at, int d, long count) {
        for (int k = 0; k < at.length; k++) {
            at[k] += count * strides[k][d];
        }
    }

    /** What is done for each turn of the outer loops. */
    @FunctionalInterface
    interface OuterBody {
        void run(long[] offsets);
    }

    /** One axis on the way to a nest. */
    private static final class Axis {
        final long size;
        final long[] steps;
        private final boolean isPinned;

        Axis(long size, long[] steps, boolean isPinned) {
            this.size = size;
            this.steps = steps;
            this.isPinned = isPinned;
        }

        void turnForward(int lead, long[] offsets) {
            if (steps[lead] < 0) {
                for (int k = 0; k < steps.length; k++) {
                    offsets[k] += (size - 1) * steps[k];
                    steps[k] = -steps[k];
                }
            }
        }

        /** Whether this and the axis inside it are one. */
        boolean isOver(Axis inner) {
            if (inner.isPinned) {
                return false;
            }
            for (int k = 0; k < steps.length; k++) {
                if (steps[k] != inner.steps[k] * inner.size) {
                    return false;
                }
            }
            return true;
        }

        /** Large strides of the leading operand first, then of the others; the pinned one last. */
        static Comparator<Axis> order(int lead) {
            return (a, b) -> {
                if (a.isPinned || b.isPinned) {
                    return Boolean.compare(a.isPinned, b.isPinned);
                }
                int byLead = Long.compare(b.steps[lead], a.steps[lead]);
                for (int k = 0; byLead == 0 && k < a.steps.length; k++) {
                    byLead = Long.compare(Math.abs(b.steps[k]), Math.abs(a.steps[k]));
                }
                return byLead;
            };
        }
    }
}
