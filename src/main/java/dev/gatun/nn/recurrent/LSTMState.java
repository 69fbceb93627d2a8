package dev.gatun.nn.recurrent;

import dev.gatun.checks.Nulls;
import dev.gatun.memory.Keepable;
import dev.gatun.memory.Scope;
import dev.gatun.tensor.Tensor;

/**
 * The state of an {@link LSTM}, (layers directions, batch, units) each, or of an {@link LSTMCell},
 * (batch, units) each.
 *
 * @param hidden the hidden states
 * @param cell the cell states
 */
public record LSTMState(Tensor hidden, Tensor cell) implements Keepable<LSTMState> {
    /** Refuses null. */
    public LSTMState {
        Nulls.refuse("LSTMState", "hidden", hidden);
        Nulls.refuse("LSTMState", "cell", cell);
    }

    /** This state without its history, for training on a long sequence piece by piece. */
    public LSTMState detach() {
        return new LSTMState(hidden.detach(), cell.detach());
    }

    @Override
    public LSTMState copyTo(Scope target) {
        Nulls.refuse("copyTo", "target", target);
        return new LSTMState(hidden.copyTo(target), cell.copyTo(target));
    }
}
