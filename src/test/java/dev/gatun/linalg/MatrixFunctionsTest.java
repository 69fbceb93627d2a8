package dev.gatun.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.gatun.Gatun;
import dev.gatun.gradcheck.GradCheck;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Functions of matrices where no random call comes, and batches divided among threads. */
class MatrixFunctionsTest {
    private static Tensor matrix(double... values) {
        int n = (int) Math.sqrt(values.length);
        return Tensor.of(values).reshape(n, n).copy();
    }

    private static void twice(Function<Tensor[], Tensor> function, Tensor... inputs) {
        assertThat(GradCheck.STANDARD.first(function, inputs).orThrow().compared()).isPositive();
        assertThat(GradCheck.STANDARD.second(function, inputs).orThrow().compared()).isPositive();
    }

    @Test
    void exponentialsWorkedByHand() {
        try (Scope _ = Scope.open()) {
            // A turn by 20 radians, and a matrix whose square is 0 but whose norm is large.
            double[] turn = Linalg.expm(matrix(0, -20, 20, 0)).toDoubleArray();
            assertThat(turn[0]).isCloseTo(Math.cos(20), offset(1e-13));
            assertThat(turn[2]).isCloseTo(Math.sin(20), offset(1e-13));
            assertThat(Linalg.expm(matrix(0, 1e6, 0, 0)).toDoubleArray())
                    .containsExactly(1, 1e6, 0, 1);
            // One of a batch is scaled much, the other not at all.
            Tensor both = Tensor.stack(0, matrix(30, 0, 0, -30), matrix(0, 0, 0, 0));
            double[] values = Linalg.expm(both).toDoubleArray();
            assertThat(values[0] / Math.exp(30)).isCloseTo(1, offset(1e-13));
            assertThat(values[3] / Math.exp(-30)).isCloseTo(1, offset(1e-13));
            assertThat(values).endsWith(1, 0, 0, 1);
            assertThat(Linalg.expm(Tensor.zeros(2, 0, 0)).shape()).isEqualTo(Shape.of(2, 0, 0));
        }
    }

    @Test
    void emptyAndSingularMatricesHaveTheirNumbers() {
        try (Scope _ = Scope.open()) {
            for (MatrixNorm order : MatrixNorm.values()) {
                if (!order.name().startsWith("MINUS")) {
                    assertThat(Linalg.norm(Tensor.zeros(0, 0), order).item()).isZero();
                }
            }
            Tensor singular = matrix(1, 2, 2, 4);
            Tensor batch = Tensor.stack(0, singular, matrix(2, 0, 0, 1));
            for (MatrixNorm order : List.of(MatrixNorm.ONE, MatrixNorm.INFINITY)) {
                assertThat(Linalg.cond(batch, order).toDoubleArray())
                        .containsExactly(Double.POSITIVE_INFINITY, 2);
            }
            assertThat(Linalg.cond(matrix(3, 0, 0, 0)).item()).isEqualTo(Double.POSITIVE_INFINITY);
            assertThat(Linalg.det(Tensor.zeros(3, 0, 0)).toDoubleArray()).containsExactly(1, 1, 1);
            assertThat(Linalg.matrixPower(singular, 0).toDoubleArray()).containsExactly(1, 0, 0, 1);
            assertThat(Linalg.trace(Tensor.of(1L, 2L, 3L, 4L).reshape(2, 2)).itemLong())
                    .isEqualTo(5);
            assertThat(Linalg.cov(Tensor.of(1.0)).item()).isNaN();
            assertThat(Linalg.corrcoef(Tensor.of(2.0, 2.0)).item()).isNaN();
            Tensor one = matrix(1, 2, 3, 4);
            one.set(7, 0, 0);
            Tensor power = Linalg.matrixPower(one, 1);
            one.set(8, 0, 0);
            assertThat(power.get(0, 0)).isEqualTo(7);
        }
    }

    @Test
    void determinantsOfSingularMatricesHaveCofactorsForAGradient() {
        try (Scope _ = Scope.open()) {
            Tensor a = matrix(1, 2, 2, 4).requiresGrad_(true);
            assertThat(Gradients.of(Linalg.det(a), a).getFirst().toDoubleArray())
                    .containsExactly(new double[] {4, -2, -2, 1}, offset(1e-14));
            Tensor zero = Tensor.zeros(Shape.of(3, 3), DType.F64).requiresGrad_(true);
            assertThat(Gradients.of(Linalg.det(zero), zero).getFirst().toDoubleArray())
                    .containsOnly(0);
            Tensor wide = Tensor.eye(10, 10, DType.F64).set(0, 4, 4).requiresGrad_(true);
            Tensor cofactors = Gradients.of(Linalg.det(wide), wide).getFirst();
            assertThat(cofactors.get(4, 4)).isCloseTo(1, offset(1e-14));
            assertThat(cofactors.abs().sum().item()).isCloseTo(1, offset(1e-13));
        }
    }

    @Test
    void determinantsOfSingularMatricesHaveSecondGradients() {
        try (Scope _ = Scope.open()) {
            twice(in -> Linalg.det(in[0]), matrix(1, 2, 2, 4).requiresGrad_(true));
            twice(in -> Linalg.det(in[0]), matrix(0, 0, 0, 0).requiresGrad_(true));
            twice(in -> Linalg.det(in[0]), matrix(0).requiresGrad_(true));
            Tensor rankTwo = matrix(1, 2, 3, 2, 1, 3, -1, 1, 0).requiresGrad_(true);
            twice(in -> Linalg.det(in[0]), rankTwo);
            Tensor rankOne = matrix(1, 2, 3, 2, 4, 6, -1, -2, -3).requiresGrad_(true);
            twice(in -> Linalg.det(in[0]).sin(), rankOne);
            Tensor batch = Tensor.stack(0, rankOne.detach(), Tensor.eye(3, 3, DType.F64));
            twice(in -> Linalg.det(in[0]), batch.requiresGrad_(true));
            Tensor wide = Tensor.eye(10, 10, DType.F64).set(0, 4, 4).set(0, 7, 7);
            Tensor a = wide.requiresGrad_(true);
            Tensor first = Gradients.of(Linalg.det(a), a).getFirst();
            assertThat(first.abs().sum().item()).isCloseTo(0, offset(1e-13));
            Tensor second = Gradients.of(first.select(0, 4).select(0, 4), a).getFirst();
            assertThat(second.get(7, 7)).isCloseTo(1, offset(1e-13));
            assertThat(second.abs().sum().item()).isCloseTo(1, offset(1e-12));
            assertThatThrownBy(() -> Gradients.of(second.square().sum(), a))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("no third gradient");
        }
    }

    /** A pair of complex eigenvalues and a real one; vectors with LAPACK's phase. */
    @Test
    void eigenvaluesAndVectorsHaveGradientsByTheirParts() {
        try (Scope _ = Scope.open()) {
            Tensor a = matrix(1, -2, 0.3, 2.5, 1.2, 0.4, -0.2, 0.7, 4).requiresGrad_(true);
            twice(in -> Linalg.eig(in[0]).real(), a);
            twice(in -> Linalg.eigvals(in[0]).imag(), a);
            twice(in -> Linalg.eig(in[0]).vectorsReal(), a);
            twice(in -> Linalg.eig(in[0]).vectorsImag(), a);
            Tensor equal = Tensor.eye(3, 3, DType.F64).requiresGrad_(true);
            assertThat(Gradients.of(Linalg.eigvals(equal).real().sum(), equal).getFirst())
                    .satisfies(g ->
                            assertThat(g.toDoubleArray())
                                    .containsExactly(1, 0, 0, 0, 1, 0, 0, 0, 1));
            Eig eig = Linalg.eig(equal);
            refuses(
                    "eig: eigenvalues are equal, and the vectors have no gradient; use eigvals",
                    () -> Gradients.of(eig.vectorsReal().sum(), equal));
        }
    }

    @Test
    void factorsOfAnyShapeHaveGradientsOrSayWhatToDo() {
        try (Scope _ = Scope.open()) {
            Generator generator = new Generator(3);
            Tensor tall = Tensor.randn(Shape.of(2, 4, 2), DType.F64, generator);
            Tensor wide = Tensor.randn(Shape.of(2, 2, 4), DType.F64, generator);
            for (Tensor x : List.of(tall.requiresGrad_(true), wide.requiresGrad_(true))) {
                twice(in -> Linalg.lu(in[0]).l(), x);
                twice(in -> Linalg.lu(in[0]).u(), x);
                twice(in -> Linalg.qrFull(in[0]).r(), x);
                twice(in -> Linalg.svdFull(in[0]).s(), x);
            }
            twice(in -> Linalg.qrFull(in[0]).q(), wide);
            Tensor q = Linalg.qrFull(tall).q();
            refusesArgument(
                    "qrFull: columns of Q beyond those of [2, 4, 2] have no gradient; use qr(a)",
                    () -> Gradients.of(q.sum(), tall));
            Tensor vh = Linalg.svdFull(wide).vh();
            refusesArgument(
                    "svdFull: vectors beyond the first min(m, n) have no gradient; use svd(a)",
                    () -> Gradients.of(vh.sum(), wide));
        }
    }

    private static void refuses(String message, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOf(LinalgException.class)
                .hasMessageContaining(message);
    }

    private static void refusesArgument(String message, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void valuesAreTheSameWithAndWithoutVectors() {
        try (Scope _ = Scope.open()) {
            for (int n : new int[] {1, 5, 20}) {
                Tensor x = Tensor.randn(Shape.of(n, n), DType.F64, new Generator(n));
                Tensor both = x.add(x.t()).copy();
                close(Linalg.svdvals(x), Linalg.svd(x).s());
                close(Linalg.eigvalsh(both), Linalg.eigh(both).values());
                double[] sorted = Linalg.eigvals(both).real().toDoubleArray();
                Arrays.sort(sorted);
                close(Tensor.of(sorted), Linalg.eigh(both).values());
            }
        }
    }

    private static void close(Tensor actual, Tensor expected) {
        assertThat(actual.toDoubleArray()).containsExactly(expected.toDoubleArray(), offset(1e-11));
    }

    @Test
    void batchesGiveTheSameBitsForAnyNumberOfThreads() {
        int before = Gatun.threads();
        List<List<double[]>> all = new ArrayList<>();
        try (Scope _ = Scope.open()) {
            for (int threads : new int[] {1, 2, 5}) {
                Gatun.setThreads(threads);
                List<double[]> results = new ArrayList<>();
                for (int n : new int[] {3, 12}) {
                    Tensor a = Tensor.randn(Shape.of(4000, n, n), DType.F64, new Generator(n));
                    Tensor positive =
                            a.matmul(a.transpose(-1, -2)).add(Tensor.eye(n, n, DType.F64));
                    results.add(Linalg.solve(a, a.narrow(-1, 0, 1)).toDoubleArray());
                    results.add(Linalg.inverse(a).toDoubleArray());
                    results.add(Linalg.det(a).toDoubleArray());
                    results.add(Linalg.cholesky(positive).toDoubleArray());
                    results.add(Linalg.svdvals(a).toDoubleArray());
                }
                all.add(results);
                Tensor spoiled = Tensor.eye(3, 3, DType.F64).expand(9000, 3, 3).copy();
                for (int index : new int[] {8000, 5000, 1700, 8999}) {
                    spoiled.set(0, index, 1, 1);
                }
                refuses(
                        "solve: pivot 2 is exactly 0: the matrix is singular (matrix 1700 of the",
                        () -> Linalg.solve(spoiled, spoiled));
                refuses("of order 2 is not positive", () -> Linalg.cholesky(spoiled));
            }
        } finally {
            Gatun.setThreads(before);
        }
        for (List<double[]> results : all) {
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i)).isEqualTo(all.getFirst().get(i));
            }
        }
    }
}
