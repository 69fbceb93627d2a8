package dev.gatun.tensor.tape;

import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What stands where gradients end for want of one: an operation whose result does not change with
 * its operand but in steps, or is no floating-point number. Never walked; what is computed from
 * such a result, and from nothing that has a gradient, remembers it, so that a backward can say
 * which operation it was.
 *
 * @param name the operation
 * @param shape of an operand that requires a gradient
 * @param dtype of the same
 */
public record NoGradient(String name, Shape shape, DType dtype) implements Op {
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

    public static IllegalStateException refusal(String asked, String op, String why) {
        return new IllegalStateException(
                ("%s: %s has no gradient, and %s; use another operation, or detach() its operand if"
                                + " no gradient is meant to reach it")
                        .formatted(asked, op, why));
    }

    @Override
    public @Nullable Tensor[] backward(Node node, Tensor upstream) {
        throw new AssertionError(name + " is not walked");
    }
}
