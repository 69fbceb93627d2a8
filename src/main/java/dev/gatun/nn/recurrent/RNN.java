package dev.gatun.nn.recurrent;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Elman's network over sequences, {@code torch.nn.RNN} (J. Elman, 1990): at each step {@code h' =
 * f(W x + b + V h + d)}, with W (weight_ih) and V (weight_hh), where f is tanh or ReLU.
 */
public final class RNN extends Recurrent {
    private final Nonlinearity function;

    /** One layer of tanh with {@link RecurrentOptions#DEFAULT}. */
    public RNN(long inputs, long units) {
        this(inputs, units, Nonlinearity.TANH, RecurrentOptions.DEFAULT);
    }

    /**
     * Layers with options.
     *
     * @param inputs the number of features of an input
     * @param units the number of units of a layer, in one direction
     * @throws IllegalArgumentException if there is no input or no unit
     */
    public RNN(long inputs, long units, Nonlinearity function, RecurrentOptions options) {
        super(1, inputs, units, options);
        this.function = Nulls.refuse("RNN", "function", function);
    }

    /** {@link #apply(Tensor, Tensor)} from a state of zeros. */
    public RecurrentResult apply(Tensor x) {
        return apply(x, null);
    }

    /**
     * The outputs for a sequence, and the last state.
     *
     * @param x (steps, batch, inputs), or (batch, steps, inputs) with {@link
     *     RecurrentOptions#isBatchFirst}; or (steps, inputs) without a batch, which the results
     *     then lack as well
     * @param state the state before the first step, (layers directions, batch, units); null for
     *     zeros
     * @throws dev.gatun.shape.ShapeException if shapes are not these, or there is no step
     * @throws IllegalArgumentException if types differ from that of the weights
     */
    public RecurrentResult apply(Tensor x, @Nullable Tensor state) {
        Nulls.refuse("apply", "x", x);
        List<Tensor> results = run(x, state == null ? null : List.of(state), 1);
        return new RecurrentResult(hooked(x, results.get(0)), results.get(1));
    }

    @Override
    List<Tensor> layer(Tensor x, List<Tensor> states, Weights weights, boolean isReverse) {
        return RnnOp.of(x, states.getFirst(), weights, function, isReverse);
    }
}
