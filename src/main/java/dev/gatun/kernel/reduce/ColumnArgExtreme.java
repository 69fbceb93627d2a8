package dev.gatun.kernel.reduce;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.gatun.expr.Expr;
import dev.gatun.kernel.loop.Kernel;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.Operand;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.lang.foreign.MemorySegment;

/**
 * The search of {@link ArgExtreme} along an axis that is not the densest: each row is compared with
 * the best elements so far of all columns. Several short rows, the lanes, are compared as one row;
 * each column then has one candidate for each lane at the end.
 */
public final class ColumnArgExtreme {
    /** The number of elements of a row that justifies a call; an estimate. */
    private static final long WIDTH = 1024;

    /** The number of rows that take about as long as choosing among the lanes; an estimate. */
    private static final long LEAST_TURNS = 16;

    /**
     * The cost of an element, as a number of bytes that are copied in the same time; an estimate.
     */
    private static final long COST = 8;

    /** Whole numbers up to this are exact as floats. */
    private static final long EXACT = 1L << 24;

    private static final Kernel LARGEST = meeting(Expr.arg(1).maximum(Expr.arg(0)));
    private static final Kernel SMALLEST = meeting(Expr.arg(1).minimum(Expr.arg(0)));

    private final boolean isLargest;
    private final int axis;
    private final DType type;

    /**
     * The best element so far of each lane of each column, and the turns in which they were found.
     */
    private final Operand best;

    private final Operand turns;

    private ColumnArgExtreme(boolean isLargest, DType type, int axis, Shape lanes, Scope scope) {
        this.isLargest = isLargest;
        this.axis = axis;
        this.type = type;
        best = Operand.temporary(scope, lanes, type);
        turns = Operand.temporary(scope, lanes, type);
        fillWithWorst(best);
        Copy.fill(turns, 0L);
    }

    /**
     * From a row, the best elements so far, their turns, and this turn as a scalar: the new best
     * elements and their turns. The first of equal ones remains, and the first NaN.
     */
    private static Kernel meeting(Expr next) {
        Expr best = Expr.arg(1);
        Expr turn = Expr.arg(2);
        Expr kept = Expr.select(next.eq(best), turn, Expr.scalar(0));
        return Kernel.of(
                3, Output.store(next), Output.store(Expr.select(best.isNaN(), turn, kept)));
    }

    private void fillWithWorst(Operand operand) {
        if (type == DType.I64) {
            Copy.fill(operand, isLargest ? Long.MIN_VALUE : Long.MAX_VALUE);
        } else {
            Copy.fill(operand, isLargest ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        }
    }

    /**
     * Finds the first of the best elements along an axis.
     *
     * @param type the type of the comparisons: F32, F64 or I64
     * @param out of I64, without the axis
     */
    static void run(boolean isLargest, DType type, Operand x, Operand out, int axis) {
        Shape shape = x.layout().shape();
        long n = shape.dim(axis);
        long lanes = Math.clamp(WIDTH * n / shape.numel(), 1, Math.max(n / LEAST_TURNS, 1));
        DType exact = type == DType.F32 && n / lanes >= EXACT ? DType.F64 : type;
        ColumnBlocks.run(
                shape,
                axis,
                COST,
                block -> {
                    try (Scope scope = Scope.open("position")) {
                        Shape row = block.shape().insert(axis, lanes);
                        new ColumnArgExtreme(isLargest, exact, axis, row, scope)
                                .search(block.rows(x))
                                .store(block.of(out));
                    }
                });
    }

    private ExtremeCandidates search(Operand rows) {
        Layout lanes = best.layout();
        long n = rows.layout().shape().dim(axis);
        long width = lanes.shape().dim(axis);
        long whole = n / width;
        long rest = n % width;
        Layout cut = FoldNest.inPieces(rows.layout(), axis, width);
        for (long turn = 0; turn < whole; turn++) {
            meet(rows.with(cut.select(axis, turn)), lanes, turn);
        }
        if (rest > 0) {
            Layout over = rows.layout().narrow(axis, whole * width, rest);
            meet(rows.with(over), lanes.narrow(axis, 0, rest), whole);
        }
        Layout last = IntegerReduction.lastAxes(lanes, axis);
        return new ExtremeCandidates(isLargest, best.with(last), turns.with(last), width, 1);
    }

    /** Compares a row that has these lanes. */
    private void meet(Operand row, Layout lanes, long turn) {
        if (type == DType.I64) {
            meetLongs(row, lanes, turn);
            return;
        }
        Operand bests = best.with(lanes);
        Operand their = turns.with(lanes);
        Operand[] operands = {row, bests, their, bests, their};
        (isLargest ? LARGEST : SMALLEST).run(type, lanes.shape(), operands, (double) turn);
    }

    /** Compares longs, which kernels cannot represent exactly as floats or doubles. */
    private void meetLongs(Operand row, Layout lanes, long turn) {
        try (Scope scope = Scope.open("row")) {
            Operand met = Operand.temporary(scope, best.layout().shape(), DType.I64);
            if (!lanes.equals(met.layout())) {
                fillWithWorst(met); // for the lanes without a row
            }
            Copy.copy(row, met.with(lanes));
            MemorySegment from = met.memory();
            MemorySegment bests = best.memory();
            MemorySegment their = turns.memory();
            for (long at = 0; at < from.byteSize(); at += Long.BYTES) {
                long value = from.get(JAVA_LONG_UNALIGNED, at);
                long other = bests.get(JAVA_LONG_UNALIGNED, at);
                if (isLargest ? value > other : value < other) {
                    bests.set(JAVA_LONG_UNALIGNED, at, value);
                    their.set(JAVA_LONG_UNALIGNED, at, turn);
                }
            }
        }
    }
}
