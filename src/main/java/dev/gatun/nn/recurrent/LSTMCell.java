package dev.gatun.nn.recurrent;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A step of an {@link LSTM} of one layer: {@code torch.nn.LSTMCell}. */
public final class LSTMCell extends RecurrentCell {
    /** A cell with biases. */
    public LSTMCell(long inputs, long units) {
        this(inputs, units, true);
    }

    /**
     * A cell.
     *
     * @throws IllegalArgumentException if there is no input or no unit
     */
    public LSTMCell(long inputs, long units, boolean hasBias) {
        super(4, inputs, units, hasBias);
    }

    /** {@link #apply(Tensor, LSTMState)} from a state of zeros. */
    public LSTMState apply(Tensor x) {
        return apply(x, null);
    }

    /**
     * The state after a step; forward hooks see its hidden state.
     *
     * @param x (batch, inputs), or (inputs)
     * @param state the state before, (batch, units) each, or (units); null for zeros
     * @throws dev.gatun.shape.ShapeException if shapes are not these
     * @throws IllegalArgumentException if types differ from that of the weights
     */
    public LSTMState apply(Tensor x, @Nullable LSTMState state) {
        Nulls.refuse("apply", "x", x);
        List<Tensor> next = run(x, state == null ? null : List.of(state.hidden(), state.cell()), 2);
        return new LSTMState(hooked(x, next.get(0)), next.get(1));
    }

    @Override
    List<Tensor> step(Tensor x, List<Tensor> states, Weights weights) {
        return LstmOp.of(x, states.get(0), states.get(1), weights, false);
    }
}
