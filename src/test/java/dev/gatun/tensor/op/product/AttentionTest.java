package dev.gatun.tensor.op.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attention over several blocks of queries, which the calls of the table are too small for. */
class AttentionTest {
    private static Tensor wave(double step, long... shape) {
        long count = Shape.of(shape).numel();
        return Tensor.arange(count).to(DType.F64).mul(step).sin().reshape(shape);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void manyBlocksAreAsOne(boolean isCausal) {
        try (Scope _ = Scope.open()) {
            Tensor q = wave(0.3, 3, 300, 4).requiresGrad_(true);
            Tensor k = wave(0.7, 3, 500, 4).requiresGrad_(true);
            Tensor v = wave(1.1, 3, 500, 5).requiresGrad_(true);
            AttentionOp op = new AttentionOp(isCausal, 0.5);
            Tensor fused = op.apply(q, k, v);
            Tensor composed = op.composed(q, k, v);
            assertThat(fused.allClose(composed, 1e-12, 1e-12)).isTrue();
            Tensor seed = wave(0.2, 3, 300, 5);
            List<Tensor> expected = Gradients.vjp(composed, seed, q, k, v);
            try (GradientMode _ = Gradients.noGrad()) {
                List<Tensor> actual = Gradients.vjp(fused, seed, q, k, v);
                for (int i = 0; i < 3; i++) {
                    assertThat(actual.get(i).allClose(expected.get(i), 1e-10, 1e-10)).isTrue();
                }
            }
        }
    }

    @Test
    void equalKeysAreSeenAlike() {
        try (Scope _ = Scope.open()) {
            Tensor q = wave(0.3, 300, 2);
            Tensor v = Tensor.arange(300).to(DType.F64).reshape(300, 1);
            Tensor y = q.scaledDotProductAttention(Tensor.ones(300, 2).to(DType.F64), v, true);
            for (long i = 0; i < 300; i++) {
                assertThat(y.get(i, 0)).isEqualTo(i / 2.0, within(1e-10)); // the mean of 0 to i
            }
        }
    }

    @Test
    void aQueryThatSeesNothingGivesZerosAndNoGradient() {
        try (Scope _ = Scope.open()) {
            Tensor x = wave(0.3, 2, 3).requiresGrad_(true);
            Tensor mask = Tensor.of(new boolean[] {false, false, true, true}).reshape(2, 2);
            Tensor y = x.scaledDotProductAttention(x, x, mask, false, 1, false);
            assertThat(y.select(0, 0).toDoubleArray()).containsOnly(0);
            Tensor gradient = Gradients.of(y.narrow(0, 0, 1).sum(), x).getFirst();
            assertThat(gradient.toDoubleArray()).containsOnly(0);
        }
    }

    /** As a projection leaves them; results and gradients stand in memory as the queries do. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void headsBesideEachOtherAreAsHeadsBehindEachOther(boolean isCausal) {
        try (Scope _ = Scope.open()) {
            Tensor all = wave(0.3, 2, 5, 3 * 3 * 4).requiresGrad_(true); // (B, t, 3 heads d)
            Tensor[] inside = new Tensor[3];
            Tensor[] apart = new Tensor[3];
            for (int i = 0; i < 3; i++) {
                inside[i] = all.chunk(3, -1).get(i).unflatten(-1, 3, 4).transpose(1, 2);
                apart[i] = inside[i].detach().contiguous().requiresGrad_(true);
            }
            Tensor y = inside[0].scaledDotProductAttention(inside[1], inside[2], isCausal);
            Tensor same = apart[0].scaledDotProductAttention(apart[1], apart[2], isCausal);
            assertThat(y.transpose(1, 2).isContiguous()).isTrue();
            assertThat(same.isContiguous()).isTrue();
            assertThat(y.equal(same)).isTrue();
            Tensor seed = wave(0.2, 2, 3, 5, 4);
            same.backward(seed);
            y.backward(seed);
            Tensor[] parts = new Tensor[3];
            for (int i = 0; i < 3; i++) {
                parts[i] = Objects.requireNonNull(apart[i].grad()).transpose(1, 2).flatten(2, 3);
            }
            Tensor gradient = Objects.requireNonNull(all.grad());
            assertThat(gradient.equal(Tensor.cat(-1, parts))).isTrue();
        }
    }
}
