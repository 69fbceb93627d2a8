package dev.gatun.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Gradients that are bounded, and averages of weights. */
class ClippingTest {
    private static Tensor withGradient(double... gradient) {
        Tensor w = Tensor.ones(gradient.length).to(DType.F64).detach().requiresGrad_(true);
        OptimizerTest.gradient(w, Tensor.of(gradient));
        return w;
    }

    private static Tensor grad(Tensor parameter) {
        return Objects.requireNonNull(parameter.grad());
    }

    private static Tensor average(Ema ema, String name) {
        return Objects.requireNonNull(ema.stateDict().get(name));
    }

    @Test
    void theNormIsThatOfAllGradients() {
        try (Scope _ = Scope.open()) {
            Tensor a = withGradient(3, 0);
            Tensor b = withGradient(0, 4, 12);
            Tensor none = Tensor.of(1.0).requiresGrad_(true);
            List<Tensor> all = List.of(a, none, b);
            assertThat(Clipping.clipGradNorm(all, 13.5)).isCloseTo(13, within(1e-14));
            assertThat(grad(a).toDoubleArray()).containsExactly(3, 0);
            assertThat(Clipping.clipGradNorm(all, 1.0)).isCloseTo(13, within(1e-14));
            double c = 1 / (13 + 1e-6);
            assertThat(grad(a).toDoubleArray())
                    .containsExactly(new double[] {3 * c, 0}, within(1e-15));
            assertThat(grad(b).toDoubleArray())
                    .containsExactly(new double[] {0, 4 * c, 12 * c}, within(1e-15));
            assertThat(Clipping.clipGradNorm(all, 5)).isCloseTo(1, within(1e-6));
            assertThat(none.grad()).isNull();
            assertThat(Clipping.clipGradNorm(List.of(), 1)).isZero();
        }
    }

    @Test
    void normsOfOtherOrders() {
        try (Scope _ = Scope.open()) {
            List<Tensor> all = List.of(withGradient(3, -1), withGradient(-4));
            assertThat(Clipping.clipGradNorm(all, 100, 1)).isCloseTo(8, within(1e-12));
            assertThat(Clipping.clipGradNorm(all, 100, 3)).isCloseTo(Math.cbrt(92), within(1e-12));
            assertThat(Clipping.clipGradNorm(all, 2, Double.POSITIVE_INFINITY)).isEqualTo(4);
            assertThat(grad(all.getFirst()).get(0)).isCloseTo(1.5, within(1e-6));
        }
    }

    /** A gradient that is not to be clipped is not written: what was computed of it is valid. */
    @Test
    void whatIsWithinTheBoundIsNotWritten() {
        try (Scope _ = Scope.open()) {
            Tensor w = withGradient(3, 4);
            Tensor x = Tensor.of(1.0, 1.0).requiresGrad_(true);
            Tensor product = x.mul(grad(w)).sum();
            Clipping.clipGradNorm(List.of(w), 6);
            product.backward();
            assertThat(grad(x).toDoubleArray()).containsExactly(3, 4);
            Tensor again = x.mul(grad(w)).sum();
            Clipping.clipGradNorm(List.of(w), 1);
            assertThatIllegalStateException().isThrownBy(again::backward);
        }
    }

    @Test
    void whatIsNotFiniteIsRefusedOnRequest() {
        try (Scope _ = Scope.open()) {
            Tensor nan = withGradient(1, Double.NaN);
            Tensor infinite = withGradient(1, Double.NEGATIVE_INFINITY);
            assertThatExceptionOfType(ArithmeticException.class)
                    .isThrownBy(() -> Clipping.clipGradNormIfFinite(List.of(nan), 1))
                    .withMessage("clipGradNormIfFinite: the norm of the gradients is NaN");
            assertThatExceptionOfType(ArithmeticException.class)
                    .isThrownBy(() -> Clipping.clipGradNormIfFinite(List.of(infinite), 1));
            assertThat(grad(nan).get(0)).isEqualTo(1);
            Tensor other = withGradient(1, 2);
            assertThat(Clipping.clipGradNorm(List.of(nan, other), 1)).isNaN();
            assertThat(grad(other).get(0)).isNaN();
            assertThat(Clipping.clipGradNorm(List.of(infinite), 1)).isInfinite();
            assertThat(grad(infinite).toDoubleArray()).containsExactly(0, Double.NaN);
            Tensor finite = withGradient(3, 4);
            assertThat(Clipping.clipGradNormIfFinite(List.of(finite), 1)).isEqualTo(5);
            assertThat(grad(finite).get(0)).isCloseTo(0.6, within(1e-6));
        }
    }

    @Test
    void eachElementIsBounded() {
        try (Scope _ = Scope.open()) {
            Tensor w = withGradient(3, -0.5, -7, Double.NaN, 0.25);
            Clipping.clipGradValue(List.of(w), 0.5);
            assertThat(grad(w).toDoubleArray()).containsExactly(0.5, -0.5, -0.5, Double.NaN, 0.25);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Clipping.clipGradValue(List.of(w), -1))
                    .withMessage("clipGradValue: bound is not negative; it was -1.0");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Clipping.clipGradNorm(List.of(w), Double.NaN));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Clipping.clipGradNorm(List.of(w), 1, 0));
        }
    }

    @Test
    void averagesFollowTheWeights() {
        try (Scope model = Scope.open("model")) {
            Tensor w = Tensor.of(1.0, -2.0).requiresGrad_(true);
            Ema ema = new Ema(Map.of("w", w), 0.9);
            double average = 1;
            for (int i = 1; i <= 20; i++) {
                try (Scope _ = Scope.open("step")) {
                    w.detach().fill_(i);
                    ema.update();
                }
                average = 0.9 * average + 0.1 * i;
            }
            assertThat(average(ema, "w").get(0)).isCloseTo(average, within(1e-12));
            assertThat(average(ema, "w").scope()).isSameAs(model);
            Ema.Applied applied = ema.apply();
            assertThat(w.get(0)).isCloseTo(average, within(1e-12));
            assertThat(w.requiresGrad()).isTrue();
            assertThatIllegalStateException()
                    .isThrownBy(ema::update)
                    .withMessageStartingWith("update: the weights are the averages");
            assertThatIllegalStateException().isThrownBy(ema::apply);
            applied.close();
            applied.close(); // does nothing
            assertThat(w.get(0)).isEqualTo(20);
            assertThat(average(ema, "w").get(0)).isCloseTo(average, within(1e-12));
        }
    }

    @Test
    void averagesAreLoaded() {
        try (Scope _ = Scope.open()) {
            Ema ema = new Ema(Map.of("a", Tensor.of(1f, 2f)), 0.5);
            ema.loadStateDict(Map.of("a", Tensor.of(5f, 6f)));
            assertThat(average(ema, "a").toFloatArray()).containsExactly(5, 6);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ema.loadStateDict(Map.of("b", Tensor.of(5f))))
                    .withMessage("loadStateDict: missing a; unexpected b");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ema.loadStateDict(Map.of("a", Tensor.of(5f))))
                    .withMessage("loadStateDict: unfit a ([2], not [1])");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Ema(Map.of("i", Tensor.of(1L)), 0.5))
                    .withMessage("Ema: parameter 'i', tensor [1] int64, has no average");
            assertThatIllegalArgumentException().isThrownBy(() -> new Ema(Map.of(), 1));
        }
    }
}
