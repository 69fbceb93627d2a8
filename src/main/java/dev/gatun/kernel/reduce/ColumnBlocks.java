package dev.gatun.kernel.reduce;

import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.threads.ParallelFor;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;

/**
 * What lies beside an axis, cut into blocks that stay in cache while a loop along the axis goes
 * over them row by row. Threads share the blocks.
 */
final class ColumnBlocks {
    /** Elements of a block, unless one index of its longest axis has more: a guess. */
    private static final int BLOCK = 4096;

    /** Fewer elements of a row are not worth a call for each row: an estimate. */
    private static final int LEAST = 32;

    /** What is done to a block. */
    @FunctionalInterface
    interface Body {
        /** Works on a block; belongs to one thread. */
        void run(Block block);
    }

    /**
     * A part of one axis beside the one that a loop goes along.
     *
     * @param axis what the loop goes along
     * @param cut the axis beside it, counted without it
     * @param start where the part begins
     * @param shape of a row of the block
     */
    record Block(int axis, int cut, long start, Shape shape) {
        /** The block of an operand without the axis. */
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

    /** Whether an axis is not the densest, so that rows beside it are. */
    static boolean areDenserThan(Layout layout, int axis) {
        long step = FoldNest.step(layout, axis);
        for (int other = 0; other < layout.rank(); other++) {
            if (other != axis && FoldNest.step(layout, other) < step) {
                return true;
            }
        }
        return false;
    }

    /** The same, and that enough lies beside the axis for a call for each row. */
    static boolean areWorthACall(Layout layout, int axis) {
        return areDenserThan(layout, axis) && layout.shape().remove(axis).numel() >= LEAST;
    }

    /**
     * Does all blocks.
     *
     * @param shape with the axis, not empty, of rank 2 or more
     * @param cost of an element, in bytes that are copied in the same time
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
