package dev.gatun.bench.verify;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Two layers with ReLU between them and cross-entropy behind: 256 inputs, 128 units, 10 classes.
 */
final class Classifier implements Network {
    private static final int BATCH = 64;
    private static final int INPUTS = 256;
    private static final int UNITS = 128;
    private static final int CLASSES = 10;

    private final double[] images;
    private final int[] labels = IntStream.range(0, BATCH).map(i -> i * 7 % CLASSES).toArray();
    private final List<Parameter> parameters;

    Classifier() {
        SeededNumbers numbers = new SeededNumbers();
        images = numbers.uniform(0, 1, BATCH, INPUTS);
        parameters =
                List.of(
                        new Parameter(
                                new int[] {INPUTS, UNITS}, numbers.weights(INPUTS, INPUTS, UNITS)),
                        new Parameter(new int[] {UNITS}, numbers.weights(INPUTS, UNITS)),
                        new Parameter(
                                new int[] {UNITS, CLASSES}, numbers.weights(UNITS, UNITS, CLASSES)),
                        new Parameter(new int[] {CLASSES}, numbers.weights(UNITS, CLASSES)));
    }

    @Override
    public String name() {
        return "classifier";
    }

    @Override
    public Descent descent() {
        return Descent.SGD;
    }

    @Override
    public double rate() {
        return 0.1;
    }

    @Override
    public List<Parameter> parameters() {
        return parameters;
    }

    @Override
    public <T> T loss(Algebra<T> on, List<T> p) {
        T x = on.constant(new int[] {BATCH, INPUTS}, images);
        T hidden = on.relu(on.add(on.matmul(x, p.get(0)), p.get(1)));
        return on.crossEntropy(on.add(on.matmul(hidden, p.get(2)), p.get(3)), labels);
    }
}
