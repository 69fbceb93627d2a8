package dev.gatun.kernel.reduce;

import static dev.gatun.kernel.loop.RowNest.Role.INPUT;
import static dev.gatun.kernel.loop.RowNest.Role.OUTPUT;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.gatun.kernel.loop.RowNest;
import dev.gatun.kernel.move.Convert;
import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.Operand;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import java.lang.foreign.MemorySegment;

/**
 * Running sums, products and extremes along an axis. The other axes are divided among threads; one
 * thread computes a row.
 */
public enum Scan {
    /** Each element added to those before it; a long that overflows wraps. */
    SUM(0, 0),
    /** Each element times those before it; a long that overflows wraps. */
    PRODUCT(1, 1),
    /** The largest up to each element; NaN wins. */
    MAXIMUM(Double.NEGATIVE_INFINITY, Long.MIN_VALUE),
    /** The smallest up to each element; NaN wins. */
    MINIMUM(Double.POSITIVE_INFINITY, Long.MAX_VALUE),
    /** The logarithm of the sum of e^x up to each element; not of integers. */
    LOG_SUM_EXP(Double.NEGATIVE_INFINITY, 0);

    private static final RowNest.Role[] ROLES = {INPUT, OUTPUT};

    /**
     * The cost of an element, as a number of bytes that are copied in the same time; an estimate.
     */
    private static final long COST = 32;

    private final double start;
    private final long wholeStart;

    /**
     * @param start what changes no number it is combined with
     * @param wholeStart likewise
     */
    Scan(double start, long wholeStart) {
        this.start = start;
        this.wholeStart = wholeStart;
    }

    /**
     * Element i of the output is elements 0 to i of the input combined, in double and rounded once;
     * exactly where they are integers.
     *
     * @param x of any layout and type
     * @param out of the same shape
     * @param axis counted from the front
     */
    public void run(Operand x, Operand out, int axis) {
        assert this != LOG_SUM_EXP || x.dtype().isFloating() : x;
        if (x.layout().shape().isEmpty()) {
            return;
        }
        DType type = x.dtype().isFloating() ? DType.F64 : DType.I64;
        if (ColumnBlocks.areWorthACall(x.layout(), axis)) {
            runAcross(type, x, out, axis);
        } else {
            // Floats are not converted first, for the results are computed in double in any case.
            runAlong(x.dtype() == DType.F32 ? DType.F32 : type, x, out, axis);
        }
    }

    // Which of them it is does not change in a loop: the compiler makes a loop of each.

    private double of(double so, double next) {
        return this == SUM
                ? so + next
                : this == PRODUCT
                        ? so * next
                        : this == MAXIMUM
                                ? Math.max(so, next)
                                : this == MINIMUM ? Math.min(so, next) : logSumExp(so, next);
    }

    private long of(long so, long next) {
        return this == SUM
                ? so + next
                : this == PRODUCT
                        ? so * next
                        : this == MAXIMUM ? Math.max(so, next) : Math.min(so, next);
    }

    /** No exponential of a positive number, and no difference of infinities. */
    private static double logSumExp(double so, double next) {
        double larger = Math.max(so, next);
        return Double.isInfinite(larger)
                ? larger
                : larger + Math.log1p(Math.exp(Math.min(so, next) - larger));
    }

    private void runAlong(DType type, Operand x, Operand out, int axis) {
        Operand rows = x.with(IntegerReduction.lastAxes(x.layout(), axis));
        Operand to = out.with(IntegerReduction.lastAxes(out.layout(), axis));
        long n = rows.layout().shape().dim(-1);
        new RowNest(type, rows.layout().shape(), ROLES, rows, to)
                .run(block -> {
                    for (int r = 0; r < block.count(); r++) {
                        along(type, n, block.elements(0, r), block.elements(1, r));
                    }
                });
    }

    private void along(DType type, long n, MemorySegment row, MemorySegment to) {
        double so = start;
        long whole = wholeStart;
        switch (type) {
            case F32 -> {
                for (long at = 0; at < n * Float.BYTES; at += Float.BYTES) {
                    so = of(so, row.get(JAVA_FLOAT_UNALIGNED, at));
                    to.set(JAVA_FLOAT_UNALIGNED, at, (float) so);
                }
            }
            case F64 -> {
                for (long at = 0; at < n * Double.BYTES; at += Double.BYTES) {
                    so = of(so, row.get(JAVA_DOUBLE_UNALIGNED, at));
                    to.set(JAVA_DOUBLE_UNALIGNED, at, so);
                }
            }
            default -> {
                for (long at = 0; at < n * Long.BYTES; at += Long.BYTES) {
                    whole = of(whole, row.get(JAVA_LONG_UNALIGNED, at));
                    to.set(JAVA_LONG_UNALIGNED, at, whole);
                }
            }
        }
    }

    /** Combines row by row, each with the rows before it. */
    private void runAcross(DType type, Operand x, Operand out, int axis) {
        Shape shape = x.layout().shape();
        ColumnBlocks.run(
                shape,
                axis,
                COST,
                block -> {
                    try (Scope scope = Scope.open("scan")) {
                        Operand row = block.temporary(scope, type);
                        Operand so = block.temporary(scope, type);
                        if (type == DType.F64) {
                            Copy.fill(so, start);
                        } else {
                            Copy.fill(so, wholeStart);
                        }
                        for (long i = 0; i < shape.dim(axis); i++) {
                            Convert.convert(block.row(x, i), row);
                            across(type, block.shape().numel(), row.memory(), so.memory());
                            Convert.convert(so, block.row(out, i));
                        }
                    }
                });
    }

    private void across(DType type, long n, MemorySegment row, MemorySegment to) {
        if (type == DType.F64) {
            for (long at = 0; at < n * Double.BYTES; at += Double.BYTES) {
                double so = to.get(JAVA_DOUBLE_UNALIGNED, at);
                to.set(JAVA_DOUBLE_UNALIGNED, at, of(so, row.get(JAVA_DOUBLE_UNALIGNED, at)));
            }
        } else {
            for (long at = 0; at < n * Long.BYTES; at += Long.BYTES) {
                long so = to.get(JAVA_LONG_UNALIGNED, at);
                to.set(JAVA_LONG_UNALIGNED, at, of(so, row.get(JAVA_LONG_UNALIGNED, at)));
            }
        }
    }
}
