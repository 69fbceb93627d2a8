package dev.gatun.reference;

import static dev.gatun.reference.Composed.Reduction.MEAN;
import static dev.gatun.reference.Composed.Reduction.NONE;
import static dev.gatun.reference.Composed.Reduction.SUM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The row operations against their formulas written out, and their gradients. */
class ComposedTest {
    private static final int IGNORED = -100;

    private static Value logits() {
        return Value.of(new int[] {4, 3}, 1, -2, 0.5, 0.25, 3, -1, 2, 2, 2, -1, 0, 4);
    }

    private static final int[] CLASSES = {2, 0, IGNORED, 1};

    /** Worked out with NumPy from -log(e^x / sum e^x). */
    @Test
    void crossEntropyOfClasses() {
        Value losses = Composed.crossEntropy(logits(), CLASSES, IGNORED, 0, NONE);
        assertThat(losses.data())
                .containsExactly(new double[] {1.0045969, 2.8290362, 0, 4.02474489}, within(1e-7));
        assertThat(Composed.crossEntropy(logits(), CLASSES, IGNORED, 0, SUM).item())
                .isCloseTo(7.858377993885205, within(1e-14));
        assertThat(Composed.crossEntropy(logits(), CLASSES, IGNORED, 0, MEAN).item())
                .isCloseTo(2.6194593312950682, within(1e-14));
        // (1 - 0.1) of the class's loss, and 0.1 of the mean loss over classes.
        assertThat(Composed.crossEntropy(logits(), CLASSES, IGNORED, 0.1, MEAN).item())
                .isCloseTo(2.5916815535172906, within(1e-14));
    }

    @Test
    void crossEntropyOfDistributions() {
        double[] onehot = {0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0};
        int[] classes = {2, 0, 1, 1};
        Value target = Value.of(new int[] {4, 3}, onehot);
        Value even = Value.of(new int[] {4, 3}, onehot).mul(0.9).add(0.1 / 3);
        assertThat(Composed.crossEntropy(logits(), target, MEAN).item())
                .isEqualTo(Composed.crossEntropy(logits(), classes, IGNORED, 0, MEAN).item());
        assertThat(Composed.crossEntropy(logits(), even, SUM).item())
                .isCloseTo(
                        Composed.crossEntropy(logits(), classes, IGNORED, 0.1, SUM).item(),
                        within(1e-14));
    }

    @Test
    void crossEntropyAtTheEdges() {
        assertThat(Composed.crossEntropy(logits(), new int[] {-1, -1, -1, -1}, -1, 0, MEAN).item())
                .isNaN();
        double masked = Double.NEGATIVE_INFINITY;
        Value some = Value.of(new int[] {1, 3}, 0, masked, 0);
        Value loss = Composed.crossEntropy(some, new int[] {0}, IGNORED, 0, MEAN);
        assertThat(loss.item()).isEqualTo(Math.log(2));
        loss.backward(1);
        assertThat(some.grad()).containsExactly(-0.5, 0, 0.5);
        Value far = Value.of(new int[] {1, 2}, 1e4, -1e4);
        assertThat(Composed.crossEntropy(far, new int[] {1}, IGNORED, 0, SUM).item())
                .isEqualTo(2e4);
        assertThatThrownBy(() -> Composed.crossEntropy(far, new int[] {2}, IGNORED, 0, SUM))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Composed.crossEntropy(far, new int[] {1, 1}, IGNORED, 0, SUM))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource
    void crossEntropyGradients(Composed.Reduction reduction) {
        Value logits = FiniteDifferences.random(new Random(3), -2, 2, 4, 3);
        FiniteDifferences.check(
                in -> Composed.crossEntropy(in[0], CLASSES, IGNORED, 0.1, reduction), logits);
        Value target = FiniteDifferences.random(new Random(4), 0.2, 0.6, 4, 3);
        FiniteDifferences.check(
                in -> Composed.crossEntropy(in[0], in[1], reduction), logits, target);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 13, 207})
    void softmaxSumsToOne(int length) {
        Value x = FiniteDifferences.random(new Random(5), -800, 800, 2, length);
        Value softmax = Composed.softmax(x, -1);
        Value log = Composed.logSoftmax(x, 1);
        for (double sum : softmax.sum(false, 1).data()) {
            assertThat(sum).isCloseTo(1, within(1e-14));
        }
        for (int i = 0; i < log.data().length; i++) {
            assertThat(Math.exp(log.data()[i])).isCloseTo(softmax.data()[i], within(1e-13));
        }
    }

    @Test
    void normsOfARow() {
        // Mean 3, variance 8/3; mean square 35/3.
        Value x = Value.of(new int[] {1, 3}, 1, 3, 5);
        Value weight = Value.of(new int[] {3}, 1, 2, 3);
        Value bias = Value.of(new int[] {3}, 0, 1, -1);
        double scale = 1 / Math.sqrt(8 / 3.0 + 0.5);
        assertThat(Composed.layerNorm(x, weight, bias, 0.5).data())
                .containsExactly(new double[] {-2 * scale, 1, 6 * scale - 1}, within(1e-15));
        double root = Math.sqrt(35 / 3.0 + 0.5);
        assertThat(Composed.rmsNorm(x, weight, 0.5).data())
                .containsExactly(new double[] {1 / root, 6 / root, 15 / root}, within(1e-15));
    }

    @Test
    void layerNormGradients() {
        Random random = new Random(6);
        FiniteDifferences.check(
                in -> Composed.layerNorm(in[0], in[1], in[2], 1e-5),
                FiniteDifferences.random(random, -2, 2, 2, 3, 4),
                FiniteDifferences.random(random, -2, 2, 3, 4),
                FiniteDifferences.random(random, -2, 2, 3, 4));
    }

    @Test
    void geluAtKnownPoints() {
        Value x = Value.of(new int[] {3}, -1, 0, 1);
        // The normal distribution function at 1 is 0.841344746068542948...
        assertThat(Composed.gelu(x).data())
                .containsExactly(
                        new double[] {-0.158655253931457, 0, 0.841344746068543}, within(1e-15));
        double inner = Math.sqrt(2 / Math.PI) * 1.044715;
        assertThat(Composed.geluTanh(x).data()[2])
                .isCloseTo(0.5 * (1 + Math.tanh(inner)), within(1e-15));
    }
}
