package dev.gatun.kernel.reduce;

import static dev.gatun.kernel.loop.RowNest.Role.INPUT;
import static dev.gatun.kernel.loop.RowNest.Role.NUMBER_OUT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.gatun.kernel.loop.RowNest;
import dev.gatun.kernel.loop.Tier;
import dev.gatun.kernel.move.Convert;
import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.Operand;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Reductions of integers. Dense rows are folded by machine code where that can be run, and added to
 * each other where columns are folded; others are converted to rows of longs, a block at a time,
 * and folded by a loop. Long rows are divided into pieces. They are exact, so that the order makes
 * no difference; sums and products wrap when a long overflows.
 */
final class IntegerReduction {
    /** The elements of a row that are folded at a time if they are dense. */
    private static final int PIECE = FoldNest.PIECE;

    /**
     * The same if they are not; a block then has as many rows, so that it is equally dense along
     * both axes.
     */
    private static final int ACROSS = 64;

    /** Whether machine code computes kernels of integers. */
    private static final boolean IS_EMITTED = Tier.inUse() == Tier.EMITTED;

    private static final RowNest.Role[] ROLES = {INPUT, NUMBER_OUT};

    /** An operation that combines two values, and its identity. */
    enum Combination {
        SUM(0),
        PROD(1),
        MAX(Long.MIN_VALUE),
        MIN(Long.MAX_VALUE);

        final long identity;

        Combination(long identity) {
            this.identity = identity;
        }

        /** Folds a row. */
        long of(MemorySegment row) {
            long bytes = row.byteSize();
            long result = identity;
            switch (this) {
                case SUM -> {
                    for (long at = 0; at < bytes; at += Long.BYTES) {
                        result += row.get(JAVA_LONG_UNALIGNED, at);
                    }
                }
                case PROD -> {
                    for (long at = 0; at < bytes; at += Long.BYTES) {
                        result *= row.get(JAVA_LONG_UNALIGNED, at);
                    }
                }
                case MAX -> {
                    for (long at = 0; at < bytes; at += Long.BYTES) {
                        result = Math.max(result, row.get(JAVA_LONG_UNALIGNED, at));
                    }
                }
                case MIN -> {
                    for (long at = 0; at < bytes; at += Long.BYTES) {
                        result = Math.min(result, row.get(JAVA_LONG_UNALIGNED, at));
                    }
                }
            }
            return result;
        }
    }

    private final Combination combination;
    private final IntegerKernels kernels;
    private final Scope scope;

    private IntegerReduction(Combination combination, Scope scope) {
        this.combination = combination;
        this.kernels = IntegerKernels.of(combination);
        this.scope = scope;
    }

    /** Reduces along the axes, or all if none is given. */
    static void run(Combination combination, Operand x, Operand out, int... axes) {
        Layout layout = x.layout();
        int[] reduced = Reduction.axesOf(layout.shape(), axes);
        Operand to = Reduction.withoutAxes(out, layout.rank(), reduced);
        if (layout.shape().isEmpty() || to.layout().shape().isEmpty()) {
            Copy.fill(to, combination.identity);
            return;
        }
        int kept = layout.rank() - reduced.length;
        Layout ordered = layout.permute(FoldNest.order(layout, reduced));
        try (Scope scope = Scope.open("integer reduction")) {
            new IntegerReduction(combination, scope)
                    .fold(
                            x.with(kept == layout.rank() ? ordered.unsqueeze(kept) : ordered),
                            kept,
                            to);
        }
    }

    /**
     * Whether rows are longer and denser than columns, so that they are combined element by
     * element.
     */
    private static boolean areRowsCombined(Layout layout) {
        int last = layout.rank() - 1;
        boolean isDenser = false;
        for (int axis = 0; axis < last; axis++) {
            long step = Math.abs(layout.stride(axis));
            boolean isLong = layout.shape().dim(axis) > 1 && step > 0;
            isDenser |= isLong && step < Math.abs(layout.stride(last));
        }
        return isDenser && IS_EMITTED;
    }

    /** Combines the rows along the last axis element by element. */
    private void combineRows(Operand x, Operand out) {
        int last = x.layout().rank() - 1;
        int[] order = new int[last + 1];
        Arrays.setAll(order, k -> k == 0 ? last : k - 1);
        Shape shape = out.layout().shape();
        Operand sums = out.dtype() == DType.I64 ? out : Operand.temporary(scope, shape, DType.I64);
        combineGroups(x.with(x.layout().permute(order)), sums);
        if (out.dtype() != DType.I64) {
            Convert.convert(sums, out);
        }
    }

    /**
     * Combines rows along the first axis. As many groups of rows as a kernel takes are combined,
     * which is one long row if they are dense: a call for some narrow rows each would take longer
     * than the computation, and is not divided among threads.
     */
    private void combineGroups(Operand x, Operand sums) {
        Layout rows = x.layout();
        long n = rows.shape().dim(0);
        if (n <= IntegerKernels.MOST) {
            combineFew(x, 0, (int) n, sums);
            return;
        }
        long size = n / IntegerKernels.MOST;
        int rest = (int) (n % IntegerKernels.MOST);
        Shape shape = rows.shape().with(0, size + (rest > 0 ? 1 : 0));
        Operand partials = Operand.temporary(scope, shape, DType.I64);
        Operand[] groups = new Operand[IntegerKernels.MOST + 1];
        for (int g = 0; g < IntegerKernels.MOST; g++) {
            groups[g] = x.with(rows.narrow(0, g * size, size));
        }
        groups[IntegerKernels.MOST] = partials.with(partials.layout().narrow(0, 0, size));
        kernels.combining(IntegerKernels.MOST).run(shape.with(0, size), groups);
        if (rest > 0) {
            combineFew(x, n - rest, rest, partials.with(partials.layout().select(0, size)));
        }
        combineGroups(partials, sums);
    }

    /** Combines some rows from {@code first} on. */
    private void combineFew(Operand x, long first, int count, Operand sums) {
        Operand[] operands = new Operand[count + 1];
        for (int k = 0; k < count; k++) {
            operands[k] = x.with(x.layout().select(0, first + k));
        }
        operands[count] = sums;
        kernels.combining(count).run(sums.layout().shape(), operands);
    }

    /** Folds along the axes from {@code kept} on. */
    private void fold(Operand x, int kept, Operand out) {
        Operand[] merged = {x};
        FoldNest.mergeReduced(merged, kept);
        Layout layout = merged[0].layout();
        int last = layout.rank() - 1;
        long n = layout.shape().dim(last);
        int piece = ColumnBlocks.areWorthACall(layout, last) ? ACROSS : PIECE;
        if (last == kept && areRowsCombined(layout)) {
            combineRows(merged[0], out);
            return;
        }
        if (last == kept && n <= piece) {
            foldRows(merged[0], out);
            return;
        }
        long pieces = n / piece;
        Shape partial = layout.shape().with(last, Math.ceilDiv(n, piece));
        Operand partials = Operand.temporary(scope, partial, DType.I64);
        if (pieces > 0) {
            foldRows(
                    merged[0].with(FoldNest.inPieces(layout, last, piece)),
                    partials.with(partials.layout().narrow(last, 0, pieces)));
        }
        long rest = n % piece;
        if (rest > 0) {
            foldRows(
                    merged[0].with(layout.narrow(last, n - rest, rest)),
                    partials.with(partials.layout().select(last, pieces)));
        }
        fold(partials, kept, out);
    }

    /** Folds along the last axis. */
    private void foldRows(Operand x, Operand out) {
        if (kernels.fold(x, out)) {
            return;
        }
        new RowNest(DType.I64, x.layout().shape(), ROLES, x, out)
                .run(block -> {
                    for (int r = 0; r < block.count(); r++) {
                        long result = combination.of(block.elements(0, r));
                        block.elements(1, r).set(JAVA_LONG_UNALIGNED, 0, result);
                    }
                });
    }

    /** The layout with some axes, in ascending order, moved after the others. */
    static Layout lastAxes(Layout layout, int... axes) {
        int rank = layout.rank();
        boolean[] isLast = new boolean[rank];
        for (int axis : axes) {
            isLast[axis] = true;
        }
        return layout.permute(
                IntStream.concat(
                                IntStream.range(0, rank).filter(axis -> !isLast[axis]),
                                IntStream.range(0, rank).filter(axis -> isLast[axis]))
                        .toArray());
    }
}
