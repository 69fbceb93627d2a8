package dev.gatun.kernel;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.LoopNest;
import dev.gatun.shape.Shape;
import java.util.Arrays;

/**
 * The rows of operands, along the last axis, in blocks that stay in cache while several kernels go
 * over them one after the other. Threads share the blocks.
 */
final class RowNest {
    /** Elements of a block, unless one row has more. */
    private static final int BLOCK = 4096;

    /** What one element costs in bytes copied in the same time: about an exponential, measured. */
    private static final int COST = 32;

    /** What is done to the rows of a block. */
    @FunctionalInterface
    interface Body {
        /** Works on some rows; belongs to one thread. */
        void run(RowBlock rows);
    }

    /** What an operand is to the rows. */
    enum Role {
        /** Elements that are read. */
        INPUT,
        /** Elements that are all written. */
        OUTPUT,
        /** One element a row that is read. */
        NUMBER_IN,
        /** One element a row that is written. */
        NUMBER_OUT,
        /** One element a row, a long, which the body reads or writes itself. */
        INDEX,
        /** Room for one number a row. */
        SCRATCH;

        boolean isRow() {
            return this == INPUT || this == OUTPUT;
        }

        boolean isRead() {
            return this == INPUT || this == NUMBER_IN;
        }

        boolean isWritten() {
            return this == OUTPUT || this == NUMBER_OUT;
        }
    }

    final DType type;
    final long n;
    final int height;
    final Role[] roles;
    final Operand[] operands;
    final LoopNest nest;

    /**
     * @param type what is computed in
     * @param shape that of the rows, of rank 1 or more, not empty
     * @param scratch how many numbers a row there is room for; they count as the last operands
     * @param roles one an operand
     * @param operands rows broadcast to the shape; numbers have it without the last axis
     */
    RowNest(DType type, Shape shape, int scratch, Role[] roles, Operand... operands) {
        assert roles.length == operands.length && !shape.isEmpty();
        this.type = type;
        this.n = shape.dim(-1);
        this.height = (int) Math.max(BLOCK / n, 1);
        this.roles = Arrays.copyOf(roles, roles.length + scratch);
        Arrays.fill(this.roles, roles.length, this.roles.length, Role.SCRATCH);
        this.operands = operands;
        int last = shape.rank() - 1;
        Shape lead = shape.remove(last);
        Layout[] starts = new Layout[operands.length];
        for (int k = 0; k < starts.length; k++) {
            Layout layout = operands[k].layout();
            starts[k] = roles[k].isRow() ? layout.expand(shape).select(last, 0) : layout;
            assert starts[k].shape().equals(lead) : operands[k] + " over " + shape;
        }
        this.nest = LoopNest.of(lead, starts);
    }

    /** The step of an operand along its rows. */
    long stride(int operand) {
        Layout layout = operands[operand].layout();
        boolean isOne = n == 1 || !roles[operand].isRow();
        // A broadcast last axis has size 1 in the operand itself.
        return isOne ? 1 : layout.shape().dim(-1) == 1 ? 0 : layout.stride(layout.rank() - 1);
    }

    /** Does all rows. */
    void run(Body body) {
        long blocks = Math.ceilDiv(nest.innerSize(), height);
        Parts.run(
                nest.outerSize() * blocks,
                Math.min(nest.innerSize(), height) * n * COST,
                (start, end) -> run(body, blocks, start, end));
    }

    private void run(Body body, long blocks, long start, long end) {
        try (Scope scope = Scope.open("rows")) {
            RowBlock rows = new RowBlock(this, scope);
            LoopNest.Cursor cursor = nest.cursor(start / blocks, Math.ceilDiv(end, blocks));
            for (long block = start; block < end; block++) {
                long first = block % blocks * height;
                if (first == 0 || block == start) {
                    cursor.next();
                }
                rows.enter(cursor, first, (int) Math.min(height, nest.innerSize() - first));
                body.run(rows);
                rows.leave();
            }
        }
    }
}
