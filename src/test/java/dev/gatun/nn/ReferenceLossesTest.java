package dev.gatun.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.gradcheck.GradCheck;
import dev.gatun.memory.Scope;
import dev.gatun.reference.Composed;
import dev.gatun.reference.Value;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.LossReduction;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every loss in F64 against its formula in the reference engine, with each reduction: its result,
 * and the derivative of each element by predictions, targets and weights.
 */
class ReferenceLossesTest {
    private static final GradCheck CHECK = new GradCheck(1e-6, 1e-12, 1e-12);
    private static final int ROWS = 5;
    private static final int CLASSES = 4;
    private static final long IGNORED = 9;

    /** The class of each row; that of the third is ignored. */
    private static final long[] LABELS = {2, 0, IGNORED, 3, 2};

    /** The last class has no weight, as in PyTorch a class that is not to be learned. */
    private static final double[] CLASS_WEIGHTS = {0.5, 2, 1.5, 0};

    private static final long[] MATRIX = {ROWS, CLASSES};

    interface Run {
        Tensor of(LossReduction reduction, Tensor... inputs);
    }

    /** A loss, the shapes of what it is given, its elements, and what their sum's mean is over. */
    record Row(
            String name,
            Run run,
            Function<Value[], Value> reference,
            double count,
            List<Shape> inputs) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Row row(
            String name, Run run, Function<Value[], Value> reference, long[]... inputs) {
        return new Row(name, run, reference, 0, Stream.of(inputs).map(Shape::of).toList());
    }

    /** A loss of scores (rows, classes) whose mean is over a count of its own. */
    private static Row ofClasses(
            String name, double count, Run run, Function<Value, Value> reference) {
        return new Row(
                name, run, x -> reference.apply(x[0]), count, List.of(Shape.of(ROWS, CLASSES)));
    }

    static Stream<Row> rows() {
        return Stream.of(ofNumbers(), ofProbabilities(), ofMargins(), ofClasses())
                .flatMap(List::stream);
    }

    private static Value abs(Value x) {
        return x.map(Math::abs, (v, _) -> Math.signum(v));
    }

    /** 1 where an element is so, and 0 elsewhere. */
    private static Value where(Value x, DoublePredicate isSo) {
        return x.map(v -> isSo.test(v) ? 1 : 0, (_, _) -> 0);
    }

    private static Value huber(Value x, Value target, double delta) {
        Value d = abs(x.sub(target));
        return Value.where(
                where(d, v -> v <= delta), d.mul(d).mul(0.5), d.add(-delta / 2).mul(delta));
    }

    private static List<Row> ofNumbers() {
        return List.of(
                row(
                        "mse",
                        (r, x) -> Losses.mse(x[0], x[1], r),
                        x -> x[0].sub(x[1]).pow(2),
                        MATRIX,
                        MATRIX),
                row(
                        "l1",
                        (r, x) -> Losses.l1(x[0], x[1], r),
                        x -> abs(x[0].sub(x[1])),
                        MATRIX,
                        MATRIX),
                row(
                        "smoothL1",
                        (r, x) -> Losses.smoothL1(x[0], x[1], 0.7, r),
                        x -> huber(x[0], x[1], 0.7).mul(1 / 0.7),
                        MATRIX,
                        MATRIX),
                row(
                        "smoothL1, beta 0",
                        (r, x) -> Losses.smoothL1(x[0], x[1], 0, r),
                        x -> abs(x[0].sub(x[1])),
                        MATRIX,
                        MATRIX),
                row(
                        "huber",
                        (r, x) -> Losses.huber(x[0], x[1], 1.3, r),
                        x -> huber(x[0], x[1], 1.3),
                        MATRIX,
                        MATRIX));
    }

    /** -(w t log p + (1 - t) log q), where q is 1 - p. */
    private static Value binary(Value p, Value q, Value target, Value weight) {
        Value hit = target.mul(p.log()).mul(weight);
        return hit.add(target.neg().add(1).mul(q.log())).neg();
    }

    private static List<Row> ofProbabilities() {
        long[] one = {CLASSES}; // broadcast over rows
        return List.of(
                row(
                        "bce",
                        (r, x) -> Losses.bce(x[0].sigmoid(), x[1].sigmoid(), null, r),
                        x -> binary(x[0], x[1].sigmoid(), Value.scalar(1)),
                        MATRIX,
                        MATRIX),
                row(
                        "bce, weighted",
                        (r, x) -> Losses.bce(x[0].sigmoid(), x[1].sigmoid(), x[2], r),
                        x -> binary(x[0], x[1].sigmoid(), Value.scalar(1)).mul(x[2]),
                        MATRIX,
                        MATRIX,
                        one),
                row(
                        "bceWithLogits",
                        (r, x) -> Losses.bceWithLogits(x[0], x[1], null, null, r),
                        x -> binary(x[0], x[1], Value.scalar(1)),
                        MATRIX,
                        MATRIX),
                row(
                        "bceWithLogits, weighted",
                        (r, x) -> Losses.bceWithLogits(x[0], x[1], x[2], x[3], r),
                        x -> binary(x[0], x[1], x[3]).mul(x[2]),
                        MATRIX,
                        MATRIX,
                        MATRIX,
                        one),
                row(
                        "klDiv",
                        (r, x) -> Losses.klDiv(x[0], x[1].softmax(-1), false, r),
                        x -> {
                            Value t = Composed.softmax(x[1], -1);
                            return t.mul(t.log().sub(x[0]));
                        },
                        MATRIX,
                        MATRIX),
                row(
                        "klDiv of logarithms",
                        (r, x) -> Losses.klDiv(x[0], x[1], true, r),
                        x -> x[1].exp().mul(x[1].sub(x[0])),
                        MATRIX,
                        MATRIX));
    }

    /** Of scores, whose sigmoids are p and q. */
    private static Value binary(Value score, Value target, Value weight) {
        return binary(score.sigmoid(), score.neg().sigmoid(), target, weight);
    }

    private static Value cosine(Value a, Value b) {
        Value lengths = a.mul(a).sum(false, -1).mul(b.mul(b).sum(false, -1)).sqrt();
        return a.mul(b).sum(false, -1).div(lengths);
    }

    /** PyTorch's, which adds 1e-6 to each difference. */
    private static Value distance(Value a, Value b, double p) {
        return abs(a.sub(b).add(1e-6)).pow(p).sum(false, -1).pow(1 / p);
    }

    private static Row triplet(double p) {
        return row(
                "tripletMargin, p " + p,
                (r, x) -> Losses.tripletMargin(x[0], x[1], x[2], 0.8, p, r),
                x -> distance(x[0], x[1], p).sub(distance(x[0], x[2], p)).add(0.8).relu(),
                MATRIX,
                MATRIX,
                MATRIX);
    }

    private static List<Row> ofMargins() {
        double[] signs = {1, -1, -1, 1, -1};
        Value sides = Value.of(new int[] {ROWS}, signs);
        Value isNear = where(sides, v -> v > 0);
        return List.of(
                row(
                        "hinge",
                        (r, x) -> Losses.hinge(x[0], x[1], 0.6, r),
                        x -> x[0].mul(x[1]).neg().add(0.6).relu(),
                        MATRIX,
                        MATRIX),
                row(
                        "hingeEmbedding",
                        (r, x) -> Losses.hingeEmbedding(x[0], Tensor.of(signs), 0.6, r),
                        x -> Value.where(isNear, x[0], x[0].neg().add(0.6).relu()),
                        new long[] {ROWS}),
                row(
                        "cosineEmbedding",
                        (r, x) -> Losses.cosineEmbedding(x[0], x[1], Tensor.of(signs), 0.1, r),
                        x -> {
                            Value cosine = cosine(x[0], x[1]);
                            return Value.where(
                                    isNear, cosine.neg().add(1), cosine.add(-0.1).relu());
                        },
                        MATRIX,
                        MATRIX),
                triplet(2),
                triplet(1),
                triplet(3));
    }

    /** What each class counts in each row, (rows, classes): 0 in a row that is ignored. */
    private static Value shares(double smoothing, double... classWeights) {
        double[] shares = new double[ROWS * CLASSES];
        for (int row = 0; row < ROWS; row++) {
            for (int c = 0; c < CLASSES && LABELS[row] != IGNORED; c++) {
                double share = smoothing / CLASSES + (LABELS[row] == c ? 1 - smoothing : 0);
                shares[row * CLASSES + c] = share * classWeights[c];
            }
        }
        return Value.of(new int[] {ROWS, CLASSES}, shares);
    }

    private static Value crossEntropy(Value scores, Value shares) {
        return Composed.logSoftmax(scores, -1).mul(shares).sum(false, -1).neg();
    }

    private static List<Row> ofClasses() {
        Value weights = Value.of(new int[] {CLASSES}, CLASS_WEIGHTS);
        double[] even = DoubleStream.generate(() -> 1).limit(CLASSES).toArray();
        double counted = LongStream.of(LABELS).filter(label -> label != IGNORED).count();
        double weighed =
                LongStream.of(LABELS)
                        .filter(label -> label != IGNORED)
                        .mapToDouble(label -> CLASS_WEIGHTS[(int) label])
                        .sum();
        return List.of(
                ofClasses(
                        "nll",
                        counted,
                        (r, x) -> ClassLosses.nll(x[0], Tensor.of(LABELS), null, r, IGNORED),
                        x -> x.mul(shares(0, even)).sum(false, -1).neg()),
                ofClasses(
                        "nll, weighted",
                        weighed,
                        (r, x) ->
                                ClassLosses.nll(
                                        x[0],
                                        Tensor.of(LABELS),
                                        Tensor.of(CLASS_WEIGHTS),
                                        r,
                                        IGNORED),
                        x -> x.mul(shares(0, CLASS_WEIGHTS)).sum(false, -1).neg()),
                ofClasses(
                        "crossEntropy, smoothed",
                        counted,
                        (r, x) -> x[0].crossEntropy(Tensor.of(LABELS), r, IGNORED, 0.2),
                        x -> crossEntropy(x, shares(0.2, even))),
                ofClasses(
                        "crossEntropy, weighted and smoothed",
                        weighed,
                        (r, x) ->
                                ClassLosses.crossEntropy(
                                        x[0],
                                        Tensor.of(LABELS),
                                        Tensor.of(CLASS_WEIGHTS),
                                        r,
                                        IGNORED,
                                        0.2),
                        x -> crossEntropy(x, shares(0.2, CLASS_WEIGHTS))),
                new Row(
                        "crossEntropy of distributions, weighted and smoothed",
                        (r, x) ->
                                ClassLosses.crossEntropy(
                                        x[0],
                                        x[1].softmax(-1),
                                        Tensor.of(CLASS_WEIGHTS),
                                        r,
                                        IGNORED,
                                        0.2),
                        x -> {
                            Value target = Composed.softmax(x[1], -1).mul(0.8).add(0.2 / CLASSES);
                            return crossEntropy(x[0], target.mul(weights));
                        },
                        ROWS,
                        List.of(Shape.of(MATRIX), Shape.of(MATRIX))));
    }

    private static Value reduced(Value losses, LossReduction reduction, double count) {
        return switch (reduction) {
            case NONE -> losses;
            case SUM -> losses.sum(false);
            case MEAN -> {
                double divisor = count == 0 ? losses.data().length : count;
                yield losses.sum(false).div(Value.scalar(divisor));
            }
        };
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aLossIsItsFormula(Row row) {
        try (Scope _ = Scope.open("loss")) {
            Generator.standard().manualSeed(20261127);
            Tensor[] inputs =
                    row.inputs.stream()
                            .map(shape -> Tensor.randn(shape, DType.F64, Generator.standard()))
                            .map(x -> x.requiresGrad_(true))
                            .toArray(Tensor[]::new);
            for (LossReduction reduction : LossReduction.values()) {
                GradCheck.Report report =
                        CHECK.against(
                                x -> row.run.of(reduction, x),
                                x ->
                                        reduced(
                                                row.reference.apply(Arrays.copyOf(x, x.length)),
                                                reduction,
                                                row.count),
                                inputs);
                assertThat(report.failure()).as(reduction.toString()).isNull();
                assertThat(report.compared()).isPositive();
            }
        }
    }
}
