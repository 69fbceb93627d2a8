package dev.gatun.optable;

import dev.gatun.optable.oracle.NdArray;
import dev.gatun.reference.Value;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A small random call of a row as a function of leaves, at a point where it is smooth.
 *
 * @param function the call. It leaves its inputs as they are, even if the operation overwrites its
 *     first operand.
 * @param oracle what it must give
 * @param reference the same over values of the reference; null if it has no such operation
 * @param isDifferentiable whether an input is one that has a gradient
 * @param inputs no two elements of one share a place in memory
 */
@SuppressWarnings("ArrayRecordComponent") // as calls take them
public record SmoothFunction(
        Function<Tensor[], Tensor> function,
        Function<NdArray[], NdArray> oracle,
        @Nullable Function<Value[], Value> reference,
        boolean[] isDifferentiable,
        Tensor... inputs) {
    /** Larger calls are drawn again. */
    private static final int MOST_ELEMENTS = 40;

    /** Draws one, its inputs in the current scope. */
    public static SmoothFunction draw(
            OpRow row, SplittableRandom random, DType dtype, Placement placement) {
        while (true) {
            OpRow.Call call = new SmoothRandomCall(random, row, dtype, placement).draw();
            long elements = call.operands().stream().mapToLong(Tensor::numel).sum();
            if (elements > 0 && elements <= MOST_ELEMENTS) {
                SmoothFunction drawn = of(row, call);
                // The variance of one element is NaN, and has nothing to differ from.
                double[] result = drawn.function.apply(drawn.inputs).toDoubleArray();
                if (Arrays.stream(result).allMatch(Double::isFinite)) {
                    return drawn;
                }
            }
        }
    }

    private static SmoothFunction of(OpRow row, OpRow.Call call) {
        int count = call.operands().size();
        Shape[] shapes = call.operands().stream().map(Tensor::shape).toArray(Shape[]::new);
        boolean[] isDifferentiable = new boolean[count];
        Tensor[] inputs = new Tensor[count];
        for (int k = 0; k < count; k++) {
            Tensor operand = call.operands().get(k);
            inputs[k] = operand.layout().overlapsItself() ? distinct(operand) : operand;
            isDifferentiable[k] =
                    operand.dtype().isFloating()
                            && row.operands().get(k).role() == OperandSpec.Role.NUMBERS;
        }
        Function<Value[], Value> reference = call.reference();
        return new SmoothFunction(
                in -> {
                    Tensor[] given = new Tensor[count];
                    Arrays.setAll(given, k -> expanded(in[k], shapes[k]));
                    if (row.isInPlace()) {
                        given[0] = given[0].copy(); // a leaf is not written to
                    }
                    return call.run().apply(given);
                },
                in ->
                        call.oracle()
                                .apply(
                                        IntStream.range(0, count)
                                                .mapToObj(k -> in[k].broadcast(shapes[k]))
                                                .toArray(NdArray[]::new)),
                reference == null
                        ? null
                        : in -> {
                            Value[] given = new Value[count];
                            Arrays.setAll(given, k -> expanded(in[k], shapes[k]));
                            return reference.apply(given);
                        },
                isDifferentiable,
                inputs);
    }

    private static Tensor expanded(Tensor x, Shape shape) {
        return x.shape().equals(shape) ? x : x.expand(shape.dims());
    }

    private static Value expanded(Value x, Shape shape) {
        return x.data().length == shape.numel()
                ? x
                : x.add(Value.of(ints(shape), new double[Math.toIntExact(shape.numel())]));
    }

    /** What a tensor with strides of 0 was expanded from. */
    private static Tensor distinct(Tensor x) {
        Tensor one = x;
        for (int axis = 0; axis < x.rank(); axis++) {
            if (x.layout().stride(axis) == 0) {
                one = one.narrow(axis, 0, 1);
            }
        }
        return one.copy();
    }

    /** The sizes of a shape, as the reference takes them. */
    public static int[] ints(Shape shape) {
        int[] dims = new int[shape.rank()];
        for (int axis = 0; axis < dims.length; axis++) {
            dims[axis] = Math.toIntExact(shape.dim(axis));
        }
        return dims;
    }
}
