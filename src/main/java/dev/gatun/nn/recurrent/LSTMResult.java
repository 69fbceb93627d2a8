package dev.gatun.nn.recurrent;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;

/**
 * What an {@link LSTM} gives.
 *
 * @param output the hidden states of the last layer after each step, (steps, batch, directions
 *     units), or batch first
 * @param state the states of all layers after the last step
 */
public record LSTMResult(Tensor output, LSTMState state) {
    /** Refuses null. */
    public LSTMResult {
        Nulls.refuse("LSTMResult", "output", output);
        Nulls.refuse("LSTMResult", "state", state);
    }
}
