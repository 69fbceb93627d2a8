package dev.gatun.tensor;

import dev.gatun.tensor.tape.NoGradient;
import dev.gatun.tensor.tape.Node;
import org.jspecify.annotations.Nullable;

/**
 * An operation of one's own with a gradient of one's own. (What acts on each element by itself
 * needs neither: see {@link Formula}.)
 *
 * {@snippet :
 * record Clip(double bound) implements CustomOp { // passes gradients on as if it did nothing
 *     public Tensor forward(Tensor... inputs) {
 *         return inputs[0].clamp(-bound, bound);
 *     }
 *
 *     public Tensor[] backward(Call call, Tensor upstream) {
 *         return new Tensor[] {upstream};
 *     }
 * }
 * Tensor y = new Clip(1).apply(x);
 * }
 *
 * <p>An operation that notes something in {@code forward} for its {@code backward} is made anew for
 * each call.
 */
public interface CustomOp {
    /** What messages and drawn graphs call it. */
    default String name() {
        return getClass().getSimpleName();
    }

    /**
     * Computes the result. Runs with gradients off, and may use whatever it likes; it writes to
     * none of the inputs.
     */
    Tensor forward(Tensor... inputs);

    /**
     * The gradients of the inputs. Written with methods of {@link Tensor}, it can be differentiated
     * again. An operation that does not say them has none, and a backward through it is refused.
     *
     * @param call what is known of the call
     * @param upstream the gradient of the result, of its shape and dtype; it and what is returned
     *     are used up by the walk, and may be freed when this returns
     * @return one an input, of its shape and dtype; null where there is none, and anything where
     *     {@link Call#needs} says that none is wanted
     */
    default @Nullable Tensor[] backward(Call call, Tensor upstream) {
        throw NoGradient.refusal("backward", name(), call.wanting() + " requires one");
    }

    /** Calls the operation, and records the call where a gradient is wanted. */
    default Tensor apply(Tensor... inputs) {
        return CustomCall.apply(this, inputs);
    }

    /** What {@link #backward} may ask of a call. */
    final class Call {
        private final Node node;

        Call(Node node) {
            this.node = node;
        }

        /** The first input that a gradient is wanted for, in words. */
        private String wanting() {
            int input = 0;
            while (!needs(input)) {
                input++;
            }
            return "input " + input + ", " + node.input(input).describe() + ",";
        }

        /** Whether a gradient is wanted for an input. */
        public boolean needs(int input) {
            return node.needs(input);
        }

        /**
         * An input.
         *
         * @throws IllegalStateException if it has been overwritten since
         */
        public Tensor input(int index) {
            return node.savedInput(index);
        }

        /**
         * The result.
         *
         * @throws IllegalStateException if it has been overwritten since
         */
        public Tensor output() {
            return node.savedOutput();
        }
    }
}
