package dev.gatun.data;

import dev.gatun.checks.Nulls;
import dev.gatun.checks.Ranges;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;

/**
 * Made-up data to learn on, in the current scope: x is F32, classes are I64. The same seed gives
 * the same data.
 */
public final class Synthetic {
    private Synthetic() {}

    /**
     * Two arms of a spiral that are wound around each other, one and a half turns: x (n, 2), y (n)
     * 0 or 1 in turns.
     *
     * @param noise the deviation of what is added to each coordinate
     * @throws IllegalArgumentException if n is not positive, or noise negative
     */
    public static TensorDataset spirals(int n, double noise, Generator generator) {
        check("spirals", n, noise, generator);
        double[] radii = uniform(n, generator);
        double[] x = new double[2 * n];
        for (int i = 0; i < n; i++) {
            double r = Math.sqrt(radii[i]);
            double angle = 3 * Math.PI * r + (i % 2 == 0 ? 0 : Math.PI);
            x[2 * i] = r * Math.cos(angle);
            x[2 * i + 1] = r * Math.sin(angle);
        }
        return points(x, noise, generator);
    }

    /**
     * Two half circles that reach into each other, as scikit-learn's {@code make_moons} has them: x
     * (n, 2), y (n) 0 or 1 in turns.
     *
     * @param noise the deviation of what is added to each coordinate
     * @throws IllegalArgumentException if n is not positive, or noise negative
     */
    public static TensorDataset moons(int n, double noise, Generator generator) {
        check("moons", n, noise, generator);
        double[] x = new double[2 * n];
        int outer = (n + 1) / 2;
        for (int i = 0; i < n; i++) {
            boolean isInner = i % 2 == 1;
            int of = isInner ? n - outer : outer;
            int along = i / 2;
            double angle = of == 1 ? 0 : Math.PI * along / (of - 1.0);
            x[2 * i] = isInner ? 1 - Math.cos(angle) : Math.cos(angle);
            x[2 * i + 1] = isInner ? 0.5 - Math.sin(angle) : Math.sin(angle);
        }
        return points(x, noise, generator);
    }

    /**
     * Normal clouds around centres that are uniform from -10 to 10, as {@code make_blobs}: x (n,
     * features), y (n) the number of the centre, in turns.
     *
     * @param deviation that of a cloud
     * @throws IllegalArgumentException if a number is not positive, or the deviation negative
     */
    public static TensorDataset blobs(
            int n, int features, int centers, double deviation, Generator generator) {
        check("blobs", n, deviation, generator);
        Ranges.positive("blobs", "features", features);
        Ranges.positive("blobs", "centers", centers);
        double[] middles = uniform(centers * features, generator);
        double[] offsets = normal(n * features, generator);
        float[] x = new float[n * features];
        long[] y = new long[n];
        for (int i = 0; i < n; i++) {
            y[i] = i % centers;
            for (int f = 0; f < features; f++) {
                double middle = 20 * middles[(int) y[i] * features + f] - 10;
                x[i * features + f] = (float) (middle + deviation * offsets[i * features + f]);
            }
        }
        return new TensorDataset(Tensor.of(x, n, features), Tensor.of(y));
    }

    /**
     * Normal inputs and {@code x w + bias + noise}, as {@code make_regression}: x (n, features), y
     * (n, 1).
     *
     * @param weights w, one for each feature
     * @param noise the deviation of what is added
     * @throws IllegalArgumentException if there is no weight, n is not positive, or noise negative
     */
    public static TensorDataset regression(
            int n, double[] weights, double bias, double noise, Generator generator) {
        Nulls.refuse("regression", "weights", weights);
        check("regression", n, noise, generator);
        double[] w = weights.clone();
        Ranges.positive("regression", "the number of weights", w.length);
        double[] inputs = normal(n * w.length, generator);
        double[] errors = normal(n, generator);
        float[] x = new float[inputs.length];
        float[] y = new float[n];
        for (int i = 0; i < n; i++) {
            double sum = bias + noise * errors[i];
            for (int f = 0; f < w.length; f++) {
                x[i * w.length + f] = (float) inputs[i * w.length + f];
                sum += w[f] * x[i * w.length + f];
            }
            y[i] = (float) sum;
        }
        return new TensorDataset(Tensor.of(x, n, w.length), Tensor.of(y, n, 1));
    }

    private static void check(String op, int n, double noise, Generator generator) {
        Nulls.refuse(op, "generator", generator);
        Ranges.positive(op, "n", n);
        Ranges.notNegative(op, "noise", noise);
    }

    private static double[] uniform(int n, Generator generator) {
        try (Scope _ = Scope.open("uniform")) {
            return Tensor.rand(Shape.of(n), DType.F64, generator).toDoubleArray();
        }
    }

    private static double[] normal(int n, Generator generator) {
        try (Scope _ = Scope.open("normal")) {
            return Tensor.randn(Shape.of(n), DType.F64, generator).toDoubleArray();
        }
    }

    /** Points of the plane with noise, of two classes in turns. */
    private static TensorDataset points(double[] exact, double noise, Generator generator) {
        double[] errors = normal(exact.length, generator);
        float[] x = new float[exact.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (exact[i] + noise * errors[i]);
        }
        long[] y = new long[x.length / 2];
        Arrays.setAll(y, i -> i % 2);
        return new TensorDataset(Tensor.of(x, y.length, 2), Tensor.of(y));
    }
}
