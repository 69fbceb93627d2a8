package dev.gatun.tensor.op.network;

import static org.assertj.core.api.Assertions.assertThat;
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

/** What a rotation by position is for, and tables that are kept. */
class RotaryTest {
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open("rotary");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Tensor random(long seed, long... dims) {
        return Tensor.randn(Shape.of(dims), DType.F64, new Generator(seed));
    }

    @Test
    void productsDependOnTheDistanceOfPositions() {
        Tensor q = random(1, 1, 16);
        Tensor k = random(2, 1, 16);
        for (boolean isInterleaved : new boolean[] {true, false}) {
            double near =
                    q.rotaryEmbedding(isInterleaved, 7)
                            .mul(k.rotaryEmbedding(isInterleaved, 3))
                            .sum()
                            .item();
            double far =
                    q.rotaryEmbedding(isInterleaved, 1007)
                            .mul(k.rotaryEmbedding(isInterleaved, 1003))
                            .sum()
                            .item();
            assertThat(far).isCloseTo(near, within(1e-10));
        }
    }

    @Test
    void aTextThatGrowsIsRotatedAsAWhole() {
        Tensor x = random(3, 2, 40, 64); // long enough to be kept
        Tensor whole = x.rotaryEmbedding(false, 0);
        Tensor last = x.narrow(1, 39, 1).rotaryEmbedding(false, 39);
        assertThat(last.toDoubleArray()).containsExactly(whole.narrow(1, 39, 1).toDoubleArray());
        assertThat(x.rotaryEmbedding(false, 0).toDoubleArray())
                .containsExactly(whole.toDoubleArray());
        for (int offset = 1; offset < 20; offset++) { // more tables than are kept
            assertThat(x.rotaryEmbedding(false, offset).square().sum().item())
                    .isCloseTo(x.square().sum().item(), within(1e-9));
        }
        assertThat(x.rotaryEmbedding(false, 0).toDoubleArray())
                .containsExactly(whole.toDoubleArray());
    }

    @Test
    void theGradientRotatesBack() {
        Tensor x = random(4, 3, 6).requiresGrad_(true);
        Tensor y = x.rotaryEmbedding(true, 5, 100, 2, 4);
        Tensor back = Gradients.vjp(y, y.detach(), x).getFirst();
        assertThat(back.sub(x.detach()).abs().max().item()).isLessThan(1e-14);
    }

    @Test
    void positionsInterpolateBetweenThoseOfTheTraining() {
        Tensor x = random(5, 1, 8);
        assertThat(x.rotaryEmbedding(true, 12, 1e4, 4, 8).toDoubleArray())
                .containsExactly(x.rotaryEmbedding(true, 3).toDoubleArray());
    }
}
