package dev.gatun.kernel;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.LongBinaryOperator;
import java.util.stream.IntStream;

/**
 * Reductions of integers: brought into rows of longs, then folded by a plain loop. Exact; sums and
 * products wrap where a long overflows.
 */
final class IntegerReduction {
    /** A way to make one of two, and its value for none. */
    record Combination(long identity, LongBinaryOperator operator) {}

    static final Combination SUM = new Combination(0, Long::sum);
    static final Combination PROD = new Combination(1, (a, b) -> a * b);
    static final Combination MAX = new Combination(Long.MIN_VALUE, Math::max);
    static final Combination MIN = new Combination(Long.MAX_VALUE, Math::min);

    private IntegerReduction() {}

    /** Makes one long of each row of longs. */
    private interface RowResult {
        long of(MemorySegment rows, long first, long n);
    }

    /** Reduces along the axes, all if none is named. */
    static void run(Combination combination, Operand x, Operand out, int... axes) {
        reduce(
                (rows, first, n) -> {
                    long result = combination.identity;
                    for (long i = first; i < first + n; i++) {
                        result = combination.operator.applyAsLong(result, get(rows, i));
                    }
                    return result;
                },
                x,
                out,
                axes);
    }

    /**
     * Where the first largest, or smallest, element stands among those along the axes in row-major
     * order.
     */
    static void position(boolean isLargest, Operand x, Operand out, int... axes) {
        reduce(
                (rows, first, n) -> {
                    long best = first;
                    for (long i = first + 1; i < first + n; i++) {
                        int order = Long.compare(get(rows, i), get(rows, best));
                        best = (isLargest ? order > 0 : order < 0) ? i : best;
                    }
                    return best - first;
                },
                x,
                out,
                axes);
    }

    /** Running sums along an axis. */
    static void cumsum(Operand x, Operand out, int axis) {
        Layout permuted = lastAxes(x.layout(), axis);
        try (Scope scope = Scope.open("cumsum")) {
            Operand rows = Operand.temporary(scope, permuted.shape(), DType.I64);
            Convert.convert(x.with(permuted), rows);
            MemorySegment memory = rows.memory();
            long n = permuted.shape().dim(-1);
            long sum = 0;
            for (long i = 0; i < permuted.numel(); i++) {
                sum = i % n == 0 ? get(memory, i) : sum + get(memory, i);
                memory.setAtIndex(ValueLayout.JAVA_LONG, i, sum);
            }
            Convert.convert(rows, out.with(lastAxes(out.layout(), axis)));
        }
    }

    private static void reduce(RowResult result, Operand x, Operand out, int... axes) {
        Shape shape = x.layout().shape();
        int[] reduced = Reduction.axesOf(shape, axes);
        Operand to = Reduction.withoutAxes(out, shape.rank(), reduced);
        Layout permuted = lastAxes(x.layout(), reduced);
        try (Scope scope = Scope.open("integer reduction")) {
            Operand rows = Operand.temporary(scope, permuted.shape(), DType.I64);
            Convert.convert(x.with(permuted), rows);
            Operand results = Operand.temporary(scope, to.layout().shape(), DType.I64);
            MemorySegment source = rows.memory();
            MemorySegment target = results.memory();
            long count = to.layout().numel();
            long n = count == 0 ? 0 : shape.numel() / count;
            for (long r = 0; r < count; r++) {
                target.setAtIndex(ValueLayout.JAVA_LONG, r, result.of(source, r * n, n));
            }
            Convert.convert(results, to);
        }
    }

    /** The layout with some axes, in ascending order, moved behind the others. */
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

    private static long get(MemorySegment rows, long index) {
        return rows.getAtIndex(ValueLayout.JAVA_LONG, index);
    }
}
