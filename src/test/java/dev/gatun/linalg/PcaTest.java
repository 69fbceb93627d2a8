package dev.gatun.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.Gatun;
import dev.gatun.gradcheck.GradCheck;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Principal components, judged by Jacobi's method on the covariance matrix in plain doubles. */
class PcaTest {
    private static final double[] SIX_POINTS = {-1, -1, -2, -1, -3, -2, 1, 1, 2, 1, 3, 2};

    /** n samples of p features of very different variance. */
    record Samples(int n, int p, DType dtype) {
        Tensor tensor() {
            SplittableRandom random = new SplittableRandom(7L * n + p);
            double[] flat = new double[n * p];
            for (int i = 0; i < flat.length; i++) {
                double shared = flat[i - i % p] * (i % p == 0 ? 0 : 0.3);
                flat[i] = random.nextDouble(-1, 1) * (1 + (i % p)) + shared + 5;
            }
            return Tensor.of(flat, n, p).to(dtype);
        }

        double near() {
            return dtype == DType.F64 ? 1e-11 : dtype == DType.F32 ? 2e-4 : 5e-2;
        }
    }

    static Stream<Samples> samples() {
        List<Samples> all = new ArrayList<>();
        for (DType dtype : List.of(DType.F32, DType.F64)) {
            for (int[] size :
                    new int[][] {{2, 1}, {6, 2}, {10, 3}, {9, 9}, {3, 12}, {50, 20}, {200, 5}}) {
                all.add(new Samples(size[0], size[1], dtype));
            }
        }
        return all.stream();
    }

    /** Variances along the principal directions, descending, and these as rows. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not kept
    record Expected(double[] mean, double[] variance, double[][] directions) {}

    private static Expected expected(double[][] x) {
        int n = x.length;
        int p = x[0].length;
        double[] mean = new double[p];
        for (double[] row : x) {
            for (int j = 0; j < p; j++) {
                mean[j] += row[j] / n;
            }
        }
        double[][] c = new double[p][p];
        for (double[] row : x) {
            for (int i = 0; i < p; i++) {
                for (int j = 0; j < p; j++) {
                    c[i][j] += (row[i] - mean[i]) * (row[j] - mean[j]) / (n - 1);
                }
            }
        }
        double[][] v = jacobi(c);
        Integer[] order = new Integer[p];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (i, j) -> Double.compare(c[j][j], c[i][i]));
        double[] variance = new double[p];
        double[][] directions = new double[p][p];
        for (int k = 0; k < p; k++) {
            variance[k] = c[order[k]][order[k]];
            double largest = 0;
            for (int i = 0; i < p; i++) {
                directions[k][i] = v[i][order[k]];
                largest = Math.abs(v[i][order[k]]) > Math.abs(largest) ? v[i][order[k]] : largest;
            }
            for (int i = 0; i < p; i++) {
                directions[k][i] *= Math.signum(largest);
            }
        }
        return new Expected(mean, variance, directions);
    }

    /** Makes a symmetric matrix diagonal; the columns of the result are its eigenvectors. */
    private static double[][] jacobi(double[][] c) {
        int p = c.length;
        double[][] v = new double[p][p];
        for (int i = 0; i < p; i++) {
            v[i][i] = 1;
        }
        for (int sweep = 0; sweep < 60; sweep++) {
            for (int i = 0; i < p; i++) {
                for (int j = i + 1; j < p; j++) {
                    double angle = Math.atan2(2 * c[i][j], c[i][i] - c[j][j]) / 2;
                    turn(c, v, i, j, Math.cos(angle), Math.sin(angle));
                }
            }
        }
        return v;
    }

    private static void turn(double[][] c, double[][] v, int i, int j, double cos, double sin) {
        for (int k = 0; k < c.length; k++) {
            double a = c[i][k];
            double b = c[j][k];
            c[i][k] = cos * a + sin * b;
            c[j][k] = cos * b - sin * a;
        }
        for (double[][] each : new double[][][] {c, v}) {
            for (double[] row : each) {
                double a = row[i];
                double b = row[j];
                row[i] = cos * a + sin * b;
                row[j] = cos * b - sin * a;
            }
        }
    }

    private static void near(Tensor got, double[] wanted, double by) {
        double[] each = got.toDoubleArray();
        for (int i = 0; i < each.length; i++) {
            assertThat(each[i]).isCloseTo(wanted[i], within(by * Math.max(1, Math.abs(wanted[i]))));
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void componentsAreThoseOfTheCovariance(Samples of) {
        try (Scope _ = Scope.open()) {
            Tensor x = of.tensor();
            Expected wanted = expected(x.toDoubleArray2d());
            double total = Arrays.stream(wanted.variance).sum();
            int k = Math.min(of.n, of.p);
            List<Pca> all =
                    List.of(
                            Pca.all().fit(x),
                            Pca.all().fit(x.t().copy().t()),
                            Pca.all().randomized(RandomizedSvd.of(new Generator(1))).fit(x));
            for (Pca pca : all) {
                assertThat(pca.mean().dtype()).isEqualTo(of.dtype);
                near(pca.mean(), wanted.mean, of.near());
                near(pca.explainedVariance(), wanted.variance, of.near());
                assertThat(pca.components().shape().dims()).containsExactly(k, of.p);
                assertThat(pca.explainedVarianceRatio().sum().item()).isCloseTo(1, within(1e-5));
                for (int j = 0; j < Math.min(k, of.n - 1); j++) {
                    double share = wanted.variance[j] / total;
                    assertThat(pca.explainedVarianceRatio().get(j)).isCloseTo(share, within(1e-5));
                    double length = Math.sqrt(wanted.variance[j] * (of.n - 1));
                    assertThat(pca.singularValues().get(j))
                            .isCloseTo(length, within(of.near() * length));
                    near(pca.components().select(0, j), wanted.directions[j], 20 * of.near());
                }
                Tensor back = pca.inverseTransform(pca.transform(x));
                near(back.flatten(), x.toDoubleArray(), of.near());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whitenedSamplesHaveTheIdentityForCovariance(Samples of) {
        try (Scope _ = Scope.open()) {
            Tensor x = of.tensor();
            int k = Math.min(of.n - 1, of.p);
            for (PcaOptions options :
                    List.of(
                            Pca.of(k).whitened(),
                            Pca.of(k).randomized(RandomizedSvd.of(new Generator(2))).whitened())) {
                Pca pca = options.fit(x);
                assertThat(pca.isWhitening()).isTrue();
                double[][] scores = pca.transform(x).toDoubleArray2d();
                for (int i = 0; i < k; i++) {
                    for (int j = 0; j < k; j++) {
                        double sum = 0;
                        for (double[] row : scores) {
                            sum += row[i] * row[j] / (of.n - 1);
                        }
                        assertThat(sum).isCloseTo(i == j ? 1 : 0, within(20 * of.near()));
                    }
                }
                Tensor back = pca.inverseTransform(Tensor.of(scores).to(of.dtype));
                near(back.flatten(), x.toDoubleArray(), of.near());
                double[] same = pca.transform(x).flatten().toDoubleArray();
                near(options.fitTransform(x).flatten(), same, 20 * of.near());
            }
        }
    }

    /**
     * The covariance is that of 28, 18, 12, of which the eigenvalues are 20 and the root of 388.
     */
    @Test
    void sixPointsOfThePlane() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(SIX_POINTS, 6, 2);
            double larger = Math.sqrt(20 + Math.sqrt(388));
            double smaller = Math.sqrt(20 - Math.sqrt(388));
            for (PcaOptions options :
                    List.of(Pca.of(2), Pca.of(2).randomized(RandomizedSvd.of(new Generator(3))))) {
                Pca pca = options.fit(x);
                near(pca.singularValues(), new double[] {6.30061232, 0.54980396}, 1e-8);
                near(pca.singularValues(), new double[] {larger, smaller}, 1e-14);
                near(pca.explainedVarianceRatio(), new double[] {0.99244289, 0.00755711}, 1e-8);
                near(
                        pca.components().flatten(),
                        new double[] {0.83849224, 0.54491354, -0.54491354, 0.83849224},
                        1e-8);
                near(pca.mean(), new double[] {0, 0}, 1e-15);
            }
            assertThat(Pca.explaining(0.99).fit(x).components().size(0)).isEqualTo(1);
            assertThat(Pca.explaining(0.993).fit(x).components().size(0)).isEqualTo(2);
        }
    }

    @Test
    void theFirstComponentsAreTheNearestPlane() {
        try (Scope _ = Scope.open()) {
            Tensor x = new Samples(50, 20, DType.F64).tensor();
            double[] variance = expected(x.toDoubleArray2d()).variance;
            Pca pca = Pca.of(3).fit(x);
            double rest = Arrays.stream(variance, 3, 20).sum() * 49;
            double off = pca.inverseTransform(pca.transform(x)).sub(x).square().sum().item();
            assertThat(off).isCloseTo(rest, within(1e-10 * rest));
        }
    }

    @Test
    void signsDoNotDependOnTheOrderOfTheSamples() {
        try (Scope _ = Scope.open()) {
            Tensor x = new Samples(50, 20, DType.F64).tensor();
            Tensor there = Pca.all().fit(x).components();
            near(Pca.all().fit(x.flip(0)).components().flatten(), there.toDoubleArray(), 1e-10);
            near(there.abs().max(-1, false), there.max(-1, false).toDoubleArray(), 0);
        }
    }

    @Test
    void aSeedGivesTheSameBitsForAnyNumberOfThreads() {
        int before = Gatun.threads();
        try (Scope _ = Scope.open()) {
            for (DType dtype : List.of(DType.F32, DType.F64)) {
                Tensor x = new Samples(700, 150, dtype).tensor();
                PcaOptions options = Pca.of(5);
                double[] first = null;
                for (int threads : new int[] {1, 2, 3, 7}) {
                    Gatun.setThreads(threads);
                    RandomizedSvd how = RandomizedSvd.of(new Generator(11));
                    double[] got = options.randomized(how).fitTransform(x).toDoubleArray();
                    first = first == null ? got : first;
                    assertThat(got).isEqualTo(first);
                }
            }
        } finally {
            Gatun.setThreads(before);
        }
    }

    @Test
    void gradientsPassThroughWhatIsTransformed() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(SIX_POINTS, 6, 2);
            Pca pca = Pca.of(1).whitened().fit(x);
            Tensor y = Tensor.of(new double[] {1, 2, 3, 5}, 2, 2).requiresGrad_(true);
            assertThat(
                            GradCheck.STANDARD
                                    .first(in -> pca.transform(in[0]).square(), y)
                                    .orThrow()
                                    .compared())
                    .isPositive();
            Tensor scores = Pca.of(1).fitTransform(y);
            assertThat(Gradients.of(scores.sum(), y).getFirst().shape()).isEqualTo(y.shape());
            assertThat(Pca.of(1).fit(y).components().requiresGrad()).isFalse();
        }
    }

    @Test
    void otherTypesAndDegenerateSamples() {
        try (Scope _ = Scope.open()) {
            Tensor half = Tensor.of(SIX_POINTS, 6, 2).to(DType.BF16);
            Pca pca = Pca.of(1).fit(half);
            assertThat(pca.components().dtype()).isEqualTo(DType.F32);
            near(pca.singularValues(), new double[] {6.30061232}, 1e-6);
            assertThat(pca.transform(half).dtype()).isEqualTo(DType.F32);
            Pca constant = Pca.all().whitened().fit(Tensor.full(3.0, 4, 2).to(DType.F64));
            assertThat(constant.explainedVariance().toDoubleArray()).containsOnly(0);
            assertThat(constant.explainedVarianceRatio().toDoubleArray()).containsOnly(Double.NaN);
            assertThat(constant.transform(Tensor.full(3.0, 1, 2).to(DType.F64)).toDoubleArray())
                    .containsOnly(0);
        }
    }

    @Test
    void aFittedObjectOwnsItsTensors() {
        try (Scope outer = Scope.open("outer")) {
            Tensor x = Tensor.of(SIX_POINTS, 6, 2);
            long before = outer.liveBuffers();
            Pca pca = Pca.of(1).fit(x);
            assertThat(outer.liveBuffers()).isEqualTo(before + 5);
            Tensor components = pca.components();
            pca.close();
            pca.close();
            assertThat(outer.liveBuffers()).isEqualTo(before);
            assertThatThrownBy(components::toDoubleArray).isInstanceOf(IllegalStateException.class);
            refuses("transform: this Pca is closed", () -> pca.transform(x));
            Pca kept;
            Pca lost;
            try (Scope inner = Scope.open("inner")) {
                lost = Pca.of(2).whitened().fit(x);
                kept = inner.keep(lost);
            }
            assertThat(kept.isWhitening()).isTrue();
            assertThat(kept.transform(x).shape().dims()).containsExactly(6, 2);
            lost.close(); // its scope has freed the tensors
            kept.close();
        }
    }

    private static void refuses(String message, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfAny(IllegalArgumentException.class, IllegalStateException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatCannotBeFittedIsRefusedByName() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(SIX_POINTS, 6, 2);
            refuses("Pca: the number of components must be positive", () -> Pca.of(0));
            refuses("Pca: the share of the variance", () -> Pca.explaining(1));
            refuses("Pca: the share of the variance", () -> Pca.explaining(Double.NaN));
            refuses("3 > 2", () -> Pca.of(3).fit(x));
            refuses("fit: takes samples (n, p)", () -> Pca.all().fit(x.narrow(0, 0, 1)));
            refuses("fit: takes samples (n, p)", () -> Pca.all().fit(x.narrow(1, 0, 0)));
            refuses("fit: takes samples (n, p)", () -> Pca.all().fit(x.unsqueeze(0)));
            refuses("fit: takes matrices", () -> Pca.all().fit(x.select(0, 1)));
            refuses("fit: takes floating-point", () -> Pca.all().fit(x.to(DType.I64)));
            for (double bad : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
                Tensor y = x.copy().set(bad, 1, 1);
                refuses("fitTransform: tensor", () -> Pca.all().fitTransform(y));
            }
            RandomizedSvd how = RandomizedSvd.of(new Generator(1));
            refuses("randomized: a share", () -> Pca.explaining(0.5).randomized(how));
            Pca pca = Pca.of(1).fit(x);
            refuses("transform: takes (n, 2)", () -> pca.transform(x.t()));
            refuses("inverseTransform: takes (n, 1)", () -> pca.inverseTransform(x));
            refuses("transform: takes floating-point", () -> pca.transform(x.to(DType.I64)));
        }
    }
}
