package dev.gatun.kernel.loop;

import dev.gatun.kernel.move.LoopNest;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.threads.ParallelFor;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The rows of operands, along the last axis, in blocks that stay in cache while several kernels go
 * over them one after the other. Threads share the blocks.
 */
public final class RowNest {
    /** Elements of a block, unless one row has more: a few arrays of so many fit in L2. A guess. */
    private static final int BLOCK = 4096;

    /** An element takes as long as so many bytes take to copy: an estimate. */
    private static final int COST = 16;

    /** What is done to the rows of a block. */
    @FunctionalInterface
    public interface Body {
        /** Works on some rows; belongs to one thread. */
        void run(RowBlock rows);
    }

    /** What an operand is to the rows. */
    public enum Role {
        /** Elements that are read. */
        INPUT(true, true, false),
        /** Elements that are all written. */
        OUTPUT(true, false, true),
        /** Elements that are read, and written. */
        UPDATED(true, true, true),
        /** One element a row that is read. */
        NUMBER_IN(false, true, false),
        /** One element a row that is written. */
        NUMBER_OUT(false, false, true),
        /** One element a row that is read, and written. */
        NUMBER_UPDATED(false, true, true),
        /** One element a row, a long, which is read where it stands. */
        INDEX(false, false, false),
        /** Room for one number a row, or one number that is the same for all. */
        SCRATCH(false, false, false),
        /** Nothing. */
        NONE(false, false, false);

        private final boolean isRow;
        private final boolean isRead;
        private final boolean isWritten;

        Role(boolean isRow, boolean isRead, boolean isWritten) {
            this.isRow = isRow;
            this.isRead = isRead;
            this.isWritten = isWritten;
        }

        boolean isRow() {
            return isRow;
        }

        boolean isRead() {
            return isRead;
        }

        boolean isWritten() {
            return isWritten;
        }
    }

    final DType type;

    /** Elements of a row. */
    final long n;

    /** Rows of a block. */
    final int height;

    final Role[] roles;

    /** What scratch holds at first; NaN for nothing in particular. */
    final double[] initial;

    private final @Nullable Operand[] operands;

    /** From row to row of each operand, in elements. */
    final long[] steps;

    /** The rows that are so many steps apart, all of them if there is no nest. */
    private final long run;

    private final @Nullable LoopNest nest;

    /**
     * @param type what is computed in
     * @param shape that of the rows, of rank 1 or more, not empty
     * @param roles one an operand
     * @param operands rows broadcast to the shape; numbers have it without the last axis
     */
    public RowNest(DType type, Shape shape, Role[] roles, Operand... operands) {
        this(type, shape, roles, new double[roles.length], operands);
    }

    /**
     * @param roles one an operand; those beyond the operands are scratch or nothing
     * @param initial what the elements of an operand are that is null
     */
    RowNest(
            DType type,
            Shape shape,
            Role[] roles,
            double[] initial,
            @Nullable Operand... operands) {
        assert roles.length >= operands.length && !shape.isEmpty();
        this.type = type;
        this.n = shape.dim(-1);
        this.roles = roles.clone();
        this.initial = initial;
        this.operands = operands;
        for (int k = 0; k < operands.length; k++) {
            if (operands[k] == null) {
                assert !Double.isNaN(initial[k]) : "operand " + k + " must be given";
                this.roles[k] = Role.SCRATCH;
            }
        }
        this.steps = new long[operands.length];
        this.nest = isEven(shape) ? null : nest(shape);
        this.run = nest == null ? shape.numel() / n : nest.innerSize();
        this.height = (int) Math.min(Math.max(BLOCK / n, 1), run);
    }

    /** How many operands there may be. */
    int operands() {
        return operands.length;
    }

    /** Whether there is an operand. */
    boolean isGiven(int k) {
        return k < operands.length && operands[k] != null;
    }

    /** An operand that is there. */
    Operand operand(int k) {
        return Objects.requireNonNull(operands[k]);
    }

    /** Whether all rows are evenly spaced, which most are; finds the steps then. */
    private boolean isEven(Shape shape) {
        for (int k = 0; k < operands.length; k++) {
            if (!isGiven(k)) {
                continue;
            }
            Layout layout = operand(k).layout();
            if (!layout.isContiguous()) {
                return false;
            }
            if (!roles[k].isRow()) {
                steps[k] = 1;
            } else if (layout.shape().equals(shape)) {
                steps[k] = n;
            } else if (layout.numel() != n || layout.rank() == 0 || layout.shape().dim(-1) != n) {
                return false;
            }
        }
        return true;
    }

    private LoopNest nest(Shape shape) {
        int last = shape.rank() - 1;
        Shape lead = shape.remove(last);
        Layout[] starts = new Layout[operands.length];
        for (int k = 0; k < starts.length; k++) {
            // What is not there goes nowhere: as the first operand, which always is there.
            int at = isGiven(k) ? k : 0;
            Layout layout = operand(at).layout();
            starts[k] = roles[at].isRow() ? layout.expand(shape).select(last, 0) : layout;
            assert starts[k].shape().equals(lead) : operand(at) + " over " + shape;
        }
        LoopNest rows = LoopNest.of(lead, starts);
        Arrays.setAll(steps, rows::innerStride);
        return rows;
    }

    /** The step of an operand along its rows. */
    long stride(int operand) {
        Layout layout = operand(operand).layout();
        boolean isOne = n == 1 || !roles[operand].isRow();
        // A broadcast last axis has size 1 in the operand itself.
        return isOne ? 1 : layout.shape().dim(-1) == 1 ? 0 : layout.stride(layout.rank() - 1);
    }

    /** Does all rows. */
    public void run(Body body) {
        long blocks = Math.ceilDiv(run, height);
        long entries = nest == null ? 1 : nest.outerSize();
        ParallelFor.run(
                entries * blocks, height * n * COST, (start, end) -> run(body, blocks, start, end));
    }

    private void run(Body body, long blocks, long start, long end) {
        LoopNest.Cursor cursor =
                nest == null ? null : nest.cursor(start / blocks, Math.ceilDiv(end, blocks));
        try (Scope scope = Scope.open("rows")) {
            RowBlock rows = new RowBlock(this, scope);
            for (long block = start; block < end; block++) {
                long first = block % blocks * height;
                if (cursor != null && (first == 0 || block == start)) {
                    cursor.next();
                }
                rows.enter(cursor, first, (int) Math.min(height, run - first));
                body.run(rows);
                rows.leave();
            }
        }
    }

    /** The element at which an operand enters the rows. */
    long start(LoopNest.@Nullable Cursor cursor, int operand) {
        return cursor == null ? operand(operand).layout().offset() : cursor.offset(operand);
    }
}
