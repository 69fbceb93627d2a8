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
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.stream.DoubleStream;

/** Lengths, angles and distances of vectors. */
final class SimilarityRows {
    private static final OperandSpec ANY = OperandSpec.of(Domain.of(-4, 4));
    private static final DType[] FLOATING = {DType.F32, DType.F64, DType.BF16, DType.F16};

    /** Of sums of the longest rows, of terms up to 64. */
    private static final Tolerance NORMS = Tolerance.sums(4 * RandomShapes.MOST_ELEMENTS);

    private static final double[] ORDERS = {2, 1, 3, Double.POSITIVE_INFINITY};

    private SimilarityRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(distances(), angles());
    }

    private static List<RowBuilder> distances() {
        return List.of(
                OpRow.of("cdist", SimilarityRows::cdist)
                        .operands(ANY, ANY)
                        .known("scipy.spatial.distance.cdist", "torch.cdist")
                        .types(FLOATING)
                        .tolerance(NORMS)
                        .refuses(
                                "cdist: takes matrices with rows of one size: [2, 3] x [2, 2]",
                                () -> Tensor.zeros(2, 3).cdist(Tensor.zeros(2, 2)))
                        .refuses(
                                "cdist: takes matrices with rows of one size: [3] x [2, 3]",
                                () -> Tensor.zeros(3).cdist(Tensor.zeros(2, 3)))
                        .refuses(
                                "cdist: p must not be negative, not NaN",
                                () -> Tensor.zeros(2, 3).cdist(Tensor.zeros(2, 3), Double.NaN))
                        .refuses(
                                "cdist: takes floating-point numbers",
                                () ->
                                        Tensor.zeros(2, 3)
                                                .to(DType.I64)
                                                .cdist(Tensor.zeros(2, 3).to(DType.I64))),
                OpRow.of("pairwiseDistance", SimilarityRows::pairwise)
                        .operands(ANY, ANY)
                        .known(null, "F.pairwise_distance")
                        .types(FLOATING)
                        .tolerance(NORMS)
                        .refuses(
                                "pairwiseDistance: shapes do not broadcast",
                                () -> Tensor.zeros(2, 3).pairwiseDistance(Tensor.zeros(2, 2)))
                        .refuses(
                                "pairwiseDistance: axis -1 is out of range",
                                () -> Tensor.scalar(1f).pairwiseDistance(Tensor.scalar(1f))));
    }

    private static List<RowBuilder> angles() {
        return List.of(
                OpRow.of("cosineSimilarity", SimilarityRows::cosine)
                        .operands(ANY, ANY)
                        .known(null, "F.cosine_similarity")
                        .types(FLOATING)
                        .tolerance(NORMS)
                        .refuses(
                                "cosineSimilarity: axis 2 is out of range",
                                () -> Tensor.zeros(2, 3).cosineSimilarity(Tensor.zeros(2, 3), 2)),
                OpRow.of("normalize", SimilarityRows::normalize)
                        .operands(ANY)
                        .known(null, "F.normalize")
                        .types(FLOATING)
                        .tolerance(NORMS)
                        .refuses(
                                "normalize: axis 2 is out of range",
                                () -> Tensor.zeros(2, 3).normalize(2))
                        .refuses(
                                "normalize: takes floating-point numbers",
                                () -> Tensor.zeros(2, 3).to(DType.I64).normalize(1)));
    }

    private static double norm(double p, double... x) {
        DoubleStream sizes = DoubleStream.of(x).map(Math::abs);
        return Double.isInfinite(p)
                ? sizes.max().orElse(0)
                : Math.pow(sizes.map(v -> Math.pow(v, p)).sum(), 1 / p);
    }

    private static double[] row(NdArray x, long... index) {
        boolean[] isRow = new boolean[x.shape().rank()];
        isRow[isRow.length - 1] = true;
        return x.along(isRow, index);
    }

    private static double order(RandomCall draw) {
        return ORDERS[draw.below(ORDERS.length)];
    }

    private static Call cdist(RandomCall draw) {
        long m = Math.min(draw.size(), 7);
        long n = Math.min(draw.size(), 7);
        long d = draw.someSize();
        Shape batch = draw.coin() ? Shape.of(2) : Shape.scalar();
        double p = order(draw);
        Shape a = batch.insert(batch.rank(), m).insert(batch.rank() + 1, d);
        return new Call(
                List.of(draw.operand(0, a), draw.operand(1, Shape.of(n, d))),
                t -> t[0].cdist(t[1], p),
                x ->
                        NdArray.generate(
                                a.with(-1, n),
                                at -> {
                                    double[] one =
                                            row(
                                                    x[0],
                                                    at.length == 3
                                                            ? new long[] {at[0], at[1], 0}
                                                            : new long[] {at[0], 0});
                                    double[] other = row(x[1], at[at.length - 1], 0);
                                    return distance(p, 0, one, other);
                                }));
    }

    private static double distance(double p, double eps, double[] one, double... other) {
        double[] differences = one.clone();
        for (int i = 0; i < one.length; i++) {
            differences[i] -= other[i] - eps;
        }
        return norm(p, differences);
    }

    private static Call pairwise(RandomCall draw) {
        Shape shape = draw.filled(1, 3);
        double p = order(draw);
        boolean keepDim = draw.coin();
        return new Call(
                List.of(draw.operand(0, shape), draw.operand(1, shape)),
                t -> t[0].pairwiseDistance(t[1], p, 1e-3, keepDim),
                x -> {
                    NdArray kept =
                            NdArray.generate(
                                    shape.with(-1, 1),
                                    at -> distance(p, 1e-3, row(x[0], at), row(x[1], at)));
                    return keepDim ? kept : kept.reshape(shape.remove(-1));
                });
    }

    private static Call cosine(RandomCall draw) {
        Shape shape = draw.filled(1, 3);
        int axis = draw.axis(shape.rank());
        boolean[] isRow = new boolean[shape.rank()];
        isRow[shape.axis(axis)] = true;
        return new Call(
                List.of(draw.operand(0, shape), draw.operand(1, shape)),
                t -> t[0].cosineSimilarity(t[1], axis),
                x ->
                        NdArray.generate(
                                        shape.with(axis, 1),
                                        at -> {
                                            double[] one = x[0].along(isRow, at);
                                            double[] other = x[1].along(isRow, at);
                                            double dot = 0;
                                            for (int i = 0; i < one.length; i++) {
                                                dot += one[i] * other[i];
                                            }
                                            return dot
                                                    / Math.max(norm(2, one), 1e-8)
                                                    / Math.max(norm(2, other), 1e-8);
                                        })
                                .reshape(shape.remove(axis)));
    }

    private static Call normalize(RandomCall draw) {
        Shape shape = draw.filled(1, 3);
        int axis = draw.axis(shape.rank());
        double p = order(draw);
        boolean[] isRow = new boolean[shape.rank()];
        isRow[shape.axis(axis)] = true;
        return new Call(
                List.of(draw.operand(0, shape)),
                t -> t[0].normalize(p, axis, 0.5),
                x ->
                        NdArray.generate(
                                shape,
                                at ->
                                        x[0].get(at)
                                                / Math.max(norm(p, x[0].along(isRow, at)), 0.5)));
    }
}
