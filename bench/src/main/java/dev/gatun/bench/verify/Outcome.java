package dev.gatun.bench.verify;

import dev.gatun.optable.SmoothFunction;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * What the native engine makes of a call.
 *
 * @param result its elements
 * @param gradients of the result's weighted sum by each input that has one, in their order
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Outcome(double[] result, List<double[]> gradients) {
    /** Computed in a type, F32 or F64. */
    static Outcome of(SmoothFunction call, double[] weights, DType dtype) {
        Tensor[] inputs = inputs(call, dtype);
        List<Tensor> leaves = new ArrayList<>();
        for (int k = 0; k < inputs.length; k++) {
            if (call.isDifferentiable()[k]) {
                leaves.add(inputs[k].requiresGrad_(true));
            }
        }
        Tensor result = call.function().apply(inputs);
        double[] elements = result.toDoubleArray();
        if (result.requiresGrad()) {
            result.backward(Tensor.of(weights, result.shape().dims()).to(result.dtype()));
        }
        return new Outcome(elements, leaves.stream().map(Outcome::gradient).toList());
    }

    /** The inputs of a call, those that are differentiated copied into a type. */
    static Tensor[] inputs(SmoothFunction call, DType dtype) {
        Tensor[] inputs = call.inputs().clone();
        for (int k = 0; k < inputs.length; k++) {
            if (call.isDifferentiable()[k]) {
                inputs[k] = inputs[k].to(dtype).copy();
            }
        }
        return inputs;
    }

    private static double[] gradient(Tensor leaf) {
        Tensor gradient = leaf.grad();
        return gradient == null ? new double[(int) leaf.numel()] : gradient.toDoubleArray();
    }
}
