package dev.gatun.tensor.internal;

import dev.gatun.tensor.Tensor;

/**
 * The exceptions of this room that have a form in common; {@code op} names the operation. Those of
 * shapes are {@link dev.gatun.shape.ShapeException}s. A message of another form, which one check
 * alone has, stands with its check.
 */
public final class TensorRefusals {
    private TensorRefusals() {}

    /**
     * For an argument that is not what the operation needs: {@code op: needed, not given}.
     *
     * @param hint what the caller may do; may be empty
     */
    public static IllegalArgumentException argument(
            String op, String needed, Object given, String hint) {
        String advice = hint.isEmpty() ? "" : "; " + hint;
        return new IllegalArgumentException(op + ": " + needed + ", not " + given + advice);
    }

    /** For an argument that no hint is needed for. */
    public static IllegalArgumentException argument(String op, String needed, Object given) {
        return argument(op, needed, given, "");
    }

    /** For a tensor of a type that the operation is not defined for. */
    public static IllegalArgumentException dtype(
            String op, String needed, Tensor given, String hint) {
        return argument(op, "takes " + needed, given.describe(), hint);
    }

    /** For tensors that must have one type. */
    public static IllegalArgumentException dtypesDiffer(
            String op, Tensor first, Tensor second, String to) {
        return new IllegalArgumentException(
                "%s: types differ: %s and %s; convert one with to(%s)"
                        .formatted(op, first.describe(), second.describe(), to));
    }

    /** For a tensor that is in a state in which it cannot be used: {@code op: tensor why}. */
    public static IllegalStateException state(String op, Tensor tensor, String why) {
        return new IllegalStateException(op + ": " + tensor.describe() + " " + why);
    }
}
