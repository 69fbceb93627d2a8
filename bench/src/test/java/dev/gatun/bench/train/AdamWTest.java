package dev.gatun.bench.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.memory.Scope;
import dev.gatun.reference.Optimizer;
import dev.gatun.reference.Value;
import dev.gatun.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The optimizer's state decays to 0 and never to denormal numbers; the oracle's steps are kept. */
class AdamWTest {
    /** After the first step gradients are 0, or so small that their squares would be denormal. */
    @ParameterizedTest
    @ValueSource(floats = {0, 1e-12f, 1e-19f, 1e-21f, 1e-38f, 1e-42f})
    void stateThatDecaysIsFlushed(float later) {
        try (Scope _ = Scope.open()) {
            Tensor weight = Tensor.of(1f, -2f, 3f).requiresGrad_(true);
            AdamW optimizer = new AdamW(1e-3, List.of(weight));
            Value expected = Value.of(new int[] {3}, 1, -2, 3);
            Optimizer oracle = new Optimizer(expected);
            for (int step = 0; step < 3000; step++) {
                float slope = step == 0 ? 1e-10f : later;
                weight.zeroGrad();
                weight.mul(slope).sum().backward();
                optimizer.descend();
                expected.zeroGrad();
                expected.mul(slope).backward(1, 1, 1);
                oracle.adamW(1e-3, AdamW.BETA1, AdamW.BETA2, AdamW.EPSILON, AdamW.DECAY);
                assertThat(optimizer.denormals()).as("step %d", step).isZero();
            }
            for (int i = 0; i < 3; i++) {
                assertThat(weight.get(i)).isCloseTo(expected.data()[i], within(2e-3));
            }
            assertThat(optimizer.elements()).isEqualTo(6);
        }
    }
}
