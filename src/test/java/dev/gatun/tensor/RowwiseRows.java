package dev.gatun.tensor;

import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.OpRow.Accuracy;
import dev.gatun.tensor.OpRow.Call;
import dev.gatun.tensor.op.CrossEntropyOp;
import dev.gatun.tensor.op.NormOp;
import dev.gatun.tensor.op.SoftmaxOp;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The table's lines for operations on rows as a whole. */
final class RowwiseRows {
    private static final Domain ANY = Domain.of(-4, 4);
    private static final double EPS = 1e-3;

    /** Deviations of 4 may be divided by the root of {@link #EPS} alone. */
    private static final Accuracy NORMS = new Accuracy(200, 20_000);

    private static final DType[] FLOATING = {DType.F32, DType.F64, DType.BF16, DType.F16};

    private RowwiseRows() {}

    static List<OpRow> all() {
        return List.of(
                OpRow.of("softmax", Accuracy.COMMON, draw -> softmax(draw, false))
                        .covers(SoftmaxOp.class)
                        .rejects(
                                "softmax: axis 2 is out of range",
                                () -> Tensor.zeros(2, 3).softmax(2)),
                OpRow.of("logSoftmax", Accuracy.COMMON, draw -> softmax(draw, true)),
                OpRow.of("layerNorm", NORMS, draw -> norm(draw, true))
                        .of(FLOATING)
                        .covers(NormOp.class)
                        .rejects(
                                "layerNorm: takes rows: [] (0 < 1)",
                                () -> Tensor.scalar(1f).layerNorm(null, null, EPS))
                        .rejects(
                                "layerNorm: eps must not be negative, not -1.0",
                                () -> Tensor.zeros(2).layerNorm(null, null, -1))
                        .rejects(
                                "layerNorm: weight and bias must have one element for each of a"
                                        + " row: [2, 3] x [2]",
                                () -> Tensor.zeros(2, 3).layerNorm(null, Tensor.zeros(2), EPS)),
                OpRow.of("rmsNorm", NORMS, draw -> norm(draw, false))
                        .of(FLOATING)
                        .rejects(
                                "rmsNorm: takes floating-point numbers, not tensor [2] int64",
                                () -> Tensor.arange(2).rmsNorm(null, EPS)),
                OpRow.of("crossEntropy", Accuracy.sums(100), RowwiseRows::crossEntropy)
                        .of(FLOATING)
                        .covers(CrossEntropyOp.class)
                        .rejects(
                                "crossEntropy: class 3, at position 1 of tensor [2] int64, is not"
                                        + " from 0 to 2",
                                () -> Tensor.zeros(2, 3).crossEntropy(Tensor.of(0, 3)))
                        .rejects(
                                "crossEntropy: there must be one class a row: [2, 3] x [3]",
                                () -> Tensor.zeros(2, 3).crossEntropy(Tensor.arange(3)))
                        .rejects(
                                "crossEntropy: there must be a probability for each score",
                                () -> Tensor.zeros(2, 3).crossEntropy(Tensor.zeros(2)))
                        .rejects(
                                "crossEntropy: label smoothing must be from 0 to 1, not 2.0",
                                () ->
                                        Tensor.zeros(2, 3)
                                                .crossEntropy(
                                                        Tensor.of(0, 1),
                                                        LossReduction.SUM,
                                                        -1,
                                                        2)));
    }

    private static boolean[] last(Shape shape) {
        boolean[] isRow = new boolean[shape.rank()];
        isRow[shape.rank() - 1] = true;
        return isRow;
    }

    private static double[] row(NdArray x, long... index) {
        long[] start = index.clone();
        start[start.length - 1] = 0;
        return x.along(last(x.shape()), start);
    }

    private static double logSum(double... row) {
        return Math.log(Arrays.stream(row).map(Math::exp).sum());
    }

    private static Call softmax(RandomCall draw, boolean isLog) {
        Shape shape = draw.shape(1, 4);
        int axis = draw.axis(shape.rank());
        int at = shape.axis(axis);
        boolean[] isRow = new boolean[shape.rank()];
        isRow[at] = true;
        return new Call(
                List.of(draw.operand(shape, ANY)),
                t -> isLog ? t[0].logSoftmax(axis) : t[0].softmax(axis),
                a ->
                        NdArray.generate(
                                shape,
                                index -> {
                                    long[] start = index.clone();
                                    start[at] = 0;
                                    double log = a[0].get(index) - logSum(a[0].along(isRow, start));
                                    return isLog ? log : Math.exp(log);
                                }));
    }

    private static Call norm(RandomCall draw, boolean isCentered) {
        Shape shape = draw.shape(1, 3);
        Shape row = Shape.of(shape.dim(-1));
        Tensor x = draw.operand(shape, ANY);
        Tensor weight = draw.another(row, ANY);
        Tensor bias = draw.another(row, ANY);
        boolean hasWeight = draw.coin();
        boolean hasBias = isCentered && draw.coin();
        return new Call(
                List.of(x, weight, bias),
                t ->
                        isCentered
                                ? t[0].layerNorm(
                                        hasWeight ? t[1] : null, hasBias ? t[2] : null, EPS)
                                : t[0].rmsNorm(hasWeight ? t[1] : null, EPS),
                a ->
                        NdArray.generate(
                                shape,
                                at -> {
                                    double[] all = row(a[0], at);
                                    double mean = isCentered ? mean(all) : 0;
                                    double square =
                                            mean(
                                                    Arrays.stream(all)
                                                            .map(v -> (v - mean) * (v - mean))
                                                            .toArray());
                                    double y = (a[0].get(at) - mean) / Math.sqrt(square + EPS);
                                    long i = at[at.length - 1];
                                    return y * (hasWeight ? a[1].get(i) : 1)
                                            + (hasBias ? a[2].get(i) : 0);
                                }));
    }

    private static double mean(double... values) {
        return Arrays.stream(values).sum() / values.length;
    }

    private static Call crossEntropy(RandomCall draw) {
        Shape shape = draw.filled(1, 3);
        int classes = (int) shape.dim(-1);
        Shape rows = shape.remove(-1);
        boolean hasClasses = draw.coin();
        double smoothing = draw.coin() ? 0.1 : 0;
        long ignored = draw.coin() ? 0 : -100;
        LossReduction reduction =
                draw.coin()
                        ? LossReduction.NONE
                        : draw.coin() ? LossReduction.SUM : LossReduction.MEAN;
        Tensor target =
                hasClasses
                        ? draw.another(rows, DType.I64, Domain.whole(0, classes - 1))
                        : draw.another(shape, Domain.of(0, 1));
        return new Call(
                List.of(draw.operand(shape, ANY), target),
                t -> t[0].crossEntropy(t[1], reduction, ignored, smoothing),
                a -> {
                    double[] counted = new double[1];
                    NdArray losses =
                            NdArray.generate(
                                    rows,
                                    at -> {
                                        double[] q = target(a[1], hasClasses, classes, at);
                                        boolean isOut = hasClasses && a[1].get(at) == ignored;
                                        counted[0] += isOut ? 0 : 1;
                                        double[] x = row(a[0], Arrays.copyOf(at, at.length + 1));
                                        return isOut ? 0 : loss(x, q, smoothing);
                                    });
                    double sum = Arrays.stream(losses.values()).sum();
                    return switch (reduction) {
                        case NONE -> losses;
                        case SUM -> NdArray.scalar(sum);
                        case MEAN -> NdArray.scalar(sum / counted[0]);
                    };
                });
    }

    private static double[] target(NdArray given, boolean hasClasses, int classes, long... at) {
        if (!hasClasses) {
            return row(given, Arrays.copyOf(at, at.length + 1));
        }
        double[] one = new double[classes];
        one[(int) given.get(at)] = 1;
        return one;
    }

    private static double loss(double[] x, double[] q, double smoothing) {
        double log = logSum(x);
        return -IntStream.range(0, x.length)
                .mapToDouble(i -> (q[i] * (1 - smoothing) + smoothing / x.length) * (x[i] - log))
                .sum();
    }
}
