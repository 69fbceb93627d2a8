package dev.gatun.tensor.op.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.Gatun;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dropout and random slopes: that they are drawn as they say, and drawn again alike. */
class NoiseTest {
    private Scope scope;
    private int threads;

    @BeforeEach
    void open() {
        scope = Scope.open("noise");
        threads = Gatun.threads();
    }

    @AfterEach
    void close() {
        Gatun.setThreads(threads);
        scope.close();
    }

    @Test
    void theShareThatIsDroppedIsTheProbabilityAndTheMeanStays() {
        Tensor y = Tensor.ones(200, 500).dropout(0.3, new Generator(5));
        // Of 10^5 draws: a deviation of 0.0014.
        assertThat(y.eq(0).to(DType.F64).mean().item()).isBetween(0.29, 0.31);
        assertThat(y.max().item()).isEqualTo((double) (float) (1 / 0.7));
        assertThat(y.mean().item()).isBetween(0.985, 1.015);
    }

    @Test
    void theSameAreDroppedWhateverTheNumberOfThreads() {
        Tensor x = Tensor.arange(1 << 19).to(DType.F32).add(1);
        Gatun.setThreads(1);
        Tensor one = x.dropout(0.5, new Generator(9));
        Tensor slopes = x.neg().rrelu(0.1, 0.9, new Generator(9));
        Gatun.setThreads(2);
        assertThat(x.dropout(0.5, new Generator(9)).ne(one).sum().item()).isZero();
        assertThat(x.neg().rrelu(0.1, 0.9, new Generator(9)).ne(slopes).sum().item()).isZero();
    }

    @Test
    void aCheckpointDropsTheSameAgain() {
        Tensor x = Tensor.ones(1000).requiresGrad_(true);
        Tensor y = Gradients.checkpoint(in -> in[0].mul(2).dropout(0.5).mul(3), x);
        Tensor gradient = Gradients.of(y.sum(), x).getFirst();
        assertThat(gradient.toFloatArray()).containsExactly(y.detach().toFloatArray());
    }

    @Test
    void whatIsDroppedIsNothingInTheGradientToo() {
        Tensor x = Tensor.full(Double.POSITIVE_INFINITY, 64).requiresGrad_(true);
        Tensor y = x.dropout(0.5, new Generator(3));
        Tensor gradient = Gradients.of(y.sum(), x).getFirst();
        Tensor isDropped = y.detach().eq(0);
        assertThat(isDropped.sum().item()).isBetween(1.0, 63.0);
        assertThat(gradient.eq(0).toDoubleArray()).containsExactly(isDropped.toDoubleArray());
        Tensor none = x.dropout(1, new Generator(3));
        assertThat(none.detach().abs().sum().item()).isZero();
        assertThat(Gradients.of(none.sum(), x).getFirst().abs().sum().item()).isZero();
    }

    @Test
    void slopesLieBetweenTheirBounds() {
        Tensor y = Tensor.full(-1, 10_000).rrelu(0.125, 0.5, new Generator(3));
        assertThat(y.max().item()).isLessThanOrEqualTo(-0.125).isGreaterThan(-0.13);
        assertThat(y.min().item()).isGreaterThanOrEqualTo(-0.5).isLessThan(-0.49);
    }
}
