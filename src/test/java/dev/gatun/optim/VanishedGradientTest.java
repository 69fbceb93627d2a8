package dev.gatun.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.Gatun;
import dev.gatun.memory.Scope;
import dev.gatun.reference.Value;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The optimizer's state decays to 0 and never to denormal numbers; the oracle's steps are kept. */
class VanishedGradientTest {
    /** After the first step gradients are 0, or so small that their squares would be denormal. */
    @ParameterizedTest
    @ValueSource(floats = {0, 1e-12f, 1e-19f, 1e-21f, 1e-38f, 1e-42f})
    void stateThatDecaysIsFlushed(float later) {
        try (Scope _ = Scope.open()) {
            Tensor weight = Tensor.of(1f, -2f, 3f).requiresGrad_(true);
            AdamW optimizer = new AdamW(List.of(weight), 1e-3);
            Value expected = Value.of(new int[] {3}, 1, -2, 3);
            var oracle = new dev.gatun.reference.Optimizer(expected);
            for (int step = 0; step < 3000; step++) {
                float slope = step == 0 ? 1e-10f : later;
                weight.zeroGrad();
                weight.mul(slope).sum().backward();
                optimizer.step();
                expected.zeroGrad();
                expected.mul(slope).backward(1, 1, 1);
                oracle.adamW(1e-3, 0.9, 0.999, 1e-8, 0.01);
                assertThat(moments(optimizer).mapToLong(each -> denormals(each)).sum())
                        .as("step %d", step)
                        .isZero();
            }
            for (int i = 0; i < 3; i++) {
                assertThat(weight.get(i)).isCloseTo(expected.data()[i], within(2e-3));
            }
            assertThat(moments(optimizer).mapToLong(Tensor::numel).sum()).isEqualTo(6);
        }
    }

    /** Weights that decay do not stay denormal either, where loops are machine code. */
    @Test
    void weightsThatDecayAreFlushed() {
        try (Scope _ = Scope.open()) {
            SGDOptions options = new SGDOptions(0.1, 0, 0, 0.5, false);
            for (float start : new float[] {Float.MIN_NORMAL, 1e-40f}) {
                Tensor weight = Tensor.of(start, 1f).requiresGrad_(true);
                SGD optimizer = new SGD(List.of(weight), options);
                weight.mul(0).sum().backward();
                optimizer.step();
                float decayed = (float) weight.get(0);
                if (Gatun.info().code().kind().equals("emit")) {
                    // What it would lose is denormal, and lost.
                    assertThat(decayed).isEqualTo(start < Float.MIN_NORMAL ? 0 : start);
                } else {
                    assertThat(decayed).isCloseTo(start * 0.95f, within(Float.MIN_VALUE));
                }
                assertThat((float) weight.get(1)).isCloseTo(0.95f, within(1e-6f));
            }
        }
    }

    private static Stream<Tensor> moments(AdamW optimizer) {
        Map<String, Tensor> state = optimizer.stateDict();
        return Stream.of("0.exp_avg", "0.exp_avg_sq")
                .map(name -> Objects.requireNonNull(state.get(name)));
    }

    private static long denormals(Tensor moment) {
        long count = 0;
        for (float value : moment.toFloatArray()) {
            count += value != 0 && Math.abs(value) < Float.MIN_NORMAL ? 1 : 0;
        }
        return count;
    }
}
