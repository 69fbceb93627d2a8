package dev.gatun.tensor;

import dev.gatun.checks.Nulls;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.tape.Node;
import dev.gatun.tensor.tape.Op;
import dev.gatun.tensor.tape.Tape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call of somebody else's operation: what it must keep to is checked here. */
record CustomCall(CustomOp custom) implements Op {
    static Tensor apply(CustomOp custom, Tensor... inputs) {
        Tensor[] given = Checks.copy(custom.name(), "inputs", inputs);
        Tensor result;
        boolean was = Tape.turn(false);
        try {
            result =
                    Nulls.refuse(
                            custom.name(), "the result of forward", custom.forward(given.clone()));
        } finally {
            Tape.turn(was);
        }
        // An input that is given back keeps its own place on the tape.
        Tensor own = result.node == null ? result : result.view(result.layout);
        return Tape.record(new CustomCall(custom), own, given);
    }

    @Override
    public String name() {
        return custom.name();
    }

    @Override
    public @Nullable Tensor[] backward(Node node, Tensor upstream) {
        @Nullable Tensor[] gradients = custom.backward(new CustomOp.Call(node), upstream);
        Nulls.refuse(name(), "the result of backward", gradients);
        if (gradients.length != node.arity()) {
            throw new IllegalStateException(
                    "%s: backward gave %d gradients for %d inputs"
                            .formatted(name(), gradients.length, node.arity()));
        }
        @Nullable Tensor[] checked = new Tensor[gradients.length];
        for (int i = 0; i < gradients.length; i++) {
            Tensor gradient = gradients[i];
            if (gradient != null && node.needs(i)) {
                check(node.input(i), gradient, i);
                checked[i] = gradient;
            }
        }
        return checked;
    }

    private void check(Tensor input, Tensor gradient, int index) {
        if (!gradient.shape().equals(input.shape())) {
            throw new ShapeException(
                    name(),
                    "backward gave input " + index + " a gradient of another shape",
                    List.of(gradient.shape(), input.shape()),
                    "",
                    "");
        }
        Checks.dtype(name() + ": backward, input " + index, gradient, input.dtype);
    }
}
