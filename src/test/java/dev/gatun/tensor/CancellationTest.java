package dev.gatun.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients of large inputs that differ by little, against arithmetic in double. */
class CancellationTest {
    private static double[] gradient(UnaryOperator<Tensor> f, Tensor x) {
        Tensor leaf = x.detach().requiresGrad_(true);
        f.apply(leaf).sum().backward();
        return Objects.requireNonNull(leaf.grad()).to(DType.F64).toDoubleArray();
    }

    private static double[] softmax(double... x) {
        double top = Arrays.stream(x).max().orElseThrow();
        double[] e = Arrays.stream(x).map(v -> Math.exp(v - top)).toArray();
        double sum = Arrays.stream(e).sum();
        return Arrays.stream(e).map(v -> v / sum).toArray();
    }

    private static void assertClose(double[] got, double[] expected) {
        assertThat(got).hasSameSizeAs(expected);
        for (int i = 0; i < got.length; i++) {
            assertThat(got[i]).isCloseTo(expected[i], within(1e-6));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 100, 1e4, 1e7, -1e7, 1e30})
    void logSumExpHasTheSoftmaxForItsGradient(double at) {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new double[] {at, at + 1.25, at + 2.5}).to(DType.F32);
            double[] expected = softmax(x.to(DType.F64).toDoubleArray());
            assertClose(gradient(t -> t.logSumExp(), x), expected);
            assertClose(
                    gradient(t -> t.reshape(1, 3).logSumExp(new int[] {0, 1}, true), x), expected);
            assertClose(
                    gradient(t -> t.logSoftmax(0).narrow(0, 0, 1).neg(), x), lessFirst(expected));
            Tensor first = Tensor.of(new long[] {0}, 1);
            assertClose(gradient(t -> t.reshape(1, 3).crossEntropy(first), x), lessFirst(expected));
        }
    }

    private static double[] lessFirst(double... x) {
        double[] made = x.clone();
        made[0] -= 1;
        return made;
    }

    @Test
    void logSumExpOfInfinitiesAndOfNothing() {
        double low = Double.NEGATIVE_INFINITY;
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new double[][] {{low, 0, 1}, {low, low, low}}).to(DType.F32);
            double[] share = softmax(low, 0, 1);
            double[] expected = Arrays.copyOf(share, 6);
            assertClose(gradient(t -> t.logSumExp(1), x), expected);
            assertThat(gradient(t -> t.logSumExp(1), Tensor.zeros(2, 0))).isEmpty();
        }
    }

    @Test
    void logSumExpIsDifferentiatedTwice() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new double[] {0.3, -0.2, 1.1}).requiresGrad_(true);
            Tensor slope = Gradients.of(x.logSumExp(), x).getFirst();
            double[] second =
                    Gradients.of(slope.narrow(0, 0, 1).sum(), x).getFirst().toDoubleArray();
            double[] p = softmax(0.3, -0.2, 1.1);
            assertClose(second, new double[] {p[0] * (1 - p[0]), -p[0] * p[1], -p[0] * p[2]});
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e4, 1e7, -1e7})
    void deviationsAreFromTheMeanItself(double at) {
        double[] deviations = {-4.0 / 3, -1.0 / 3, 5.0 / 3};
        double variance = (16.0 / 9 + 1.0 / 9 + 25.0 / 9) / 2;
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new double[] {at, at + 1, at + 3}).to(DType.F32);
            assertClose(gradient(t -> t.var(), x), deviations);
            assertClose(
                    gradient(t -> t.std(), x),
                    Arrays.stream(deviations).map(d -> d / 2 / Math.sqrt(variance)).toArray());
        }
    }
}
