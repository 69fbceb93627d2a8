package dev.gatun.tensor;

import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.tape.NoGradient;
import dev.gatun.tensor.tape.Tape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operation on tensors and its gradient. The library's own operations are of this type, and
 * users can define others. (For elementwise operations use {@link Formula}, which derives the
 * gradient.)
 *
 * {@snippet :
 * record Clip(double bound) implements Op { // passes gradients on as if it did nothing
 *     public Tensor[] forward(Call call, Tensor... inputs) {
 *         return new Tensor[] {inputs[0].clamp(-bound, bound)};
 *     }
 *
 *     public Tensor[] backward(Call call, Tensor... upstream) {
 *         return upstream;
 *     }
 * }
 * Tensor y = new Clip(1).apply(x);
 * }
 *
 * <p>Intermediate results of {@code forward} that {@code backward} needs are passed to {@link
 * Call#save}, so that one instance can be called any number of times.
 */
public interface Op {
    /** The name in messages and drawn graphs. */
    default String name() {
        return getClass().getSimpleName();
    }

    /**
     * Computes the outputs. Runs with gradients off, and must not write to the inputs.
     *
     * @param call for {@link Call#needs} and {@link Call#save}
     * @return one or several outputs
     */
    Tensor[] forward(Call call, Tensor... inputs);

    /**
     * Computes the gradients of the inputs. If it is written with methods of {@link Tensor}, it can
     * be differentiated again. The default throws: the operation has no gradient.
     *
     * @param call the call, with its inputs, outputs and saved tensors
     * @param upstream the gradient of each output, of its shape and dtype; null for an output that
     *     was not used. These and the results belong to the backward pass, which may free them when
     *     this method returns
     * @return a gradient for each input, of its shape and dtype, or null if it is zero; ignored for
     *     inputs for which {@link Call#needs} is false
     */
    default @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        throw NoGradient.refusal(name(), call);
    }

    /**
     * Whether an output has a gradient. Indices and masks have none; outputs that are not of a
     * floating-point type never have one, whatever this returns.
     *
     * @param output counted from 0
     */
    default boolean isDifferentiable(int output) {
        return true;
    }

    /**
     * Calls the operation, and records the call if a gradient is wanted.
     *
     * @throws IllegalArgumentException if there are several outputs
     */
    default Tensor apply(Tensor... inputs) {
        List<Tensor> outputs = applyAll(inputs);
        if (outputs.size() != 1) {
            throw new IllegalArgumentException(
                    name() + ": has " + outputs.size() + " results; use applyAll");
        }
        return outputs.getFirst();
    }

    /**
     * Calls the operation, and records the call if a gradient is wanted.
     *
     * @return all outputs
     */
    default List<Tensor> applyAll(Tensor... inputs) {
        return List.of(Tape.call(this, Checks.copy(name(), "inputs", inputs)));
    }
}
