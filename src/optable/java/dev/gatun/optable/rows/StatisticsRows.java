package dev.gatun.optable.rows;

import static dev.gatun.optable.rows.OrderRows.at;
import static dev.gatun.optable.rows.OrderRows.axis;
import static dev.gatun.optable.rows.OrderRows.order;
import static dev.gatun.optable.rows.OrderRows.ranked;
import static dev.gatun.optable.rows.OrderRows.reduced;

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
import dev.gatun.tensor.Ordering.Interpolation;
import dev.gatun.tensor.Ordering.Uniques;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Medians and quantiles without NaN, frequencies, different slices, membership. */
final class StatisticsRows {
    private static final OperandSpec COUNTS = OperandSpec.of(Domain.COUNTS);
    private static final OperandSpec WHOLE = OperandSpec.of(Domain.whole(-3, 3));
    private static final DType[] FLOATS = {DType.F32, DType.F64, DType.BF16, DType.F16};

    private StatisticsRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(ranks(), distinct(), searches());
    }

    private static double[] known(double... row) {
        return Arrays.stream(row).filter(v -> !Double.isNaN(v)).toArray();
    }

    private static List<RowBuilder> ranks() {
        return List.of(
                OpRow.of("nanMedian", StatisticsRows::nanMedian)
                        .operands(COUNTS)
                        .known(null, "torch.nanmedian")
                        .records("GatherOp")
                        .refuses(
                                "nanMedian: there is nothing to choose from: [0]",
                                () -> Tensor.zeros(0).nanMedian(0, false)),
                OpRow.of("mode", draw -> mode(draw, true))
                        .operands(COUNTS)
                        .andBool()
                        .known("scipy.stats.mode", "torch.mode")
                        .records("GatherOp")
                        .refuses(
                                "mode: there is nothing to choose from: [0]",
                                () -> Tensor.zeros(0).mode(0, false)),
                OpRow.of("mode", draw -> mode(draw, false))
                        .operands(COUNTS)
                        .variant("its indices")
                        .noGradient(),
                OpRow.of("quantile", draw -> quantile(draw, false))
                        .operands(COUNTS)
                        .types(FLOATS)
                        .variant("by any interpolation")
                        .tolerance(new Tolerance(8, 8)),
                OpRow.of("nanQuantile", draw -> quantile(draw, true))
                        .operands(COUNTS)
                        .types(FLOATS)
                        .known("np.nanquantile", "torch.nanquantile")
                        .tolerance(new Tolerance(8, 8))
                        .refuses(
                                "nanQuantile: q must be from 0 to 1, not -1.0",
                                () -> Tensor.zeros(3).nanQuantile(-1, 0, false))
                        .refuses(
                                "nanQuantile: takes floating-point numbers",
                                () -> Tensor.of(1, 2).nanQuantile(0.5, 0, false)));
    }

    private static Call nanMedian(RandomCall draw) {
        Shape shape = draw.filled(0, 4);
        int axis = axis(draw, shape.rank());
        boolean keepDim = draw.coin();
        return new Call(
                List.of(draw.operand(0, shape)),
                t -> t[0].nanMedian(axis, keepDim).values(),
                a ->
                        reduced(
                                a[0],
                                at(shape, axis),
                                keepDim,
                                (row, _) -> {
                                    double[] known = known(row);
                                    return known.length == 0
                                            ? Double.NaN
                                            : ranked(known, (known.length - 1) / 2, false, true);
                                }));
    }

    private static Call mode(RandomCall draw, boolean isOfValues) {
        Shape shape = draw.filled(0, 4);
        int axis = axis(draw, shape.rank());
        boolean keepDim = draw.coin();
        return new Call(
                List.of(draw.operand(0, shape)),
                t ->
                        isOfValues
                                ? t[0].mode(axis, keepDim).values()
                                : t[0].mode(axis, keepDim).indices(),
                a ->
                        reduced(
                                a[0],
                                at(shape, axis),
                                keepDim,
                                (row, _) -> isOfValues ? row[mode(row)] : mode(row)));
    }

    /** The last place of the value that occurs most often, the smallest of several. */
    private static int mode(double... row) {
        int best = -1;
        long most = 0;
        for (int place : order(row, false)) {
            double value = row[place];
            long count = Math.max(1, Arrays.stream(row).filter(v -> v == value).count());
            if (count > most) {
                most = count;
                best = place;
            }
        }
        for (int i = 0; i < row.length; i++) {
            best = row[i] == row[best] ? Math.max(i, best) : best;
        }
        return best;
    }

    private static Call quantile(RandomCall draw, boolean isWithoutNaN) {
        Shape shape = draw.filled(0, 3);
        int axis = axis(draw, shape.rank());
        boolean keepDim = draw.coin();
        double[] q = {0.25 * draw.below(5), 0.125 * draw.below(9)};
        Interpolation by = List.of(Interpolation.values()).get(draw.below(5));
        return new Call(
                List.of(draw.operand(0, shape)),
                t ->
                        isWithoutNaN
                                ? t[0].nanQuantile(Tensor.of(q), axis, by, keepDim)
                                : t[0].quantile(Tensor.of(q), axis, by, keepDim),
                a -> {
                    NdArray[] each = new NdArray[2];
                    for (int i = 0; i < 2; i++) {
                        double one = q[i];
                        each[i] =
                                reduced(
                                        a[0],
                                        at(shape, axis),
                                        keepDim,
                                        (row, _) ->
                                                quantile(isWithoutNaN ? known(row) : row, one, by));
                    }
                    return NdArray.generate(
                            each[0].shape().insert(0, 2),
                            index -> each[(int) index[0]].get(Moves.removed(index, 0)));
                });
    }

    private static double quantile(double[] row, double q, Interpolation by) {
        if (row.length == 0 || known(row).length < row.length) {
            return Double.NaN;
        }
        double place = q * (row.length - 1);
        double low = ranked(row, (int) Math.floor(place), false, true);
        double high = ranked(row, (int) Math.ceil(place), false, true);
        double part = place - Math.floor(place);
        return switch (by) {
            case LOWER -> low;
            case HIGHER -> high;
            case NEAREST -> ranked(row, (int) Math.rint(place), false, true);
            case MIDPOINT -> low == high ? low : low + (high - low) / 2;
            case LINEAR -> part == 0 || low == high ? low : low + (high - low) * part;
        };
    }

    private static List<RowBuilder> distinct() {
        return List.of(
                ofSlices(true, 0, Uniques::values),
                ofSlices(true, 1, Uniques::inverse).variant("of slices, their inverse"),
                ofSlices(true, 2, Uniques::counts).variant("of slices, their counts"),
                ofSlices(false, 0, Uniques::values),
                ofSlices(false, 1, Uniques::inverse).variant("of slices, their inverse"),
                ofSlices(false, 2, Uniques::counts).variant("of slices, their counts"),
                OpRow.of("uniqueConsecutive", draw -> consecutive(draw, 0, Uniques::values))
                        .operands(COUNTS)
                        .andBool()
                        .known(null, "torch.unique_consecutive")
                        .noGradient()
                        .refuses(
                                "uniqueConsecutive: axis 1 is out of range: [3]",
                                () -> Tensor.zeros(3).uniqueConsecutive(1)),
                OpRow.of("uniqueConsecutive", draw -> consecutive(draw, 1, Uniques::inverse))
                        .operands(COUNTS)
                        .variant("its inverse")
                        .noGradient(),
                OpRow.of("uniqueConsecutive", draw -> consecutive(draw, 2, Uniques::counts))
                        .operands(COUNTS)
                        .variant("its counts")
                        .noGradient());
    }

    private static RowBuilder ofSlices(
            boolean isSorted, int which, Function<Uniques, Tensor> part) {
        return OpRow.of(
                        isSorted ? "unique" : "uniqueConsecutive",
                        draw -> ofSlices(draw, isSorted, which, part))
                .operands(OperandSpec.of(Domain.whole(0, 1)))
                .variant("of slices")
                .noGradient();
    }

    private static Call ofSlices(
            RandomCall draw, boolean isSorted, int which, Function<Uniques, Tensor> part) {
        Shape shape = Shape.of(1 + draw.below(3), draw.below(9), 1 + draw.below(2));
        int at = draw.below(3);
        return new Call(
                List.of(draw.operand(0, shape)),
                t -> part.apply(isSorted ? t[0].unique(at - 3) : t[0].uniqueConsecutive(at)),
                a -> slices(a[0], at, isSorted, which));
    }

    private static NdArray slices(NdArray x, int at, boolean isSorted, int which) {
        int n = (int) x.shape().dim(at);
        boolean[] isOther = {at != 0, at != 1, at != 2};
        double[][] slices = new double[n][];
        for (int i = 0; i < n; i++) {
            slices[i] = x.along(isOther, Moves.moved(new long[3], at, i));
        }
        int[] order =
                IntStream.range(0, n)
                        .boxed()
                        .sorted(
                                isSorted
                                        ? Comparator.comparing(i -> slices[i], Arrays::compare)
                                        : Comparator.naturalOrder())
                        .mapToInt(Integer::intValue)
                        .toArray();
        int[] firsts = new int[n];
        double[] counts = new double[n];
        double[] inverse = new double[n];
        int found = 0;
        for (int place : order) {
            if (found == 0 || !Arrays.equals(slices[place], slices[firsts[found - 1]])) {
                firsts[found++] = place;
            }
            counts[found - 1]++;
            inverse[place] = found - 1;
        }
        return switch (which) {
            case 0 ->
                    NdArray.generate(
                            x.shape().with(at, found),
                            index -> x.get(Moves.moved(index, at, firsts[(int) index[at]])));
            case 1 -> new NdArray(Shape.of(n), inverse);
            default -> new NdArray(Shape.of(found), Arrays.copyOf(counts, found));
        };
    }

    private static Call consecutive(RandomCall draw, int which, Function<Uniques, Tensor> part) {
        Shape shape = draw.shape(0, 3);
        return new Call(
                List.of(draw.operand(0, shape)),
                t -> part.apply(t[0].uniqueConsecutive()),
                a -> consecutive(a[0], which));
    }

    private static NdArray consecutive(NdArray x, int which) {
        double[] values = new double[x.values().length];
        double[] counts = new double[values.length];
        double[] inverse = new double[values.length];
        int found = 0;
        for (int i = 0; i < values.length; i++) {
            if (found == 0 || values[found - 1] != x.values()[i]) {
                values[found++] = x.values()[i];
            }
            counts[found - 1]++;
            inverse[i] = found - 1;
        }
        return which == 1
                ? new NdArray(x.shape(), inverse)
                : new NdArray(Shape.of(found), Arrays.copyOf(which == 0 ? values : counts, found));
    }

    private static List<RowBuilder> searches() {
        return List.of(
                OpRow.of("searchSorted", StatisticsRows::unsorted)
                        .operands(WHOLE, COUNTS)
                        .variant("by the order of what is not sorted")
                        .noGradient()
                        .refuses(
                                "searchSorted: the order needs a place for each element: [2] x [3]",
                                () ->
                                        Tensor.zeros(3)
                                                .searchSorted(
                                                        Tensor.zeros(1), true, Tensor.of(0L, 1L))),
                OpRow.of("bucketize", StatisticsRows::bucketize)
                        .operands(COUNTS, WHOLE)
                        .known("np.digitize", "torch.bucketize")
                        .noGradient()
                        .refuses(
                                "bucketize: takes a tensor with 1 axes",
                                () -> Tensor.zeros(3).bucketize(Tensor.zeros(2, 2), false))
                        .refuses(
                                "bucketize: types differ",
                                () -> Tensor.zeros(3).bucketize(Tensor.of(1.0), false)),
                OpRow.of("isIn", StatisticsRows::isIn)
                        .operands(COUNTS, COUNTS)
                        .andBool()
                        .known("np.isin", "torch.isin")
                        .noGradient(),
                OpRow.of("histogram", StatisticsRows::histogram)
                        .operands(WHOLE, OperandSpec.of(Domain.of(-2, 2)))
                        .types(DType.F32, DType.F64)
                        .variant("of weights")
                        .tolerance(ProductRows.PRODUCTS)
                        .noGradient()
                        .refuses(
                                "histogram: one weight a number is needed: [3] x [2]",
                                () -> Tensor.zeros(3).histogram(2, 0, 1, Tensor.zeros(2)))
                        .refuses(
                                "histogram: edges must be in ascending order",
                                () -> Tensor.zeros(3).histogram(Tensor.of(1f, 0f), null))
                        .refuses(
                                "histogram: needs two edges or more: [1]",
                                () -> Tensor.zeros(3).histogram(Tensor.of(1f), null)));
    }

    private static double[] sorted(double... values) {
        return Arrays.stream(values).sorted().toArray();
    }

    private static Call unsorted(RandomCall draw) {
        boolean isRight = draw.coin();
        return new Call(
                List.of(draw.operand(0, Shape.of(draw.size())), draw.operand(1, draw.shape(0, 3))),
                t -> t[0].searchSorted(t[1], isRight, t[0].argsort(0)),
                a ->
                        NdArray.generate(
                                a[1].shape(),
                                i -> OrderRows.before(a[0].values(), a[1].get(i), isRight)));
    }

    private static Call bucketize(RandomCall draw) {
        boolean isRight = draw.coin();
        return new Call(
                List.of(draw.operand(0, draw.shape(0, 3)), draw.operand(1, Shape.of(draw.size()))),
                t -> t[0].bucketize(t[1].sort(0).values(), isRight),
                a ->
                        NdArray.generate(
                                a[0].shape(),
                                i ->
                                        OrderRows.before(
                                                sorted(a[1].values()), a[0].get(i), isRight)));
    }

    private static Call isIn(RandomCall draw) {
        Shape others = draw.shape(0, 2);
        return new Call(
                List.of(draw.operand(0, draw.shape(0, 3)), draw.operand(1, others)),
                t -> t[0].isIn(t[1]),
                a ->
                        NdArray.generate(
                                a[0].shape(),
                                i ->
                                        Arrays.stream(a[1].values()).anyMatch(v -> v == a[0].get(i))
                                                ? 1
                                                : 0));
    }

    private static Call histogram(RandomCall draw) {
        Shape shape = draw.shape(0, 2);
        double[] edges = {-2, 0, 0.5, 3};
        boolean isEven = draw.coin();
        return new Call(
                List.of(draw.operand(0, shape), draw.operand(1, shape)),
                t ->
                        isEven
                                ? t[0].histogram(3, -3, 3, t[1]).counts()
                                : t[0].histogram(Tensor.of(edges), t[1]).counts(),
                a ->
                        NdArray.generate(
                                Shape.of(3),
                                bin -> {
                                    int at = (int) bin[0];
                                    double low = isEven ? 2 * at - 3 : edges[at];
                                    double high = isEven ? 2 * at - 1 : edges[at + 1];
                                    double sum = 0;
                                    for (int i = 0; i < a[0].values().length; i++) {
                                        double v = a[0].values()[i];
                                        boolean isLast = at == 2 && v == high;
                                        boolean isIn = v >= low && (v < high || isLast);
                                        sum += isIn ? a[1].values()[i] : 0;
                                    }
                                    return sum;
                                }));
    }
}
