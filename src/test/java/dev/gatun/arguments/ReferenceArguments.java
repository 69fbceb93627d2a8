package dev.gatun.arguments;

import static dev.gatun.arguments.ArrayArguments.row;

import dev.gatun.reference.Composed;
import dev.gatun.reference.Matmul;
import dev.gatun.reference.Optimizer;
import dev.gatun.reference.Value;
import java.util.Arrays;
import java.util.List;

/** Calls of methods of the reference. */
final class ReferenceArguments {
    private ReferenceArguments() {}

    static void add() {
        reference();
    }

    private static Value table() {
        return Value.of(new int[] {2, 3}, 1, 5, 2, 4, 3, 6);
    }

    /** A function of the reference, its value and its gradient. */
    private static double[] both(Value y, Value x) {
        double[] seed = new double[y.data().length];
        Arrays.setAll(seed, i -> i + 1);
        y.backward(seed);
        return java.util.stream.DoubleStream.concat(
                        Arrays.stream(y.data()), Arrays.stream(x.grad()))
                .toArray();
    }

    private interface OfInts {
        Value of(Value x, int... ints);
    }

    private static void referred(String method, OfInts call, int... of) {
        row(
                method,
                spoil -> {
                    Value x = table();
                    int[] ints = of.clone();
                    Value y = call.of(x, ints);
                    spoil.accept(ints);
                    return both(y, x);
                });
    }

    private static void reference() {
        referred("Value.sum", (x, axes) -> x.sum(false, axes), 1);
        referred("Value.mean", (x, axes) -> x.mean(false, axes), 1);
        referred("Value.max", (x, axes) -> x.max(false, axes), 1);
        referred("Value.permute", Value::permute, 1, 0);
        referred("Value.reshape", Value::reshape, 3, -1);
        referred("Value.take", (x, indices) -> x.take(1, indices), 2, 0, 2);
        referred("Value.rows", (x, indices) -> x.rows(indices, 2, 1), 1, 0);
        row(
                "Value.of",
                spoil -> {
                    double[] data = {1, 2};
                    int[] shape = {2};
                    Value x = Value.of(shape, data);
                    spoil.accept(data);
                    spoil.accept(shape);
                    return both(x.mul(x), x);
                });
        row(
                "Value.backward",
                spoil -> {
                    double[] seed = {1, 2};
                    Value x = Value.of(new int[] {2}, 3, 4);
                    x.mul(x).backward(seed);
                    spoil.accept(seed);
                    return x.grad();
                });
        row(
                "Value.concat",
                spoil -> {
                    Value x = table();
                    Value[] parts = {x, table()};
                    Value y = Value.concat(1, parts);
                    spoil.accept(parts);
                    return both(y, x);
                });
        row(
                "Optimizer.new",
                spoil -> {
                    Value x = table();
                    Value[] parameters = {x};
                    Optimizer made = new Optimizer(parameters);
                    spoil.accept(parameters);
                    x.mul(x).backward(1, 1, 1, 1, 1, 1);
                    made.sgd(0.1);
                    return x.data();
                });
        row(
                "Composed.crossEntropy",
                spoil -> {
                    Value x = table();
                    int[] classes = {1, 2};
                    Value loss = Composed.crossEntropy(x, classes, -1, 0, Composed.Reduction.MEAN);
                    spoil.accept(classes);
                    return both(loss, x);
                });
        for (String name : List.of("oracle", "errorBound")) {
            row(
                    "Matmul." + name,
                    spoil -> {
                        double[] a = {1, 2};
                        double[] b = {3, 4};
                        double[] made =
                                name.equals("oracle")
                                        ? Matmul.oracle(a, b, 1, 1, 2)
                                        : Matmul.errorBound(a, b, 1, 1, 2);
                        spoil.accept(a);
                        spoil.accept(b);
                        return made;
                    });
        }
        for (String name : List.of("naive", "reordered", "blocked")) {
            row(
                    "Matmul." + name,
                    spoil -> {
                        float[] a = {1, 2};
                        float[] b = {3, 4};
                        float[] c = new float[1];
                        switch (name) {
                            case "naive" -> Matmul.naive(a, b, c, 1, 1, 2);
                            case "reordered" -> Matmul.reordered(a, b, c, 1, 1, 2);
                            default -> Matmul.blocked(a, b, c, 1, 1, 2);
                        }
                        spoil.accept(a);
                        spoil.accept(b);
                        return new double[] {c[0]};
                    });
        }
    }
}
