package dev.gatun.nn.recurrent;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Long short-term memory over sequences, {@code torch.nn.LSTM} (S. Hochreiter and J. Schmidhuber,
 * 1997, with the forget gate of F. Gers, J. Schmidhuber and F. Cummins, 2000): at each step, with
 * the input x and the state h and c,
 *
 * <pre>
 * i, f, o = sigmoid(W x + b + V h + d), g = tanh(W x + b + V h + d)
 * c' = f c + i g
 * h' = o tanh(c')
 * </pre>
 *
 * <p>where each gate has its rows of W (weight_ih), V (weight_hh), b and d, in the order i, f, g,
 * o.
 */
public final class LSTM extends Recurrent {
    /** One layer with {@link RecurrentOptions#DEFAULT}. */
    public LSTM(long inputs, long units) {
        this(inputs, units, RecurrentOptions.DEFAULT);
    }

    /**
     * Layers with options.
     *
     * @param inputs the number of features of an input
     * @param units the number of units of a layer, in one direction
     * @throws IllegalArgumentException if there is no input or no unit
     */
    public LSTM(long inputs, long units, RecurrentOptions options) {
        super(4, inputs, units, options);
    }

    /** {@link #apply(Tensor, LSTMState)} from a state of zeros. */
    public LSTMResult apply(Tensor x) {
        return apply(x, null);
    }

    /**
     * The outputs for a sequence, and the last state.
     *
     * @param x (steps, batch, inputs), or (batch, steps, inputs) with {@link
     *     RecurrentOptions#isBatchFirst}; or (steps, inputs) without a batch, which the results
     *     then lack as well
     * @param state the state before the first step, (layers directions, batch, units) each; null
     *     for zeros
     * @throws dev.gatun.shape.ShapeException if shapes are not these, or there is no step
     * @throws IllegalArgumentException if types differ from that of the weights
     */
    public LSTMResult apply(Tensor x, @Nullable LSTMState state) {
        Nulls.refuse("apply", "x", x);
        List<Tensor> results =
                run(x, state == null ? null : List.of(state.hidden(), state.cell()), 2);
        return new LSTMResult(
                hooked(x, results.get(0)), new LSTMState(results.get(1), results.get(2)));
    }

    @Override
    List<Tensor> layer(Tensor x, List<Tensor> states, Weights weights, boolean isReverse) {
        return LstmOp.of(x, states.get(0), states.get(1), weights, isReverse);
    }
}
