package dev.gatun.nn.recurrent;

import dev.gatun.checks.Ranges;

/**
 * The options of {@link LSTM}, {@link GRU} and {@link RNN}, with PyTorch's defaults.
 *
 * {@snippet :
 * LSTM lstm = new LSTM(64, 128, RecurrentOptions.DEFAULT.layers(2).batchFirst().dropout(0.1));
 * }
 *
 * @param layers how many there are; each but the first reads the outputs of the one below
 * @param hasBias whether there are biases
 * @param isBatchFirst whether input and output are (batch, steps, features) and not (steps, batch,
 *     features); states are not concerned
 * @param dropout the probability that an output of a layer other than the last is 0 in training
 * @param isBidirectional whether a second set of weights reads each sequence from its end; outputs
 *     are then those of both, one beside the other
 */
public record RecurrentOptions(
        int layers,
        boolean hasBias,
        boolean isBatchFirst,
        double dropout,
        boolean isBidirectional) {
    /** One layer with biases, steps first, without dropout, forward alone. */
    public static final RecurrentOptions DEFAULT = new RecurrentOptions(1, true, false, 0, false);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if there is no layer, or dropout is not from 0 to 1
     */
    public RecurrentOptions {
        Ranges.positive("RecurrentOptions", "layers", layers);
        Ranges.fraction("RecurrentOptions", "dropout", dropout);
    }

    /** These options with another number of layers. */
    public RecurrentOptions layers(int count) {
        return new RecurrentOptions(count, hasBias, isBatchFirst, dropout, isBidirectional);
    }

    /** These options without biases. */
    public RecurrentOptions withoutBias() {
        return new RecurrentOptions(layers, false, isBatchFirst, dropout, isBidirectional);
    }

    /** These options for sequences of the shape (batch, steps, features). */
    public RecurrentOptions batchFirst() {
        return new RecurrentOptions(layers, hasBias, true, dropout, isBidirectional);
    }

    /** These options with dropout between layers. */
    public RecurrentOptions dropout(double probability) {
        return new RecurrentOptions(layers, hasBias, isBatchFirst, probability, isBidirectional);
    }

    /** These options for both directions. */
    public RecurrentOptions bidirectional() {
        return new RecurrentOptions(layers, hasBias, isBatchFirst, dropout, true);
    }

    /** 2 for both directions. */
    int directions() {
        return isBidirectional ? 2 : 1;
    }

    /** As PyTorch prints them: those that are not the defaults. */
    String print() {
        StringBuilder text = new StringBuilder();
        if (layers != 1) {
            text.append(", num_layers=").append(layers);
        }
        text.append(hasBias ? "" : ", bias=False");
        text.append(isBatchFirst ? ", batch_first=True" : "");
        if (dropout != 0) {
            text.append(", dropout=").append(dropout);
        }
        return text.append(isBidirectional ? ", bidirectional=True" : "").toString();
    }
}
