package dev.gatun.bench.verify;

import dev.gatun.shape.DType;
import dev.gatun.shape.Slice;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import java.util.Objects;

/**
 * By Gatun's tensors.
 *
 * @param dtype what to compute in, F32 or F64
 */
record TensorAlgebra(DType dtype) implements Algebra<Tensor> {
    @Override
    public Tensor constant(int[] shape, double... data) {
        return Tensor.of(data, longs(shape)).to(dtype);
    }

    @Override
    public Tensor parameter(int[] shape, double... data) {
        return constant(shape, data).requiresGrad_(true);
    }

    private static long[] longs(int... numbers) {
        return Arrays.stream(numbers).asLongStream().toArray();
    }

    private static Tensor classes(int... numbers) {
        return Tensor.of(longs(numbers));
    }

    @Override
    public double[] gradient(Tensor parameter) {
        return Objects.requireNonNull(parameter.grad(), "no gradient").toDoubleArray();
    }

    @Override
    public void backward(Tensor loss) {
        loss.backward();
    }

    @Override
    public Tensor add(Tensor a, Tensor b) {
        return a.add(b);
    }

    @Override
    public Tensor mul(Tensor a, Tensor b) {
        return a.mul(b);
    }

    @Override
    public Tensor add(Tensor a, double number) {
        return a.add(number);
    }

    @Override
    public Tensor mul(Tensor a, double number) {
        return a.mul(number);
    }

    @Override
    public Tensor pow(Tensor a, double exponent) {
        return a.pow(exponent);
    }

    @Override
    public Tensor tanh(Tensor a) {
        return a.tanh();
    }

    @Override
    public Tensor sigmoid(Tensor a) {
        return a.sigmoid();
    }

    @Override
    public Tensor relu(Tensor a) {
        return a.relu();
    }

    @Override
    public Tensor gelu(Tensor a) {
        return a.gelu();
    }

    @Override
    public Tensor maskedFill(Tensor a, Tensor mask, double number) {
        return a.maskedFill(mask, number);
    }

    @Override
    public Tensor reshape(Tensor a, int... shape) {
        return a.reshape(longs(shape));
    }

    @Override
    public Tensor permute(Tensor a, int... axes) {
        return a.permute(axes);
    }

    @Override
    public Tensor slice(Tensor a, int axis, int start, int stop) {
        return a.slice(axis, Slice.of(start, stop));
    }

    @Override
    public Tensor concat(int axis, Tensor a, Tensor b) {
        return Tensor.cat(axis, a, b);
    }

    @Override
    public Tensor rows(Tensor table, int[] indices, int... shape) {
        long[] to = longs(shape);
        long[] all = Arrays.copyOf(to, to.length + 1);
        all[to.length] = table.size(1);
        return table.indexSelect(0, classes(indices)).reshape(all);
    }

    @Override
    public Tensor sum(Tensor a, boolean keepDim, int... axes) {
        return a.sum(axes, keepDim);
    }

    @Override
    public Tensor matmul(Tensor a, Tensor b) {
        return a.matmul(b);
    }

    @Override
    public Tensor softmax(Tensor a) {
        return a.softmax(-1);
    }

    @Override
    public Tensor crossEntropy(Tensor logits, int... classes) {
        return logits.crossEntropy(classes(classes));
    }

    @Override
    public Tensor layerNorm(Tensor a, Tensor weight, Tensor bias, double epsilon) {
        return a.layerNorm(weight, bias, epsilon);
    }
}
