package dev.gatun.kernel.reduce;

import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.threads.ParallelFor;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;

/**
 * Divides the axes other than a given one into blocks that stay in cache while a loop runs along
 * that axis row by row. The blocks are distributed among threads.
 */
final class ColumnBlocks {
    /** Elements of a block, unless one index of its longest axis has more; an estimate. */
    private static final int BLOCK = 4096;

    /** The least number of elements of a row that justifies a call for each row; an estimate. */
    private static final int LEAST = 32;

    /** The computation on a block. */
    @FunctionalInterface
    interface Body {
        /** Computes a block, on one thread. */
        void run(Block block);
    }

    /**
     * A block: a range of one of the other axes.
     *
     * @param axis the axis of the loop
     * @param cut the axis that is divided, counted without the axis of the loop
     * @param start the beginning of the range
     * @param shape of a row of the block
     */
    record Block(int axis, int cut, long start, Shape shape) {
        /** The block of an operand that does not have the axis. */
        Operand of(Operand beside) {
            return beside.with(beside.layout().narrow(cut, start, shape.dim(cut)));
        }

        /** All rows of the block. */
        Operand rows(Operand whole) {
            int other = cut < axis ? cut : cut + 1;
            return whole.with(whole.layout().narrow(other, start, shape.dim(cut)));
        }

        /** One row of the block. */
        Operand row(Operand whole, long index) {
            return of(whole.with(whole.layout().select(axis, index)));
        }

        /** Memory for one row, dense. */
        Operand temporary(Scope scope, DType type) {
            return Operand.temporary(scope, shape, type);
        }
    }

    private ColumnBlocks() {}

    /** Whether another axis is denser than the given one. */
    static boolean areDenserThan(Layout layout, int axis) {
        long step = FoldNest.step(layout, axis);
        for (int other = 0; other < layout.rank(); other++) {
            if (other != axis && FoldNest.step(layout, other) < step) {
                return true;
            }
        }
        return false;
    }

    /** The same, and that rows are long enough for a call for each row. */
    static boolean areWorthACall(Layout layout, int axis) {
        return areDenserThan(layout, axis) && layout.shape().remove(axis).numel() >= LEAST;
    }

    /**
     * Runs all blocks.
     *
     * @param shape with the axis, not empty, of rank 2 or more
     * @param cost the cost of an element, as a number of bytes that are copied in the same time
     */
    static void run(Shape shape, int axis, long cost, Body body) {
        Shape beside = shape.remove(axis);
        int longest = 0;
        for (int other = 1; other < beside.rank(); other++) {
            longest = beside.dim(other) > beside.dim(longest) ? other : longest;
        }
        int cut = longest;
        long size = beside.dim(cut);
        long others = beside.numel() / size;
        long length = Math.clamp(BLOCK / others, 1, size);
        ParallelFor.run(
                Math.ceilDiv(size, length),
                shape.dim(axis) * cost * others * length,
                (start, end) -> {
                    for (long unit = start; unit < end; unit++) {
                        long at = unit * length;
                        Shape block = beside.with(cut, Math.min(length, size - at));
                        body.run(new Block(axis, cut, at, block));
                    }
                });
    }
}
