package dev.gatun.tensor.tape;

import dev.gatun.checks.Nulls;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.Op;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.Internals;
import org.jspecify.annotations.Nullable;

/** The checks of the outputs and gradients of a user's operation. */
final class Contract {
    private Contract() {}

    /**
     * Checks the outputs of a call, and replaces those that are inputs by views, so that the nodes
     * of inputs are kept.
     */
    static Tensor[] outputs(Op op, Tensor[] given, Tensor... inputs) {
        Tensor[] outputs = Nulls.copy(op.name(), "the result of forward", "output", given);
        for (int i = 0; i < outputs.length; i++) {
            Tensor output = outputs[i];
            boolean isKnown = Internals.node(output) != null;
            for (int k = 0; k < i; k++) {
                isKnown |= output == outputs[k];
            }
            for (Tensor input : inputs) {
                isKnown |= output == input;
            }
            if (isKnown) {
                outputs[i] = Internals.view(output, output.layout());
            }
        }
        return outputs;
    }

    /** Checks the gradients of a call: one for each input, null if none is wanted. */
    static @Nullable Tensor[] gradients(Op op, Node call, @Nullable Tensor... upstream) {
        @Nullable Tensor[] given = op.backward(call, upstream.clone());
        Nulls.refuse(op.name(), "the result of backward", given);
        if (given.length != call.inputCount()) {
            throw new IllegalStateException(
                    "%s: backward gave %d gradients for %d inputs"
                            .formatted(op.name(), given.length, call.inputCount()));
        }
        @Nullable Tensor[] gradients = new Tensor[given.length];
        for (int i = 0; i < gradients.length; i++) {
            Tensor gradient = given[i];
            if (gradient != null && call.needs(i)) {
                check(op.name(), call, gradient, i);
                gradients[i] = gradient;
            }
        }
        return gradients;
    }

    private static void check(String op, Node call, Tensor gradient, int input) {
        if (!gradient.shape().equals(call.inputShape(input))) {
            throw new ShapeException(
                    op,
                    "backward gave input " + input + " a gradient of another shape",
                    gradient.shape(),
                    call.inputShape(input));
        }
        Checks.dtype(op + ": backward, input " + input, gradient, call.inputDType(input));
    }
}
