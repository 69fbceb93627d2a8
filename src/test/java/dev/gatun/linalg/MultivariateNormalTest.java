package dev.gatun.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Draws of several dimensions: their moments, their shapes, their gradients. */
class MultivariateNormalTest {
    private Scope scope = Scope.automatic();

    @BeforeEach
    void open() {
        scope = Scope.open("draws");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Tensor covariance() {
        return Tensor.of(new double[] {4, 1, -1, 1, 2, 0.5, -1, 0.5, 1}, 3, 3);
    }

    @Test
    void momentsAreThoseAskedFor() {
        int count = 200_000;
        Tensor mean = Tensor.of(1.0, -2.0, 0.5);
        Tensor x = Linalg.multivariateNormal(mean, covariance(), count, new Generator(7));
        assertThat(x.shape()).isEqualTo(Shape.of(count, 3));
        double[] means = x.mean(0).toDoubleArray();
        double[] products = Linalg.cov(x.t()).flatten().toDoubleArray();
        double[] wanted = covariance().flatten().toDoubleArray();
        for (int i = 0; i < 3; i++) {
            // Five standard errors.
            double error = 5 * Math.sqrt(wanted[4 * i] / count);
            assertThat(means[i]).isCloseTo(mean.get(i), within(error));
            for (int j = 0; j < 3; j++) {
                double variance = wanted[4 * i] * wanted[4 * j] + Math.pow(wanted[3 * i + j], 2);
                assertThat(products[3 * i + j])
                        .isCloseTo(wanted[3 * i + j], within(5 * Math.sqrt(variance / count)));
            }
        }
    }

    @Test
    void batchesBroadcast() {
        Tensor means = Tensor.of(new double[] {0, 0, 100, 100}, 2, 2);
        Tensor covariances = Tensor.eye(2, 2, DType.F64).mul(0.01).expand(5, 1, 2, 2);
        Tensor x = Linalg.multivariateNormal(means, covariances, 4, new Generator(1));
        assertThat(x.shape()).isEqualTo(Shape.of(4, 5, 2, 2));
        assertThat(x.select(2, 0).abs().max().item()).isLessThan(1);
        assertThat(x.select(2, 1).sub(100).abs().max().item()).isLessThan(1);
        assertThat(Linalg.multivariateNormal(means, covariances, 0, new Generator(1)).shape())
                .isEqualTo(Shape.of(0, 5, 2, 2));
    }

    @Test
    void halfTypesAreDrawnInFloat() {
        Tensor x =
                Linalg.multivariateNormal(
                        Tensor.zeros(2).to(DType.BF16),
                        Tensor.eye(2).to(DType.BF16),
                        3,
                        new Generator(1));
        assertThat(x.dtype()).isEqualTo(DType.F32);
    }

    /** Held against differences of draws with the same seed. */
    @Test
    void gradientsPassToMeanAndCovariance() {
        Tensor mean = Tensor.of(1.0, -2.0, 0.5).requiresGrad_(true);
        Tensor given = covariance().requiresGrad_(true);
        List<Tensor> gradients = Gradients.of(loss(mean, given), mean, given);
        double step = 1e-6;
        for (int i = 0; i < 3; i++) {
            Tensor unit = Tensor.zeros(Shape.of(3), DType.F64).set(step, i);
            double slope = difference(mean.add(unit), mean.sub(unit), given, given) / (2 * step);
            assertThat(gradients.get(0).get(i)).isCloseTo(slope, within(1e-6));
            for (int j = 0; j < 3; j++) {
                // A matrix that remains symmetric.
                Tensor both =
                        Tensor.zeros(Shape.of(3, 3), DType.F64).set(step, i, j).set(step, j, i);
                double slopes =
                        difference(mean, mean, given.add(both), given.sub(both)) / (2 * step);
                double sum = gradients.get(1).get(i, j) + (i == j ? 0 : gradients.get(1).get(j, i));
                assertThat(sum).isCloseTo(slopes, within(1e-6));
            }
        }
    }

    private static double difference(Tensor mean, Tensor other, Tensor first, Tensor second) {
        return loss(mean, first).item() - loss(other, second).item();
    }

    private static Tensor loss(Tensor mean, Tensor covariance) {
        return Linalg.multivariateNormal(mean, covariance, 5, new Generator(3)).square().mean();
    }

    @Test
    void refusals() {
        Tensor eye = Tensor.eye(2);
        Generator generator = new Generator(1);
        assertThatThrownBy(() -> Linalg.multivariateNormal(Tensor.zeros(3), eye, 1, generator))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("there must be a mean for each row of the covariance");
        assertThatThrownBy(
                        () -> Linalg.multivariateNormal(Tensor.zeros(2), eye.neg(), 1, generator))
                .isInstanceOf(LinalgException.class)
                .hasMessageContaining("not positive definite");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Linalg.multivariateNormal(Tensor.zeros(2), eye, -1, generator))
                .withMessageContaining("the count -1 is negative");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Linalg.multivariateNormal(Tensor.zeros(2), eye.to(DType.F64), 1, generator))
                .withMessageContaining("both must be of one type");
    }
}
