package dev.gatun.optable.rows;

import dev.gatun.optable.Domain;
import dev.gatun.optable.OpRow;
import dev.gatun.optable.OpRow.Call;
import dev.gatun.optable.OpRow.RowBuilder;
import dev.gatun.optable.OperandSpec;
import dev.gatun.optable.RandomCall;
import dev.gatun.optable.RandomShapes;
import dev.gatun.optable.oracle.NdArray;
import dev.gatun.optable.oracle.Tolerance;
import dev.gatun.reference.Value;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** Operations that make one number of many, and those along rows. */
final class ReductionRows {
    private static final Domain ANY = Domain.of(-4, 4);
    private static final Domain NEAR_ONE = Domain.of(0.8, 1.2);
    // Of up to 1,200 terms of either sign and size 4.
    private static final Tolerance SUMS = new Tolerance(100, 20_000);

    private ReductionRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(sums(), truths(), norms(), extremes(), positions(), running());
    }

    /** A reduction as it is called. */
    interface Reduce {
        Tensor of(Tensor x, int[] axes, boolean keepDim);
    }

    private static List<RowBuilder> sums() {
        return List.of(
                fold("sum", ANY, Tensor::sum, v -> DoubleStream.of(v).sum(), Value::sum)
                        .known("np.sum", "torch.sum")
                        .andBool()
                        .tolerance(SUMS)
                        .records("SumOp")
                        .plain(
                                t -> t[0].sum(),
                                a -> NdArray.scalar(DoubleStream.of(a[0].values()).sum()))
                        .refuses("sum: axis 2 is out of range: [2, 3]", () -> zeros().sum(2))
                        .refuses("sum: axis -2 is named twice", () -> zeros().sum(0, -2)),
                fold("mean", ANY, Tensor::mean, ReductionRows::mean, Value::mean)
                        .known("np.mean", "torch.mean")
                        .refuses("mean: takes numbers, not bool", () -> Tensor.scalar(true).mean())
                        .tolerance(SUMS)
                        .records("MeanOp"),
                fold("prod", NEAR_ONE, Tensor::prod, ReductionRows::prod, null)
                        .known("np.prod", "torch.prod")
                        .andBool()
                        .tolerance(Tolerance.products(RandomShapes.MOST_ELEMENTS))
                        .records("ProdOp"),
                fold("var", ANY, (x, axes, keep) -> x.var(axes, 1, keep), v -> var(v, 1), null)
                        .known("np.var(ddof=1)", "torch.var")
                        .tolerance(SUMS)
                        .records("VarianceOp"),
                fold("var", ANY, (x, axes, keep) -> x.var(axes, 0, keep), v -> var(v, 0), null)
                        .variant("of all there is")
                        .tolerance(SUMS),
                fold(
                                "std",
                                ANY,
                                (x, axes, keep) -> x.std(axes, 1, keep),
                                v -> Math.sqrt(var(v, 1)),
                                null)
                        .known("np.std(ddof=1)", "torch.std")
                        .tolerance(SUMS)
                        .records("DeviationOp"),
                fold(
                                "logSumExp",
                                ANY,
                                Tensor::logSumExp,
                                v -> Math.log(Arrays.stream(v).map(Math::exp).sum()),
                                null)
                        .known("scipy.special.logsumexp", "torch.logsumexp")
                        .tolerance(SUMS)
                        .records("LogSumExpOp"));
    }

    private static List<RowBuilder> truths() {
        return List.of(
                fold("any", Domain.COUNTS, Tensor::any, v -> count(v) > 0 ? 1 : 0, null)
                        .known("np.any", "torch.any")
                        .andBool()
                        .noGradient(),
                fold("all", Domain.COUNTS, Tensor::all, v -> count(v) == v.length ? 1 : 0, null)
                        .known("np.all", "torch.all")
                        .andBool()
                        .noGradient());
    }

    private static List<RowBuilder> norms() {
        return List.of(
                norm(2, ANY, 1e5).known("np.linalg.norm", "torch.norm"),
                norm(1, ANY, 1e5),
                norm(0, ANY, 1e5),
                norm(3, ANY, 1e5),
                norm(0.5, ANY, 1e9),
                norm(-1.5, Domain.of(1, 4), 1e5),
                fold(
                                "norm",
                                Domain.ALL,
                                (x, axes, keep) -> x.norm(Double.POSITIVE_INFINITY, axes, keep),
                                v -> Arrays.stream(v).map(Math::abs).reduce(0, Math::max),
                                null)
                        .variant("of order infinity"));
    }

    private static RowBuilder norm(double p, Domain domain, double terms) {
        return fold(
                        "norm",
                        domain,
                        (x, axes, keep) -> x.norm(p, axes, keep),
                        v ->
                                p == 0
                                        ? count(v)
                                        : Math.pow(
                                                Arrays.stream(v)
                                                        .map(e -> Math.pow(Math.abs(e), p))
                                                        .sum(),
                                                1 / p),
                        null)
                .variant("of order " + p)
                .tolerance(Tolerance.sums(terms))
                .records("VectorNormOp");
    }

    private static List<RowBuilder> extremes() {
        return List.of(
                some("max", Domain.ALL, Tensor::max, ReductionRows::max, Value::max)
                        .known("np.max", "torch.amax")
                        .andBool()
                        .records("ExtremeOp")
                        .refuses(
                                "max: there is nothing to choose from: [2, 0]",
                                () -> Tensor.zeros(2, 0).max(1)),
                some("min", Domain.ALL, Tensor::min, ReductionRows::min, null)
                        .known("np.min", "torch.amin")
                        .andBool()
                        .records("ExtremeOp")
                        .refuses(
                                "min: there is nothing to choose from: [2, 0]",
                                () -> Tensor.zeros(2, 0).min(1)));
    }

    private static List<RowBuilder> positions() {
        OperandSpec counts = OperandSpec.of(Domain.COUNTS);
        return List.of(
                OpRow.of("argMax", draw -> position(draw, true))
                        .operands(counts)
                        .known("np.argmax", "torch.argmax")
                        .andBool()
                        .noGradient()
                        .refuses(
                                "argMax: there is nothing to choose from: [0]",
                                () -> Tensor.zeros(0).argMax()),
                OpRow.of("argMin", draw -> position(draw, false))
                        .operands(counts)
                        .known("np.argmin", "torch.argmin")
                        .andBool()
                        .noGradient());
    }

    private static List<RowBuilder> running() {
        return List.of(
                running("cumsum", ANY, Tensor::cumsum, v -> DoubleStream.of(v).sum())
                        .andBool()
                        .known("np.cumsum", "torch.cumsum")
                        .tolerance(SUMS)
                        .records("CumSumOp")
                        .refuses("cumsum: axis 2 is out of range", () -> zeros().cumsum(2)),
                running("cumprod", NEAR_ONE, Tensor::cumprod, ReductionRows::prod)
                        .known("np.cumprod", "torch.cumprod")
                        .tolerance(Tolerance.products(RandomShapes.MOST_ELEMENTS))
                        .records("CumProdOp")
                        .refuses("cumprod: axis 2 is out of range", () -> zeros().cumprod(2)),
                running("cumprod", Domain.whole(-1, 1), Tensor::cumprod, ReductionRows::prod)
                        .variant("zeros among the factors"),
                running(
                                "cummax",
                                Domain.COUNTS,
                                (x, axis) -> x.cummax(axis).values(),
                                ReductionRows::max)
                        .known("np.maximum.accumulate", "torch.cummax")
                        .records("CumExtremeOp")
                        .refuses("cummax: axis 2 is out of range", () -> zeros().cummax(2)),
                running(
                                "cummax",
                                Domain.COUNTS,
                                (x, axis) -> x.cummax(axis).indices(),
                                ReductionRows::lastOfLargest)
                        .variant("its indices")
                        .noGradient(),
                running(
                                "cummin",
                                Domain.COUNTS,
                                (x, axis) -> x.cummin(axis).values(),
                                ReductionRows::min)
                        .known("np.minimum.accumulate", "torch.cummin")
                        .records("CumExtremeOp")
                        .refuses("cummin: axis 2 is out of range", () -> zeros().cummin(2)),
                running(
                                "cummin",
                                Domain.COUNTS,
                                (x, axis) -> x.cummin(axis).indices(),
                                v -> lastOfLargest(Arrays.stream(v).map(e -> -e).toArray()))
                        .variant("its indices")
                        .noGradient(),
                running("logCumSumExp", ANY, Tensor::logCumSumExp, ReductionRows::logSumExp)
                        .types(DType.F32, DType.F64, DType.BF16, DType.F16)
                        .known("np.logaddexp.accumulate", "torch.logcumsumexp")
                        .tolerance(SUMS)
                        .records("LogCumSumExpOp")
                        .refuses(
                                "logCumSumExp: takes floating-point numbers",
                                () -> Tensor.of(1L).logCumSumExp(0)),
                running(
                                "logCumSumExp",
                                Domain.ALL,
                                // By a power of two, which rounds nothing.
                                (x, axis) -> x.mul(256).logCumSumExp(axis),
                                v -> logSumExp(Arrays.stream(v).map(e -> e * 256).toArray()))
                        .variant("of large and special numbers")
                        .types(DType.F32)
                        .tolerance(SUMS)
                        .noGradient());
    }

    private static double logSumExp(double... values) {
        double most = max(values);
        return Double.isInfinite(most)
                ? most
                : most + Math.log(DoubleStream.of(values).map(v -> Math.exp(v - most)).sum());
    }

    /** A row of what is made of the elements up to each one along an axis. */
    private static RowBuilder running(
            String method, Domain domain, Along call, ToDoubleFunction<double[]> value) {
        return OpRow.of(
                        method,
                        draw ->
                                along(
                                        draw,
                                        call,
                                        (row, at) ->
                                                value.applyAsDouble(Arrays.copyOf(row, at + 1))))
                .operands(OperandSpec.of(domain));
    }

    /** As torch.cummax has it: a NaN, and what is not less than all before it, where no NaN is. */
    private static double lastOfLargest(double... values) {
        int chosen = 0;
        for (int i = 0; i < values.length; i++) {
            double so = values[chosen];
            if (Double.isNaN(values[i]) || (!Double.isNaN(so) && values[i] >= so)) {
                chosen = i;
            }
        }
        return chosen;
    }

    static Tensor zeros() {
        return Tensor.zeros(2, 3);
    }

    /** A reduction over values of the reference. */
    interface Reference {
        Value of(Value x, boolean keepDim, int... axes);
    }

    /** A row whose operand may be empty. */
    static RowBuilder fold(
            String method,
            Domain domain,
            Reduce call,
            ToDoubleFunction<double[]> value,
            @Nullable Reference reference) {
        return OpRow.of(method, draw -> fold(draw, draw.shape(0, 4), call, value, reference))
                .operands(OperandSpec.of(domain));
    }

    /** A row whose operand may not be empty. */
    static RowBuilder some(
            String method,
            Domain domain,
            Reduce call,
            ToDoubleFunction<double[]> value,
            @Nullable Reference reference) {
        return OpRow.of(method, draw -> fold(draw, draw.filled(0, 4), call, value, reference))
                .operands(OperandSpec.of(domain));
    }

    private static Call fold(
            RandomCall draw,
            Shape shape,
            Reduce call,
            ToDoubleFunction<double[]> value,
            @Nullable Reference reference) {
        int[] axes = axes(draw, shape.rank());
        boolean keepDim = draw.coin();
        Call drawn =
                new Call(
                        List.of(draw.operand(0, shape)),
                        t -> call.of(t[0], axes, keepDim),
                        a -> reduced(a[0], keepDim, axes, value));
        // The reference has no axes of a tensor without any.
        return reference == null || shape.rank() == 0
                ? drawn
                : drawn.by(v -> reference.of(v[0], keepDim, axes));
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
                List.of(draw.operand(0, shape)),
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
                List.of(draw.operand(0, shape)),
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

    static double mean(double... values) {
        return DoubleStream.of(values).sum() / values.length;
    }

    static double var(double[] values, double correction) {
        double mean = mean(values);
        return DoubleStream.of(values).map(v -> (v - mean) * (v - mean)).sum()
                / Math.max(values.length - correction, 0);
    }

    static double count(double... values) {
        return DoubleStream.of(values).filter(v -> v != 0).count();
    }

    static double max(double... values) {
        return DoubleStream.of(values).reduce(Double.NEGATIVE_INFINITY, Math::max);
    }

    static double min(double... values) {
        return DoubleStream.of(values).reduce(Double.POSITIVE_INFINITY, Math::min);
    }
}
