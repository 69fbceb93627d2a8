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
 * Running sums along an axis. The other axes are divided among threads; one thread computes the
 * sums of a row.
 */
public final class CumulativeSum {
    private static final RowNest.Role[] ROLES = {INPUT, OUTPUT};

    /**
     * The cost of an element, as a number of bytes that are copied in the same time; an estimate.
     */
    private static final long COST = 32;

    private CumulativeSum() {}

    /**
     * Element i of the output is the sum of elements 0 to i of the input, added up in double and
     * rounded once; exact for integers, and wrapping where a long overflows.
     *
     * @param x of any layout and type
     * @param out of the same shape
     * @param axis counted from the front
     */
    public static void cumsum(Operand x, Operand out, int axis) {
        if (x.layout().shape().isEmpty()) {
            return;
        }
        DType sums = x.dtype().isFloating() ? DType.F64 : DType.I64;
        if (ColumnBlocks.areWorthACall(x.layout(), axis)) {
            addRows(sums, x, out, axis);
        } else {
            // Floats are not converted first, for their sums are computed in double in any case.
            addAlongRows(x.dtype() == DType.F32 ? DType.F32 : sums, x, out, axis);
        }
    }

    private static void addAlongRows(DType type, Operand x, Operand out, int axis) {
        Operand rows = x.with(IntegerReduction.lastAxes(x.layout(), axis));
        Operand to = out.with(IntegerReduction.lastAxes(out.layout(), axis));
        long n = rows.layout().shape().dim(-1);
        new RowNest(type, rows.layout().shape(), ROLES, rows, to)
                .run(block -> {
                    for (int r = 0; r < block.count(); r++) {
                        addAlong(type, n, block.elements(0, r), block.elements(1, r));
                    }
                });
    }

    private static void addAlong(DType type, long n, MemorySegment row, MemorySegment sums) {
        double sum = 0;
        long whole = 0;
        switch (type) {
            case F32 -> {
                for (long at = 0; at < n * Float.BYTES; at += Float.BYTES) {
                    sum += row.get(JAVA_FLOAT_UNALIGNED, at);
                    sums.set(JAVA_FLOAT_UNALIGNED, at, (float) sum);
                }
            }
            case F64 -> {
                for (long at = 0; at < n * Double.BYTES; at += Double.BYTES) {
                    sum += row.get(JAVA_DOUBLE_UNALIGNED, at);
                    sums.set(JAVA_DOUBLE_UNALIGNED, at, sum);
                }
            }
            default -> {
                for (long at = 0; at < n * Long.BYTES; at += Long.BYTES) {
                    whole += row.get(JAVA_LONG_UNALIGNED, at);
                    sums.set(JAVA_LONG_UNALIGNED, at, whole);
                }
            }
        }
    }

    /** Adds row by row, each to the sums of the rows before it. */
    private static void addRows(DType type, Operand x, Operand out, int axis) {
        Shape shape = x.layout().shape();
        ColumnBlocks.run(
                shape,
                axis,
                COST,
                block -> {
                    try (Scope scope = Scope.open("cumsum")) {
                        Operand row = block.temporary(scope, type);
                        Operand sums = block.temporary(scope, type);
                        Copy.fill(sums, 0L);
                        for (long i = 0; i < shape.dim(axis); i++) {
                            Convert.convert(block.row(x, i), row);
                            add(type, block.shape().numel(), row.memory(), sums.memory());
                            Convert.convert(sums, block.row(out, i));
                        }
                    }
                });
    }

    private static void add(DType type, long n, MemorySegment row, MemorySegment sums) {
        if (type == DType.F64) {
            for (long at = 0; at < n * Double.BYTES; at += Double.BYTES) {
                double sum =
                        sums.get(JAVA_DOUBLE_UNALIGNED, at) + row.get(JAVA_DOUBLE_UNALIGNED, at);
                sums.set(JAVA_DOUBLE_UNALIGNED, at, sum);
            }
        } else {
            for (long at = 0; at < n * Long.BYTES; at += Long.BYTES) {
                long sum = sums.get(JAVA_LONG_UNALIGNED, at) + row.get(JAVA_LONG_UNALIGNED, at);
                sums.set(JAVA_LONG_UNALIGNED, at, sum);
            }
        }
    }
}
