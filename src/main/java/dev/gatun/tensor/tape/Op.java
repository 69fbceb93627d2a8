package dev.gatun.tensor.tape;

import dev.gatun.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One operation with its gradient: what it computes stands in the record's own {@code apply}, what
 * its inputs' gradients are in {@link #backward}.
 *
 * <p>{@code apply} checks, computes, and gives result and inputs to {@link Tape#record}, which is
 * where an operation is remembered. {@code backward} is written with methods of {@link Tensor}, so
 * that a gradient can be differentiated again.
 */
public interface Op {
    /** What messages call it. */
    String name();

    /** What drawn graphs call it: its name and the numbers it was given. */
    default String label() {
        return name();
    }

    /**
     * The gradients of the inputs, in their order: each of its input's shape and dtype, or null
     * where {@link Node#needs} says that none is wanted.
     *
     * @param node what was recorded
     * @param upstream the gradient of the result, of its shape and dtype
     */
    @Nullable Tensor[] backward(Node node, Tensor upstream);
}
