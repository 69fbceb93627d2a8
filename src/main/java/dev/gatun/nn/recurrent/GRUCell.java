package dev.gatun.nn.recurrent;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A step of a {@link GRU} of one layer: {@code torch.nn.GRUCell}. */
public final class GRUCell extends RecurrentCell {
    /** A cell with biases. */
    public GRUCell(long inputs, long units) {
        this(inputs, units, true);
    }

    /**
     * A cell.
     *
     * @throws IllegalArgumentException if there is no input or no unit
     */
    public GRUCell(long inputs, long units, boolean hasBias) {
        super(3, inputs, units, hasBias);
    }

    /** {@link #apply(Tensor, Tensor)} from a state of zeros. */
    public Tensor apply(Tensor x) {
        return apply(x, null);
    }

    /**
     * The state after a step.
     *
     * @param x (batch, inputs), or (inputs)
     * @param state the state before, (batch, units), or (units); null for zeros
     * @throws dev.gatun.shape.ShapeException if shapes are not these
     * @throws IllegalArgumentException if types differ from that of the weights
     */
    public Tensor apply(Tensor x, @Nullable Tensor state) {
        Nulls.refuse("apply", "x", x);
        return hooked(x, run(x, state == null ? null : List.of(state), 1).getFirst());
    }

    @Override
    List<Tensor> step(Tensor x, List<Tensor> states, Weights weights) {
        return GruOp.of(x, states.getFirst(), weights, false);
    }
}
