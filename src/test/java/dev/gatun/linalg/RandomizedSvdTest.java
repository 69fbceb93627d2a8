package dev.gatun.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.gradcheck.GradCheck;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The singular value decomposition by a random sample, on matrices whose values are known. */
class RandomizedSvdTest {
    private static RandomizedSvd seeded() {
        return RandomizedSvd.of(new Generator(5));
    }

    /** U diag(s) V' with orthonormal U and V of the discrete cosine transform. */
    private static double[][] of(int m, int n, double... s) {
        double[][] a = new double[m][n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < s.length; k++) {
                    a[i][j] += cosine(m, k, i) * s[k] * cosine(n, k, j);
                }
            }
        }
        return a;
    }

    private static double cosine(int n, int k, int at) {
        return Math.sqrt((k == 0 ? 1.0 : 2.0) / n) * Math.cos(Math.PI / n * (at + 0.5) * k);
    }

    private static double[] falling(int count, double by) {
        double[] s = new double[count];
        for (int k = 0; k < count; k++) {
            s[k] = Math.pow(by, k);
        }
        return s;
    }

    @ParameterizedTest
    @CsvSource({
        "300, 200, F64, 0.7",
        "200, 300, F64, 0.7",
        "300, 200, F32, 0.7",
        "90, 400, F32, 0.9",
        "150, 150, F64, 0.97",
        "7, 5, F64, 0.5",
        "12, 1, F32, 1"
    })
    void findsTheLargestValuesAndVectors(int m, int n, DType dtype, double by) {
        double[] s = falling(Math.min(m, n), by);
        double ulp = dtype == DType.F32 ? Math.ulp(1f) : Math.ulp(1.0);
        try (Scope _ = Scope.open()) {
            Tensor a = Tensor.of(of(m, n, s)).to(dtype);
            int rank = Math.min(10, s.length);
            Svd svd = Linalg.svdLowRank(a, rank, seeded());
            assertThat(svd.u().shape()).isEqualTo(Shape.of(m, rank));
            assertThat(svd.vh().shape()).isEqualTo(Shape.of(rank, n));
            double[][] u = svd.u().toDoubleArray2d();
            double[][] vh = svd.vh().toDoubleArray2d();
            double error = 0;
            double[][] whole = of(m, n, s);
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = whole[i][j];
                    for (int k = 0; k < rank; k++) {
                        sum -= u[i][k] * svd.s().get(k) * vh[k][j];
                    }
                    error += sum * sum;
                }
            }
            double best = 0;
            for (int k = rank; k < s.length; k++) {
                best += s[k] * s[k];
            }
            // Against Eckart and Young's bound; the second term is rounding.
            assertThat(Math.sqrt(error)).isLessThan(1.01 * Math.sqrt(best) + 50 * ulp * m);
            for (int k = 0; k < rank; k++) {
                assertThat(svd.s().get(k)).isCloseTo(s[k], within(0.01 * s[k]));
                double largest = 0;
                for (double x : vh[k]) {
                    largest = Math.abs(x) > Math.abs(largest) ? x : largest;
                }
                assertThat(largest).isPositive();
            }
        }
    }

    @Test
    void iterationsSharpenAFlatSpectrum() {
        try (Scope _ = Scope.open()) {
            Tensor a = Tensor.of(of(200, 200, falling(200, 0.99)));
            double[] off = new double[3];
            for (int times = 0; times < 3; times++) {
                RandomizedSvd how = new RandomizedSvd(new Generator(5), 5, times);
                off[times] = Math.abs(Linalg.svdLowRank(a, 5, how).s().get(4) - Math.pow(0.99, 4));
            }
            assertThat(off[1]).isLessThan(off[0] / 2);
            assertThat(off[2]).isLessThan(off[1]);
        }
    }

    @Test
    void batchesAndExtremesOfTheRange() {
        try (Scope _ = Scope.open()) {
            double[] s = falling(12, 0.5);
            for (DType dtype : List.of(DType.F32, DType.F64)) {
                Tensor a = Tensor.of(of(20, 12, s)).to(dtype);
                Svd both = Linalg.svdLowRank(Tensor.stack(0, a, a.mul(3)), 3, seeded());
                assertThat(both.s().get(1, 2)).isCloseTo(0.75, within(1e-5));
                for (double size :
                        dtype == DType.F32
                                ? new double[] {1e-35, 1e37}
                                : new double[] {1e-300, 1e307}) {
                    Tensor extreme = a.mul(size);
                    Svd svd = Linalg.svdLowRank(extreme, 4, seeded());
                    for (int k = 0; k < 4; k++) {
                        assertThat(svd.s().get(k) / size).isCloseTo(s[k], within(1e-5));
                    }
                    assertThat(svd.u().square().sum().item()).isCloseTo(4, within(1e-5));
                }
            }
        }
    }

    @Test
    void emptyRanksAndMatrices() {
        try (Scope _ = Scope.open()) {
            Tensor a = Tensor.of(of(5, 4, 1, 0.5));
            Svd none = Linalg.svdLowRank(a, 0, seeded());
            assertThat(none.u().shape()).isEqualTo(Shape.of(5, 0));
            assertThat(none.vh().shape()).isEqualTo(Shape.of(0, 4));
            assertThat(Linalg.svdLowRank(Tensor.zeros(0, 4), 0, seeded()).s().numel()).isZero();
            // Beyond the rank of the matrix the values are 0 and the vectors orthonormal.
            Svd all = Linalg.svdLowRank(a, 4, seeded());
            assertThat(all.s().get(2)).isLessThan(1e-15);
            Tensor gram = all.u().t().matmul(all.u());
            assertThat(gram.allClose(Tensor.eye(4, 4, DType.F64), 0, 1e-14)).isTrue();
            Svd zero = Linalg.svdLowRank(Tensor.zeros(6, 5), 2, seeded());
            assertThat(zero.s().toDoubleArray()).containsExactly(0, 0);
        }
    }

    @Test
    void valuesHaveAGradient() {
        try (Scope _ = Scope.open()) {
            Tensor a = Tensor.of(of(5, 4, 3, 2, 1, 0.5)).requiresGrad_(true);
            assertThat(
                            GradCheck.STANDARD
                                    .first(in -> Linalg.svdLowRank(in[0], 2, seeded()).s(), a)
                                    .orThrow()
                                    .compared())
                    .isPositive();
        }
    }

    private static void refuses(String message, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatCannotBeSampledIsRefusedByName() {
        try (Scope _ = Scope.open()) {
            Tensor a = Tensor.of(of(5, 4, 1, 0.5));
            refuses(
                    "svdLowRank: rank must be from 0 to 4, not 5",
                    () -> Linalg.svdLowRank(a, 5, seeded()));
            refuses("svdLowRank: rank must", () -> Linalg.svdLowRank(a, -1, seeded()));
            refuses(
                    "svdLowRank: tensor",
                    () -> Linalg.svdLowRank(a.copy().set(Double.NaN, 0, 0), 1, seeded()));
            refuses(
                    "RandomizedSvd: oversampling",
                    () -> new RandomizedSvd(new Generator(1), -1, 0));
            refuses(
                    "svdLowRank: takes floating",
                    () -> Linalg.svdLowRank(a.to(DType.I64), 1, seeded()));
        }
    }
}
