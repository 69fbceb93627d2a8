package dev.gatun.tensor;

import static dev.gatun.tensor.AutogradTest.grad;
import static dev.gatun.tensor.AutogradTest.leaf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.memory.Scope;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Gradients as values, several orders of them, and several threads. */
class GradientsTest {
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open("gradients");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void leavesAreLeftAlone() {
        Tensor x = leaf(2, 3);
        Tensor y = leaf(5, 7);
        Tensor product = x.mul(y);
        List<Tensor> gradients = Gradients.vjp(product, Tensor.of(1.0, 10.0), y, x, product);
        assertThat(gradients.get(0).toDoubleArray()).containsExactly(2, 30);
        assertThat(gradients.get(1).toDoubleArray()).containsExactly(5, 70);
        assertThat(gradients.get(2).toDoubleArray()).containsExactly(1, 10);
        assertThat(x.grad()).isNull();
        assertThat(y.grad()).isNull();
        product.backward(Tensor.of(1.0, 1.0));
        assertThat(grad(x)).as("and the computation is kept").containsExactly(5, 7);
    }

    @Test
    void allWaysToAnInputCount() {
        Tensor x = leaf(2);
        Tensor y = x.square();
        Tensor z = y.mul(x).add(y); // x^3 + x^2
        List<Tensor> gradients = Gradients.of(z, x, y);
        assertThat(gradients.get(0).item()).isEqualTo(3 * 4 + 2 * 2);
        assertThat(gradients.get(1).item()).isEqualTo(2 + 1);
    }

    @Test
    void derivativesOfAnyOrder() {
        Tensor x = leaf(1.5);
        Tensor at = x.pow(5);
        double expected = Math.pow(1.5, 5);
        for (int order = 1; order <= 5; order++) {
            at = Gradients.of(at, x).getFirst();
            expected *= (6 - order) / 1.5;
            assertThat(at.item()).as("order %d", order).isCloseTo(expected, within(1e-12));
        }
        assertThat(x.grad()).isNull();
    }

    /** f = x0^2 x1 + x1^3, whose Hessian is ((2 x1, 2 x0), (2 x0, 6 x1)). */
    @Test
    void aHessianTimesAVector() {
        Tensor x = leaf(2, 3);
        Tensor x0 = x.select(0, 0);
        Tensor x1 = x.select(0, 1);
        Tensor f = x0.square().mul(x1).add(x1.mul(x1).mul(x1));
        Tensor slope = Gradients.of(f, x).getFirst();
        assertThat(slope.toDoubleArray()).containsExactly(12, 4 + 27);
        Tensor v = Tensor.of(10.0, 1.0);
        Tensor product = Gradients.vjp(slope, v, x).getFirst();
        assertThat(product.toDoubleArray()).containsExactly(60 + 4, 40 + 18);
    }

    @Test
    void aPenaltyOnAGradientTrains() {
        Tensor x = leaf(2);
        Tensor slope = Gradients.of(x.mul(x).mul(x), x).getFirst(); // 3 x^2
        slope.square().backward(); // 9 x^4
        assertThat(grad(x)).containsExactly(36 * 8);
    }

    @Test
    void withGradientsOffTheyAreNotRecorded() {
        Tensor x = leaf(2);
        Tensor y = x.square();
        try (GradientMode _ = Gradients.noGrad()) {
            Tensor slope = Gradients.of(y, x).getFirst();
            assertThat(slope.item()).isEqualTo(4);
            assertThat(slope.requiresGrad()).isFalse();
        }
        assertThat(Gradients.of(y, x).getFirst().requiresGrad()).isTrue();
    }

    @Test
    void refusals() {
        Tensor x = leaf(2);
        Tensor other = leaf(3);
        Tensor y = x.square();
        assertThatThrownBy(() -> Gradients.of(y, x, other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Gradients.of: tensor [1] float64 was not computed from input 1, tensor [1]"
                                + " float64");
        assertThatThrownBy(() -> Gradients.of(y, Tensor.of(1.0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not require a gradient");
        assertThatThrownBy(() -> Gradients.of(Tensor.of(1.0), x))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not require a gradient");
        y.backward();
        assertThatThrownBy(() -> Gradients.of(y, x))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has been walked before and let go");
    }

    @Test
    void threadsTrainOneLeaf() throws Exception {
        int threads = 4;
        int steps = 500;
        Tensor w;
        try (Scope _ = Scope.shared("weights");
                ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            w = leaf(1, 2, 3);
            List<Future<?>> all = new java.util.ArrayList<>();
            for (int t = 0; t < threads; t++) {
                all.add(pool.submit(() -> sumOfSquares(w, steps)));
            }
            for (Future<?> each : all) {
                each.get();
            }
            double n = threads * steps;
            assertThat(grad(w)).containsExactly(2 * n, 4 * n, 6 * n);
        }
    }

    private static void sumOfSquares(Tensor w, int steps) {
        for (int i = 0; i < steps; i++) {
            try (Scope _ = Scope.open("step")) {
                w.square().backward(Tensor.of(1.0, 1.0, 1.0));
            }
        }
    }

    @Test
    void threadsSwitchRecordingForThemselves() throws Exception {
        boolean[] recorded = new boolean[1];
        try (GradientMode _ = Gradients.noGrad()) {
            Thread other = new Thread(() -> recorded[0] = leaf(1).add(1).requiresGrad());
            other.start();
            other.join();
        }
        assertThat(recorded[0]).isTrue();
        GradientMode mode = Gradients.noGrad();
        IllegalStateException[] refused = new IllegalStateException[1];
        Thread other =
                new Thread(() -> {
                    try {
                        mode.close();
                    } catch (IllegalStateException e) {
                        refused[0] = e;
                    }
                });
        other.start();
        other.join();
        mode.close();
        assertThat(Objects.requireNonNull(refused[0]))
                .hasMessageContaining("the thread that opened");
    }
}
