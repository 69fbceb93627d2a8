package dev.gatun.linalg;

import static dev.gatun.linalg.LinalgTest.LIMIT;
import static dev.gatun.linalg.LinalgTest.near;
import static dev.gatun.linalg.LinalgTest.norm;
import static dev.gatun.linalg.LinalgTest.off;
import static dev.gatun.linalg.LinalgTest.orthonormal;
import static dev.gatun.linalg.LinalgTest.product;
import static dev.gatun.linalg.LinalgTest.rows;
import static dev.gatun.linalg.LinalgTest.turned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.linalg.LinalgTest.Given;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import dev.gatun.testing.ChildJvm;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Symmetric eigenvalues, Cholesky factors, systems of equations and least squares on every kind of
 * matrix, by the ratios of LAPACK's own tests (Working Note 41), computed here in doubles.
 */
class LapackRatiosTest {
    static Stream<Given> matrices() {
        return LinalgTest.matrices();
    }

    static Stream<Given> squares() {
        return matrices().filter(a -> a.m() == a.n());
    }

    private static Tensor tensor(double[][] a, int columns, DType dtype) {
        double[] flat = new double[a.length * columns];
        for (int i = 0; i < a.length; i++) {
            System.arraycopy(a[i], 0, flat, i * columns, columns);
        }
        return Tensor.of(flat, a.length, columns).to(dtype);
    }

    private static double[][] random(int m, int n) {
        SplittableRandom random = new SplittableRandom(17L * m + n);
        double[][] a = new double[m][];
        for (int i = 0; i < m; i++) {
            a[i] = random.doubles(n, -1, 1).toArray();
        }
        return a;
    }

    /** A symmetric matrix of the kind. */
    private static double[][] symmetric(Given of) {
        double[][] a = of.make();
        boolean isGraded = of.kind().equals("graded");
        double[][] s = new double[of.n()][of.n()];
        for (int i = 0; i < of.n(); i++) {
            for (int j = 0; j < of.n(); j++) {
                // Graded in both ways: the columns of A are, and so the rows are divided.
                double by = Math.pow(10, -20.0 * i / Math.max(1, of.n()));
                double other = Math.pow(10, -20.0 * j / Math.max(1, of.n()));
                s[i][j] = isGraded ? a[i][j] * by + a[j][i] * other : a[i][j] / 2 + a[j][i] / 2;
            }
        }
        return s;
    }

    @Test
    void routinesInJava() throws Exception {
        ChildJvm.Result child =
                ChildJvm.running(RatiosInJava.class).with("-ea", "-Dgatun.backend=java").run();
        assertThat(child.out()).as(child.err()).matches("\\d+ hold");
        assertThat(child.exit()).isZero();
    }

    @ParameterizedTest
    @MethodSource("squares")
    void symmetricEigenvalues(Given of) {
        int n = of.n();
        try (Scope _ = Scope.open()) {
            Tensor x = tensor(symmetric(of), n, of.dtype());
            Eigh eigh = Linalg.eigh(x);
            orthonormal(eigh.vectors(), of.ulp(), LIMIT);
            double[][] v = rows(eigh.vectors());
            double[] w = eigh.values().toDoubleArray();
            double[][] scaled = new double[n][n];
            for (int j = 0; j < n; j++) {
                assertThat(w[j]).isGreaterThanOrEqualTo(j == 0 ? w[0] : w[j - 1]);
                for (int i = 0; i < n; i++) {
                    scaled[i][j] = v[i][j] * w[j];
                }
            }
            near(product(scaled, turned(v, n), n), rows(x), of, LIMIT);
        }
    }

    /**
     * A positive definite matrix of the kind: of a rank-deficient one the condition is a tenth of
     * what the precision can bear.
     */
    private static double[][] positive(Given of) {
        int n = of.n();
        boolean isTiny = of.kind().equals("near underflow");
        boolean isGraded = of.kind().equals("graded");
        double[][] g = of.kind().equals("rank-deficient") ? of.make() : random(n, n);
        double[][] a = product(g, turned(g, n), n);
        double most = norm(a, n);
        double shift = of.kind().equals("rank-deficient") ? 10 * n * of.ulp() * most : 1;
        double last = of.dtype() == DType.F32 ? -10 : -100;
        for (int i = 0; i < n; i++) {
            a[i][i] += shift;
            for (int j = 0; j < n; j++) {
                a[i][j] *= isTiny ? of.dtype() == DType.F32 ? 1e-35 : 1e-303 : 1;
                a[i][j] *= isGraded ? Math.pow(10, last * (i + j) / n) : 1;
            }
        }
        return a;
    }

    @ParameterizedTest
    @MethodSource("squares")
    void choleskyFactors(Given of) {
        int n = of.n();
        try (Scope _ = Scope.open()) {
            Tensor a = tensor(positive(of), n, of.dtype());
            Tensor factor = Linalg.cholesky(a);
            double[][] l = rows(factor);
            near(product(l, turned(l, n), n), rows(a), of, LIMIT);
            Tensor b = rightSide(of, a);
            solves(of, a, b, Linalg.choleskySolve(factor, b));
            if (n > 0) {
                Tensor singular = a.copy();
                singular.select(0, n - 1).fill_(0);
                singular.select(1, n - 1).fill_(0);
                assertThatThrownBy(() -> Linalg.cholesky(singular))
                        .isInstanceOf(LinalgException.class)
                        .hasMessageContaining("leading minor of order " + n + " is not positive");
            }
        }
    }

    /** Of a size that makes the solution about 1 where A is well conditioned. */
    private static Tensor rightSide(Given of, Tensor a) {
        double[][] b = random(of.m(), 3);
        double size = a.numel() == 0 ? 1 : a.abs().max().item();
        for (double[] row : b) {
            for (int j = 0; j < 3; j++) {
                row[j] *= of.kind().equals("near underflow") ? size : 1;
            }
        }
        return tensor(b, 3, of.dtype());
    }

    /** {@code |B - A X| / (|A| |X| ulp)}, LAPACK's test 02. */
    private static void solves(Given of, Tensor a, Tensor b, Tensor x) {
        if (of.n() == 0) {
            assertThat(x.numel()).isZero();
            return;
        }
        double[][] got = rows(x);
        double[][] residual = product(rows(a), got, 3);
        double scale = norm(rows(a), of.n()) * norm(got, 3) * of.ulp();
        assertThat(off(residual, rows(b), 3)).isLessThanOrEqualTo(LIMIT * scale);
    }

    @ParameterizedTest
    @MethodSource("squares")
    void systemsOfEquations(Given of) {
        try (Scope _ = Scope.open()) {
            Tensor a = of.tensor();
            Tensor b = rightSide(of, a);
            Lu lu = Linalg.lu(a);
            double least = of.n() == 0 ? 1 : lu.u().diagonal(0).abs().min().item();
            if (least == 0) {
                assertThat(of.kind()).isEqualTo("rank-deficient");
                assertThatThrownBy(() -> Linalg.solve(a, b))
                        .isInstanceOf(LinalgException.class)
                        .hasMessageContaining("the matrix is singular");
                assertThatThrownBy(() -> Linalg.luSolve(lu, b)).isInstanceOf(LinalgException.class);
                return;
            }
            solves(of, a, b, Linalg.solve(a, b));
            solves(of, a, b, Linalg.luSolve(lu, b));
        }
    }

    /**
     * Right sides in the range of A, whose residual is rounding and whose solution is not longer
     * than any other; then others, whose residual is orthogonal to the columns of A.
     */
    @ParameterizedTest
    @MethodSource("matrices")
    void leastSquares(Given of) {
        try (Scope _ = Scope.open()) {
            Tensor a = of.tensor();
            double[][] known = random(of.n(), 3);
            double[][] exact = product(rows(a), known, 3);
            Tensor b = tensor(exact, 3, of.dtype());
            Lstsq fit = Linalg.lstsq(a, b);
            if (Math.min(of.m(), of.n()) == 0) {
                assertThat(fit.solution().shape().dims()).containsExactly(of.n(), 3);
                assertThat(Arrays.stream(fit.solution().toDoubleArray())).allMatch(x -> x == 0);
                return;
            }
            double[][] x = rows(fit.solution());
            int size = Math.max(of.m(), of.n());
            double longest = Math.max(norm(x, 3), norm(known, 3));
            double scale = norm(rows(a), of.n()) * longest * size * of.ulp();
            assertThat(off(product(rows(a), x, 3), rows(b), 3)).isLessThan(LIMIT * scale);
            assertThat(length(x)).isLessThan(length(known) * (1 + LIMIT * size * of.ulp()));
            orthogonalResidual(of, a);
        }
    }

    private static double length(double[][] a) {
        double sum = 0;
        for (double[] row : a) {
            for (double x : row) {
                sum += x * x;
            }
        }
        return Math.sqrt(sum);
    }

    /** {@code |A' (B - A X)| / (|A| |B| max(m, n, k) ulp)}, LAPACK's test QRT17. */
    private static void orthogonalResidual(Given of, Tensor a) {
        Tensor b = rightSide(of, a);
        double[][] residual = rows(b);
        double[][] made = product(rows(a), rows(Linalg.lstsq(a, b).solution()), 3);
        double size = norm(rows(a), of.n());
        double right = norm(residual, 3);
        double[][] at = turned(rows(a), of.n());
        for (int i = 0; i < of.m(); i++) {
            for (int j = 0; j < 3; j++) {
                // Divided first: a product of the two could be less than any double.
                residual[i][j] = (residual[i][j] - made[i][j]) / right;
            }
        }
        for (double[] row : at) {
            for (int i = 0; i < row.length; i++) {
                row[i] /= size;
            }
        }
        double ratio = norm(product(at, residual, 3), 3);
        int most = Math.max(3, Math.max(of.m(), of.n()));
        assertThat(ratio / (most * of.ulp())).isLessThan(LIMIT);
    }
}
