package dev.gatun.kernel.reduce;

import static dev.gatun.kernel.loop.RowNest.Role.INPUT;
import static dev.gatun.kernel.loop.RowNest.Role.NUMBER_OUT;
import static dev.gatun.kernel.loop.RowValue.min;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.gatun.kernel.fill.Sequence;
import dev.gatun.kernel.loop.RowBlock;
import dev.gatun.kernel.loop.RowNest;
import dev.gatun.kernel.loop.RowProgram;
import dev.gatun.kernel.loop.RowValue;
import dev.gatun.kernel.loop.RowVariable;
import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.Gather;
import dev.gatun.kernel.move.Operand;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.util.function.UnaryOperator;

/**
 * The indices of the largest or smallest elements, argmax and argmin.
 *
 * <p>The result is the first of several equal ones, and the first NaN if there is one, as in NumPy
 * and PyTorch. If the axis is the densest, its rows are searched by machine code where they stand
 * ({@link ExtremePlace}), or else in pieces: the extreme of each piece, the first index in the
 * piece that has it, and then the best piece. Otherwise {@link ColumnArgExtreme} goes along the
 * axis row by row.
 */
public final class ArgExtreme {
    private static final int PIECE = FoldNest.PIECE;
    private static final double INF = Double.POSITIVE_INFINITY;

    private static final RowNest.Role[] ROLES = {INPUT, INPUT, NUMBER_OUT, NUMBER_OUT};
    private static final RowProgram LARGEST = program("argMax", RowValue::max);
    private static final RowProgram SMALLEST = program("argMin", RowValue::min);

    private static RowProgram program(String name, UnaryOperator<RowValue> extremeOf) {
        return RowProgram.of(
                name,
                p -> {
                    RowVariable x = p.row("x");
                    RowVariable places = p.row("places");
                    RowVariable extreme = p.number("extreme");
                    RowVariable first = p.number("first");
                    extreme.set(extremeOf.apply(x));
                    RowValue place = x.eq(extreme).where(places, INF);
                    first.set(min(x.isNaN().where(places, place)));
                });
    }

    private ArgExtreme() {}

    /**
     * The index of the largest element.
     *
     * @param out of {@code I64}, of the input's shape without the axis, or with size 1 there
     * @param axis counted from the front, along which there must be an element
     */
    public static void argMax(Operand x, Operand out, int axis) {
        run(true, x, out, axis);
    }

    /** The index of the smallest element; else like {@link #argMax(Operand, Operand, int)}. */
    public static void argMin(Operand x, Operand out, int axis) {
        run(false, x, out, axis);
    }

    /**
     * The index of the largest of all elements, in row-major order.
     *
     * @param out of {@code I64} and one element
     */
    public static void argMax(Operand x, Operand out) {
        runFlat(true, x, out);
    }

    /** The index of the smallest of all elements, in row-major order. */
    public static void argMin(Operand x, Operand out) {
        runFlat(false, x, out);
    }

    private static void runFlat(boolean isLargest, Operand x, Operand out) {
        Shape shape = x.layout().shape();
        Layout flat = x.layout().reshape(Shape.of(shape.numel()));
        if (flat != null) {
            run(isLargest, x.with(flat), out, 0);
            return;
        }
        int last = shape.rank() - 1;
        try (Scope scope = Scope.open("position")) {
            // The index in each row, then that of the best row.
            Shape column = shape.with(last, 1);
            Operand columns = Operand.temporary(scope, column, DType.I64);
            run(isLargest, x, columns, last);
            Operand extremes = Operand.temporary(scope, column, x.dtype());
            Gather.gather(last, x, columns, extremes);
            Operand row = Operand.temporary(scope, Shape.scalar(), DType.I64);
            runFlat(isLargest, extremes, row);
            long chosen = row.memory().get(JAVA_LONG_UNALIGNED, 0);
            long within = columns.memory().get(JAVA_LONG_UNALIGNED, chosen * Long.BYTES);
            row.memory().set(JAVA_LONG_UNALIGNED, 0, chosen * shape.dim(last) + within);
            Copy.copy(row, out);
        }
    }

    private static void run(boolean isLargest, Operand x, Operand out, int axis) {
        Layout layout = x.layout();
        Operand to = Reduction.withoutAxes(out, layout.rank(), axis);
        if (to.layout().shape().isEmpty()) {
            return;
        }
        assert out.dtype() == DType.I64 && !layout.shape().isEmpty() : x + ", " + out;
        if (ColumnBlocks.areDenserThan(layout, axis)) {
            ColumnArgExtreme.run(isLargest, typeOf(x), x, to, axis);
            return;
        }
        Operand rows = x.with(IntegerReduction.lastAxes(layout, axis));
        if (ExtremePlace.run(isLargest, rows, to)) {
            return;
        }
        try (Scope scope = Scope.open("position")) {
            new RowSearch(isLargest, rows, scope).store(to);
        }
    }

    /** A type that represents every element exactly. */
    private static DType typeOf(Operand x) {
        return switch (x.dtype()) {
            case I64 -> DType.I64;
            case F64, I32 -> DType.F64;
            case F32, BF16, F16, U8, BOOL -> DType.F32;
        };
    }

    /** The search of all rows in pieces. */
    private static final class RowSearch {
        private final boolean isLargest;
        private final DType type;
        private final Operand extremes;
        private final Operand places;

        RowSearch(boolean isLargest, Operand x, Scope scope) {
            this.isLargest = isLargest;
            type = typeOf(x);
            Layout layout = x.layout();
            int last = layout.rank() - 1;
            long n = layout.shape().dim(last);
            Shape shape = layout.shape().with(last, Math.ceilDiv(n, PIECE));
            extremes = Operand.temporary(scope, shape, type);
            places = Operand.temporary(scope, shape, type);
            Operand numbers = Operand.temporary(scope, Shape.of(Math.min(n, PIECE)), type);
            Sequence.arange(numbers, 0L, 1L);
            long whole = n / PIECE;
            long rest = n % PIECE;
            if (whole > 0) {
                search(x.with(FoldNest.inPieces(layout, last, PIECE)), numbers, 0);
            }
            if (rest > 0) {
                Layout part = layout.narrow(last, whole * PIECE, rest).unsqueeze(last);
                search(x.with(part), numbers.with(numbers.layout().narrow(0, 0, rest)), whole);
            }
        }

        private void search(Operand rows, Operand numbers, long first) {
            Shape shape = rows.layout().shape();
            int axis = shape.rank() - 2;
            Layout pieces = extremes.layout().narrow(axis, first, shape.dim(axis));
            Operand extreme = extremes.with(pieces);
            Operand place = places.with(pieces);
            if (type == DType.I64) {
                new RowNest(type, shape, ROLES, rows, numbers, extreme, place)
                        .run(this::searchLongs);
            } else {
                (isLargest ? LARGEST : SMALLEST).run(type, rows, numbers, extreme, place);
            }
        }

        private void searchLongs(RowBlock block) {
            for (int r = 0; r < block.count(); r++) {
                MemorySegment row = block.elements(0, r);
                long best = row.get(JAVA_LONG_UNALIGNED, 0);
                long place = 0;
                for (long at = Long.BYTES; at < row.byteSize(); at += Long.BYTES) {
                    long value = row.get(JAVA_LONG_UNALIGNED, at);
                    if (isLargest ? value > best : value < best) {
                        best = value;
                        place = at / Long.BYTES;
                    }
                }
                block.elements(2, r).set(JAVA_LONG_UNALIGNED, 0, best);
                block.elements(3, r).set(JAVA_LONG_UNALIGNED, 0, place);
            }
        }

        /** Stores the best of the pieces of each row. */
        void store(Operand out) {
            new ExtremeCandidates(isLargest, extremes, places, 1, PIECE).store(out);
        }
    }
}
