package dev.gatun.bench.verify;

import java.util.ArrayList;
import java.util.List;

/**
 * One block of a GPT with causal attention, between embeddings and a head (Radford and others,
 * Language Models are Unsupervised Multitask Learners, 2019): layer norm before each half, GELU
 * between the two layers of the second.
 */
final class GptBlock implements Network {
    private static final int BATCH = 4;
    private static final int LENGTH = 32;
    private static final int WIDTH = 64;
    private static final int HEADS = 4;
    private static final int SIZE = WIDTH / HEADS;
    private static final double EPSILON = 1e-5;

    private final int[] inputs = Characters.rows(BATCH, LENGTH, 0);
    private final int[] targets = Characters.rows(BATCH, LENGTH, 1);
    private final double[] future = new double[LENGTH * LENGTH];
    private final List<Parameter> parameters = new ArrayList<>();

    GptBlock() {
        for (int row = 0; row < LENGTH; row++) {
            for (int column = row + 1; column < LENGTH; column++) {
                future[row * LENGTH + column] = 1;
            }
        }
        SeededNumbers numbers = new SeededNumbers();
        weights(numbers, Characters.COUNT, WIDTH);
        weights(numbers, LENGTH, WIDTH);
        norm();
        weights(numbers, WIDTH, 3 * WIDTH);
        weights(numbers, WIDTH, WIDTH);
        norm();
        weights(numbers, WIDTH, 4 * WIDTH);
        weights(numbers, 4 * WIDTH, WIDTH);
        norm();
        weights(numbers, WIDTH, Characters.COUNT);
    }

    private void weights(SeededNumbers numbers, int rows, int columns) {
        int[] shape = {rows, columns};
        parameters.add(new Parameter(shape, numbers.weights(rows, shape)));
    }

    private void norm() {
        parameters.add(new Parameter(new int[] {WIDTH}, SeededNumbers.ones(WIDTH)));
        parameters.add(new Parameter(new int[] {WIDTH}, new double[WIDTH]));
    }

    @Override
    public String name() {
        return "GPT block";
    }

    @Override
    public Descent descent() {
        return Descent.ADAM_W;
    }

    @Override
    public double rate() {
        return 3e-3;
    }

    @Override
    public List<Parameter> parameters() {
        return parameters;
    }

    @Override
    public <T> T loss(Algebra<T> on, List<T> p) {
        T x = on.add(on.rows(p.get(0), inputs, BATCH, LENGTH), p.get(1)); // (B, T, C)
        T attended = attention(on, on.layerNorm(x, p.get(2), p.get(3), EPSILON), p.get(4));
        x = on.add(x, on.matmul(attended, p.get(5)));
        T inner = on.gelu(on.matmul(on.layerNorm(x, p.get(6), p.get(7), EPSILON), p.get(8)));
        x = on.add(x, on.matmul(inner, p.get(9)));
        T last = on.layerNorm(x, p.get(10), p.get(11), EPSILON);
        T logits = on.matmul(last, p.get(12)); // (B, T, characters)
        T rows = on.reshape(logits, BATCH * LENGTH, Characters.COUNT);
        return on.crossEntropy(rows, targets);
    }

    /** softmax(q k' / sqrt(d)) v, each place looking at itself and what is before it. */
    private <T> T attention(Algebra<T> on, T x, T weights) {
        T all = on.matmul(x, weights); // (B, T, 3 C)
        T query = head(on, all, 0); // (B, heads, T, d)
        T key = head(on, all, 1);
        T value = head(on, all, 2);
        T scores = on.mul(on.matmul(query, on.permute(key, 0, 1, 3, 2)), 1 / Math.sqrt(SIZE));
        T mask = on.constant(new int[] {LENGTH, LENGTH}, future);
        T shares = on.softmax(on.maskedFill(scores, mask, Double.NEGATIVE_INFINITY));
        T mixed = on.permute(on.matmul(shares, value), 0, 2, 1, 3); // (B, T, heads, d)
        return on.reshape(mixed, BATCH, LENGTH, WIDTH);
    }

    private static <T> T head(Algebra<T> on, T all, int which) {
        T part = on.slice(all, 2, which * WIDTH, (which + 1) * WIDTH);
        return on.permute(on.reshape(part, BATCH, LENGTH, HEADS, SIZE), 0, 2, 1, 3);
    }
}
