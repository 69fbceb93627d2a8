package dev.gatun.kernel.row;

import dev.gatun.kernel.loop.RowProgram;
import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.reduce.Fold;
import dev.gatun.kernel.reduce.FoldNest;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run of a row program that also adds rows up, such as those of the gradient of a weight. Rows
 * far apart are added one after another, at most {@value #MOST_ADDED} to a sum, and the sums as
 * {@link FoldNest} does: so one pass over the rows is enough, the result is nearly as precise as
 * that of a fold alone, and it does not depend on the number of threads.
 */
final class RowSums {
    private enum Kind {
        OF_ROWS,
        SAME,
        SUMS
    }

    /** The rows that are added to a sum one after another. */
    private static final int MOST_ADDED = 8;

    /**
     * The elements of sums that stay in the cache of the first level while rows are added to them.
     */
    private static final long AT_A_TIME = 2048;

    /** The elements of a row whose sums are worth calls of their own; an estimate. */
    private static final long WIDE = 512;

    private final DType type;
    private final Scope scope;
    private final long rows;
    private final long n;

    /** The number of consecutive rows that are added to sums of their own. */
    private final long height;

    /** The operands of the program; null for absent. */
    private final List<@Nullable Operand> operands = new ArrayList<>();

    private final List<Kind> kinds = new ArrayList<>();
    private final List<Operand> sums = new ArrayList<>();
    private final List<Operand> results = new ArrayList<>();

    /** Dense memory for operands whose rows are not evenly spaced, and what it is copied to. */
    private final List<Operand> copies = new ArrayList<>();

    private final List<Operand> originals = new ArrayList<>();

    /**
     * @param shape that of the rows, not empty
     * @param scope for memory
     */
    RowSums(DType type, Shape shape, Scope scope) {
        this.type = type;
        this.scope = scope;
        this.n = shape.dim(-1);
        this.rows = shape.numel() / n;
        this.height = n >= WIDE ? 1 : Math.clamp(AT_A_TIME / n, 1, rows);
    }

    private RowSums with(Kind kind, @Nullable Operand operand) {
        kinds.add(kind);
        operands.add(operand);
        return this;
    }

    /** Adds an operand of rows that are read. */
    RowSums read(Operand operand) {
        return with(Kind.OF_ROWS, reshaped(operand, Shape.of(rows, n)));
    }

    /** Adds an operand with one number for each row; null for absent. */
    RowSums readNumbers(@Nullable Operand operand) {
        return with(Kind.OF_ROWS, operand == null ? null : reshaped(operand, Shape.of(rows)));
    }

    /** Adds an operand that is the same for all rows; null for absent. */
    RowSums readSame(@Nullable Operand operand) {
        return with(Kind.SAME, operand);
    }

    /** Adds an operand of rows that are written; none for null. */
    RowSums written(@Nullable Operand operand) {
        if (operand != null) {
            Operand rowsOf = reshaped(operand, Shape.of(rows, n));
            with(Kind.OF_ROWS, rowsOf);
            if (rowsOf.storage() != operand.storage()) {
                copies.add(rowsOf);
                originals.add(operand);
            }
        }
        return this;
    }

    /** Adds an operand that the program adds rows to; none for null. */
    RowSums summed(@Nullable Operand result) {
        if (result != null) {
            Shape shape = Shape.of(sums(), n);
            Operand sum = Operand.temporary(scope, shape, type);
            Copy.fill(sum, 0.0);
            with(Kind.SUMS, sum);
            sums.add(sum);
            results.add(result);
        }
        return this;
    }

    /** The view with evenly spaced rows, or of a copy. */
    private Operand reshaped(Operand operand, Shape shape) {
        Layout layout = operand.layout().reshape(shape);
        if (layout != null) {
            return operand.with(layout);
        }
        Operand copy = Operand.temporary(scope, operand.layout().shape(), operand.dtype());
        Copy.copy(operand, copy);
        return copy.with(Layout.contiguous(shape));
    }

    /** Runs the program, whose operands are in this order. */
    void run(RowProgram program) {
        long block = MOST_ADDED * height;
        long whole = rows / block * block;
        if (whole > 0) {
            run(program, 0, 0, whole / block, MOST_ADDED, height);
        }
        long rest = rows - whole;
        long sum = whole / MOST_ADDED;
        if (rest >= height) {
            run(program, whole, sum, 1, rest / height, height);
        }
        if (rest % height > 0) {
            run(program, whole + rest / height * height, sum, 1, 1, rest % height);
        }
        for (int k = 0; k < copies.size(); k++) {
            Layout layout = Layout.contiguous(originals.get(k).layout().shape());
            Copy.copy(copies.get(k).with(layout), originals.get(k));
        }
        for (int k = 0; k < sums.size(); k++) {
            Operand[] inputs = {sums.get(k)};
            FoldNest.run(Fold.SUM, type, inputs, new int[1], new Operand[] {results.get(k)});
        }
    }

    /** Runs blocks of rows from a row and a sum on: each has so many times as many rows as sums. */
    private void run(RowProgram program, long row, long sum, long blocks, long times, long wide) {
        @Nullable Operand[] part = new Operand[operands.size()];
        for (int k = 0; k < part.length; k++) {
            Operand all = operands.get(k);
            if (all != null && kinds.get(k) != Kind.SAME) {
                Layout layout = all.layout();
                boolean isSum = kinds.get(k) == Kind.SUMS;
                long step = layout.stride(0);
                long[] lengths = {blocks, times, wide, n};
                long[] strides = {
                    (isSum ? wide : times * wide) * step,
                    isSum ? 0 : wide * step,
                    step,
                    layout.rank() > 1 ? layout.stride(1) : 0
                };
                long offset = layout.offset() + (isSum ? sum : row) * step;
                Shape shape = Shape.of(lengths);
                part[k] =
                        all.with(
                                layout.rank() > 1
                                        ? Layout.of(shape, strides, offset)
                                        : Layout.of(
                                                shape.remove(3),
                                                Arrays.copyOf(strides, 3),
                                                offset));
            } else {
                part[k] = all;
            }
        }
        program.run(type, part);
    }

    /** The number of sums: those of each block of rows, and of what is left. */
    private long sums() {
        long block = MOST_ADDED * height;
        return rows / block * height + Math.min(rows % block, height);
    }
}
