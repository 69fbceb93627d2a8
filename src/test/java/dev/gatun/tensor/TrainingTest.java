package dev.gatun.tensor;

import static dev.gatun.tensor.AutogradTest.grad;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.memory.Scope;
import dev.gatun.reference.MicrogradMoons;
import dev.gatun.reference.Value;
import dev.gatun.shape.DType;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole networks: numbers worked out by hand, and a training that somebody published. */
class TrainingTest {
    private Scope model;

    @BeforeEach
    void open() {
        model = Scope.open("model");
    }

    @AfterEach
    void close() {
        model.close();
    }

    /**
     * Forward: W1 x = (0.4 * 0.5 + 0.2 * 0.3, 0.1 * 0.5 - 0.8 * 0.3) = (0.26, -0.19), after ReLU
     * (0.26, 0), y = 0.6 * 0.26 = 0.156, loss (0.156 - 1)^2 / 2 = 0.356168. Backward: dy = -0.844,
     * dW2 = dy (0.26, 0), dh = dy (0.6, -0.5), of which ReLU passes the first alone: -0.5064.
     */
    @Test
    void twoTwoOneByHand() {
        Tensor x = Tensor.of(0.5, -0.3).requiresGrad_(true);
        Tensor w1 = Tensor.of(new double[] {0.4, -0.2, 0.1, 0.8}, 2, 2).requiresGrad_(true);
        Tensor w2 = Tensor.of(0.6, -0.5).requiresGrad_(true);
        Tensor hidden = w1.matmul(x).relu();
        Tensor y = w2.matmul(hidden);
        Tensor loss = y.sub(1).square().mul(0.5);
        near(hidden.toDoubleArray(), 0.26, 0);
        near(y.toDoubleArray(), 0.156);
        near(loss.toDoubleArray(), 0.356168);
        near(Gradients.of(loss, y).getFirst().toDoubleArray(), -0.844);
        near(Gradients.of(loss, hidden).getFirst().toDoubleArray(), -0.5064, 0.422);
        loss.backward();
        near(grad(w2), -0.21944, 0);
        near(grad(w1), -0.2532, 0.15192, 0, 0);
        near(grad(x), -0.20256, 0.10128);
    }

    private static void near(double[] actual, double... expected) {
        assertThat(actual).containsExactly(expected, within(1e-15));
    }

    /** The published training, step by step: max-margin loss, L2, descent over all 100 points. */
    @ParameterizedTest
    @CsvSource({"F64, 1e-12", "F32, 1e-5"})
    void micrograd(DType dtype, double tolerance) {
        MicrogradMoons moons = new MicrogradMoons();
        Tensor x = tensor(moons.get("X"), dtype);
        Tensor y = tensor(moons.get("y"), dtype).reshape(100, 1);
        Tensor[] w =
                MicrogradMoons.PARAMETERS.stream()
                        .map(name -> tensor(moons.get(name), dtype).requiresGrad_(true))
                        .toArray(Tensor[]::new);
        double[] losses = moons.get("losses").data();
        double[] accuracies = moons.get("accuracies").data();
        for (int step = 0; step < 100; step++) {
            try (Scope _ = Scope.open("step")) {
                Tensor hidden = x.matmul(w[0].t()).add(w[1]).relu();
                hidden = hidden.matmul(w[2].t()).add(w[3]).relu();
                Tensor scores = hidden.matmul(w[4].t()).add(w[5]);
                Tensor loss = y.mul(scores).rsub(1).relu().mean();
                for (Tensor parameter : w) {
                    loss = loss.add(parameter.square().sum().mul(1e-4));
                }
                assertThat(loss.item())
                        .as("loss of step %d", step)
                        .isCloseTo(losses[step], within(tolerance * losses[step]));
                Tensor right = scores.gt(0).eq(y.gt(0));
                assertThat(right.sum().item()).as("step %d", step).isEqualTo(accuracies[step]);
                descend(loss, 1.0 - 0.9 * step / 100, w);
            }
        }
    }

    private static void descend(Tensor loss, double rate, Tensor... parameters) {
        Arrays.stream(parameters).forEach(Tensor::zeroGrad);
        loss.backward();
        try (GradientMode _ = Gradients.noGrad()) {
            for (Tensor parameter : parameters) {
                parameter.sub_(Objects.requireNonNull(parameter.grad()).mul(rate));
            }
        }
    }

    private static Tensor tensor(Value value, DType dtype) {
        long[] shape = Arrays.stream(value.shape()).asLongStream().toArray();
        return Tensor.of(value.data(), shape).to(dtype);
    }
}
