package dev.gatun.kernel.loop;

import dev.gatun.kernel.move.Operand;
import dev.gatun.shape.Shape;
import java.util.Arrays;

/**
 * The loops an iteration needs: its axes ordered and merged, so that most broadcasts end as one or
 * two, the last the innermost. Steps and offsets count bytes, for operands may differ in type.
 *
 * <p>Axes of one element go. The others are ordered by the steps of one leading operand, the first
 * output, so that it is written front to back whatever its layout; an axis that it runs backwards
 * is turned round, and two axes become one where every operand steps over both evenly. An axis that
 * is reduced stays the innermost, by itself.
 *
 * <p>This is {@link dev.gatun.shape.LoopNest} for kernels that reduce and convert.
 */
final class Nest {
    private final int depth;

    /** How often each loop runs; those beyond the depth have no meaning. */
    private final long[] sizes;

    /** How far loop d moves operand k, at {@code d * operands + k}. */
    private final long[] steps;

    /** Where each operand starts. */
    final long[] offsets;

    private Nest(int depth, long[] sizes, long[] steps, long[] offsets) {
        this.depth = depth;
        this.sizes = sizes;
        this.steps = steps;
        this.offsets = offsets;
    }

    /**
     * The nest of an iteration.
     *
     * @param lead the operand that gives the order
     * @param isLastPinned whether the last axis stays the innermost and by itself, being reduced
     */
    static Nest of(Shape shape, Operand[] operands, int lead, boolean isLastPinned) {
        int rank = shape.rank();
        int count = operands.length;
        long[] sizes = new long[Math.max(rank, 1)];
        long[] steps = new long[sizes.length * count];
        long[] offsets = new long[count];
        for (int k = 0; k < count; k++) {
            offsets[k] = operands[k].layout().offset() * operands[k].dtype().bytes();
        }
        int depth = 0;
        for (int axis = 0; axis < rank; axis++) {
            long size = shape.dim(axis);
            if (size == 1 && !(isLastPinned && axis == rank - 1)) {
                continue;
            }
            sizes[depth] = size;
            for (int k = 0; k < count; k++) {
                steps[depth * count + k] =
                        operands[k].layout().stride(axis) * operands[k].dtype().bytes();
            }
            depth++;
        }
        Nest nest = new Nest(depth, sizes, steps, offsets);
        return nest.simplify(lead, isLastPinned ? depth - 1 : depth, operands);
    }

    /** With the first {@code free} axes in order and merged, and at least one loop. */
    private Nest simplify(int lead, int free, Operand[] operands) {
        int count = offsets.length;
        if (depth == 0) {
            sizes[0] = 1;
            for (int k = 0; k < count; k++) {
                steps[k] = operands[k].dtype().bytes(); // of one element every operand is dense
            }
            return new Nest(1, sizes, steps, offsets);
        }
        for (int d = 0; d < free; d++) {
            turnForward(lead, d);
            for (int outer = d; outer > 0 && isInside(outer - 1, outer, lead); outer--) {
                exchange(outer - 1, outer);
            }
        }
        int kept = 0;
        for (int d = 1; d < depth; d++) {
            if (d < free && isOver(kept, d)) {
                sizes[kept] *= sizes[d];
            } else {
                sizes[++kept] = sizes[d];
            }
            System.arraycopy(steps, d * count, steps, kept * count, count);
        }
        return new Nest(kept + 1, sizes, steps, offsets);
    }

    private void turnForward(int lead, int d) {
        int count = offsets.length;
        if (steps[d * count + lead] < 0) {
            for (int k = 0; k < count; k++) {
                offsets[k] += (sizes[d] - 1) * steps[d * count + k];
                steps[d * count + k] = -steps[d * count + k];
            }
        }
    }

    /** Whether an axis belongs inside another: by the leading operand's step, then the others'. */
    private boolean isInside(int axis, int other, int lead) {
        int count = offsets.length;
        long difference = steps[axis * count + lead] - steps[other * count + lead];
        for (int k = 0; difference == 0 && k < count; k++) {
            difference = Math.abs(steps[axis * count + k]) - Math.abs(steps[other * count + k]);
        }
        return difference < 0;
    }

    private void exchange(int a, int b) {
        int count = offsets.length;
        long size = sizes[a];
        sizes[a] = sizes[b];
        sizes[b] = size;
        for (int k = 0; k < count; k++) {
            long step = steps[a * count + k];
            steps[a * count + k] = steps[b * count + k];
            steps[b * count + k] = step;
        }
    }

    /** Whether an axis and the one inside it are one. */
    private boolean isOver(int outer, int inner) {
        int count = offsets.length;
        for (int k = 0; k < count; k++) {
            if (steps[outer * count + k] != steps[inner * count + k] * sizes[inner]) {
                return false;
            }
        }
        return true;
    }

    int depth() {
        return depth;
    }

    /** How often loop {@code d} runs. */
    long size(int d) {
        return sizes[d];
    }

    /** How far loop {@code d} moves an operand. */
    long step(int operand, int d) {
        return steps[d * offsets.length + operand];
    }

    /** Elements of the innermost loop. */
    long inner() {
        return sizes[depth - 1];
    }

    /** The step of an operand in the innermost loop. */
    long innerStep(int operand) {
        return step(operand, depth - 1);
    }

    /** All elements. */
    long count() {
        long count = 1;
        for (int d = 0; d < depth; d++) {
            count *= sizes[d];
        }
        return count;
    }

    /** The same iteration with at least two loops, the outer one perhaps of one turn. */
    Nest withRows() {
        if (depth > 1) {
            return this;
        }
        int count = offsets.length;
        long[] deeper = new long[2 * count];
        System.arraycopy(steps, 0, deeper, count, count);
        return new Nest(2, new long[] {1, sizes[0]}, deeper, offsets);
    }

    /** The same iteration with axis {@code d} as the last but one. */
    Nest withRowAxis(int d) {
        Nest moved = new Nest(depth, sizes.clone(), steps.clone(), offsets);
        for (int at = d; at < depth - 2; at++) {
            moved.exchange(at, at + 1);
        }
        return moved;
    }

    /** The part {@code [from, to)} of axis {@code d}. */
    Nest part(int d, long from, long to) {
        long[] fewer = sizes.clone();
        fewer[d] = to - from;
        long[] moved = offsets.clone();
        for (int k = 0; k < moved.length; k++) {
            moved[k] += from * step(k, d);
        }
        return new Nest(depth, fewer, steps, moved);
    }

    /** A nest of one axis as {@code rows} rows of {@code columns}, leaving out what is over. */
    Nest split(long rows, long columns) {
        int count = offsets.length;
        long[] two = new long[2 * count];
        for (int k = 0; k < count; k++) {
            two[k] = steps[k] * columns;
            two[count + k] = steps[k];
        }
        return new Nest(2, new long[] {rows, columns}, two, offsets);
    }

    /** The last two axes alone, from other offsets on. */
    Nest innermostTwo(long[] newOffsets) {
        int from = depth - 2;
        int count = offsets.length;
        return new Nest(
                2,
                Arrays.copyOfRange(sizes, from, depth),
                Arrays.copyOfRange(steps, from * count, depth * count),
                newOffsets);
    }

    /** With operands appended that hold one element a row, {@code bytes} apart, from 0 on. */
    Nest withReduced(int outputs, int bytes) {
        int count = offsets.length;
        int more = count + outputs;
        long[] wider = new long[depth * more];
        for (int d = 0; d < depth; d++) {
            System.arraycopy(steps, d * count, wider, d * more, count);
        }
        Arrays.fill(wider, (depth - 2) * more + count, (depth - 1) * more, bytes);
        return new Nest(depth, sizes, wider, Arrays.copyOf(offsets, more));
    }

    /**
     * Goes over all axes but the last two; the body finds the offsets of the operands for its two
     * loops in the array, and leaves it as it is.
     */
    void forEachOuter(OuterBody body) {
        int outer = depth - 2;
        if (outer == 0) {
            body.run(offsets);
            return;
        }
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

    private void advance(long[] at, int d, long turns) {
        for (int k = 0; k < at.length; k++) {
            at[k] += turns * step(k, d);
        }
    }

    /** What is done for each turn of the outer loops. */
    @FunctionalInterface
    interface OuterBody {
        void run(long[] offsets);
    }
}
