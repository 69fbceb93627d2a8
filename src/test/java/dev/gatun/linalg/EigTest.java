package dev.gatun.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.linalg.LinalgTest.Given;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Eigenvalues of real matrices: by LAPACK's test ratio, and of matrices whose values are known. */
class EigTest {
    private static final double LIMIT = 30;

    static Stream<Given> squares() {
        return LinalgTest.matrices().filter(a -> a.m() == a.n());
    }

    @ParameterizedTest
    @MethodSource("squares")
    void vectorsAreMultiplied(Given of) {
        try (Scope _ = Scope.open()) {
            multiplies(of.tensor());
        }
    }

    /** Shapes whose vectors are few, or whose values take other shifts than the usual ones. */
    enum Kind {
        /** The cyclic permutation: all shifts of the usual step are the same for it. */
        ROOTS_OF_ONE,
        COMPANION,
        JORDAN,
        JORDAN_OF_PAIRS,
        LOWER_TRIANGULAR,
        UPPER_TRIANGULAR,
        ZERO,
        NILPOTENT,
        GRADED_BOTH_WAYS,
        OF_RANK_TWO,
        SKEW,
        REFLECTED;

        double[][] make(int n) {
            SplittableRandom random = new SplittableRandom(n);
            double[][] a = new double[n][n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    a[i][j] = element(i, j, n, random.nextDouble(-1, 1));
                }
            }
            for (int i = 0; i < n && this == SKEW; i++) {
                for (int j = 0; j <= i; j++) {
                    a[i][j] = i == j ? 0 : -a[j][i];
                }
            }
            return a;
        }

        private double element(int i, int j, int n, double x) {
            return switch (this) {
                case ROOTS_OF_ONE -> i == (j + 1) % n ? 1 : 0;
                case COMPANION -> i == 0 ? x : i == j + 1 ? 1 : 0;
                case JORDAN -> i == j ? 2 : j == i + 1 ? 1 : 0;
                case JORDAN_OF_PAIRS ->
                        i == (j ^ 1) && (n % 2 == 0 || Math.max(i, j) < n - 1)
                                ? (i < j ? 1e-3 : -1e3)
                                : j == i + 2 ? 1 : 0;
                case LOWER_TRIANGULAR -> i >= j ? 1 + i - j : 0;
                case UPPER_TRIANGULAR -> i <= j ? 1 + j - i : 0;
                case NILPOTENT -> j > i ? x : 0;
                case GRADED_BOTH_WAYS -> x * Math.pow(10, -16.0 * (i + j) / n);
                case OF_RANK_TWO -> (i + 1.0) * (j - 3.0) + (i % 2) * (j % 5);
                case SKEW -> x;
                case REFLECTED -> i + j == n - 1 ? 1 + i : 0;
                case ZERO -> 0;
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void specialMatrices(Kind kind) {
        for (int n : new int[] {1, 2, 3, 4, 5, 8, 12, 20, 50, 65}) {
            for (DType dtype : new DType[] {DType.F64, DType.F32}) {
                try (Scope _ = Scope.open()) {
                    multiplies(Tensor.of(kind.make(n)).to(dtype));
                }
            }
        }
    }

    @Test
    void everySize() {
        for (int n = 1; n <= 100; n++) {
            double[][] a = new double[n][];
            SplittableRandom random = new SplittableRandom(n);
            for (int i = 0; i < n; i++) {
                a[i] = random.doubles(n, -1, 1).toArray();
            }
            try (Scope _ = Scope.open()) {
                multiplies(Tensor.of(a).to(n % 2 == 0 ? DType.F64 : DType.F32));
            }
        }
    }

    /** {@code |A V - V W| / (n |A| ulp)}, LAPACK's test GET22; and how vectors are normalized. */
    private static void multiplies(Tensor x) {
        double[][] a = x.toDoubleArray2d();
        int n = a.length;
        Eig eig = Linalg.eig(x);
        double ulp = x.dtype() == DType.F32 ? Math.ulp(1f) : Math.ulp(1.0);
        double[] wr = eig.real().toDoubleArray();
        double[] wi = eig.imag().toDoubleArray();
        double[][] vr = eig.vectorsReal().toDoubleArray2d();
        double[][] vi = eig.vectorsImag().toDoubleArray2d();
        double least = x.dtype() == DType.F32 ? Float.MIN_VALUE : Double.MIN_VALUE;
        double bound = LIMIT * n * (LinalgTest.norm(a, n) * ulp + least);
        for (int j = 0; j < n; j++) {
            double off = 0;
            double length = 0;
            double largest = 0;
            double largestReal = 0;
            for (int i = 0; i < n; i++) {
                double re = vi[i][j] * wi[j] - vr[i][j] * wr[j];
                double im = -vr[i][j] * wi[j] - vi[i][j] * wr[j];
                for (int k = 0; k < n; k++) {
                    re += a[i][k] * vr[k][j];
                    im += a[i][k] * vi[k][j];
                }
                off += Math.hypot(re, im);
                double size = Math.hypot(vr[i][j], vi[i][j]);
                length += size * size;
                largest = Math.max(size, largest);
                largestReal = Math.max(vi[i][j] == 0 ? size : 0, largestReal);
            }
            assertThat(off).as("vector %d of %d", j, n).isLessThanOrEqualTo(bound);
            assertThat(length).isCloseTo(1, within(LIMIT * n * ulp));
            assertThat(largestReal).isCloseTo(largest, within(LIMIT * ulp));
            if (wi[j] > 0) {
                assertThat(wi[j + 1]).isEqualTo(-wi[j]);
                assertThat(wr[j + 1]).isEqualTo(wr[j]);
            }
        }
        trace(a, wr, wi, bound);
        double[] alone = Linalg.eigvals(x).real().toDoubleArray();
        assertThat(Arrays.stream(alone).sum())
                .isCloseTo(Arrays.stream(wr).sum(), within(n * bound));
    }

    /** The sum of the eigenvalues, and that imaginary parts are in pairs. */
    private static void trace(double[][] a, double[] wr, double[] wi, double bound) {
        double trace = 0;
        for (int i = 0; i < wr.length; i++) {
            trace += a[i][i];
        }
        assertThat(Arrays.stream(wr).sum()).isCloseTo(trace, within(wr.length * bound));
        assertThat(Arrays.stream(wi).sum()).isZero();
    }

    @Test
    void rootsOfOne() {
        for (int n : new int[] {1, 2, 3, 4, 8, 20, 64}) {
            try (Scope _ = Scope.open()) {
                Eigvals of = Linalg.eigvals(Tensor.of(Kind.ROOTS_OF_ONE.make(n)));
                double[] wr = of.real().toDoubleArray();
                double[] wi = of.imag().toDoubleArray();
                boolean[] isFound = new boolean[n];
                for (int j = 0; j < n; j++) {
                    double turns = Math.atan2(wi[j], wr[j]) / (2 * Math.PI) * n;
                    int root = Math.floorMod(Math.round(turns), n);
                    double angle = 2 * Math.PI * root / n;
                    assertThat(wr[j]).isCloseTo(Math.cos(angle), within(1e-13));
                    assertThat(wi[j]).isCloseTo(Math.sin(angle), within(1e-13));
                    assertThat(isFound[root]).isFalse();
                    isFound[root] = true;
                }
            }
        }
    }

    /** Of (x - 1)(x - 2)...(x - 10). */
    @Test
    void rootsOfAPolynomial() {
        int n = 10;
        double[] c = {1};
        for (int root = 1; root <= n; root++) {
            double[] next = Arrays.copyOf(c, c.length + 1);
            for (int i = 0; i < c.length; i++) {
                next[i + 1] -= root * c[i];
            }
            c = next;
        }
        double[][] a = new double[n][n];
        for (int i = 0; i < n; i++) {
            a[0][i] = -c[i + 1];
            if (i > 0) {
                a[i][i - 1] = 1;
            }
        }
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(a);
            multiplies(x);
            Eigvals of = Linalg.eigvals(x);
            double[] wr = of.real().toDoubleArray();
            Arrays.sort(wr);
            for (int i = 0; i < n; i++) {
                assertThat(wr[i]).isCloseTo(i + 1, within(1e-6));
            }
            assertThat(of.imag().toDoubleArray()).containsOnly(0);
        }
    }

    /** A turn by an angle: the cosine and the sine. */
    @Test
    void turnsOfThePlane() {
        try (Scope _ = Scope.open()) {
            for (double angle : new double[] {1e-8, 0.5, 1.5, 3}) {
                double cos = Math.cos(angle);
                double sin = Math.sin(angle);
                Eig eig = Linalg.eig(Tensor.of(new double[][] {{cos, -sin}, {sin, cos}}));
                double[] both = {cos, cos};
                assertThat(eig.real().toDoubleArray()).containsExactly(both, within(1e-15));
                double[] pair = {sin, -sin};
                assertThat(eig.imag().toDoubleArray()).containsExactly(pair, within(1e-15));
            }
        }
    }

    /** The imaginary parts 1e-60 are 0 in F32: both vectors are real then, and of length 1. */
    @Test
    void pairsThatAreRealInTheirType() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new double[][] {{1, 1e-30, 0}, {-1e-30, 1, 0}, {0, 1e-38, 1}});
            multiplies(x.to(DType.F32));
            Tensor small = Tensor.of(new double[][] {{1, 1e-200}, {-1e-200, 1}});
            multiplies(small);
            multiplies(small.mul(1e-200));
        }
    }
}
