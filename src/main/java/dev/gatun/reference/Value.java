package dev.gatun.reference;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * An array of doubles that refers to the values it was computed from: a node of reverse-mode
 * automatic differentiation, as in micrograd, with arrays in place of scalars.
 *
 * <p>Elements are in row-major order; every operation makes a new array. An operation is written as
 * its loop, followed by the loop that adds to the gradients of its operands what the chain rule
 * gives: the gradient of the result times the derivative of the result by the operand. Axes may be
 * given from the end; shapes that do not match throw {@link IllegalArgumentException}.
 */
public final class Value {
    private final int[] shape;
    private final double[] data;
    private final double[] grad;
    private final List<Value> operands;
    private final Consumer<double[]> backward;

    /** The length of the longest path to a leaf; greater than that of every operand. */
    private final int depth;

    private Value(int[] shape, double[] data, Consumer<double[]> backward, Value... operands) {
        Index.require(data.length == Index.size(shape), "size of " + Arrays.toString(shape));
        this.shape = shape;
        this.data = data;
        this.grad = new double[data.length];
        this.backward = backward;
        this.operands = List.of(operands);
        this.depth = Arrays.stream(operands).mapToInt(operand -> operand.depth + 1).max().orElse(0);
    }

    /** A leaf with a copy of {@code data}, whose length must be the shape's product. */
    public static Value of(int[] shape, double... data) {
        Objects.requireNonNull(shape, "Value.of: shape is null");
        Objects.requireNonNull(data, "Value.of: data is null");
        return new Value(shape.clone(), data.clone(), g -> {}, new Value[0]);
    }

    /** A leaf without axes. */
    public static Value scalar(double number) {
        return of(new int[0], number);
    }

    /** The sizes along the axes, outermost first, in a new array. */
    public int[] shape() {
        return shape.clone();
    }

    /** The elements themselves: an optimizer writes new weights here. */
    public double[] data() {
        return data;
    }

    /**
     * The gradient itself. That of a leaf is summed over backward passes; others are those of the
     * last pass.
     */
    public double[] grad() {
        return grad;
    }

    /** The only element. */
    public double item() {
        Index.require(data.length == 1, "item of " + Arrays.toString(shape));
        return data[0];
    }

    /** Sets the gradient to 0. */
    public void zeroGrad() {
        Arrays.fill(grad, 0);
    }

    /** A leaf with the same elements, which passes no gradient on. */
    public Value detach() {
        return of(shape, data);
    }

    /**
     * Adds to the gradient of every leaf. The seed is the gradient of this value itself: 1 for a
     * loss.
     */
    public void backward(double... seed) {
        Objects.requireNonNull(seed, "backward: seed is null");
        Index.require(seed.length == data.length, "backward: one number an element");
        Set<Value> graph = new HashSet<>(Set.of(this));
        ArrayDeque<Value> open = new ArrayDeque<>(graph);
        while (!open.isEmpty()) {
            open.pop().operands.stream().filter(graph::add).forEach(open::push);
        }
        graph.stream().filter(value -> value.depth > 0).forEach(Value::zeroGrad);
        Arrays.setAll(grad, i -> grad[i] + seed[i]);
        // By falling depth, so that the gradient of a value is complete before it is passed on.
        graph.stream()
                .sorted(Comparator.comparingInt(value -> -value.depth))
                .forEach(value -> value.backward.accept(value.grad));
    }

    /** A function of each element. Its derivative is given the element and the function's value. */
    public Value map(DoubleUnaryOperator function, DoubleBinaryOperator derivative) {
        Objects.requireNonNull(function, "map: function is null");
        Objects.requireNonNull(derivative, "map: derivative is null");
        double[] out = Arrays.stream(data).map(function).toArray();
        Consumer<double[]> backward =
                g -> {
                    for (int i = 0; i < g.length; i++) {
                        grad[i] += g[i] * derivative.applyAsDouble(data[i], out[i]);
                    }
                };
        return new Value(shape, out, backward, this);
    }

    /**
     * A function of pairs of elements, broadcast as in NumPy, and its derivatives by the first and
     * the second.
     */
    public Value zip(
            Value b, DoubleBinaryOperator f, DoubleBinaryOperator byA, DoubleBinaryOperator byB) {
        Objects.requireNonNull(b, "zip: b is null");
        Objects.requireNonNull(f, "zip: f is null");
        Objects.requireNonNull(byA, "zip: byA is null");
        Objects.requireNonNull(byB, "zip: byB is null");
        int[] to = Index.broadcast(shape, b.shape);
        int[] x = Index.expand(shape, to);
        int[] y = Index.expand(b.shape, to);
        double[] out = new double[x.length];
        Arrays.setAll(out, i -> f.applyAsDouble(data[x[i]], b.data[y[i]]));
        Consumer<double[]> backward =
                g -> {
                    for (int i = 0; i < g.length; i++) {
                        grad[x[i]] += g[i] * byA.applyAsDouble(data[x[i]], b.data[y[i]]);
                        b.grad[y[i]] += g[i] * byB.applyAsDouble(data[x[i]], b.data[y[i]]);
                    }
                };
        return new Value(to, out, backward, this, b);
    }

    // Elementwise functions, which broadcast if they have two operands, and their derivatives.

    public Value add(Value other) {
        Objects.requireNonNull(other, "add: other is null");
        return zip(other, (x, y) -> x + y, (x, y) -> 1, (x, y) -> 1);
    }

    public Value sub(Value other) {
        Objects.requireNonNull(other, "sub: other is null");
        return zip(other, (x, y) -> x - y, (x, y) -> 1, (x, y) -> -1);
    }

    public Value mul(Value other) {
        Objects.requireNonNull(other, "mul: other is null");
        return zip(other, (x, y) -> x * y, (x, y) -> y, (x, y) -> x);
    }

    public Value div(Value other) {
        Objects.requireNonNull(other, "div: other is null");
        return zip(other, (x, y) -> x / y, (x, y) -> 1 / y, (x, y) -> -x / (y * y));
    }

    public Value add(double number) {
        return add(scalar(number));
    }

    public Value mul(double number) {
        return mul(scalar(number));
    }

    public Value pow(double n) {
        return map(x -> Math.pow(x, n), (x, y) -> n == 0 ? 0 : n * Math.pow(x, n - 1));
    }

    public Value neg() {
        return map(x -> -x, (x, y) -> -1);
    }

    public Value exp() {
        return map(Math::exp, (x, y) -> y);
    }

    public Value log() {
        return map(Math::log, (x, y) -> 1 / x);
    }

    public Value sqrt() {
        return map(Math::sqrt, (x, y) -> 0.5 / y);
    }

    public Value sin() {
        return map(Math::sin, (x, y) -> Math.cos(x));
    }

    public Value tanh() {
        return map(Math::tanh, (x, y) -> 1 - y * y);
    }

    public Value sigmoid() {
        return map(x -> 1 / (1 + Math.exp(-x)), (x, y) -> y * (1 - y));
    }

    /** The positive part; the derivative at 0 is taken as 0. */
    public Value relu() {
        return map(x -> x <= 0 ? 0 : x, (x, y) -> x <= 0 ? 0 : 1);
    }

    public Value erf() {
        return map(Erf::erf, (x, y) -> 2 / Math.sqrt(Math.PI) * Math.exp(-x * x));
    }

    /** {@code 1 - erf(x)}, without cancellation where it is small. */
    Value erfc() {
        return map(Erf::erfc, (x, y) -> -2 / Math.sqrt(Math.PI) * Math.exp(-x * x));
    }

    /** This value, with {@code number} where the mask, broadcast, is not 0. */
    public Value maskedFill(Value mask, double number) {
        Objects.requireNonNull(mask, "maskedFill: mask is null");
        return zip(mask, (x, m) -> m == 0 ? x : number, (x, m) -> m == 0 ? 1 : 0, (x, m) -> 0);
    }

    /** {@code a} where the condition is not 0, {@code b} where it is 0; all three broadcast. */
    public static Value where(Value condition, Value a, Value b) {
        Objects.requireNonNull(condition, "where: condition is null");
        Objects.requireNonNull(a, "where: a is null");
        Objects.requireNonNull(b, "where: b is null");
        Value not = condition.map(c -> c == 0 ? 1 : 0, (c, y) -> 0);
        return a.maskedFill(not, 0).add(b.maskedFill(condition, 0));
    }

    /** Adds element {@code from[p][i]} of part p into element {@code to[p][i]} of the result. */
    private static Value route(int[] shape, int[][] from, int[][] to, Value... parts) {
        double[] out = new double[Index.size(shape)];
        Arrays.fill(out, from[0].length == 0 ? 0 : -0.0); // x + -0.0 is x for every x
        for (int p = 0; p < parts.length; p++) {
            for (int i = 0; i < from[p].length; i++) {
                out[to[p][i]] += parts[p].data[from[p][i]];
            }
        }
        Consumer<double[]> backward =
                g -> {
                    for (int p = 0; p < parts.length; p++) {
                        for (int i = 0; i < from[p].length; i++) {
                            parts[p].grad[from[p][i]] += g[to[p][i]];
                        }
                    }
                };
        return new Value(shape, out, backward, parts);
    }

    /** Element i of the result is element {@code source[i]}. */
    private Value gather(int[] to, int... source) {
        return route(to, new int[][] {source}, new int[][] {Index.upTo(source.length)}, this);
    }

    /** The same elements under another shape; one size may be -1. */
    public Value reshape(int... wanted) {
        Objects.requireNonNull(wanted, "reshape: wanted is null");
        int[] to = wanted.clone();
        int known = Math.max(Math.abs(Index.size(to)), 1);
        int[] sizes = Arrays.stream(to).map(n -> n == -1 ? data.length / known : n).toArray();
        Index.require(Index.size(sizes) == data.length, "reshape to " + Arrays.toString(to));
        return gather(sizes, Index.upTo(data.length));
    }

    /** Axis i of the result is axis {@code order[i]} of this; every axis occurs once. */
    public Value permute(int... order) {
        Objects.requireNonNull(order, "permute: order is null");
        int[] axes = order.clone();
        Index.require(
                axes.length == shape.length && Index.reduce(shape, false, axes).length == 0,
                "permute: every axis once");
        int[] strides = Index.strides(shape);
        int[] from = Arrays.stream(axes).map(axis -> Index.axis(shape, axis)).toArray();
        int[] to = Arrays.stream(from).map(axis -> shape[axis]).toArray();
        int[] steps = Arrays.stream(from).map(axis -> strides[axis]).toArray();
        return gather(to, Index.offsets(to, steps, 0));
    }

    /** The last two axes exchanged. */
    public Value transpose() {
        int[] axes = Index.upTo(shape.length);
        axes[Index.axis(shape, -2)] = -1;
        axes[Index.axis(shape, -1)] = -2;
        return permute(axes);
    }

    /** The elements along an axis that the indices name, in their order. */
    public Value take(int axis, int... indices) {
        Objects.requireNonNull(indices, "take: indices is null");
        int at = Index.axis(shape, axis);
        int block = Index.strides(shape)[at];
        int[] to = shape();
        to[at] = indices.length;
        int[] source = new int[Index.size(to)];
        for (int i = 0; i < source.length; i++) {
            int index = indices[i / block % indices.length];
            Index.require(index >= 0 && index < shape[at], "take: " + index + " of " + shape[at]);
            source[i] = (i / block / indices.length * shape[at] + index) * block + i % block;
        }
        return gather(to, source);
    }

    /** The elements from {@code start} up to, without, {@code stop} along an axis. */
    public Value slice(int axis, int start, int stop) {
        return take(axis, IntStream.range(start, stop).toArray());
    }

    /**
     * Rows of a table, as in an embedding; the result has the axes of {@code indexShape}, then
     * those of a row.
     */
    public Value rows(int[] indices, int... indexShape) {
        Objects.requireNonNull(indices, "rows: indices is null");
        Objects.requireNonNull(indexShape, "rows: indexShape is null");
        Value taken = take(0, indices.clone());
        return taken.reshape(Index.join(indexShape, Index.reduce(shape, false, 0)));
    }

    /** Joins arrays along an axis. */
    public static Value concat(int axis, Value... values) {
        Value[] parts = Index.copy("concat", values);
        int[] to = parts[0].shape();
        int at = Index.axis(to, axis);
        to[at] = Arrays.stream(parts).mapToInt(part -> part.shape[at]).sum();
        int[][] from = new int[parts.length][];
        int[][] places = new int[parts.length][];
        int start = 0;
        for (int p = 0; p < parts.length; p++) {
            int[] own = to.clone();
            own[at] = parts[p].shape[at];
            Index.require(Arrays.equals(own, parts[p].shape), "concat: other sizes differ");
            from[p] = Index.upTo(parts[p].data.length);
            places[p] = Index.offsets(own, Index.strides(to), start * Index.strides(to)[at]);
            start += own[at];
        }
        return route(to, from, places, parts);
    }

    /**
     * The sum over axes, or over all if none is given. With {@code keepDim} they remain with size
     * 1.
     */
    public Value sum(boolean keepDim, int... over) {
        Objects.requireNonNull(over, "sum: over is null");
        int[] axes = over.clone();
        int[] to = Index.expand(Index.reduce(shape, true, axes), shape);
        int[][] from = {Index.upTo(data.length)};
        return route(Index.reduce(shape, keepDim, axes), from, new int[][] {to}, this);
    }

    /** The mean over axes, as {@link #sum}. */
    public Value mean(boolean keepDim, int... over) {
        Objects.requireNonNull(over, "mean: over is null");
        int[] axes = over.clone();
        Value sum = sum(keepDim, axes);
        return sum.div(scalar((double) data.length / sum.data.length));
    }

    /** The maximum over axes, as {@link #sum}; among equal elements the first has the gradient. */
    public Value max(boolean keepDim, int... over) {
        Objects.requireNonNull(over, "max: over is null");
        int[] axes = over.clone();
        int[] to = Index.expand(Index.reduce(shape, true, axes), shape);
        int[] shapeOfMax = Index.reduce(shape, keepDim, axes);
        int[] greatest = new int[Index.size(shapeOfMax)];
        Arrays.fill(greatest, -1);
        for (int i = 0; i < data.length; i++) {
            int best = greatest[to[i]];
            greatest[to[i]] = best < 0 || Double.compare(data[i], data[best]) > 0 ? i : best;
        }
        return gather(shapeOfMax, greatest);
    }

    /** The matrix product over the last two axes; the axes before them broadcast. */
    public Value matmul(Value other) {
        Objects.requireNonNull(other, "matmul: other is null");
        int n = shape[Index.axis(shape, -2)];
        int inner = shape[Index.axis(shape, -1)];
        int m = other.shape[Index.axis(other.shape, -1)];
        Index.require(inner == other.shape[Index.axis(other.shape, -2)], "matmul: inner sizes");
        int[] batchesA = Arrays.copyOf(shape, shape.length - 2);
        int[] batchesB = Arrays.copyOf(other.shape, other.shape.length - 2);
        int[] batches = Index.broadcast(batchesA, batchesB);
        int[] a = Index.expand(batchesA, batches);
        int[] b = Index.expand(batchesB, batches);
        double[] out = new double[a.length * n * m];
        for (int o = 0; o < out.length; o++) {
            int x = (a[o / (n * m)] * n + o / m % n) * inner;
            int y = b[o / (n * m)] * inner * m + o % m;
            double sum = 0;
            for (int k = 0; k < inner; k++) {
                sum += data[x + k] * other.data[y + k * m];
            }
            out[o] = sum;
        }
        Consumer<double[]> backward =
                g -> {
                    for (int o = 0; o < out.length; o++) {
                        int x = (a[o / (n * m)] * n + o / m % n) * inner;
                        int y = b[o / (n * m)] * inner * m + o % m;
                        for (int k = 0; k < inner; k++) {
                            grad[x + k] += g[o] * other.data[y + k * m];
                            other.grad[y + k * m] += g[o] * data[x + k];
                        }
                    }
                };
        return new Value(Index.join(batches, n, m), out, backward, this, other);
    }
}
