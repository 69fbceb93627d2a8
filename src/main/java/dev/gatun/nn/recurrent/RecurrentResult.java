package dev.gatun.nn.recurrent;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;

/**
 * What a {@link GRU} or an {@link RNN} gives.
 *
 * @param output the hidden states of the last layer after each step, (steps, batch, directions
 *     units), or batch first
 * @param state the hidden states of all layers after the last step, (layers directions, batch,
 *     units)
 */
public record RecurrentResult(Tensor output, Tensor state) {
    /** Refuses null. */
    public RecurrentResult {
        Nulls.refuse("RecurrentResult", "output", output);
        Nulls.refuse("RecurrentResult", "state", state);
    }
}
