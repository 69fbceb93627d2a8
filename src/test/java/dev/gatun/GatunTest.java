package dev.gatun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.expr.Expr;
import dev.gatun.memory.Scope;
import dev.gatun.tensor.Tensor;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the process says about itself. */
class GatunTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** One step of descent with a rate of its own, forwards and back. */
    private static double step(double rate) {
        try (Scope _ = Scope.open("step")) {
            Tensor x = Tensor.of(0.5, 2.0).requiresGrad_(true);
            Expr by = Expr.scalar(0);
            Tensor y = Tensor.map(new double[] {rate}, x, e -> e.mul(by).sin().mul(0.123));
            y.sum().backward();
            return Objects.requireNonNull(x.grad()).get(0);
        }
    }

    @Test
    void anExpressionIsCountedOnce() {
        GatunInfo.Kernels before = Gatun.kernels();
        double slope = step(0.25);
        GatunInfo.Kernels first = Gatun.kernels();
        assertThat(first.expressions()).isGreaterThan(before.expressions());
        assertThat(first.loops()).isGreaterThan(before.loops());
        assertThat(slope).isEqualTo(0.123 * 0.25 * Math.cos(0.125));
        for (int i = 1; i <= 100; i++) {
            assertThat(step(i)).isNotEqualTo(slope);
        }
        assertThat(Gatun.kernels().expressions()).isEqualTo(first.expressions());
        assertThat(Gatun.kernels().loops()).isEqualTo(first.loops());
    }

    @Test
    void aCapturedNumberMakesANewExpression() {
        try (Scope _ = Scope.open("captured")) {
            Tensor x = Tensor.of(1f, 2f);
            GatunInfo.Kernels before = Gatun.kernels();
            for (int i = 1; i <= 10; i++) {
                double rate = 0.0137 * i;
                assertThat(Tensor.map(x, e -> e.mul(rate).cos()).numel()).isEqualTo(2);
            }
            assertThat(Gatun.kernels().expressions()).isEqualTo(before.expressions() + 10);
        }
    }

    @Test
    void compilationsAndSwitchesAreCounted() throws InterruptedException {
        GatunInfo.Kernels before = Gatun.kernels();
        try (Scope _ = Scope.open("hot")) {
            Tensor x = Tensor.linspace(-1, 1, 1000);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            do {
                for (int call = 0; call < 20; call++) {
                    try (Scope _ = Scope.open("call")) {
                        Tensor y = Tensor.map(x, e -> e.mul(1.125).tanh().add(e.sigmoid()));
                        assertThat(y.get(999)).isBetween(1.54, 1.55);
                    }
                }
                Thread.sleep(1);
            } while (!isFurther(Gatun.kernels(), before) && System.nanoTime() < deadline);
        }
        GatunInfo.Kernels after = Gatun.kernels();
        assertThat(isFurther(after, before)).as("%s after %s", after, before).isTrue();
        assertThat(after.rejected()).isGreaterThanOrEqualTo(before.rejected());
    }

    private static boolean isFurther(GatunInfo.Kernels now, GatunInfo.Kernels before) {
        return Gatun.info().code().kind().equals("vector")
                ? now.compiled() > before.compiled() && now.switched() > before.switched()
                : now.loops() > before.loops(); // nothing is compiled later
    }

    @Test
    void theInfoHasThem() {
        GatunInfo info = Gatun.info();
        assertThat(info.kernels().loops()).isLessThanOrEqualTo(Gatun.kernels().loops());
        assertThat(info.threads()).isEqualTo(Gatun.threads());
        assertThat(info.toString())
                .contains(
                        "kernels    %d expressions, %d loops, "
                                .formatted(info.kernels().expressions(), info.kernels().loops()))
                .contains("backend    " + info.backend());
    }

    @Test
    void theInfoSaysHowLoopsAreCarriedOut() {
        GatunInfo info = Gatun.info();
        assertThat(info.code().kind()).isIn("emit", "vector", "interpret");
        assertThat(info.toString())
                .contains("code       " + info.code().kind() + ": " + info.code().reason());
    }

    /** Where loops heed it denormals are zero in them; elsewhere nothing changes. */
    @Test
    void denormalsAreFlushedWhereThatIsSaid() {
        try (Scope _ = Scope.open()) {
            Tensor tiny = Tensor.of(Float.MIN_VALUE, -0x1p-130f, 0x1p-126f);
            Tensor doubled = tiny.mul(2);
            boolean isHeeded = Gatun.setFlushDenormals(true);
            Tensor flushed = tiny.mul(2);
            assertThat(Gatun.setFlushDenormals(false)).isEqualTo(isHeeded);
            float[] numbers = {2 * Float.MIN_VALUE, -0x1p-129f, 0x1p-125f};
            float[] zeros = {0, -0f, 0x1p-125f};
            assertThat(doubled.toFloatArray()).isEqualTo(numbers);
            assertThat(flushed.toFloatArray()).isEqualTo(isHeeded ? zeros : numbers);
            assertThat(tiny.mul(2).toFloatArray()).isEqualTo(numbers);
        }
    }
}
