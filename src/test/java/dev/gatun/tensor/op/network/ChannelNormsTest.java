package dev.gatun.tensor.op.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Running statistics, and what the table of operations does not meet. */
class ChannelNormsTest {
    private static final double EPS = 1e-5;

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open("norms");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /** Channel 0 has 1, 2, 3, 6: mean 3, unbiased variance 14 / 3; channel 1 is constant. */
    private static Tensor batch() {
        return Tensor.of(new double[][][] {{{1, 2}, {5, 5}}, {{3, 6}, {5, 5}}});
    }

    @Test
    void runningStatisticsMoveTowardThoseOfTheBatch() {
        Tensor mean = Tensor.of(1.0, 1.0);
        Tensor variance = Tensor.of(2.0, 2.0);
        Tensor y = batch().batchNorm(mean, variance, null, null, 0.25, 0);
        assertThat(mean.toDoubleArray()).containsExactly(1.5, 2);
        assertThat(variance.get(0)).isCloseTo(1.5 + 14.0 / 12, within(1e-12));
        assertThat(variance.get(1)).isEqualTo(1.5);
        assertThat(y.get(0, 0, 0)).isCloseTo(-2 / Math.sqrt(3.5), within(1e-12));
        assertThat(y.get(1, 1, 1)).isNaN(); // without eps: 0 / 0
    }

    @Test
    void runningStatisticsMayBeOfAnotherTypeOrLayout() {
        Tensor both = Tensor.zeros(2, 2);
        batch().batchNorm(both.select(1, 0), both.select(1, 1), null, null, 1, EPS);
        assertThat(both.get(0, 0)).isEqualTo(3);
        assertThat(both.get(0, 1)).isCloseTo(14.0 / 3, within(1e-6));
        Tensor mean = Tensor.zeros(2).to(DType.BF16);
        Tensor variance = Tensor.zeros(2).to(DType.BF16);
        batch().to(DType.F32).batchNorm(mean, variance, null, null, 0.5, EPS);
        assertThat(mean.to(DType.F32).toFloatArray()).containsExactly(1.5f, 2.5f);
    }

    @Test
    void runningStatisticsMoveOnceInACheckpoint() {
        Tensor mean = Tensor.zeros(2).to(DType.F64);
        Tensor variance = Tensor.ones(2).to(DType.F64);
        Tensor x = batch().requiresGrad_(true);
        Tensor y =
                Gradients.checkpoint(
                        in -> in[0].batchNorm(mean, variance, null, null, 0.5, EPS).square(), x);
        Gradients.of(y.sum(), x);
        assertThat(mean.toDoubleArray()).containsExactly(1.5, 2.5);
    }

    @Test
    void aRefusedCallMovesNothing() {
        Tensor mean = Tensor.ones(2).to(DType.F64);
        Tensor variance = Tensor.ones(2).to(DType.F64).requiresGrad_(true);
        assertThatThrownBy(() -> batch().batchNorm(mean, variance, null, null, 0.5, EPS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is a running statistic and requires a gradient");
        assertThatThrownBy(() -> batch().batchNorm(mean, mean, null, null, 0.5, EPS))
                .isInstanceOf(IllegalArgumentException.class);
        Tensor one = Tensor.ones(1).to(DType.F64).expand(2);
        assertThatThrownBy(() -> batch().batchNorm(mean, one, null, null, 0.5, EPS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("share one place in memory");
        assertThat(mean.toDoubleArray()).containsExactly(1, 1);
    }

    @Test
    void anEmptyBatchLeavesTheStatisticsAndHasGradientsOfZero() {
        Tensor mean = Tensor.ones(3);
        Tensor variance = Tensor.ones(3);
        Tensor weight = Tensor.ones(3).requiresGrad_(true);
        Tensor bias = Tensor.ones(3).requiresGrad_(true);
        Tensor x = Tensor.zeros(0, 3, 2).requiresGrad_(true);
        Tensor y = x.batchNorm(mean, variance, weight, bias, 0.5, EPS);
        assertThat(y.shape()).isEqualTo(Shape.of(0, 3, 2));
        for (Tensor gradient : Gradients.of(y.sum(), weight, bias)) {
            assertThat(gradient.toFloatArray()).containsExactly(0, 0, 0);
        }
        assertThat(mean.toFloatArray()).containsExactly(1, 1, 1);
        assertThat(Tensor.zeros(0, 4).groupNorm(2, null, null, EPS).shape())
                .isEqualTo(Shape.of(0, 4));
    }

    @Test
    void aLargeBatchIsAsComposed() {
        Generator dice = new Generator(11);
        Tensor x = Tensor.randn(Shape.of(16, 5, 9, 11), DType.F32, dice).add(100);
        Tensor weight = Tensor.rand(Shape.of(5), DType.F32, dice);
        Tensor exact = x.to(DType.F64);
        int[] axes = {0, 2, 3};
        Tensor centered = exact.sub(exact.mean(axes, true));
        Tensor expected =
                centered.div(exact.var(axes, 0, true).add(EPS).sqrt())
                        .mul(weight.reshape(1, 5, 1, 1));
        Tensor actual = x.batchNorm(null, null, weight, null, 0.1, EPS);
        // A mean of 100 has an error of some units of 2^-17.
        assertThat(actual.to(DType.F64).sub(expected).abs().max().item()).isLessThan(4e-5);
    }
}
