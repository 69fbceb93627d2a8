package dev.gatun.kernel.move;

import dev.gatun.kernel.threads.ParallelFor;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Copies of matrices that say on the way whether all elements are finite, and whether matrices are
 * symmetric, by the bits of the elements: little more than the time to copy. Elements are F32 or
 * F64.
 */
public final class ElementBits {
    private static final int LINES = LongBits.LINES;

    /** Rows that are written side by side. */
    private static final int ROWS = 64;

    private ElementBits() {}

    /** A check of units from one to another. */
    private interface Check {
        boolean holds(long start, long end);
    }

    private static boolean all(long units, long cost, Check check) {
        AtomicBoolean holds = new AtomicBoolean(true);
        ParallelFor.run(
                units,
                Math.max(cost, 1),
                (start, end) -> {
                    if (!check.holds(start, end)) {
                        holds.set(false);
                    }
                });
        return holds.get();
    }

    /**
     * Copies all elements; whether they are finite. What was not finite is copied too.
     *
     * @param to dense, of the same shape and type; overlaps nothing
     */
    public static boolean copy(Operand from, Operand to) {
        assert to.layout().isContiguous() : to;
        Layout layout = from.layout();
        if (to.layout().numel() == 0) {
            return true;
        }
        if (layout.isContiguous()) {
            return dense(from, to);
        }
        if (isTransposed(layout)) {
            return transposed(from, to);
        }
        Copy.copy(from, to);
        return areFinite(to);
    }

    /** Whether columns of matrices lie densely, and do not overlap. */
    private static boolean isTransposed(Layout layout) {
        int rank = layout.rank();
        return rank >= 2
                && layout.stride(rank - 2) == 1
                && layout.stride(rank - 1) >= layout.shape().dim(rank - 2)
                && layout.shape().dim(rank - 2) <= Integer.MAX_VALUE;
    }

    private static boolean dense(Operand from, Operand to) {
        MemorySegment source = from.memory();
        MemorySegment target = to.memory();
        long first = from.layout().offset();
        long at = to.layout().offset();
        boolean isFloat = to.dtype() == DType.F32;
        return all(
                to.layout().numel(),
                to.dtype().bytes(),
                (start, end) ->
                        isFloat
                                ? IntBits.copy(
                                        source, first + start, target, at + start, end - start)
                                : LongBits.copy(
                                        source, first + start, target, at + start, end - start));
    }

    /**
     * Columns of the input are lines of memory. A unit of the work is some rows of the output,
     * which stay in the L1 cache: of several lines together each fills a part of a cache line.
     */
    private static boolean transposed(Operand from, Operand to) {
        Layout layout = from.layout();
        int rank = layout.rank();
        int rows = (int) layout.shape().dim(rank - 2);
        long columns = layout.shape().dim(rank - 1);
        long blocks = Math.ceilDiv(rows, ROWS);
        return all(
                layout.numel() / rows / columns * blocks,
                ROWS * columns * to.dtype().bytes(),
                (start, end) -> {
                    boolean areFinite = true;
                    for (long unit = start; unit < end; unit++) {
                        long matrix = unit / blocks;
                        int row = (int) (unit % blocks) * ROWS;
                        long first = Gather.entryOffset(layout, rank - 2, matrix) + row;
                        long at = to.layout().offset() + (matrix * rows + row) * columns;
                        int some = Math.min(ROWS, rows - row);
                        areFinite &= turn(from, first, to, at, some, columns);
                    }
                    return areFinite;
                });
    }

    private static boolean turn(
            Operand from, long first, Operand to, long at, int rows, long columns) {
        MemorySegment source = from.memory();
        MemorySegment target = to.memory();
        boolean isFloat = to.dtype() == DType.F32;
        long ld = from.layout().stride(from.layout().rank() - 1);
        boolean areFinite = true;
        long column = 0;
        for (; column + LINES <= columns; column += LINES) {
            long line = first + column * ld;
            areFinite &=
                    isFloat
                            ? IntBits.turnLines(
                                    source, line, ld, target, at + column, columns, rows)
                            : LongBits.turnLines(
                                    source, line, ld, target, at + column, columns, rows);
        }
        for (; column < columns; column++) {
            long line = first + column * ld;
            areFinite &=
                    isFloat
                            ? IntBits.turnLine(source, line, target, at + column, columns, rows)
                            : LongBits.turnLine(source, line, target, at + column, columns, rows);
        }
        return areFinite;
    }

    /** Whether all elements are finite; they lie densely. */
    private static boolean areFinite(Operand x) {
        assert x.layout().isContiguous() : x;
        int width = x.dtype().bytes();
        MemorySegment memory = x.memory();
        long first = x.layout().numel() == 0 ? 0 : x.layout().offset();
        return all(
                x.layout().numel(),
                width,
                (start, end) -> {
                    MemorySegment part =
                            memory.asSlice((first + start) * width, (end - start) * width);
                    return x.dtype() == DType.F32
                            ? IntBits.areFinite(part)
                            : LongBits.areFinite(part);
                });
    }

    /**
     * Copies the upper triangles of square matrices, with zeros below; whether they are finite.
     *
     * @param from dense
     * @param to dense, of the same shape and type; overlaps nothing
     */
    public static boolean copyUpper(Operand from, Operand to) {
        assert from.layout().isContiguous() && to.layout().isContiguous() : from + ", " + to;
        if (to.layout().numel() == 0) {
            return true;
        }
        int n = (int) to.layout().shape().dim(-1);
        MemorySegment source = from.memory();
        MemorySegment target = to.memory();
        boolean isFloat = to.dtype() == DType.F32;
        return all(
                to.layout().numel() / n,
                (long) n * to.dtype().bytes(),
                (start, end) -> {
                    boolean areFinite = true;
                    for (long unit = start; unit < end; unit++) {
                        long matrix = unit / n * n * n;
                        long first = from.layout().offset() + matrix;
                        long at = to.layout().offset() + matrix;
                        int row = (int) (unit % n);
                        areFinite &=
                                isFloat
                                        ? IntBits.copyUpper(source, first, target, at, n, row)
                                        : LongBits.copyUpper(source, first, target, at, n, row);
                    }
                    return areFinite;
                });
    }

    /** Whether dense square matrices are, to the bit, their own transposes. */
    public static boolean areSymmetric(Operand x) {
        assert x.layout().isContiguous() : x;
        Shape shape = x.layout().shape();
        long n = shape.dim(-1);
        if (n <= 1 || x.layout().numel() == 0) {
            return true;
        }
        long bands = Math.ceilDiv(n, LINES);
        MemorySegment memory = x.memory();
        boolean isFloat = x.dtype() == DType.F32;
        return all(
                x.layout().numel() / n / n * bands,
                n * LINES * x.dtype().bytes() / 2,
                (start, end) -> {
                    boolean areSymmetric = true;
                    for (long unit = start; unit < end; unit++) {
                        long matrix = x.layout().offset() + unit / bands * n * n;
                        int row = (int) (unit % bands) * LINES;
                        areSymmetric &= areSymmetric(isFloat, memory, matrix, (int) n, row);
                    }
                    return areSymmetric;
                });
    }

    private static boolean areSymmetric(
            boolean isFloat, MemorySegment memory, long matrix, int n, int row) {
        boolean isFull = row + LINES <= n;
        boolean areSymmetric =
                !isFull
                        || (isFloat
                                ? IntBits.areSymmetric(memory, matrix, n, row)
                                : LongBits.areSymmetric(memory, matrix, n, row));
        for (int i = row; i < Math.min(row + LINES, n); i++) {
            int column = isFull ? row : 0;
            areSymmetric &=
                    isFloat
                            ? IntBits.isSymmetric(memory, matrix, n, i, column)
                            : LongBits.isSymmetric(memory, matrix, n, i, column);
        }
        return areSymmetric;
    }
}
