package dev.gatun.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Formula;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Steps of optimizers whose parameters are gone, or another thread's. */
class OptimizerThreadsTest {
    @Test
    void aParameterOfAClosedScopeIsNamed() {
        Optimizer optimizer;
        try (Scope _ = Scope.open("model")) {
            Tensor w = Tensor.of(1.0).requiresGrad_(true);
            OptimizerTest.gradient(w, Tensor.of(1.0));
            optimizer = new SGD(List.of(w), 0.1);
        }
        assertThatIllegalStateException()
                .isThrownBy(optimizer::step)
                .withMessageContaining("scope 'model' is closed");
    }

    @Test
    void noParameterChangesIfOneIsOfAClosedScope() {
        try (Scope _ = Scope.open("open")) {
            Tensor kept = Tensor.of(1.0).requiresGrad_(true);
            OptimizerTest.gradient(kept, Tensor.of(1.0));
            Optimizer optimizer = new SGD(Map.of("kept", kept), 0.1);
            try (Scope _ = Scope.open("closed")) {
                Tensor gone = Tensor.of(1.0).requiresGrad_(true);
                OptimizerTest.gradient(gone, Tensor.of(1.0));
                optimizer.addGroup(Map.of("gone", gone), SGD.options());
            }
            assertThatIllegalStateException()
                    .isThrownBy(optimizer::step)
                    .withMessage(
                            "step: parameter 'gone', tensor [1] float64, cannot be used: scope"
                                    + " 'closed' is closed");
            assertThat(kept.get(0)).isEqualTo(1);
        }
    }

    /** Of the parameters before, no run of like ones is changed. */
    @Test
    void noParameterChangesIfAGradientOrAStateIsFreed() {
        try (Scope _ = Scope.open("model")) {
            Tensor first = Tensor.of(1.0).requiresGrad_(true);
            Tensor unlike = Tensor.of(1f).requiresGrad_(true);
            Tensor last = Tensor.of(1.0).requiresGrad_(true);
            Optimizer optimizer =
                    new AdamW(Map.of("first", first), AdamW.options())
                            .addGroup(Map.of("unlike", unlike), AdamW.options())
                            .addGroup(Map.of("last", last), AdamW.options());
            for (Tensor each : List.of(first, unlike, last)) {
                OptimizerTest.gradient(each, each.mul(1).detach());
            }
            optimizer.step();
            double before = first.get(0);
            double unlikeBefore = unlike.get(0);
            Objects.requireNonNull(optimizer.stateDict().get("last.exp_avg_sq")).free();
            assertThatIllegalStateException()
                    .isThrownBy(optimizer::step)
                    .withMessageStartingWith(
                            "step: a state of parameter 'last', tensor [1] float64, cannot be used:");
            Objects.requireNonNull(unlike.grad()).free();
            assertThatIllegalStateException()
                    .isThrownBy(optimizer::step)
                    .withMessageStartingWith(
                            "step: the gradient of parameter 'unlike', tensor [1]");
            assertThat(first.get(0)).isEqualTo(before);
            assertThat(unlike.get(0)).isEqualTo(unlikeBefore);
            assertThat(Objects.requireNonNull(optimizer.stateDict().get("first.step")).itemLong())
                    .isEqualTo(1);
        }
    }

    /** What a step on a new thread throws; null if it throws nothing. */
    private static @Nullable Throwable thrownByAnotherThread(Optimizer optimizer)
            throws InterruptedException {
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        Thread other =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                optimizer.step();
                            } catch (IllegalStateException e) {
                                thrown.set(e);
                            }
                        });
        other.join();
        return thrown.get();
    }

    /** The first parameter is any thread's, the second the thread's that made it. */
    @Test
    void noParameterChangesIfOneIsOfAnotherThread() throws InterruptedException {
        try (Scope _ = Scope.shared("shared")) {
            Tensor first = Tensor.of(1.0).requiresGrad_(true);
            OptimizerTest.gradient(first, Tensor.of(1.0));
            try (Scope _ = Scope.open("own")) {
                Tensor second = Tensor.of(1f).requiresGrad_(true);
                OptimizerTest.gradient(second, Tensor.of(1f));
                Optimizer optimizer = new SGD(List.of(first, second), 0.1);
                assertThat(thrownByAnotherThread(optimizer))
                        .hasMessage(
                                "step: parameter '1', tensor [1] float32, cannot be used: scope"
                                        + " 'own' belongs to another thread");
                assertThat(first.get(0)).isEqualTo(1);
            }
        }
    }

    @Test
    void anotherThreadIsRefused() throws InterruptedException {
        try (Scope _ = Scope.open("model")) {
            Tensor w = Tensor.of(1.0).requiresGrad_(true);
            OptimizerTest.gradient(w, Tensor.of(1.0));
            Optimizer optimizer = new SGD(List.of(w), 0.1);
            assertThat(thrownByAnotherThread(optimizer)).hasMessageContaining("thread");
            assertThat(w.get(0)).isEqualTo(1);
            optimizer.step();
            assertThat(w.get(0)).isEqualTo(0.9);
        }
    }

    /** A step that is under way on one thread refuses that of another. */
    @Test
    void twoThreadsDoNotStepAtOnce() throws InterruptedException {
        try (Scope _ = Scope.shared("model")) {
            Tensor w = Tensor.of(1.0).requiresGrad_(true);
            OptimizerTest.gradient(w, Tensor.of(1.0));
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch leave = new CountDownLatch(1);
            Optimizer optimizer = new Optimizer(List.of(w), new Waiting(inside, leave));
            Thread other = Thread.ofPlatform().start(optimizer::step);
            inside.await();
            assertThatIllegalStateException()
                    .isThrownBy(optimizer::step)
                    .withMessageStartingWith("step: another thread makes a step");
            leave.countDown();
            other.join();
            optimizer.step();
            assertThat(w.get(0)).isCloseTo(0.8, within(1e-15));
        }
    }

    /** An optimizer of a user's own, which waits inside its first step. */
    private record Waiting(CountDownLatch inside, CountDownLatch leave)
            implements OptimizerOptions {
        @Override
        public String name() {
            return "Waiting";
        }

        @Override
        public double lr() {
            return 0.1;
        }

        @Override
        public OptimizerOptions lr(double lr) {
            return this;
        }

        @Override
        public Map<String, Double> hyperparameters() {
            return Map.of();
        }

        @Override
        public OptimizerOptions with(Map<String, Double> values) {
            return this;
        }

        @Override
        public List<String> state() {
            return List.of();
        }

        @Override
        public Formula formula() {
            return SGD.options().formula();
        }

        @Override
        public double[] scalars(long step, DType type) {
            inside.countDown();
            try {
                leave.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return SGD.options().lr(0.1).scalars(step, type);
        }
    }
}
