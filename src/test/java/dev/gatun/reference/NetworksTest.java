package dev.gatun.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whole networks: numbers worked out by hand, and gradients against finite differences. */
class NetworksTest {
    @Test
    void aPolynomial() {
        Value x = Value.scalar(2);
        Value y = Value.scalar(1);
        Value f = x.pow(2).add(x.mul(y).mul(3)).add(y.pow(2));
        f.backward(1);
        assertThat(f.item()).isEqualTo(11);
        assertThat(x.grad()[0]).isEqualTo(7);
        assertThat(y.grad()[0]).isEqualTo(8);
    }

    @Test
    void aSineOfASquare() {
        Value x = Value.scalar(3);
        x.mul(x).sin().mul(2).backward(1);
        double expected = -10.933563142616123; // 12 cos 9
        assertThat(x.grad()[0]).isCloseTo(expected, within(1e-15 * Math.abs(expected)));
    }

    /**
     * Forward: W1 x = (0.4 * 0.5 + 0.2 * 0.3, 0.1 * 0.5 - 0.8 * 0.3) = (0.26, -0.19), after ReLU
     * (0.26, 0), y = 0.6 * 0.26 = 0.156, loss (0.156 - 1)^2 / 2 = 0.356168. Backward: dy = -0.844,
     * dW2 = dy (0.26, 0), dh = dy (0.6, -0.5), of which ReLU passes the first alone: -0.5064.
     */
    @Test
    void twoTwoOneByHand() {
        Value x = Value.of(new int[] {2, 1}, 0.5, -0.3);
        Value w1 = Value.of(new int[] {2, 2}, 0.4, -0.2, 0.1, 0.8);
        Value w2 = Value.of(new int[] {1, 2}, 0.6, -0.5);
        Value hidden = w1.matmul(x).relu();
        Value y = w2.matmul(hidden);
        Value loss = y.add(-1).pow(2).mul(0.5).sum(false);
        loss.backward(1);
        near(hidden.data(), 0.26, 0);
        near(y.data(), 0.156);
        near(loss.data(), 0.356168);
        near(y.grad(), -0.844);
        near(w2.grad(), -0.21944, 0);
        near(hidden.grad(), -0.5064, 0.422);
        near(w1.grad(), -0.2532, 0.15192, 0, 0);
        near(x.grad(), -0.20256, 0.10128);
    }

    private static void near(double[] actual, double... expected) {
        assertThat(actual).containsExactly(expected, within(1e-15));
    }

    @Test
    void stepsOfDescent() {
        Value w = Value.of(new int[] {2}, 1, -2);
        Optimizer optimizer = new Optimizer(w);
        w.mul(w).sum(false).backward(1);
        optimizer.sgd(0.1);
        near(w.data(), 0.8, -1.6);
        optimizer.zeroGrad();
        assertThat(w.grad()).containsExactly(0, 0);
        // AdamW's first step is decay, then the rate in the direction of the gradient's sign.
        optimizer = new Optimizer(w);
        w.mul(w).sum(false).backward(1);
        optimizer.adamW(0.1, 0.9, 0.999, 0, 0.01);
        near(w.data(), 0.8 * 0.999 - 0.1, -1.6 * 0.999 + 0.1);
        // Its second: m = 0.09 * 1.6 + 0.1 g, v = 0.000999 * 2.56 + 0.001 g^2, unbiased.
        double before = w.data()[0];
        double g = 2 * before;
        optimizer.zeroGrad();
        w.mul(w).sum(false).backward(1);
        optimizer.adamW(0.1, 0.9, 0.999, 1e-8, 0);
        double m = (0.09 * 1.6 + 0.1 * g) / (1 - 0.81);
        double v = (0.000999 * 2.56 + 0.001 * g * g) / (1 - 0.998001);
        assertThat(w.data()[0]).isCloseTo(before - 0.1 * m / (Math.sqrt(v) + 1e-8), within(1e-13));
    }

    @Test
    void aRecurrentCell() {
        Random random = new Random(7);
        int hidden = 3;
        FiniteDifferences.check(
                in -> {
                    Value h = in[4];
                    Value c = in[5];
                    for (int step = 0; step < 3; step++) {
                        Value x = in[0].slice(1, step, step + 1).reshape(2, 4);
                        Value gates = x.matmul(in[1]).add(h.matmul(in[2])).add(in[3]);
                        Value input = gates.slice(1, 0, hidden).sigmoid();
                        Value forget = gates.slice(1, hidden, 2 * hidden).sigmoid();
                        Value cell = gates.slice(1, 2 * hidden, 3 * hidden).tanh();
                        Value output = gates.slice(1, 3 * hidden, 4 * hidden).sigmoid();
                        c = forget.mul(c).add(input.mul(cell));
                        h = output.mul(c.tanh());
                    }
                    return h;
                },
                FiniteDifferences.random(random, -1, 1, 2, 3, 4), // (batch, time, features)
                FiniteDifferences.random(random, -1, 1, 4, 4 * hidden),
                FiniteDifferences.random(random, -1, 1, hidden, 4 * hidden),
                FiniteDifferences.random(random, -1, 1, 4 * hidden),
                FiniteDifferences.random(random, -1, 1, 2, hidden),
                FiniteDifferences.random(random, -1, 1, 2, hidden));
    }

    /** Embedding, causal attention of two heads, a GELU network, tied logits, cross-entropy. */
    @Test
    void aTransformerBlock() {
        Random random = new Random(8);
        int width = 4;
        int[] tokens = {1, 4, 2, 0, 3, 3};
        FiniteDifferences.check(
                in -> {
                    Value x = in[0].rows(tokens, 2, 3).add(in[1]); // (batch, time, width)
                    x = x.add(attention(Composed.layerNorm(x, in[2], in[3], 1e-5), in[4], in[5]));
                    Value inner = Composed.rmsNorm(x, in[2], 1e-5).matmul(in[6]);
                    x = x.add(Composed.geluTanh(inner).matmul(in[7]));
                    Value logits = x.matmul(in[0].transpose());
                    int[] next = {4, 2, 0, 3, 3, -1};
                    return Composed.crossEntropy(logits, next, -1, 0, Composed.Reduction.MEAN);
                },
                FiniteDifferences.random(random, -1, 1, 5, width),
                FiniteDifferences.random(random, -1, 1, 3, width),
                FiniteDifferences.random(random, 0.5, 1, width),
                FiniteDifferences.random(random, -1, 1, width),
                FiniteDifferences.random(random, -1, 1, width, 3 * width),
                FiniteDifferences.random(random, -1, 1, width, width),
                FiniteDifferences.random(random, -1, 1, width, 2 * width),
                FiniteDifferences.random(random, -1, 1, 2 * width, width));
    }

    private static Value attention(Value x, Value project, Value output) {
        Value future = Value.of(new int[] {3, 3}, 0, 1, 1, 0, 0, 1, 0, 0, 0);
        Value[] parts = new Value[3];
        for (int p = 0; p < 3; p++) {
            // (batch, time, width) to (batch, heads, time, width of a head)
            Value part = x.matmul(project).slice(2, 4 * p, 4 * (p + 1));
            parts[p] = part.reshape(2, 3, 2, 2).permute(0, 2, 1, 3);
        }
        Value scores = parts[0].matmul(parts[1].transpose()).mul(Math.sqrt(0.5));
        Value weights = Composed.softmax(scores.maskedFill(future, Double.NEGATIVE_INFINITY), -1);
        return weights.matmul(parts[2]).permute(0, 2, 1, 3).reshape(2, 3, 4).matmul(output);
    }
}
