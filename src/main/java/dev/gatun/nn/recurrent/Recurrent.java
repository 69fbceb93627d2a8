package dev.gatun.nn.recurrent;

import dev.gatun.checks.Nulls;
import dev.gatun.checks.Ranges;
import dev.gatun.nn.Module;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the layers over sequences have in common: their weights under PyTorch's names, {@code
 * weight_ih_l0}, {@code weight_hh_l0}, {@code bias_ih_l0} and {@code bias_hh_l0} for the first
 * layer, {@code weight_ih_l0_reverse} for its other direction; layers upon each other, and
 * directions beside each other.
 */
public abstract sealed class Recurrent extends Module permits GRU, LSTM, RNN {
    private final long inputs;
    private final long units;
    private final RecurrentOptions settings;
    private final List<Weights> weights = new ArrayList<>();

    Recurrent(int gates, long inputs, long units, RecurrentOptions options) {
        this.inputs = Ranges.positive(typeName(), "inputs", inputs);
        this.units = Ranges.positive(typeName(), "units", units);
        this.settings = Nulls.refuse(typeName(), "options", options);
        for (int layer = 0; layer < options.layers(); layer++) {
            long width = layer == 0 ? inputs : options.directions() * units;
            for (String direction : List.of("", "_reverse").subList(0, options.directions())) {
                weights.add(
                        Weights.register(
                                this::parameter,
                                "_l" + layer + direction,
                                gates,
                                width,
                                units,
                                options.hasBias()));
            }
        }
    }

    /** The number of features of an input. */
    public long inputs() {
        return inputs;
    }

    /** The number of units of a layer, in one direction. */
    public long units() {
        return units;
    }

    /** The weights by layer, and forward before reverse. */
    List<Weights> weights() {
        return weights;
    }

    /**
     * One direction of a layer.
     *
     * @param x (steps, batch, features)
     * @param states (batch, units) each
     * @return the outputs, (steps, batch, units), and the last states
     */
    abstract List<Tensor> layer(Tensor x, List<Tensor> states, Weights weights, boolean isReverse);

    /**
     * All layers.
     *
     * @param states the first states, (layers directions, batch, units) each; null for 0
     * @param count how many kinds of states there are
     * @return the outputs, and the last states
     */
    final List<Tensor> run(Tensor input, @Nullable List<Tensor> states, int count) {
        Tensor weight = weights.getFirst().input().tensor();
        SequenceChecks.features(typeName(), input, 3, axes(), inputs);
        boolean isBatch = input.rank() == 3;
        SequenceChecks.steps(typeName(), input, isBatch ? 1 - batchAxis() : 0);
        Tensor computed = SequenceChecks.computed(typeName(), "input", input, weight);
        Tensor x = stepsFirst(isBatch ? computed : computed.unsqueeze(batchAxis())).contiguous();
        List<Tensor> first = new ArrayList<>();
        Shape shape = Shape.of(weights.size(), x.size(1), units);
        for (int i = 0; i < count; i++) {
            first.add(
                    states == null
                            ? Tensor.zeros(shape, x.dtype())
                            : SequenceChecks.state(
                                    typeName(), states.get(i), shape, isBatch, weight));
        }
        List<List<Tensor>> last = new ArrayList<>();
        for (int layer = 0; layer < settings.layers(); layer++) {
            x = layer(x, layer, first, last);
            if (isTraining() && settings.dropout() > 0 && layer + 1 < settings.layers()) {
                x = x.dropout(settings.dropout());
            }
        }
        List<Tensor> results = new ArrayList<>();
        Tensor output = stepsFirst(x);
        results.add(isBatch ? output : output.squeeze(batchAxis()));
        for (int i = 0; i < count; i++) {
            int kind = i;
            Tensor[] each = last.stream().map(of -> of.get(kind)).toArray(Tensor[]::new);
            Tensor state = Tensor.stack(0, each);
            results.add(isBatch ? state : state.squeeze(1));
        }
        return results;
    }

    /** One layer, in its directions, whose last states are added to a list. */
    private Tensor layer(Tensor x, int layer, List<Tensor> first, List<List<Tensor>> last) {
        Tensor[] outputs = new Tensor[settings.directions()];
        for (int direction = 0; direction < outputs.length; direction++) {
            int at = layer * outputs.length + direction;
            List<Tensor> own = first.stream().map(each -> each.select(0, at)).toList();
            List<Tensor> results = layer(x, own, weights.get(at), direction == 1);
            outputs[direction] = results.getFirst();
            last.add(results.subList(1, results.size()));
        }
        return outputs.length == 1 ? outputs[0] : Tensor.cat(2, outputs);
    }

    private String axes() {
        return settings.isBatchFirst() ? "(batch, steps, features)" : "(steps, batch, features)";
    }

    private int batchAxis() {
        return settings.isBatchFirst() ? 0 : 1;
    }

    /** Exchanges steps and batch where the batch is first. */
    private Tensor stepsFirst(Tensor x) {
        return settings.isBatchFirst() ? x.transpose(0, 1) : x;
    }

    @Override
    protected String options() {
        return inputs + ", " + units + settings.print();
    }
}
