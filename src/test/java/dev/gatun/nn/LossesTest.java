package dev.gatun.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.gradcheck.GradCheck;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.LossReduction;
import dev.gatun.tensor.Tensor;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LossesTest {
    private static final LossReduction NONE = LossReduction.NONE;
    private static final LossReduction SUM = LossReduction.SUM;
    private static final LossReduction MEAN = LossReduction.MEAN;

    private Scope scope;
    private final double[] x = {-2.5, -1.1, -0.3, 0.2, 0.7, 1.5, 3};
    private final double[] t = {1, -1, 1, -1, -1, 1, 1};
    private final double[] share = {0, 0.25, 1, 0.5, 0.75, 1, 0.125};

    @BeforeEach
    void open() {
        scope = Scope.open("test");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /** A loss element by element, its mean, its gradient, both types. */
    private static void check(
            BinaryOperator<Tensor> each,
            BinaryOperator<Tensor> mean,
            DoubleBinaryOperator want,
            double[] a,
            double[] b) {
        Tensor p = Tensor.of(a);
        Tensor q = Tensor.of(b);
        double[] got = each.apply(p, q).toDoubleArray();
        double[] single = each.apply(p.to(DType.F32), q.to(DType.F32)).toDoubleArray();
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double wanted = want.applyAsDouble(a[i], b[i]);
            assertThat(got[i]).isCloseTo(wanted, within(1e-12));
            assertThat(single[i]).isCloseTo(wanted, within(1e-5));
            sum += wanted;
        }
        assertThat(mean.apply(p, q).item()).isCloseTo(sum / a.length, within(1e-12));
        p.requiresGrad_(true);
        GradCheck.STANDARD.first(in -> mean.apply(in[0], q), p).orThrow();
    }

    @Test
    void lossesOfNumbers() {
        check((p, q) -> Losses.mse(p, q, NONE), Losses::mse, (a, b) -> (a - b) * (a - b), x, t);
        check((p, q) -> Losses.l1(p, q, NONE), Losses::l1, (a, b) -> Math.abs(a - b), x, share);
        check(
                (p, q) -> Losses.huber(p, q, 0.7, NONE),
                (p, q) -> Losses.huber(p, q, 0.7, MEAN),
                (a, b) -> {
                    double d = Math.abs(a - b);
                    return d <= 0.7 ? d * d / 2 : 0.7 * (d - 0.35);
                },
                x,
                share);
        check(
                (p, q) -> Losses.smoothL1(p, q, 0.7, NONE),
                (p, q) -> Losses.smoothL1(p, q, 0.7, MEAN),
                (a, b) -> {
                    double d = Math.abs(a - b);
                    return d <= 0.7 ? d * d / 1.4 : d - 0.35;
                },
                x,
                share);
        Tensor p = Tensor.of(x);
        assertThat(Losses.huber(p, p.mul(2)).item())
                .isCloseTo(Losses.smoothL1(p, p.mul(2)).item(), within(1e-12));
        assertThat(Losses.smoothL1(p, p.mul(2), 0, SUM).item())
                .isCloseTo(Losses.l1(p, p.mul(2), SUM).item(), within(1e-12));
        assertThatIllegalArgumentException().isThrownBy(() -> Losses.huber(p, p, 0, MEAN));
    }

    @Test
    void lossesOfProbabilities() {
        double[] p = {0.1, 0.9, 0.5, 0.3, 0.99, 0.6, 0.2};
        DoubleBinaryOperator bce = (a, b) -> -b * Math.log(a) - (1 - b) * Math.log(1 - a);
        check((a, b) -> Losses.bce(a, b, null, NONE), Losses::bce, bce, p, share);
        check(
                (a, b) -> Losses.bceWithLogits(a, b, null, null, NONE),
                Losses::bceWithLogits,
                (a, b) -> bce.applyAsDouble(1 / (1 + Math.exp(-a)), b),
                x,
                share);
        Tensor three = Tensor.scalar(3.0);
        check(
                (a, b) -> Losses.bceWithLogits(a, b, null, three, NONE),
                (a, b) -> Losses.bceWithLogits(a, b, null, three, MEAN),
                (a, b) -> {
                    double s = 1 / (1 + Math.exp(-a));
                    return -3 * b * Math.log(s) - (1 - b) * Math.log(1 - s);
                },
                x,
                share);
        Tensor weight = Tensor.of(2.0, 0, 1, 1, 1, 1, 1);
        Tensor scores = Tensor.of(x);
        Tensor target = Tensor.of(share);
        assertThat(Losses.bceWithLogits(scores, target, weight, null, NONE).get(0))
                .isCloseTo(2 * Math.log1p(Math.exp(-2.5)), within(1e-12));
        assertThat(Losses.bce(Tensor.of(p), target, weight, NONE).get(1)).isZero();
        // certain and wrong costs 100, certain and right nothing; far scores do not overflow
        assertThat(
                        Losses.bce(Tensor.of(0.0, 1, 1), Tensor.of(1.0, 0, 1), null, NONE)
                                .toDoubleArray())
                .containsExactly(100, 100, 0);
        assertThat(
                        Losses.bceWithLogits(
                                        Tensor.of(1000.0, -1000),
                                        Tensor.of(0.0, 1),
                                        null,
                                        null,
                                        NONE)
                                .toDoubleArray())
                .containsExactly(1000, 1000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Losses.bce(scores, target))
                .withMessageContaining("bceWithLogits");
    }

    @Test
    void divergenceOfKullbackAndLeibler() {
        double[] logs = {-0.1, -2, -1, -3, -0.5, -4, -0.2};
        check(
                (a, b) -> Losses.klDiv(a, b, false, NONE),
                (a, b) -> Losses.klDiv(a, b, false, MEAN),
                (a, b) -> b == 0 ? 0 : b * (Math.log(b) - a),
                logs,
                share);
        check(
                (a, b) -> Losses.klDiv(a, b, true, NONE),
                (a, b) -> Losses.klDiv(a, b, true, MEAN),
                (a, b) -> Math.exp(b) * (b - a),
                logs,
                x);
        Tensor a = Tensor.of(logs).reshape(7, 1);
        Tensor b = Tensor.of(share).reshape(7, 1);
        assertThat(Losses.klDivBatchMean(a, b, false).item())
                .isCloseTo(Losses.klDiv(a, b, false, SUM).item() / 7, within(1e-12));
    }

    @Test
    void lossesOfMargins() {
        check(
                (a, b) -> Losses.hinge(a, b, 1, NONE),
                Losses::hinge,
                (a, b) -> Math.max(0, 1 - a * b),
                x,
                t);
        check(
                (a, b) -> Losses.hingeEmbedding(a, b, 1, NONE),
                (a, b) -> Losses.hingeEmbedding(a, b, 1, MEAN),
                (a, b) -> b == 1 ? a : Math.max(0, 1 - a),
                x,
                t);
        Tensor u = Tensor.of(new double[] {1, 0, 1, 1}, 2, 2);
        Tensor v = Tensor.of(new double[] {0, 2, 2, 2}, 2, 2);
        assertThat(Losses.cosineEmbedding(u, v, Tensor.of(1.0, -1), 0.25, NONE).toDoubleArray())
                .usingComparatorWithPrecision(1e-9)
                .containsExactly(1, 0.75);
        Tensor w = Tensor.of(new double[] {3, 4, 1, 1}, 2, 2);
        double near = Math.hypot(1 + 1e-6, 2 - 1e-6);
        double far = Math.hypot(2 + 1e-6, 4 + 1e-6);
        Tensor triplet =
                Losses.tripletMargin(
                        u.narrow(0, 0, 1), v.narrow(0, 0, 1), w.narrow(0, 0, 1), 3, 2, SUM);
        assertThat(triplet.item()).isCloseTo(Math.max(0, near - far + 3), within(1e-5));
        assertThat(Losses.tripletMargin(u, v, w).rank()).isZero();
    }

    @Test
    void shapesThatWouldBroadcastAreRefusedWithAHint() {
        Tensor column = Tensor.zeros(5, 1);
        Tensor row = Tensor.zeros(5);
        assertThatThrownBy(() -> Losses.mse(column, row))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("mse")
                .hasMessageContaining("[5, 1]")
                .hasMessageContaining("target.reshape(prediction.shape())");
        assertThatThrownBy(() -> Losses.bceWithLogits(column, row))
                .isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Losses.l1(column, Tensor.zeros(4, 1)))
                .isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> ClassLosses.nll(Tensor.zeros(5, 3), Tensor.of(1L, 2L)))
                .isInstanceOf(ShapeException.class);
    }

    @Test
    void classWeightsScaleRowsAndTheirMean() {
        Generator generator = new Generator(4);
        Tensor scores = Tensor.randn(Shape.of(2, 3, 4), DType.F64, generator);
        Tensor target = Tensor.of(new long[] {0, 3, -100, 2, 2, 1}, 2, 3);
        Tensor weights = Tensor.of(0.5, 1, 2, 4);
        double smoothing = 0.3;
        double[] w = weights.toDoubleArray();
        double[] s = scores.flatten().toDoubleArray();
        long[] classes = target.flatten().toLongArray();
        double sum = 0;
        double count = 0;
        double plain = 0;
        for (int r = 0; r < 6; r++) {
            if (classes[r] < 0) {
                continue;
            }
            double total = 0;
            for (int c = 0; c < 4; c++) {
                total += Math.exp(s[4 * r + c]);
            }
            double even = 0;
            for (int c = 0; c < 4; c++) {
                even -= w[c] * (s[4 * r + c] - Math.log(total));
            }
            int k = (int) classes[r];
            double own = -(s[4 * r + k] - Math.log(total));
            sum += (1 - smoothing) * w[k] * own + smoothing / 4 * even;
            plain += w[k] * own;
            count += w[k];
        }
        assertThat(ClassLosses.crossEntropy(scores, target, weights, MEAN, -100, smoothing).item())
                .isCloseTo(sum / count, within(1e-12));
        assertThat(ClassLosses.crossEntropy(scores, target, weights, SUM, -100, 0).item())
                .isCloseTo(plain, within(1e-12));
        assertThat(ClassLosses.nll(scores.logSoftmax(-1), target, weights, MEAN, -100).item())
                .isCloseTo(plain / count, within(1e-12));
        Tensor rows = ClassLosses.nll(scores.logSoftmax(-1), target, null, NONE, -100);
        assertThat(rows.get(0, 2)).isZero();
        assertThat(ClassLosses.nll(scores.logSoftmax(-1), target).item())
                .isCloseTo(ClassLosses.crossEntropy(scores, target).item(), within(1e-12));
        scores.requiresGrad_(true);
        GradCheck.STANDARD
                .first(
                        in ->
                                ClassLosses.crossEntropy(
                                        in[0], target, weights, MEAN, -100, smoothing),
                        scores)
                .orThrow();
        // probabilities as targets: weights of ones, against the fused loss
        Tensor q = Tensor.rand(Shape.of(2, 3, 4), DType.F64, generator).softmax(-1);
        assertThat(
                        ClassLosses.crossEntropy(
                                        scores, q, weights.onesLike(), MEAN, -100, smoothing)
                                .item())
                .isCloseTo(scores.crossEntropy(q, MEAN, -100, smoothing).item(), within(1e-12));
    }

    @Test
    void classesAreCheckedByName() {
        Tensor scores = Tensor.zeros(2, 3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClassLosses.nll(scores, Tensor.of(0L, 3L)))
                .withMessage("nll: class 3 is not from 0 to 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        ClassLosses.crossEntropy(
                                scores, Tensor.of(-1L, 1L), Tensor.ones(3), MEAN, -100, 0))
                .withMessage("crossEntropy: class -1 is not from 0 to 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClassLosses.nll(scores, Tensor.of(0f, 1f)))
                .withMessageContaining("I64");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        ClassLosses.crossEntropy(
                                scores, Tensor.of(0L, 1L), Tensor.ones(4), MEAN, -100, 0))
                .withMessageContaining("one weight for each class");
    }
}
