package dev.gatun.tensor;

import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.tape.NoGradient;
import dev.gatun.tensor.tape.Tape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operation on tensors, with its gradient beside it. The library's own are of this kind, and
 * yours can be. (What acts on each element by itself needs no gradient written: see {@link
 * Formula}.)
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
 * <p>What {@code forward} computes on the way and {@code backward} needs goes to {@link Call#save},
 * so that one operation serves any number of calls.
 */
public interface Op {
    /** What messages and drawn graphs call it. */
    default String name() {
        return getClass().getSimpleName();
    }

    /**
     * Computes the outputs. Runs with gradients off, and may use whatever it likes; it writes to
     * none of the inputs.
     *
     * @param call for {@link Call#needs} and {@link Call#save}
     * @return one or several
     */
    Tensor[] forward(Call call, Tensor... inputs);

    /**
     * The gradients of the inputs. Written with methods of {@link Tensor}, it can be differentiated
     * again. An operation that does not say them has none, and a backward through it is refused.
     *
     * @param call what is known of the call
     * @param upstream the gradient of each output, of its shape and dtype; null for an output that
     *     nothing was computed from. These and what is returned are used up by the walk, and may be
     *     freed when this returns
     * @return one an input, of its shape and dtype; null where there is none, and anything where
     *     {@link Call#needs} says that none is wanted
     */
    default @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        throw NoGradient.refusal(name(), call);
    }

    /**
     * Whether gradients come through an output. None come through positions, masks and the like;
     * none, whatever is said here, through an output that is not of a floating-point type.
     *
     * @param output counted from 0
     */
    default boolean isDifferentiable(int output) {
        return true;
    }

    /**
     * Calls the operation, and records the call where a gradient is wanted.
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
     * Calls the operation, and records the call where a gradient is wanted.
     *
     * @return all outputs
     */
    default List<Tensor> applyAll(Tensor... inputs) {
        return List.of(Tape.call(this, Checks.copy(name(), "inputs", inputs)));
    }
}
