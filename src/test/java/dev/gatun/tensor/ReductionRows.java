package dev.gatun.tensor;

import dev.gatun.shape.Shape;
import dev.gatun.tensor.OpRow.Accuracy;
import dev.gatun.tensor.OpRow.Call;
import dev.gatun.tensor.op.CumSumOp;
import dev.gatun.tensor.op.ReduceOp;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** The table's lines for operations that make one number of many, and for those along rows. */
final class ReductionRows {
    private static final Domain ANY = Domain.of(-4, 4);
    private static final Domain NEAR_ONE = Domain.of(0.8, 1.2);
    // Of up to 1,200 terms of either sign and size 4.
    private static final Accuracy SUMS = new Accuracy(100, 20_000);

    private ReductionRows() {}

    static List<OpRow> all() {
        return Stream.of(folds(), norms(), choices(), rows()).flatMap(List::stream).toList();
    }

    /** A reduction as it is called. */
    private interface Reduce {
        Tensor of(Tensor x, int[] axes, boolean keepDim);
    }

    private static List<OpRow> folds() {
        return List.of(
                fold("sum", SUMS, ANY, Tensor::sum, v -> DoubleStream.of(v).sum())
                        .covers(ReduceOp.Sum.class)
                        .rejects("sum: axis 2 is out of range: [2, 3]", () -> zeros().sum(2))
                        .rejects("sum: axis -2 is named twice", () -> zeros().sum(0, -2)),
                fold("mean", SUMS, ANY, Tensor::mean, ReductionRows::mean)
                        .covers(ReduceOp.Mean.class),
                fold(
                                "prod",
                                Accuracy.products(RandomCall.MOST_ELEMENTS),
                                NEAR_ONE,
                                Tensor::prod,
                                ReductionRows::prod)
                        .covers(ReduceOp.Prod.class),
                fold("var", SUMS, ANY, (x, axes, keep) -> x.var(axes, 1, keep), v -> var(v, 1))
                        .covers(ReduceOp.Variance.class),
                fold(
                        "var of all there is",
                        SUMS,
                        ANY,
                        (x, axes, keep) -> x.var(axes, 0, keep),
                        v -> var(v, 0)),
                fold(
                                "std",
                                SUMS,
                                ANY,
                                (x, axes, keep) -> x.std(axes, 1, keep),
                                v -> Math.sqrt(var(v, 1)))
                        .covers(ReduceOp.Deviation.class),
                fold("any", Accuracy.EXACT, Domain.COUNTS, Tensor::any, v -> count(v) > 0 ? 1 : 0),
                fold(
                        "all",
                        Accuracy.EXACT,
                        Domain.COUNTS,
                        Tensor::all,
                        v -> count(v) == v.length ? 1 : 0),
                fold(
                                "logSumExp",
                                SUMS,
                                ANY,
                                Tensor::logSumExp,
                                v -> Math.log(Arrays.stream(v).map(Math::exp).sum()))
                        .covers(ReduceOp.LogSumExp.class));
    }

    private static List<OpRow> norms() {
        return List.of(norm(2), norm(1), norm(0), norm(3), norm(0.5), norm(-1.5)).stream()
                .map(row -> row.covers(ReduceOp.Norm.class))
                .toList();
    }

    private static OpRow norm(double p) {
        return fold(
                "norm of order " + p,
                Accuracy.sums(p == 0.5 ? 1e9 : 1e5),
                p < 0 ? Domain.of(1, 4) : ANY,
                (x, axes, keep) -> x.norm(p, axes, keep),
                v ->
                        p == 0
                                ? count(v)
                                : Math.pow(
                                        Arrays.stream(v).map(e -> Math.pow(Math.abs(e), p)).sum(),
                                        1 / p));
    }

    private static List<OpRow> choices() {
        Domain any = Domain.ALL;
        return List.of(
                filled(fold("max", Accuracy.EXACT, any, Tensor::max, v -> max(v)), "max"),
                filled(fold("min", Accuracy.EXACT, any, Tensor::min, v -> min(v)), "min"),
                fold(
                        "norm of order infinity",
                        Accuracy.EXACT,
                        any,
                        (x, axes, keep) -> x.norm(Double.POSITIVE_INFINITY, axes, keep),
                        v -> Arrays.stream(v).map(Math::abs).reduce(0, Math::max)),
                OpRow.of("argMax", Accuracy.EXACT, draw -> position(draw, true))
                        .rejects(
                                "argMax: there is nothing to choose from: [0]",
                                () -> Tensor.zeros(0).argMax()),
                OpRow.of("argMin", Accuracy.EXACT, draw -> position(draw, false)));
    }

    private static OpRow filled(OpRow row, String name) {
        return row.covers(ReduceOp.Extreme.class)
                .rejects(
                        name + ": there is nothing to choose from: [2, 0]",
                        () -> {
                            Tensor none = Tensor.zeros(2, 0);
                            Object _ = name.equals("max") ? none.max(1) : none.min(1);
                        });
    }

    private static List<OpRow> rows() {
        return List.of(
                OpRow.of("cumsum", SUMS, draw -> along(draw, Tensor::cumsum, running()))
                        .covers(CumSumOp.class)
                        .rejects("cumsum: axis 2 is out of range", () -> zeros().cumsum(2)));
    }

    private static Tensor zeros() {
        return Tensor.zeros(2, 3);
    }

    private static OpRow fold(
            String name,
            Accuracy accuracy,
            Domain domain,
            Reduce call,
            ToDoubleFunction<double[]> value) {
        boolean mayBeEmpty = !List.of("max", "min").contains(name);
        return OpRow.of(
                name,
                accuracy,
                draw -> {
                    Shape shape = mayBeEmpty ? draw.shape(0, 4) : draw.filled(0, 4);
                    int[] axes = axes(draw, shape.rank());
                    boolean keepDim = draw.coin();
                    return new Call(
                            List.of(draw.operand(shape, domain)),
                            t -> call.of(t[0], axes, keepDim),
                            a -> reduced(a[0], keepDim, axes, value));
                });
    }

    /** A tensor without axes takes 0 and -1. */
    private static int[] axes(RandomCall draw, int rank) {
        return rank > 0 || draw.coin() ? draw.axes(rank) : new int[] {draw.pick(0, -1)};
    }

    private static int axis(RandomCall draw, int rank) {
        return rank > 0 ? draw.axis(rank) : draw.pick(0, -1);
    }

    private static NdArray reduced(
            NdArray x, boolean keepDim, int[] axes, ToDoubleFunction<double[]> value) {
        boolean[] isReduced = new boolean[x.shape().rank()];
        Arrays.fill(isReduced, axes.length == 0);
        if (isReduced.length > 0) {
            Arrays.stream(axes).forEach(axis -> isReduced[x.shape().axis(axis)] = true);
        }
        long[] kept = x.shape().dims();
        int[] gone = new int[0];
        for (int axis = 0; axis < kept.length; axis++) {
            if (isReduced[axis]) {
                kept[axis] = 1;
                gone = Arrays.copyOf(gone, gone.length + 1);
                gone[gone.length - 1] = axis;
            }
        }
        NdArray all =
                NdArray.generate(Shape.of(kept), at -> value.applyAsDouble(x.along(isReduced, at)));
        return keepDim ? all : all.reshape(Shape.of(kept).remove(gone));
    }

    private static Call position(RandomCall draw, boolean isLargest) {
        Shape shape = draw.filled(0, 3);
        int axis = axis(draw, shape.rank());
        boolean keepDim = draw.coin();
        boolean isFlat = draw.below(4) == 0;
        return new Call(
                List.of(draw.operand(shape, Domain.COUNTS)),
                t ->
                        isFlat
                                ? isLargest ? t[0].argMax() : t[0].argMin()
                                : isLargest
                                        ? t[0].argMax(axis, keepDim)
                                        : t[0].argMin(axis, keepDim),
                a ->
                        isFlat
                                ? NdArray.scalar(first(a[0].values(), isLargest))
                                : reduced(
                                        a[0], keepDim, new int[] {axis}, v -> first(v, isLargest)));
    }

    /** NaN is the largest and the smallest. */
    private static int first(double[] values, boolean isLargest) {
        double wanted = isLargest ? max(values) : min(values);
        for (int i = 0; i < values.length; i++) {
            if (values[i] == wanted || (Double.isNaN(wanted) && Double.isNaN(values[i]))) {
                return i;
            }
        }
        throw new AssertionError();
    }

    /** An operation on each row along an axis. */
    private interface Along {
        Tensor of(Tensor x, int axis);
    }

    /** What becomes of an element, given its row and its place there. */
    private interface InRow {
        double of(double[] row, int at);
    }

    private static Call along(RandomCall draw, Along call, InRow value) {
        Shape shape = draw.shape(0, 4);
        int axis = axis(draw, shape.rank());
        int at = shape.rank() == 0 ? 0 : shape.axis(axis);
        boolean[] isRow = new boolean[shape.rank()];
        if (shape.rank() > 0) {
            isRow[at] = true;
        }
        return new Call(
                List.of(draw.operand(shape, ANY)),
                t -> call.of(t[0], axis),
                a ->
                        NdArray.generate(
                                shape,
                                index -> {
                                    long[] start = index.clone();
                                    int here = start.length == 0 ? 0 : (int) index[at];
                                    if (start.length > 0) {
                                        start[at] = 0;
                                    }
                                    return value.of(a[0].along(isRow, start), here);
                                }));
    }

    private static InRow running() {
        return (row, at) -> Arrays.stream(row, 0, at + 1).sum();
    }

    /** In twice the precision, or the oracle would be as far off as what it judges. */
    private static double prod(double... values) {
        double product = 1;
        double rest = 0;
        for (double value : values) {
            double next = product * value;
            rest = rest * value + Math.fma(product, value, -next);
            product = next;
        }
        return Double.isFinite(rest) ? product + rest : product;
    }

    private static double mean(double... values) {
        return DoubleStream.of(values).sum() / values.length;
    }

    private static double var(double[] values, double correction) {
        double mean = mean(values);
        return DoubleStream.of(values).map(v -> (v - mean) * (v - mean)).sum()
                / Math.max(values.length - correction, 0);
    }

    private static double count(double... values) {
        return DoubleStream.of(values).filter(v -> v != 0).count();
    }

    private static double max(double... values) {
        return DoubleStream.of(values).reduce(Double.NEGATIVE_INFINITY, Math::max);
    }

    private static double min(double... values) {
        return DoubleStream.of(values).reduce(Double.POSITIVE_INFINITY, Math::min);
    }
}
