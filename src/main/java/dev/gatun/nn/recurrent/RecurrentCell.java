package dev.gatun.nn.recurrent;

import dev.gatun.checks.Ranges;
import dev.gatun.nn.Module;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What cells have in common: one step at a time, and weights named {@code weight_ih}, {@code
 * weight_hh}, {@code bias_ih} and {@code bias_hh}, as PyTorch's.
 */
public abstract sealed class RecurrentCell extends Module permits GRUCell, LSTMCell, RNNCell {
    private final long inputs;
    private final long units;
    private final Weights weights;

    RecurrentCell(int gates, long inputs, long units, boolean hasBias) {
        this.inputs = Ranges.positive(typeName(), "inputs", inputs);
        this.units = Ranges.positive(typeName(), "units", units);
        this.weights = Weights.register(this::parameter, "", gates, inputs, units, hasBias);
    }

    /** The number of features of an input. */
    public final long inputs() {
        return inputs;
    }

    /** The number of units. */
    public final long units() {
        return units;
    }

    /**
     * A sequence of one step.
     *
     * @param x (1, batch, features)
     * @param states (batch, units) each
     * @return the output, (1, batch, units), and the states after it
     */
    abstract List<Tensor> step(Tensor x, List<Tensor> states, Weights weights);

    /**
     * The states after a step.
     *
     * @param states the states before it; null for 0
     * @param count how many kinds of states there are
     */
    final List<Tensor> run(Tensor input, @Nullable List<Tensor> states, int count) {
        Tensor weight = weights.input().tensor();
        SequenceChecks.features(typeName(), input, 2, "(batch, features)", inputs);
        boolean isBatch = input.rank() == 2;
        Tensor x = SequenceChecks.computed(typeName(), "input", input, weight);
        Tensor one = (isBatch ? x : x.unsqueeze(0)).unsqueeze(0);
        Shape shape = Shape.of(one.size(1), units);
        List<Tensor> before = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            before.add(
                    states == null
                            ? Tensor.zeros(shape, x.dtype())
                            : SequenceChecks.state(
                                    typeName(), states.get(i), shape, isBatch, weight));
        }
        List<Tensor> results = step(one, before, weights);
        return results.subList(1, results.size()).stream()
                .map(state -> isBatch ? state : state.squeeze(0))
                .toList();
    }

    @Override
    protected String options() {
        return inputs + ", " + units + (weights.inputBias() == null ? ", bias=False" : "");
    }
}
