package dev.gatun.tensor.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.memory.Scope;
import dev.gatun.tensor.AutogradTest;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Distances of 0 and vectors of zeros, which no random call has. */
class SimilaritiesTest {
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 1, 1.5, 2, 3, Double.POSITIVE_INFINITY})
    void theGradientOfADistanceOfZeroIsZero(double p) {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new double[] {1, 2, 3, 4}, 2, 2).requiresGrad_(true);
            Tensor y = Tensor.of(new double[] {1, 2}, 1, 2).requiresGrad_(true);
            Tensor distances = x.cdist(y, p);
            assertThat(distances.get(0, 0)).isZero();
            distances.narrow(0, 0, 1).sum().backward();
            assertThat(AutogradTest.grad(x)).hasSize(4).matches(SimilaritiesTest::areZeros);
            assertThat(AutogradTest.grad(y)).hasSize(2).matches(SimilaritiesTest::areZeros);
        }
    }

    /** Of either sign. */
    private static boolean areZeros(double... numbers) {
        return Arrays.stream(numbers).allMatch(each -> each == 0);
    }

    @Test
    void nearPointsKeepTheirDigits() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.full(1000, 30, 2);
            Tensor y = Tensor.full(1000.125, 30, 2);
            assertThat(x.cdist(y).get(3, 4)).isEqualTo(Math.sqrt(2) / 8, within(1e-7));
        }
    }

    @Test
    void aVectorOfZerosIsLikeNothing() {
        try (Scope _ = Scope.open()) {
            Tensor zeros = Tensor.of(0.0, 0.0).requiresGrad_(true);
            Tensor x = Tensor.of(3.0, 4.0).requiresGrad_(true);
            Tensor cosine = zeros.cosineSimilarity(x, 0);
            assertThat(cosine.item()).isZero();
            cosine.backward();
            assertThat(AutogradTest.grad(x)).containsExactly(0, 0);
            // The other's direction over eps, as in PyTorch.
            assertThat(AutogradTest.grad(zeros)[0]).isEqualTo(0.6e8, within(1e-6));
            assertThat(AutogradTest.grad(zeros)[1]).isEqualTo(0.8e8, within(1e-6));
        }
    }

    @Test
    void aVectorOfZerosNormalizedStaysZero() {
        try (Scope _ = Scope.open()) {
            assertThat(Tensor.zeros(2, 3).normalize(1).toFloatArray()).containsOnly(0);
        }
    }
}
