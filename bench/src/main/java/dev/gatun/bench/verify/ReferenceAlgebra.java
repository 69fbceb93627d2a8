package dev.gatun.bench.verify;

import dev.gatun.reference.Composed;
import dev.gatun.reference.Value;

/** By the reference: loops over arrays of double. */
final class ReferenceAlgebra implements Algebra<Value> {
    private static final int NO_CLASS = -100;

    @Override
    public Value constant(int[] shape, double... data) {
        return Value.of(shape, data);
    }

    @Override
    public Value parameter(int[] shape, double... data) {
        return Value.of(shape, data);
    }

    @Override
    public double[] gradient(Value parameter) {
        return parameter.grad();
    }

    @Override
    public void backward(Value loss) {
        loss.backward(1);
    }

    @Override
    public Value add(Value a, Value b) {
        return a.add(b);
    }

    @Override
    public Value mul(Value a, Value b) {
        return a.mul(b);
    }

    @Override
    public Value add(Value a, double number) {
        return a.add(number);
    }

    @Override
    public Value mul(Value a, double number) {
        return a.mul(number);
    }

    @Override
    public Value pow(Value a, double exponent) {
        return a.pow(exponent);
    }

    @Override
    public Value tanh(Value a) {
        return a.tanh();
    }

    @Override
    public Value sigmoid(Value a) {
        return a.sigmoid();
    }

    @Override
    public Value relu(Value a) {
        return a.relu();
    }

    @Override
    public Value gelu(Value a) {
        return Composed.gelu(a);
    }

    @Override
    public Value maskedFill(Value a, Value mask, double number) {
        return a.maskedFill(mask, number);
    }

    @Override
    public Value reshape(Value a, int... shape) {
        return a.reshape(shape);
    }

    @Override
    public Value permute(Value a, int... axes) {
        return a.permute(axes);
    }

    @Override
    public Value slice(Value a, int axis, int start, int stop) {
        return a.slice(axis, start, stop);
    }

    @Override
    public Value concat(int axis, Value a, Value b) {
        return Value.concat(axis, a, b);
    }

    @Override
    public Value rows(Value table, int[] indices, int... shape) {
        return table.rows(indices, shape);
    }

    @Override
    public Value sum(Value a, boolean keepDim, int... axes) {
        return a.sum(keepDim, axes);
    }

    @Override
    public Value matmul(Value a, Value b) {
        return a.matmul(b);
    }

    @Override
    public Value softmax(Value a) {
        return Composed.softmax(a, -1);
    }

    @Override
    public Value crossEntropy(Value logits, int... classes) {
        return Composed.crossEntropy(logits, classes, NO_CLASS, 0, Composed.Reduction.MEAN);
    }

    @Override
    public Value layerNorm(Value a, Value weight, Value bias, double epsilon) {
        return Composed.layerNorm(a, weight, bias, epsilon);
    }
}
