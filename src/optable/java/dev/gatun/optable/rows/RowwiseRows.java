package dev.gatun.optable.rows;

import dev.gatun.optable.Domain;
import dev.gatun.optable.OpRow;
import dev.gatun.optable.OpRow.Call;
import dev.gatun.optable.OpRow.RowBuilder;
import dev.gatun.optable.OperandSpec;
import dev.gatun.optable.RandomCall;
import dev.gatun.optable.oracle.NdArray;
import dev.gatun.optable.oracle.Tolerance;
import dev.gatun.reference.Composed;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.LossReduction;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Operations on rows as a whole. */
final class RowwiseRows {
    private static final OperandSpec ANY = OperandSpec.of(Domain.of(-4, 4));
    private static final double EPS = 1e-3;

    /** What PyTorch adds to a variance where nothing is said. */
    private static final double PLAIN_EPS = 1e-5;

    /** Deviations of 4 may be divided by the root of {@link #EPS} alone. */
    private static final Tolerance NORMS = new Tolerance(200, 20_000);

    private static final DType[] FLOATING = {DType.F32, DType.F64, DType.BF16, DType.F16};

    private RowwiseRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(softmax(), norms(), List.of(crossEntropy()));
    }

    private static List<RowBuilder> softmax() {
        return List.of(
                OpRow.of("softmax", draw -> softmax(draw, false))
                        .operands(ANY)
                        .known("scipy.special.softmax", "F.softmax")
                        .tolerance(Tolerance.COMMON)
                        .records("SoftmaxOp")
                        .plain(t -> t[0].softmax(-1), a -> softmax(a[0], -1, false))
                        .refuses(
                                "softmax: axis 2 is out of range",
                                () -> Tensor.zeros(2, 3).softmax(2)),
                OpRow.of("logSoftmax", draw -> softmax(draw, true))
                        .operands(ANY)
                        .known("scipy.special.log_softmax", "F.log_softmax")
                        .tolerance(Tolerance.COMMON)
                        .records("SoftmaxOp"));
    }

    private static List<RowBuilder> norms() {
        return List.of(
                OpRow.of("layerNorm", draw -> norm(draw, true))
                        .operands(ANY, ANY, ANY)
                        .known(null, "F.layer_norm")
                        .tolerance(NORMS)
                        .types(FLOATING)
                        .records("NormOp")
                        .plain(
                                t -> t[0].layerNorm(null, null, PLAIN_EPS),
                                a -> normalized(a[0], true, PLAIN_EPS))
                        .refuses(
                                "layerNorm: takes rows: [] (0 < 1)",
                                () -> Tensor.scalar(1f).layerNorm(null, null, EPS))
                        .refuses(
                                "layerNorm: eps must not be negative, not -1.0",
                                () -> Tensor.zeros(2).layerNorm(null, null, -1))
                        .refuses(
                                "layerNorm: weight and bias must have one element for each of a"
                                        + " row: [2, 3] x [2]",
                                () -> Tensor.zeros(2, 3).layerNorm(null, Tensor.zeros(2), EPS)),
                OpRow.of("rmsNorm", draw -> norm(draw, false))
                        .operands(ANY, ANY)
                        .known(null, "F.rms_norm")
                        .tolerance(NORMS)
                        .types(FLOATING)
                        .records("NormOp")
                        .refuses(
                                "rmsNorm: takes floating-point numbers, not tensor [2] int64",
                                () -> Tensor.arange(2).rmsNorm(null, EPS)));
    }

    private static RowBuilder crossEntropy() {
        return OpRow.of("crossEntropy", RowwiseRows::crossEntropy)
                .operands(ANY, OperandSpec.of(Domain.of(0, 1)))
                .known(null, "F.cross_entropy")
                .tolerance(Tolerance.sums(100))
                .types(FLOATING)
                .records("CrossEntropyOp")
                .refuses(
                        "crossEntropy: class 3, at position 1 of tensor [2] int64, is not"
                                + " from 0 to 2",
                        () -> Tensor.zeros(2, 3).crossEntropy(Tensor.of(0, 3)))
                .refuses(
                        "crossEntropy: there must be one class a row: [2, 3] x [3]",
                        () -> Tensor.zeros(2, 3).crossEntropy(Tensor.arange(3)))
                .refuses(
                        "crossEntropy: there must be a probability for each score",
                        () -> Tensor.zeros(2, 3).crossEntropy(Tensor.zeros(2)))
                .refuses(
                        "crossEntropy: label smoothing must be from 0 to 1, not 2.0",
                        () ->
                                Tensor.zeros(2, 3)
                                        .crossEntropy(Tensor.of(0, 1), LossReduction.SUM, -1, 2));
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
        return new Call(
                List.of(draw.operand(0, shape)),
                t -> isLog ? t[0].logSoftmax(axis) : t[0].softmax(axis),
                a -> softmax(a[0], axis, isLog),
                v -> isLog ? Composed.logSoftmax(v[0], axis) : Composed.softmax(v[0], axis));
    }

    private static NdArray softmax(NdArray x, int axis, boolean isLog) {
        Shape shape = x.shape();
        int at = shape.axis(axis);
        boolean[] isRow = new boolean[shape.rank()];
        isRow[at] = true;
        NdArray logs =
                NdArray.generate(
                        shape.with(at, Math.min(1, shape.dim(at))),
                        start -> logSum(x.along(isRow, start)));
        return NdArray.generate(
                shape,
                index -> {
                    double log = x.get(index) - logs.broadcast(index);
                    return isLog ? log : Math.exp(log);
                });
    }

    private static Call norm(RandomCall draw, boolean isCentered) {
        Shape shape = draw.shape(1, 3);
        Shape row = Shape.of(shape.dim(-1));
        List<Tensor> operands = new ArrayList<>();
        operands.add(draw.operand(0, shape));
        operands.add(draw.operand(1, row));
        if (isCentered) {
            operands.add(draw.operand(2, row));
        }
        boolean hasWeight = draw.coin();
        boolean hasBias = isCentered && draw.coin();
        Call call =
                new Call(
                        operands,
                        t ->
                                isCentered
                                        ? t[0].layerNorm(
                                                hasWeight ? t[1] : null, hasBias ? t[2] : null, EPS)
                                        : t[0].rmsNorm(hasWeight ? t[1] : null, EPS),
                        a -> {
                            NdArray y = normalized(a[0], isCentered, EPS);
                            return NdArray.generate(
                                    shape,
                                    at -> {
                                        long i = at[at.length - 1];
                                        return y.get(at) * (hasWeight ? a[1].get(i) : 1)
                                                + (hasBias ? a[2].get(i) : 0);
                                    });
                        });
        if (isCentered) {
            return hasWeight && hasBias
                    ? call.by(v -> Composed.layerNorm(v[0], v[1], v[2], EPS))
                    : call;
        }
        return hasWeight ? call.by(v -> Composed.rmsNorm(v[0], v[1], EPS)) : call;
    }

    /** Each row less its mean, if it is centered, over its root mean square. */
    private static NdArray normalized(NdArray x, boolean isCentered, double eps) {
        double[] values = x.values().clone();
        int size = Math.toIntExact(x.shape().dim(-1));
        for (int start = 0; start < values.length; start += size) {
            double[] row = Arrays.copyOfRange(values, start, start + size);
            double mean = isCentered ? mean(row) : 0;
            double square = mean(Arrays.stream(row).map(v -> (v - mean) * (v - mean)).toArray());
            for (int i = 0; i < size; i++) {
                values[start + i] = (row[i] - mean) / Math.sqrt(square + eps);
            }
        }
        return new NdArray(x.shape(), values);
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
        Tensor target = hasClasses ? draw.index(rows, classes) : draw.operand(1, shape);
        Call call =
                new Call(
                        List.of(draw.operand(0, shape), target),
                        t -> t[0].crossEntropy(t[1], reduction, ignored, smoothing),
                        a -> {
                            double[] counted = new double[1];
                            NdArray losses =
                                    NdArray.generate(
                                            rows,
                                            at -> {
                                                double[] q = target(a[1], hasClasses, classes, at);
                                                boolean isOut =
                                                        hasClasses && a[1].get(at) == ignored;
                                                counted[0] += isOut ? 0 : 1;
                                                double[] x =
                                                        row(a[0], Arrays.copyOf(at, at.length + 1));
                                                return isOut ? 0 : loss(x, q, smoothing);
                                            });
                            double sum = Arrays.stream(losses.values()).sum();
                            return switch (reduction) {
                                case NONE -> losses;
                                case SUM -> NdArray.scalar(sum);
                                case MEAN -> NdArray.scalar(sum / counted[0]);
                            };
                        });
        if (!hasClasses) {
            return call;
        }
        int[] labels = LongStream.of(target.toLongArray()).mapToInt(Math::toIntExact).toArray();
        Composed.Reduction reduced = Composed.Reduction.valueOf(reduction.name());
        return call.by(v -> Composed.crossEntropy(v[0], labels, (int) ignored, smoothing, reduced));
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
