package dev.gatun.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.memory.Scope;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Measures by hand, and what made-up data looks like. */
class MetricsTest {
    @Test
    void accuracyCountsWhatIsRight() {
        try (Scope _ = Scope.open()) {
            Tensor scores =
                    Tensor.of(new float[] {1, 2, 3, 0, 5, 4, 9, 9}, 4, 2).requiresGrad_(true);
            Tensor targets = Tensor.of(1L, 1L, 0L, 0L);
            assertThat(Metrics.accuracy(scores, targets)).isEqualTo(0.75);
            assertThat(Metrics.accuracy(Tensor.of(1L, 0L, 0L, 1L), targets)).isEqualTo(0.5);
            refuses("accuracy: takes scores", () -> Metrics.accuracy(scores, Tensor.of(1L)));
            Tensor half = Tensor.of(0.5f, 1f, 1f, 1f);
            refuses("accuracy: classes are integers", () -> Metrics.accuracy(scores, half));
            refuses("accuracy: classes are integers", () -> Metrics.accuracy(half, targets));
        }
    }

    /** The numbers of scikit-learn's page on confusion matrices, y_true and y_pred. */
    @Test
    void theMatrixOfScikitLearn() {
        try (Scope _ = Scope.open()) {
            ConfusionMatrix matrix = new ConfusionMatrix(3);
            matrix.add(Tensor.of(0L, 0L, 2L), Tensor.of(2L, 0L, 2L));
            matrix.add(Tensor.of(2L, 0L, 2L), Tensor.of(2L, 0L, 1L));
            assertThat(matrix.counts())
                    .isDeepEqualTo(new long[][] {{2, 0, 0}, {0, 0, 1}, {1, 0, 2}});
            assertThat(matrix.count(2, 0)).isEqualTo(1);
            assertThat(matrix).hasToString("[2, 0, 0],\n [0, 0, 1],\n [1, 0, 2]");
            assertThat(matrix.accuracy()).isCloseTo(4 / 6.0, within(1e-15));
            assertThat(matrix.precision(0)).isCloseTo(2 / 3.0, within(1e-15));
            assertThat(matrix.recall(2)).isCloseTo(2 / 3.0, within(1e-15));
            assertThat(matrix.f1(0)).isCloseTo(0.8, within(1e-15));
            assertThat(matrix.precision(1)).isZero();
            assertThat(matrix.precision()).isCloseTo(4 / 9.0, within(1e-15));
            assertThat(matrix.recall()).isCloseTo(5 / 9.0, within(1e-15));
            assertThat(matrix.f1()).isCloseTo((0.8 + 2 / 3.0) / 3, within(1e-15));
            refuses(
                    "add: example 1, predicted 3, of class 0: there are 3 classes",
                    () -> matrix.add(Tensor.of(0L, 3L), Tensor.of(0L, 0L)));
            assertThat(matrix.count(0, 0)).isEqualTo(2);
            refuses("ConfusionMatrix: the number of classes", () -> new ConfusionMatrix(0));
        }
    }

    /** The examples of scikit-learn's r2_score. */
    @Test
    void theShareOfVarianceThatIsPredicted() {
        try (Scope _ = Scope.open()) {
            Tensor y = Tensor.of(3, -0.5, 2, 7);
            assertThat(Metrics.r2(Tensor.of(2.5, 0.0, 2, 8), y))
                    .isCloseTo(0.9486081370449679, within(1e-15));
            assertThat(Metrics.r2(Tensor.of(2.0, 2, 2), Tensor.of(1.0, 2, 3))).isZero();
            assertThat(Metrics.r2(Tensor.of(3.0, 2, 1), Tensor.of(1.0, 2, 3))).isEqualTo(-3);
            assertThat(Metrics.r2(Tensor.of(1.0, 1), Tensor.of(1.0, 1))).isEqualTo(1);
            assertThat(Metrics.r2(Tensor.of(1.0, 2), Tensor.of(1.0, 1))).isZero();
            refuses("r2: takes two or more", () -> Metrics.r2(y, Tensor.of(1.0)));
        }
        assertThat(Metrics.perplexity(Math.log(65))).isCloseTo(65, within(1e-12));
    }

    @Test
    void moonsAreHalfCircles() {
        try (Scope _ = Scope.open()) {
            TensorDataset exact = Synthetic.moons(101, 0, new Generator(1));
            float[][] x = exact.tensors().getFirst().toFloatArray2d();
            for (int i = 0; i < 101; i++) {
                double centre = i % 2;
                double across = x[i][0] - centre;
                double up = x[i][1] - 0.5 * centre;
                assertThat(Math.hypot(across, up)).isCloseTo(1, within(1e-6));
                assertThat(i % 2 == 0 ? up : -up).isGreaterThan(-1e-6);
                assertThat(exact.tensors().get(1).getLong(i)).isEqualTo(i % 2);
            }
            assertThat(x[0]).containsExactly(new float[] {1, 0}, within(1e-6f));
            assertThat(x[1]).containsExactly(new float[] {0, 0.5f}, within(1e-6f));
            assertThat(x[100]).containsExactly(new float[] {-1, 0}, within(1e-6f));
        }
    }

    @Test
    void spiralsAreWoundAroundEachOther() {
        try (Scope _ = Scope.open()) {
            TensorDataset exact = Synthetic.spirals(200, 0, new Generator(1));
            float[][] x = exact.tensors().getFirst().toFloatArray2d();
            for (int i = 0; i < 200; i++) {
                double r = Math.hypot(x[i][0], x[i][1]);
                double angle = 3 * Math.PI * r + (i % 2) * Math.PI;
                assertThat(r).isLessThanOrEqualTo(1 + 1e-6);
                assertThat((double) x[i][0]).isCloseTo(r * Math.cos(angle), within(1e-5));
                assertThat((double) x[i][1]).isCloseTo(r * Math.sin(angle), within(1e-5));
            }
        }
    }

    @Test
    void blobsAndLinesHaveTheirParameters() {
        try (Scope _ = Scope.open()) {
            TensorDataset blobs = Synthetic.blobs(3000, 2, 3, 0.5, new Generator(2));
            Tensor x = blobs.tensors().getFirst();
            for (int c = 0; c < 3; c++) {
                Tensor places = Tensor.arange(c, 3000, 3);
                Tensor cloud = x.indexSelect(0, places);
                assertThat(cloud.std(0).toDoubleArray())
                        .containsExactly(new double[] {0.5, 0.5}, within(0.06));
                assertThat(cloud.mean(0).abs().max().item()).isLessThan(10.2);
            }
            double[] weights = {2, -3};
            TensorDataset line = Synthetic.regression(50, weights, 1, 0, new Generator(3));
            Tensor y =
                    line.tensors().getFirst().matmul(Tensor.of(new float[] {2, -3}, 2, 1)).add(1);
            assertThat(line.tensors().get(1).allClose(y)).isTrue();
            TensorDataset noisy = Synthetic.regression(4000, weights, 1, 0.1, new Generator(3));
            Tensor exact =
                    noisy.tensors().getFirst().matmul(Tensor.of(new float[] {2, -3}, 2, 1)).add(1);
            assertThat(noisy.tensors().get(1).sub(exact).std().item()).isCloseTo(0.1, within(0.01));
        }
    }

    @Test
    void theSameSeedMakesTheSameData() {
        try (Scope _ = Scope.open()) {
            Tensor first = Synthetic.moons(9, 0.2, new Generator(4)).tensors().getFirst();
            Tensor second = Synthetic.moons(9, 0.2, new Generator(4)).tensors().getFirst();
            Tensor other = Synthetic.moons(9, 0.2, new Generator(5)).tensors().getFirst();
            assertThat(first.equal(second)).isTrue();
            assertThat(first.equal(other)).isFalse();
            Generator dice = new Generator(1);
            refuses("moons: n is at least 1", () -> Synthetic.moons(0, 0, dice));
            refuses("spirals: noise is finite", () -> Synthetic.spirals(3, -1, dice));
            refuses("blobs: centers is at least 1", () -> Synthetic.blobs(3, 2, 0, 1, dice));
            refuses(
                    "regression: the number of weights",
                    () -> Synthetic.regression(3, new double[0], 0, 0, dice));
        }
    }

    private static void refuses(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining(message);
    }
}
