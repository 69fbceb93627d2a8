package dev.gatun.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.Function;

/** Compares gradients with central differences of the same function. */
final class FiniteDifferences {
    private static final double STEP = 1e-5;

    /**
     * For functions of size about 1 the third-order term and the rounding of the difference are
     * both near 1e-10; this leaves room for sums of a hundred terms.
     */
    private static final double TOLERANCE = 1e-7;

    private FiniteDifferences() {}

    /** Weights the outputs at random, and checks the derivative by each element of each input. */
    static void check(Function<Value[], Value> function, Value... inputs) {
        double[] weights = numbers(new Random(99), function.apply(inputs).data().length, -1, 1);
        for (Value input : inputs) {
            input.zeroGrad();
        }
        function.apply(inputs).backward(weights);
        for (int p = 0; p < inputs.length; p++) {
            double[] data = inputs[p].data();
            for (int i = 0; i < data.length; i++) {
                double at = data[i];
                data[i] = at + STEP;
                double above = dot(weights, function.apply(inputs).data());
                data[i] = at - STEP;
                double below = dot(weights, function.apply(inputs).data());
                data[i] = at;
                double expected = (above - below) / (2 * STEP);
                assertThat(inputs[p].grad()[i])
                        .as("input %d, element %d", p, i)
                        .isCloseTo(expected, within(TOLERANCE * (1 + Math.abs(expected))));
            }
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    static double[] numbers(Random random, int count, double low, double high) {
        return random.doubles(count, low, high).toArray();
    }

    /** A leaf of random numbers. */
    static Value random(Random random, double low, double high, int... shape) {
        int count = 1;
        for (int size : shape) {
            count *= size;
        }
        return Value.of(shape, numbers(random, count, low, high));
    }
}
