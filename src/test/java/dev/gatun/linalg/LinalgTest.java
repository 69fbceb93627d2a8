package dev.gatun.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.gradcheck.GradCheck;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Linear algebra by the ratios of LAPACK's own tests, computed here in doubles. */
class LinalgTest {
    private static final double SVD_LIMIT = 50;
    static final double LIMIT = 30;

    /** One matrix of one kind. */
    record Given(String kind, int m, int n, DType dtype) {
        double[][] make() {
            SplittableRandom random = new SplittableRandom(31L * m + n);
            double[][] a = new double[m][n];
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double x = random.nextDouble(-1, 1);
                    a[i][j] =
                            switch (kind) {
                                case "rank-deficient" -> ((i % 3) + 1.0) * ((j % 2) - 0.5);
                                case "graded" -> x * Math.pow(10, -20.0 * j / n);
                                case "near underflow" -> x * (dtype == DType.F32 ? 1e-37 : 1e-306);
                                default -> x;
                            };
                }
            }
            return a;
        }

        Tensor tensor() {
            double[][] a = make();
            double[] flat = new double[m * n];
            for (int i = 0; i < m; i++) {
                System.arraycopy(a[i], 0, flat, i * n, n);
            }
            return Tensor.of(flat, m, n).to(dtype);
        }

        double ulp() {
            return dtype == DType.F32 ? Math.ulp(1f) : Math.ulp(1.0);
        }
    }

    static Stream<Given> matrices() {
        List<Given> all = new ArrayList<>();
        for (DType dtype : List.of(DType.F32, DType.F64)) {
            for (int n : new int[] {0, 1, 2, 3, 5, 10, 50, 65, 200}) {
                all.add(new Given("random", n, n, dtype));
                all.add(new Given("rank-deficient", n, n, dtype));
                all.add(new Given("graded", n, n, dtype));
                all.add(new Given("near underflow", n, n, dtype));
            }
            all.add(new Given("random", 7, 3, dtype));
            all.add(new Given("random", 3, 7, dtype));
            all.add(new Given("random", 65, 10, dtype));
            all.add(new Given("random", 10, 65, dtype));
            all.add(new Given("rank-deficient", 65, 10, dtype));
            all.add(new Given("random", 0, 3, dtype));
            all.add(new Given("random", 3, 0, dtype));
        }
        return all.stream();
    }

    static double[][] rows(Tensor x) {
        return x.toDoubleArray2d();
    }

    static double[][] product(double[][] a, double[][] b, int columns) {
        double[][] c = new double[a.length][columns];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                for (int j = 0; j < columns; j++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }

    static double[][] turned(double[][] a, int columns) {
        double[][] t = new double[columns][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < columns; j++) {
                t[j][i] = a[i][j];
            }
        }
        return t;
    }

    /** The norm of the greatest column sum, of a difference. */
    static double off(double[][] a, double[][] b, int columns) {
        double most = 0;
        for (int j = 0; j < columns; j++) {
            double sum = 0;
            for (int i = 0; i < a.length; i++) {
                sum += Math.abs(a[i][j] - (b.length == 0 ? 0 : b[i][j]));
            }
            most = Math.max(most, sum);
            assertThat(sum).isFinite();
        }
        return most;
    }

    static double norm(double[][] a, int columns) {
        return off(a, new double[0][0], columns);
    }

    static void orthonormal(Tensor columns, double ulp, double limit) {
        int m = (int) columns.size(0);
        int k = (int) columns.size(1);
        if (m == 0 || k == 0) {
            return;
        }
        double[][] q = rows(columns);
        double[][] eye = new double[k][k];
        for (int i = 0; i < k; i++) {
            eye[i][i] = 1;
        }
        assertThat(off(product(turned(q, k), q, k), eye, k) / (m * ulp)).isLessThan(limit);
    }

    static void near(double[][] got, double[][] a, Given of, double limit) {
        double size = norm(a, of.n) * Math.max(Math.max(of.m, of.n), 1) * of.ulp();
        double least = of.dtype == DType.F32 ? Float.MIN_VALUE : Double.MIN_VALUE;
        // The last term: a result that is denormal has no ulp of its own.
        assertThat(off(got, a, of.n)).isLessThanOrEqualTo(limit * size + 4 * of.m * least);
    }

    @ParameterizedTest
    @MethodSource("matrices")
    void singularValueDecompositions(Given of) {
        try (Scope _ = Scope.open()) {
            Tensor x = of.tensor();
            for (Svd svd : List.of(Linalg.svd(x), Linalg.svdFull(x))) {
                assertThat(svd.u().size(0)).isEqualTo(of.m);
                assertThat(svd.vh().size(1)).isEqualTo(of.n);
                orthonormal(svd.u(), of.ulp(), SVD_LIMIT);
                orthonormal(svd.vh().t(), of.ulp(), SVD_LIMIT);
                double[] s = svd.s().toDoubleArray();
                double[][] u = rows(svd.u());
                double[][] scaled = new double[of.m][s.length];
                for (int i = 0; i < of.m; i++) {
                    for (int j = 0; j < s.length; j++) {
                        scaled[i][j] = u[i][j] * s[j];
                    }
                }
                for (int j = 0; j < s.length; j++) {
                    assertThat(s[j]).isBetween(0.0, j == 0 ? Double.MAX_VALUE : s[j - 1]);
                }
                double[][] vh = rows(svd.vh().narrow(0, 0, s.length));
                near(product(scaled, vh, of.n), rows(x), of, SVD_LIMIT);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("matrices")
    void orthogonalTriangularFactors(Given of) {
        try (Scope _ = Scope.open()) {
            Tensor x = of.tensor();
            for (Qr qr : List.of(Linalg.qr(x), Linalg.qrFull(x))) {
                orthonormal(qr.q(), of.ulp(), LIMIT);
                near(product(rows(qr.q()), rows(qr.r()), of.n), rows(x), of, LIMIT);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("matrices")
    void triangularFactors(Given of) {
        try (Scope _ = Scope.open()) {
            Tensor x = of.tensor();
            Lu lu = Linalg.lu(x);
            double[][] a = rows(x);
            long[] order = lu.rows().toLongArray();
            double[][] permuted = new double[of.m][];
            for (int i = 0; i < of.m; i++) {
                permuted[i] = a[(int) order[i]];
            }
            near(product(rows(lu.l()), rows(lu.u()), of.n), permuted, of, LIMIT);
        }
    }

    private static Tensor given(int m, int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] flat = random.doubles(2L * m * n, -1, 1).toArray();
        return Tensor.of(flat, 2, m, n).requiresGrad_(true);
    }

    private static Tensor positive(Tensor x) {
        return x.matmul(x.transpose(-1, -2)).add(Tensor.eye(3, 3, DType.F64));
    }

    private static void twice(Function<Tensor[], Tensor> function, Tensor... inputs) {
        assertThat(GradCheck.STANDARD.first(function, inputs).orThrow().compared()).isPositive();
        assertThat(GradCheck.STANDARD.second(function, inputs).orThrow().compared()).isPositive();
    }

    @Test
    void gradientsAreRightToSecondOrder() {
        try (Scope _ = Scope.open()) {
            Tensor a = given(3, 3, 1);
            Tensor b = given(3, 2, 2);
            Tensor tall = given(4, 2, 3);
            twice(in -> Linalg.cholesky(positive(in[0])), a);
            twice(in -> Linalg.solve(in[0], in[1]), a, b);
            twice(in -> Linalg.solveTriangular(in[0].add(3), in[1], true), a, b);
            twice(in -> Linalg.inverse(in[0]), a);
            twice(in -> Linalg.det(in[0]), a);
            twice(in -> Linalg.slogdet(in[0]).logAbs(), a);
            twice(in -> Linalg.lu(in[0]).l(), a);
            twice(in -> Linalg.lu(in[0]).u(), a);
            twice(in -> Linalg.qr(in[0]).q(), tall);
            twice(in -> Linalg.qr(in[0]).r(), given(2, 4, 7));
            twice(in -> Linalg.svdvals(in[0]), tall);
            twice(in -> Linalg.svd(in[0]).u().square(), tall);
            twice(in -> Linalg.svd(in[0].transpose(-1, -2)).vh().square(), tall);
            twice(in -> Linalg.pinv(in[0]), tall);
            twice(in -> Linalg.eigvalsh(positive(in[0])), a);
            twice(in -> Linalg.eigh(positive(in[0])).vectors().square(), a);
            Tensor right = given(4, 2, 4);
            twice(in -> Linalg.lstsq(in[0], in[1]).solution(), tall, right);
            twice(in -> Linalg.lowRank(in[0], 1).error(), tall);
        }
    }

    @Test
    void valuesWorkedByHand() {
        try (Scope _ = Scope.open()) {
            Tensor a = Tensor.of(new double[] {4, 1, 1, 3}, 2, 2);
            assertThat(Linalg.det(a).item()).isCloseTo(11, within(1e-13));
            assertThat(Linalg.solve(a, Tensor.of(1.0, 2.0)).toDoubleArray())
                    .containsExactly(new double[] {1 / 11.0, 7 / 11.0}, within(1e-15));
            Tensor swap = Tensor.of(new double[] {0, 1, 1, 0}, 2, 2);
            assertThat(Linalg.det(swap).item()).isEqualTo(-1);
            Tensor singular = Tensor.of(new double[] {1, 2, 2, 4}, 2, 2);
            assertThat(Linalg.det(singular).item()).isZero();
            assertThat(Linalg.matrixRank(singular).itemLong()).isEqualTo(1);
            assertThat(Linalg.pinv(singular).toDoubleArray())
                    .containsExactly(new double[] {0.04, 0.08, 0.08, 0.16}, within(1e-15));
            Tensor points =
                    Tensor.of(new double[] {-1, -1, -2, -1, -3, -2, 1, 1, 2, 1, 3, 2}, 6, 2);
            assertThat(Linalg.svdvals(points).toDoubleArray())
                    .containsExactly(new double[] {6.30061232, 0.54980396}, within(1e-8));
            Lstsq line =
                    Linalg.lstsq(
                            Tensor.of(new double[] {1, 0, 1, 1, 1, 2}, 3, 2),
                            Tensor.of(6.0, 0.0, 0.0));
            assertThat(line.solution().toDoubleArray())
                    .containsExactly(new double[] {5, -3}, within(1e-13));
            assertThat(line.residuals().item()).isCloseTo(6, within(1e-12));
            assertThat(line.rank().itemLong()).isEqualTo(2);
            Eig turn = Linalg.eig(Tensor.of(new double[] {0, -1, 1, 0}, 2, 2));
            assertThat(turn.real().abs().max().item()).isLessThan(1e-15);
            assertThat(turn.imag().square().toDoubleArray()).containsExactly(1, 1);
        }
    }

    @Test
    void systemsAreSolvedByTheirCholeskyFactor() {
        try (Scope _ = Scope.open("linalg")) {
            for (DType dtype : List.of(DType.F32, DType.F64)) {
                Tensor a = Tensor.of(new double[][] {{4, 2}, {2, 10}}).to(dtype);
                Tensor l = Linalg.cholesky(a);
                Tensor b = Tensor.of(8.0, 22.0).to(dtype);
                double[] x = Linalg.choleskySolve(l, b).toDoubleArray();
                assertThat(x[0]).isCloseTo(1, within(1e-6));
                assertThat(x[1]).isCloseTo(2, within(1e-6));
                Tensor two = Tensor.of(new double[][] {{8, 4}, {22, 2}}).to(dtype);
                double[] both = Linalg.choleskySolve(l, two).toDoubleArray();
                double[] wanted = {1, 1, 2, 0};
                for (int i = 0; i < 4; i++) {
                    assertThat(both[i]).isCloseTo(wanted[i], within(1e-6));
                }
            }
        }
    }

    private static org.assertj.core.data.Offset<Double> within(double by) {
        return org.assertj.core.data.Offset.offset(by);
    }

    @Test
    void batchesBroadcastAndLayoutsDoNotMatter() {
        try (Scope _ = Scope.open()) {
            Tensor a = given(3, 3, 5).requiresGrad_(false);
            Tensor b = given(3, 2, 6).requiresGrad_(false).unsqueeze(1);
            Tensor x = Linalg.solve(a, b);
            assertThat(x.shape()).isEqualTo(Shape.of(2, 2, 3, 2));
            Tensor one = Linalg.solve(a.select(0, 1), b.select(0, 0).select(0, 0));
            assertThat(x.select(0, 0).select(0, 1).toDoubleArray()).isEqualTo(one.toDoubleArray());
            Tensor flipped = a.flip(-1).transpose(-1, -2);
            assertThat(Linalg.inverse(flipped).toDoubleArray())
                    .isEqualTo(Linalg.inverse(flipped.copy()).toDoubleArray());
            assertThat(Linalg.svdvals(Tensor.zeros(0, 3, 2)).shape()).isEqualTo(Shape.of(0, 2));
        }
    }

    @Test
    void thresholdsAreNumbers() {
        try (Scope _ = Scope.open()) {
            Tensor a = Tensor.of(new double[][] {{4, 2}, {2, 10}});
            Class<?> argument = IllegalArgumentException.class;
            refuses("pinv: rcond is NaN", argument, () -> Linalg.pinv(a, Double.NaN));
            refuses("lstsq: rcond is NaN", argument, () -> Linalg.lstsq(a, a, Double.NaN));
        }
    }

    private static void refuses(String message, Class<?> type, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(type).hasMessageContaining(message);
    }

    @Test
    void whatCannotBeComputedIsRefusedByName() {
        try (Scope _ = Scope.open()) {
            for (int n : new int[] {2, 20}) {
                Tensor eye = Tensor.eye(n).to(DType.F64);
                Tensor zero = eye.mul(0);
                Tensor batch = Tensor.stack(0, eye, zero);
                Class<?> failed = LinalgException.class;
                refuses(
                        "solve: pivot 1 is exactly 0: the matrix is singular (matrix 1 of the"
                                + " batch)",
                        failed,
                        () -> Linalg.solve(batch, batch));
                refuses("inverse: pivot 1", failed, () -> Linalg.inverse(batch));
                refuses(
                        "cholesky: the leading minor of order 1 is not positive",
                        failed,
                        () -> Linalg.cholesky(batch));
                refuses(
                        "solveTriangular: element 1 of the diagonal is 0",
                        failed,
                        () -> Linalg.solveTriangular(batch, batch, true));
                for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
                    Tensor x = eye.copy().set(bad, 1, 1);
                    Class<?> argument = IllegalArgumentException.class;
                    refuses("svd: tensor", argument, () -> Linalg.svd(x));
                    refuses("not finite", argument, () -> Linalg.eigh(x));
                    refuses("not finite", argument, () -> Linalg.eig(x));
                    refuses("not finite", argument, () -> Linalg.solve(x, eye));
                    refuses("not finite", argument, () -> Linalg.lstsq(x, eye));
                    refuses("not finite", argument, () -> Linalg.qr(x));
                    refuses("not finite", argument, () -> Linalg.cholesky(x));
                    refuses("not finite", argument, () -> Linalg.det(x));
                }
                Tensor skewed = eye.copy().set(0.5, 0, 1);
                refuses(
                        "eigh: takes symmetric matrices",
                        IllegalArgumentException.class,
                        () -> Linalg.eigh(skewed));
                refuses(
                        "det: takes square matrices",
                        IllegalArgumentException.class,
                        () -> Linalg.det(eye.narrow(0, 0, 1)));
            }
        }
    }

    /** Solvers that multiply by reciprocals of the diagonal make NaN of infinity and 0. */
    @ParameterizedTest
    @ValueSource(ints = {2, 12, 90})
    void systemsOfDenormalNumbersAreSolved(int n) {
        try (Scope _ = Scope.open()) {
            for (DType dtype : List.of(DType.F32, DType.F64)) {
                double least = dtype == DType.F32 ? Float.MIN_VALUE : Double.MIN_VALUE;
                Tensor eye = Tensor.eye(n, n, dtype);
                Tensor a = eye.mul(4 * least);
                assertThat(Linalg.solve(a, a).equal(eye)).isTrue();
                assertThat(Linalg.luSolve(Linalg.lu(a), a).equal(eye)).isTrue();
                assertThat(Linalg.solveTriangular(a, a, true).equal(eye)).isTrue();
                assertThat(Linalg.solveTriangular(a, a, false).equal(eye)).isTrue();
            }
        }
    }

    @Test
    void virtualThreadsAndInterruptsGetTheSame() throws InterruptedException {
        double[] expected = new double[1];
        double[] got = new double[1];
        Runnable work =
                () -> {
                    try (Scope _ = Scope.open()) {
                        Tensor x = new Given("random", 150, 150, DType.F64).tensor();
                        got[0] = Linalg.svdvals(x).sum().item() + Linalg.inverse(x).sum().item();
                    }
                };
        work.run();
        expected[0] = got[0];
        got[0] = 0;
        Thread.ofVirtual().start(work).join();
        assertThat(got).isEqualTo(expected);
        Thread.currentThread().interrupt();
        work.run();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(got).isEqualTo(expected);
    }
}
