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
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Elements in order, chosen by rank, and counted. */
final class OrderRows {
    private static final OperandSpec COUNTS = OperandSpec.of(Domain.COUNTS);

    private OrderRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(orders(), ranks(), searches(), counts());
    }

    private static List<RowBuilder> orders() {
        return List.of(
                OpRow.of("sort", draw -> sort(draw, true))
                        .operands(COUNTS)
                        .andBool()
                        .known("np.sort", "torch.sort")
                        .records("GatherOp")
                        .refuses(
                                "sort: axis 2 is out of range: [2, 3]",
                                () -> Tensor.zeros(2, 3).sort(2)),
                OpRow.of("sort", draw -> sort(draw, false))
                        .operands(COUNTS)
                        .andBool()
                        .variant("its indices")
                        .noGradient(),
                OpRow.of("argsort", OrderRows::argsort)
                        .operands(COUNTS)
                        .andBool()
                        .known("np.argsort(kind='stable')", "torch.argsort(stable=True)")
                        .noGradient()
                        .refuses(
                                "argsort: axis 1 is out of range: [3]",
                                () -> Tensor.zeros(3).argsort(1)),
                OpRow.of("topk", draw -> topk(draw, true))
                        .operands(COUNTS)
                        .andBool()
                        .known(null, "torch.topk")
                        .records("GatherOp")
                        .refuses(
                                "topk: k 4 is out of range for axis 0: [3] (0 to 3)",
                                () -> Tensor.zeros(3).topk(4)),
                OpRow.of("topk", draw -> topk(draw, false))
                        .operands(COUNTS)
                        .andBool()
                        .variant("its indices")
                        .noGradient());
    }

    private static List<RowBuilder> ranks() {
        return List.of(
                OpRow.of("kthvalue", OrderRows::kthvalue)
                        .operands(COUNTS)
                        .known("np.partition", "torch.kthvalue")
                        .records("GatherOp")
                        .refuses(
                                "kthvalue: k 0 is out of range for axis 0: [3] (1 to 3)",
                                () -> Tensor.zeros(3).kthvalue(0, 0)),
                OpRow.of("median", OrderRows::median)
                        .operands(COUNTS)
                        .known(null, "torch.median")
                        .records("GatherOp")
                        .refuses(
                                "median: there is nothing to choose from: [0]",
                                () -> Tensor.zeros(0).median(0)),
                OpRow.of("quantile", OrderRows::quantile)
                        .operands(COUNTS)
                        .types(DType.F32, DType.F64, DType.BF16, DType.F16)
                        .tolerance(new Tolerance(8, 8))
                        .known("np.quantile", "torch.quantile")
                        .refuses(
                                "quantile: q must be from 0 to 1, not 2.0",
                                () -> Tensor.zeros(3).quantile(2, 0, false))
                        .refuses(
                                "quantile: takes floating-point numbers",
                                () -> Tensor.of(1, 2).quantile(0.5, 0, false)));
    }

    private static List<RowBuilder> searches() {
        return List.of(
                OpRow.of("searchSorted", OrderRows::searchSorted)
                        .operands(OperandSpec.of(Domain.whole(-3, 3)), COUNTS)
                        .known("np.searchsorted", "torch.searchsorted")
                        .noGradient()
                        .refuses(
                                "searchSorted: what is sorted must be a vector",
                                () -> Tensor.zeros(2, 3).searchSorted(Tensor.zeros(3, 1), false))
                        .refuses(
                                "searchSorted: types differ",
                                () -> Tensor.zeros(2).searchSorted(Tensor.of(1.0), false)),
                OpRow.of("unique", draw -> unique(draw, x -> x.unique().values(), 0))
                        .operands(COUNTS)
                        .andBool()
                        .known("np.unique(equal_nan=False)", "torch.unique")
                        .noGradient(),
                OpRow.of("unique", draw -> unique(draw, x -> x.unique().inverse(), 1))
                        .operands(OperandSpec.of(Domain.whole(-3, 3)))
                        .variant("its inverse")
                        .noGradient(),
                OpRow.of("unique", draw -> unique(draw, x -> x.unique().counts(), 2))
                        .operands(COUNTS)
                        .variant("its counts")
                        .noGradient());
    }

    private static List<RowBuilder> counts() {
        return List.of(
                OpRow.of("bincount", OrderRows::bincount)
                        .operands(OperandSpec.of(Domain.of(-2, 2)), OperandSpec.INDEX)
                        .types(DType.F32, DType.F64)
                        .tolerance(ProductRows.PRODUCTS)
                        .known("np.bincount", "torch.bincount")
                        .records("ScatterAddOp")
                        .refuses(
                                "bincount: counts numbers from 0 on, not -1",
                                () -> Tensor.of(1, -1).bincount())
                        .refuses(
                                "bincount: takes int64 or int32 or uint8",
                                () -> Tensor.zeros(1).bincount()),
                OpRow.of("histogram", OrderRows::histogram)
                        .operands(COUNTS)
                        .types(DType.F32, DType.F64)
                        .known("np.histogram", "torch.histogram")
                        .noGradient()
                        .refuses(
                                "histogram: bins must be positive, not 0",
                                () -> Tensor.zeros(1).histogram(0, 0, 1))
                        .refuses(
                                "histogram: bins must be at most 2147483639",
                                () -> Tensor.zeros(1).histogram(Long.MAX_VALUE, 0, 1))
                        .refuses(
                                "histogram: takes finite numbers low < high",
                                () -> Tensor.zeros(1).histogram(2, 1, 1)),
                OpRow.of("multinomial", OrderRows::multinomial)
                        .operands(OperandSpec.of(Domain.of(0.5, 2)))
                        .types(DType.F32, DType.F64)
                        .known("np.random.choice(p=)", "torch.multinomial")
                        .noGradient()
                        .refuses(
                                "multinomial: needs a row with 2 weights above 0",
                                () -> Tensor.of(0f, 1f).multinomial(2, false))
                        .refuses(
                                "multinomial: needs a row with 1 weights above 0",
                                () -> Tensor.zeros(2, 0).multinomial(1, true))
                        .refuses(
                                "multinomial: takes finite weights of at least 0 with a finite sum",
                                () -> Tensor.of(1e308, 1e308).multinomial(1, true))
                        .refuses(
                                "multinomial: takes finite weights of at least 0",
                                () -> Tensor.of(-1f, 1f).multinomial(1, true)));
    }

    /** The places of a row's elements in order: zeros of both signs equal, NaN the largest. */
    static int[] order(double[] row, boolean isDescending) {
        Comparator<Integer> byValue = Comparator.comparingDouble(i -> row[i] + 0.0);
        return IntStream.range(0, row.length)
                .boxed()
                .sorted(isDescending ? byValue.reversed() : byValue)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** What stands at a place of the result, given the row it is made of. */
    interface InRow {
        double of(double[] row, int at);
    }

    /** A result with another size along an axis, each of whose rows is made of a row of x. */
    static NdArray along(NdArray x, int axis, long size, InRow value) {
        if (x.shape().rank() == 0) {
            return NdArray.scalar(value.of(x.values(), 0));
        }
        boolean[] isRow = new boolean[x.shape().rank()];
        isRow[axis] = true;
        return NdArray.generate(
                x.shape().with(axis, size),
                index -> value.of(x.along(isRow, Moves.moved(index, axis, 0)), (int) index[axis]));
    }

    static int axis(RandomCall draw, int rank) {
        return rank > 0 ? draw.axis(rank) : draw.pick(0, -1);
    }

    static int at(Shape shape, int axis) {
        return shape.rank() == 0 ? 0 : shape.axis(axis);
    }

    static long size(Shape shape, int axis) {
        return shape.rank() == 0 ? 1 : shape.dim(axis);
    }

    private static Call sort(RandomCall draw, boolean isOfValues) {
        Shape shape = draw.shape(0, 4);
        int axis = axis(draw, shape.rank());
        boolean isDescending = draw.coin();
        return new Call(
                List.of(draw.operand(0, shape)),
                t ->
                        isOfValues
                                ? t[0].sort(axis, isDescending).values()
                                : t[0].sort(axis, isDescending).indices(),
                a ->
                        along(
                                a[0],
                                at(shape, axis),
                                size(shape, axis),
                                (row, i) -> ranked(row, i, isDescending, isOfValues)));
    }

    static double ranked(double[] row, int i, boolean isDescending, boolean isOfValues) {
        int place = order(row, isDescending)[i];
        return isOfValues ? row[place] : place;
    }

    private static Call argsort(RandomCall draw) {
        Shape shape = draw.shape(0, 4);
        int axis = axis(draw, shape.rank());
        boolean isDescending = draw.coin();
        return new Call(
                List.of(draw.operand(0, shape)),
                t -> t[0].argsort(axis, isDescending),
                a ->
                        along(
                                a[0],
                                at(shape, axis),
                                size(shape, axis),
                                (row, i) -> order(row, isDescending)[i]));
    }

    private static Call topk(RandomCall draw, boolean isOfValues) {
        Shape shape = draw.shape(0, 4);
        int axis = axis(draw, shape.rank());
        long n = size(shape, axis);
        long k = shape.rank() == 0 ? 1 : draw.below((int) n + 1);
        boolean isLargest = draw.coin();
        return new Call(
                List.of(draw.operand(0, shape)),
                t ->
                        isOfValues
                                ? t[0].topk(k, axis, isLargest).values()
                                : t[0].topk(k, axis, isLargest).indices(),
                a ->
                        along(
                                a[0],
                                at(shape, axis),
                                k,
                                (row, i) -> ranked(row, i, isLargest, isOfValues)));
    }

    /** Without the axis unless it is kept. */
    static NdArray reduced(NdArray x, int axis, boolean keepDim, InRow value) {
        NdArray kept = along(x, axis, 1, value);
        return keepDim || x.shape().rank() == 0 ? kept : kept.reshape(kept.shape().remove(axis));
    }

    private static Call kthvalue(RandomCall draw) {
        Shape shape = draw.filled(0, 4);
        int axis = axis(draw, shape.rank());
        int k = 1 + draw.below((int) size(shape, axis));
        boolean keepDim = draw.coin();
        return new Call(
                List.of(draw.operand(0, shape)),
                t -> t[0].kthvalue(k, axis, keepDim).values(),
                a ->
                        reduced(
                                a[0],
                                at(shape, axis),
                                keepDim,
                                (row, _) -> ranked(row, k - 1, false, true)));
    }

    private static Call median(RandomCall draw) {
        Shape shape = draw.filled(0, 4);
        int axis = axis(draw, shape.rank());
        boolean keepDim = draw.coin();
        return new Call(
                List.of(draw.operand(0, shape)),
                t -> t[0].median(axis, keepDim).values(),
                a -> reduced(a[0], at(shape, axis), keepDim, (row, _) -> median(row)));
    }

    static double median(double... row) {
        boolean hasNaN = Arrays.stream(row).anyMatch(Double::isNaN);
        return hasNaN ? Double.NaN : ranked(row, (row.length - 1) / 2, false, true);
    }

    private static Call quantile(RandomCall draw) {
        Shape shape = draw.filled(0, 4);
        int axis = axis(draw, shape.rank());
        boolean keepDim = draw.coin();
        double q = draw.pick(0, 1, 2, 3, 4) / 4.0;
        return new Call(
                List.of(draw.operand(0, shape)),
                t -> t[0].quantile(q, axis, keepDim),
                a -> reduced(a[0], at(shape, axis), keepDim, (row, _) -> quantile(row, q)));
    }

    private static double quantile(double[] row, double q) {
        if (Arrays.stream(row).anyMatch(Double::isNaN)) {
            return Double.NaN;
        }
        double position = q * (row.length - 1);
        double low = ranked(row, (int) Math.floor(position), false, true);
        double high = ranked(row, (int) Math.ceil(position), false, true);
        double part = position - Math.floor(position);
        return part == 0 || low == high ? low : low + (high - low) * part;
    }

    private static Call searchSorted(RandomCall draw) {
        boolean isRight = draw.coin();
        return new Call(
                List.of(draw.operand(0, Shape.of(draw.size())), draw.operand(1, draw.shape(0, 3))),
                t -> t[0].sort(0).values().searchSorted(t[1], isRight),
                a ->
                        NdArray.generate(
                                a[1].shape(), at -> before(a[0].values(), a[1].get(at), isRight)));
    }

    static double before(double[] sorted, double value, boolean isRight) {
        return Arrays.stream(sorted)
                .filter(each -> Double.isNaN(value) || each < value || (isRight && each == value))
                .count();
    }

    /** The values, the inverse, or the counts. */
    private static Call unique(RandomCall draw, UnaryOperator<Tensor> call, int which) {
        Shape shape = draw.shape(0, 3);
        return new Call(
                List.of(draw.operand(0, shape)), t -> call.apply(t[0]), a -> unique(a[0], which));
    }

    private static NdArray unique(NdArray x, int which) {
        int[] order = order(x.values(), false);
        double[] values = new double[order.length];
        double[] counts = new double[order.length];
        double[] inverse = new double[order.length];
        int found = 0;
        for (int place : order) {
            double next = x.values()[place];
            if (found == 0 || values[found - 1] != next) {
                values[found++] = next;
            }
            counts[found - 1]++;
            inverse[place] = found - 1;
        }
        return which == 1
                ? new NdArray(x.shape(), inverse)
                : new NdArray(Shape.of(found), Arrays.copyOf(which == 0 ? values : counts, found));
    }

    private static Call bincount(RandomCall draw) {
        int least = draw.below(12);
        Shape shape = draw.shape(1, 1);
        return new Call(
                List.of(draw.operand(0, shape), draw.index(shape, 10)),
                t -> t[1].bincount(t[0], least),
                a -> {
                    double most = Arrays.stream(a[1].values()).max().orElse(-1);
                    double[] sums = new double[(int) Math.max(least, most + 1)];
                    for (int i = 0; i < a[0].values().length; i++) {
                        sums[(int) a[1].values()[i]] += a[0].values()[i];
                    }
                    return new NdArray(Shape.of(sums.length), sums);
                });
    }

    private static Call histogram(RandomCall draw) {
        int low = -draw.below(4);
        int bins = 1 + draw.below(5);
        // Of width 1, so that the edges are whole numbers and numbers lie on them.
        return new Call(
                List.of(draw.operand(0, draw.shape(0, 3))),
                t -> t[0].histogram(bins, low, low + bins).counts(),
                a ->
                        NdArray.generate(
                                Shape.of(bins),
                                at ->
                                        inside(
                                                a[0].values(),
                                                low + (double) at[0],
                                                at[0] == bins - 1)));
    }

    private static double inside(double[] values, double low, boolean isLast) {
        return Arrays.stream(values)
                .filter(v -> v >= low && (v < low + 1 || (isLast && v == low + 1)))
                .count();
    }

    /** All of a row are drawn, each once. */
    private static Call multinomial(RandomCall draw) {
        Shape shape = draw.filled(1, 2);
        return new Call(
                List.of(draw.operand(0, shape)),
                t -> t[0].multinomial(shape.dim(-1), false).sort(-1).values(),
                _ -> NdArray.generate(shape, at -> at[at.length - 1]));
    }
}
