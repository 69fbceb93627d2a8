package dev.gatun.tensor.tape;

import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;

/**
 * What stands where gradients end for want of one: an operation whose result does not change with
 * its operand but in steps, or is no floating-point number. Never called; what is computed from
 * such a result, and from nothing that has a gradient, remembers it, so that a backward can say
 * which operation it was.
 *
 * @param name the operation
 * @param shape of an operand that requires a gradient
 * @param dtype of the same
 */
public record NoGradient(String name, Shape shape, DType dtype) implements BuiltIn {
    /**
     * Why a tensor that was computed from the result has no gradient.
     *
     * @param asked what was asked for it
     */
    IllegalStateException refusal(String asked, Tensor tensor) {
        return refusal(
                asked,
                name,
                "%s was computed from its result for tensor %s %s"
                        .formatted(tensor.describe(), shape, dtype));
    }

    /** Why there is no gradient of an operation that says none. */
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
