package dev.gatun.nn.recurrent;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gated recurrent units over sequences, {@code torch.nn.GRU} (K. Cho et al., 2014): at each step,
 * with the input x and the state h,
 *
 * <pre>
 * r, z = sigmoid(W x + b + V h + d)
 * n = tanh(W x + b + r (V h + d))
 * h' = (1 - z) n + z h
 * </pre>
 *
 * <p>where each gate has its rows of W (weight_ih), V (weight_hh), b and d, in the order r, z, n.
 * As in PyTorch, and other than in the paper, r multiplies the product and not h.
 */
public final class GRU extends Recurrent {
    /** One layer with {@link RecurrentOptions#DEFAULT}. */
    public GRU(long inputs, long units) {
        this(inputs, units, RecurrentOptions.DEFAULT);
    }

    /**
     * Layers with options.
     *
     * @param inputs the number of features of an input
     * @param units the number of units of a layer, in one direction
     * @throws IllegalArgumentException if there is no input or no unit
     */
    public GRU(long inputs, long units, RecurrentOptions options) {
        super(3, inputs, units, options);
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
        return GruOp.of(x, states.getFirst(), weights, isReverse);
    }
}
