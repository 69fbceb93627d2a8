package dev.gatun.tensor.tape;

import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;

/**
 * The record of an operation without a gradient, because its result is piecewise constant or not of
 * a floating-point type. Never called; results computed from it, and from no tensor with a
 * gradient, refer to it, so that the message of a backward names the operation.
 *
 * @param name the name of the operation
 * @param shape of an operand that requires a gradient
 * @param dtype of that operand
 */
public record NoGradient(String name, Shape shape, DType dtype) implements BuiltIn {
    /**
     * The exception for a tensor that has no gradient because it was computed from the result.
     *
     * @param asked the method that was called
     */
    IllegalStateException refusal(String asked, Tensor tensor) {
        return refusal(
                asked,
                name,
                "%s was computed from its result for tensor %s %s"
                        .formatted(tensor.describe(), shape, dtype));
    }

    /** The exception for an operation that does not define its gradients. */
    public static IllegalStateException refusal(String op, Call call) {
        int input = 0;
        while (!call.needs(input)) {
            input++;
        }
        return refusal(
                "backward",
                op,
                "input %d, tensor %s %s, requires one"
                        .formatted(input, call.inputShape(input), call.inputDType(input)));
    }

    private static IllegalStateException refusal(String asked, String op, String why) {
        return new IllegalStateException(
                ("%s: %s has no gradient, and %s; use another operation, or detach() its operand if"
                                + " no gradient is meant to reach it")
                        .formatted(asked, op, why));
    }

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        throw new AssertionError(name + " is not called");
    }
}
