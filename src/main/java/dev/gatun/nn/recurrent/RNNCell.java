package dev.gatun.nn.recurrent;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A step of an {@link RNN} of one layer: {@code torch.nn.RNNCell}. */
public final class RNNCell extends RecurrentCell {
    private final Nonlinearity function;

    /** A cell of tanh with biases. */
    public RNNCell(long inputs, long units) {
        this(inputs, units, true, Nonlinearity.TANH);
    }

    /**
     * A cell.
     *
     * @throws IllegalArgumentException if there is no input or no unit
     */
    public RNNCell(long inputs, long units, boolean hasBias, Nonlinearity function) {
        super(1, inputs, units, hasBias);
        this.function = Nulls.refuse("RNNCell", "function", function);
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
        return RnnOp.of(x, states.getFirst(), weights, function, false);
    }

    @Override
    protected String options() {
        return super.options() + (function == Nonlinearity.RELU ? ", nonlinearity=relu" : "");
    }
}
