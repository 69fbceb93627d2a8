package dev.gatun.kernel;

import static dev.gatun.kernel.RowNest.Role.INPUT;
import static dev.gatun.kernel.RowNest.Role.NUMBER_OUT;

import dev.gatun.expr.Expr;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Where the largest or smallest elements stand.
 *
 * <p>The first of several equal ones, and the first NaN if there is one, as NumPy and PyTorch have
 * it. A row is searched in pieces: the extreme of a piece, then the first index in the piece that
 * holds it; then one piece is chosen.
 */
public final class Position {
    private static final int PIECE = FoldNest.PIECE;
    private static final Expr X = Expr.arg(0);
    private static final double INF = Double.POSITIVE_INFINITY;

    private static final RowNest.Role[] ROLES = {INPUT, INPUT, NUMBER_OUT, NUMBER_OUT};
    private static final RowPass LARGEST = new RowPass(Kernel.of(1, Output.max(X)), 0, 2);
    private static final RowPass SMALLEST = new RowPass(Kernel.of(1, Output.min(X)), 0, 2);

    /** Of elements, the extreme of each row, and the index of each element. */
    private static final RowPass FIRST =
            new RowPass(
                    Kernel.of(
                            3,
                            Output.min(
                                    Expr.select(
                                            X.isNaN(),
                                            Expr.arg(2),
                                            Expr.select(X.eq(Expr.arg(1)), Expr.arg(2), INF)))),
                    0,
                    2,
                    1,
                    3);

    private Position() {}

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
        Shape flat = Shape.of(x.layout().numel());
        Layout view = x.layout().reshape(flat);
        if (view != null) {
            run(isLargest, x.with(view), out, 0);
            return;
        }
        try (Scope scope = Scope.open("position")) {
            Operand dense = Operand.temporary(scope, x.layout().shape(), x.dtype());
            Copy.copy(x, dense);
            run(isLargest, dense.with(Layout.contiguous(flat)), out, 0);
        }
    }

    private static void run(boolean isLargest, Operand x, Operand out, int axis) {
        Layout layout = IntegerReduction.lastAxes(x.layout(), axis);
        Operand to = Reduction.withoutAxes(out, layout.rank(), axis);
        if (to.layout().shape().isEmpty()) {
            return;
        }
        assert out.dtype() == DType.I64 && !layout.shape().isEmpty() : x + ", " + out;
        if (!x.dtype().isFloating()) {
            IntegerReduction.position(isLargest, x, out, axis);
            return;
        }
        try (Scope scope = Scope.open("position")) {
            new Search(isLargest, x.with(layout), scope).store(to);
        }
    }

    /** The pieces of all rows. */
    private static final class Search {
        private final boolean isLargest;
        private final DType type;
        private final long n;
        private final long pieces;
        private final Operand extremes;
        private final Operand indices;

        Search(boolean isLargest, Operand x, Scope scope) {
            this.isLargest = isLargest;
            type = x.dtype().computeType();
            Layout layout = x.layout();
            int last = layout.rank() - 1;
            n = layout.shape().dim(last);
            pieces = Math.ceilDiv(n, PIECE);
            Shape shape = layout.shape().with(last, pieces);
            extremes = Operand.temporary(scope, shape, type);
            indices = Operand.temporary(scope, shape, type);
            Operand numbers = Operand.temporary(scope, Shape.of(Math.min(n, PIECE)), type);
            Sequence.arange(numbers, 0, 1);
            long whole = n / PIECE * PIECE;
            if (whole > 0) {
                Layout part = layout.narrow(last, 0, whole).unsqueeze(last);
                long[] strides = part.strides();
                strides[last] = strides[last + 1] * PIECE;
                Shape cut = shape.with(last, n / PIECE).insert(last + 1, PIECE);
                search(x.with(Layout.of(cut, strides, part.offset())), numbers, 0);
            }
            if (n > whole) {
                Layout part = layout.narrow(last, whole, n - whole).unsqueeze(last);
                Layout some = numbers.layout().narrow(0, 0, n - whole);
                search(x.with(part), numbers.with(some), n / PIECE);
            }
        }

        private void search(Operand rows, Operand numbers, long first) {
            Shape shape = rows.layout().shape();
            int axis = shape.rank() - 2;
            long count = shape.dim(axis);
            new RowNest(
                            type,
                            shape,
                            0,
                            ROLES,
                            rows,
                            numbers,
                            extremes.with(extremes.layout().narrow(axis, first, count)),
                            indices.with(indices.layout().narrow(axis, first, count)))
                    .run(block -> {
                        block.run(isLargest ? LARGEST : SMALLEST);
                        block.run(FIRST);
                    });
        }

        /** Chooses among the pieces of each row. */
        void store(Operand out) {
            try (Scope scope = Scope.open("positions")) {
                Shape shape = out.layout().shape();
                Operand chosen = Operand.temporary(scope, shape, DType.I64);
                MemorySegment values = extremes.memory();
                MemorySegment places = indices.memory();
                MemorySegment target = chosen.memory();
                for (long r = 0; r < shape.numel(); r++) {
                    long best = r * pieces;
                    for (long p = best + 1; p < (r + 1) * pieces; p++) {
                        best = isBetter(values, p, best) ? p : best;
                    }
                    long within = (long) Elements.get(type, places, best);
                    long index = (best - r * pieces) * PIECE + within;
                    target.setAtIndex(ValueLayout.JAVA_LONG, r, index);
                }
                Copy.copy(chosen, out);
            }
        }

        private boolean isBetter(MemorySegment values, long candidate, long best) {
            double a = Elements.get(type, values, candidate);
            double b = Elements.get(type, values, best);
            return Double.isNaN(a) ? !Double.isNaN(b) : isLargest ? a > b : a < b;
        }
    }
}
