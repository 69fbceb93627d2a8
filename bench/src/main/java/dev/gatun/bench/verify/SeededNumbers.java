package dev.gatun.bench.verify;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Numbers to compute with, the same in every run; each a float, so both engines start equal. */
final class SeededNumbers {
    private final SplittableRandom random = new SplittableRandom(20261122);

    static int size(int... shape) {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    /** Uniform in [low, high). */
    double[] uniform(double low, double high, int... shape) {
        return random.doubles(size(shape), low, high).map(x -> (float) x).toArray();
    }

    /** Weights of a layer: uniform within 1 over the root of how many inputs a unit has. */
    double[] weights(int fanIn, int... shape) {
        double bound = 1 / Math.sqrt(fanIn);
        return uniform(-bound, bound, shape);
    }

    static double[] ones(int... shape) {
        double[] ones = new double[size(shape)];
        Arrays.fill(ones, 1);
        return ones;
    }
}
