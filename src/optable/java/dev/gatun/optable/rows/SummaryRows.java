package dev.gatun.optable.rows;

import dev.gatun.optable.Domain;
import dev.gatun.optable.Moves;
import dev.gatun.optable.OpRow;
import dev.gatun.optable.OpRow.Call;
import dev.gatun.optable.OpRow.RowBuilder;
import dev.gatun.optable.OperandSpec;
import dev.gatun.optable.RandomCall;
import dev.gatun.optable.oracle.NdArray;
import dev.gatun.optable.oracle.Tolerance;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Reductions.SpreadAndMean;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** Sums and means that leave NaN out, pairs of results, integrals, norms that are bounded. */
final class SummaryRows {
    private static final Domain ANY = Domain.of(-4, 4);
    private static final Tolerance SUMS = new Tolerance(100, 20_000);
    private static final DType[] FLOATS = {DType.F32, DType.F64, DType.BF16, DType.F16};

    private SummaryRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(known(), pairs(), integrals(), others());
    }

    private static double[] withoutNaN(double... values) {
        return Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
    }

    /** Every fourth one or so, so that no row is without. */
    private static Tensor someNaN(Tensor x) {
        return x.maskedFill(x.gt(2), Double.NaN);
    }

    private static double[] someNaN(double... values) {
        return Arrays.stream(values).map(v -> v > 2 ? Double.NaN : v).toArray();
    }

    private static List<RowBuilder> known() {
        return List.of(
                ReductionRows.fold(
                                "nanSum",
                                ANY,
                                (x, axes, keep) -> someNaN(x).nanSum(axes, keep),
                                v -> DoubleStream.of(withoutNaN(someNaN(v))).sum(),
                                null)
                        .types(FLOATS)
                        .known("np.nansum", "torch.nansum")
                        .tolerance(SUMS)
                        .refuses(
                                "nanSum: axis 2 is out of range",
                                () -> ReductionRows.zeros().nanSum(2)),
                ReductionRows.fold(
                                "nanSum", ANY, Tensor::nanSum, v -> DoubleStream.of(v).sum(), null)
                        .andBool()
                        .variant("of numbers alone")
                        .tolerance(SUMS),
                ReductionRows.fold(
                                "nanMean",
                                ANY,
                                (x, axes, keep) -> someNaN(x).nanMean(axes, keep),
                                v -> ReductionRows.mean(withoutNaN(someNaN(v))),
                                null)
                        .types(FLOATS)
                        .known("np.nanmean", "torch.nanmean")
                        .tolerance(SUMS)
                        .refuses(
                                "nanMean: takes floating-point numbers",
                                () -> Tensor.of(1L).nanMean()),
                ReductionRows.fold(
                                "countNonzero",
                                Domain.COUNTS,
                                (x, axes, keep) -> kept(x, x.countNonzero(axes), axes, keep),
                                ReductionRows::count,
                                null)
                        .andBool()
                        .known("np.count_nonzero", "torch.count_nonzero")
                        .noGradient());
    }

    /** With axes of size 1 in place of those that are gone. */
    private static Tensor kept(Tensor x, Tensor reduced, int[] axes, boolean keepDim) {
        return keepDim ? reduced.reshape(x.sum(axes, true).shape().dims()) : reduced;
    }

    private static List<RowBuilder> pairs() {
        return List.of(
                ReductionRows.some(
                                "aminmax",
                                Domain.ALL,
                                (x, axes, keep) -> x.aminmax(axes, keep).min(),
                                ReductionRows::min,
                                null)
                        .andBool()
                        .known(null, "torch.aminmax")
                        .records("ExtremeOp")
                        .refuses(
                                "aminmax: there is nothing to choose from: [2, 0]",
                                () -> Tensor.zeros(2, 0).aminmax(1)),
                ReductionRows.some(
                                "aminmax",
                                Domain.ALL,
                                (x, axes, keep) -> x.aminmax(axes, keep).max(),
                                ReductionRows::max,
                                null)
                        .andBool()
                        .variant("the largest"),
                spread("varMean", "", (x, axes, keep) -> x.varMean(axes, 1, keep))
                        .known(null, "torch.var_mean")
                        .records("VarianceOp"),
                mean("varMean", (x, axes, keep) -> x.varMean(axes, 1, keep)),
                spread("stdMean", "", (x, axes, keep) -> x.stdMean(axes, 0, keep))
                        .known(null, "torch.std_mean")
                        .records("DeviationOp"),
                mean("stdMean", (x, axes, keep) -> x.stdMean(axes, 0, keep)));
    }

    /** A reduction to two numbers. */
    private interface Both {
        SpreadAndMean of(Tensor x, int[] axes, boolean keepDim);
    }

    private static RowBuilder spread(String method, String variant, Both call) {
        boolean isVariance = method.equals("varMean");
        return ReductionRows.fold(
                        method,
                        ANY,
                        (x, axes, keep) -> call.of(x, axes, keep).spread(),
                        v ->
                                isVariance
                                        ? ReductionRows.var(v, 1)
                                        : Math.sqrt(ReductionRows.var(v, 0)),
                        null)
                .variant(variant)
                .tolerance(SUMS)
                .refuses(
                        method + ": axis 2 is out of range",
                        () -> call.of(ReductionRows.zeros(), new int[] {2}, false));
    }

    private static RowBuilder mean(String method, Both call) {
        return ReductionRows.fold(
                        method,
                        ANY,
                        (x, axes, keep) -> call.of(x, axes, keep).mean(),
                        ReductionRows::mean,
                        null)
                .variant("the mean")
                .tolerance(SUMS)
                .records("MeanOp");
    }

    private static List<RowBuilder> integrals() {
        OperandSpec any = OperandSpec.of(ANY);
        return List.of(
                OpRow.of("trapezoid", draw -> integral(draw, false))
                        .operands(any)
                        .known("np.trapezoid", "torch.trapezoid")
                        .tolerance(SUMS)
                        .refuses(
                                "trapezoid: axis 0 is out of range: []",
                                () -> Tensor.scalar(1f).trapezoid(1, 0))
                        .refuses(
                                "trapezoid: places are a vector for axis 0, or one a value: [3] x"
                                        + " [2]",
                                () -> Tensor.zeros(3).trapezoid(Tensor.zeros(2), 0)),
                OpRow.of("trapezoid", draw -> placed(draw, false))
                        .operands(any, any)
                        .variant("at places")
                        .tolerance(SUMS),
                OpRow.of("cumulativeTrapezoid", draw -> integral(draw, true))
                        .operands(any)
                        .known(null, "torch.cumulative_trapezoid")
                        .tolerance(SUMS)
                        .refuses(
                                "cumulativeTrapezoid: places are a vector for axis 0",
                                () -> Tensor.zeros(3).cumulativeTrapezoid(Tensor.zeros(2), 0)),
                OpRow.of("cumulativeTrapezoid", draw -> placed(draw, true))
                        .operands(any, any)
                        .variant("at places")
                        .tolerance(SUMS));
    }

    private static Call integral(RandomCall draw, boolean isRunning) {
        Shape shape = draw.shape(1, 3);
        int axis = draw.axis(shape.rank());
        return new Call(
                List.of(draw.operand(0, shape)),
                t -> isRunning ? t[0].cumulativeTrapezoid(0.5, axis) : t[0].trapezoid(0.5, axis),
                a -> areas(a[0], null, shape.axis(axis), isRunning));
    }

    private static Call placed(RandomCall draw, boolean isRunning) {
        Shape shape = draw.shape(1, 3);
        int axis = draw.axis(shape.rank());
        int at = shape.axis(axis);
        Shape places = draw.coin() ? shape : Shape.of(shape.dim(at));
        return new Call(
                List.of(draw.operand(0, shape), draw.operand(1, places)),
                t -> isRunning ? t[0].cumulativeTrapezoid(t[1], axis) : t[0].trapezoid(t[1], axis),
                a -> areas(a[0], a[1], at, isRunning));
    }

    private static NdArray areas(NdArray y, @Nullable NdArray x, int at, boolean isRunning) {
        int n = (int) y.shape().dim(at);
        NdArray running =
                NdArray.generate(
                        y.shape().with(at, isRunning ? Math.max(n - 1, 0) : 1),
                        index -> {
                            double sum = 0;
                            int end = isRunning ? (int) index[at] + 1 : n - 1;
                            for (int i = 0; i < end; i++) {
                                long[] left = Moves.moved(index, at, i);
                                long[] right = Moves.moved(index, at, i + 1);
                                double width =
                                        x == null
                                                ? 0.5
                                                : x.shape().rank() == 1
                                                        ? x.get(i + 1) - x.get(i)
                                                        : x.get(right) - x.get(left);
                                sum += width * (y.get(left) + y.get(right)) / 2;
                            }
                            return sum;
                        });
        return isRunning ? running : running.reshape(y.shape().remove(at));
    }

    private static List<RowBuilder> others() {
        return List.of(
                OpRow.of("renorm", SummaryRows::renorm)
                        .operands(OperandSpec.of(ANY))
                        .known(null, "torch.renorm")
                        // The others are rounded to their own precision, which is coarser.
                        .types(DType.F32, DType.F64)
                        .tolerance(SUMS)
                        .refuses(
                                "renorm: p must be positive, not 0.0",
                                () -> Tensor.zeros(2, 2).renorm(0, 0, 1))
                        .refuses(
                                "renorm: the bound must be at least 0, not -1.0",
                                () -> Tensor.zeros(2, 2).renorm(2, 0, -1))
                        .refuses(
                                "renorm: takes floating-point numbers",
                                () -> Tensor.of(1L, 2L).renorm(2, 0, 1)),
                OpRow.of("isClose", SummaryRows::isClose)
                        .operands(OperandSpec.of(Domain.COUNTS), OperandSpec.of(Domain.COUNTS))
                        .andBool()
                        .known("np.isclose", "torch.isclose")
                        .noGradient()
                        .refuses("broadcast", () -> Tensor.zeros(2).isClose(Tensor.zeros(3))));
    }

    private static Call renorm(RandomCall draw) {
        Shape shape = draw.filled(1, 3);
        int axis = draw.axis(shape.rank());
        int at = shape.axis(axis);
        double p = draw.pick(1, 2, 3);
        boolean[] isOther = new boolean[shape.rank()];
        Arrays.fill(isOther, true);
        isOther[at] = false;
        return new Call(
                List.of(draw.operand(0, shape)),
                t -> t[0].renorm(p, axis, 3),
                a ->
                        NdArray.generate(
                                shape,
                                index -> {
                                    long[] first = new long[index.length];
                                    first[at] = index[at];
                                    double sum =
                                            Arrays.stream(a[0].along(isOther, first))
                                                    .map(v -> Math.pow(Math.abs(v), p))
                                                    .sum();
                                    double norm = Math.pow(sum, 1 / p);
                                    double x = a[0].get(index);
                                    return norm > 3 ? x * 3 / (norm + 1e-7) : x;
                                }));
    }

    private static Call isClose(RandomCall draw) {
        Shape shape = draw.shape(0, 3);
        boolean isNaNEqual = draw.coin();
        return new Call(
                List.of(draw.operand(0, shape), draw.operand(1, draw.broadcasting(shape))),
                t -> t[0].isClose(t[1], 0.25, 0.5, isNaNEqual),
                a ->
                        NdArray.generate(
                                shape,
                                index -> {
                                    double x = a[0].get(index);
                                    double y = a[1].broadcast(index);
                                    boolean areNaN = Double.isNaN(x) && Double.isNaN(y);
                                    boolean isNear =
                                            Double.isFinite(y)
                                                    && Math.abs(x - y) <= 0.5 + 0.25 * Math.abs(y);
                                    return x == y || isNear || (areNaN && isNaNEqual) ? 1 : 0;
                                }));
    }
}
