package dev.gatun.nn.attention;

import dev.gatun.checks.Ranges;

/**
 * What a {@link TransformerEncoderLayer} and a {@link TransformerDecoderLayer} are made with;
 * PyTorch's defaults.
 *
 * @param width of the states
 * @param heads of each attention, a divisor of the width
 * @param hidden width between the maps of the feed-forward part
 * @param dropout of attention weights and of what the parts add, in training
 * @param eps of the norms
 * @param isGelu whether the activation is the exact GELU, or else ReLU
 * @param isNormFirst whether a norm stands before each part, on its input alone, or else behind, on
 *     the sum (R. Xiong et al., "On layer normalization in the transformer architecture", 2020)
 * @param hasBias whether maps and norms have biases
 */
public record TransformerOptions(
        long width,
        long heads,
        long hidden,
        double dropout,
        double eps,
        boolean isGelu,
        boolean isNormFirst,
        boolean hasBias) {
    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if a size is not positive, or heads do not divide the width
     */
    public TransformerOptions {
        Ranges.divides("TransformerOptions", "heads", heads, "width", width);
        Ranges.positive("TransformerOptions", "hidden", hidden);
        Ranges.belowOne("TransformerOptions", "dropout", dropout);
    }

    /** 2,048 hidden, dropout 0.1, eps 1e-5, ReLU, norms behind, biases. */
    public static TransformerOptions of(long width, long heads) {
        return new TransformerOptions(width, heads, 2048, 0.1, 1e-5, false, false, true);
    }

    /** With another width between the maps. */
    public TransformerOptions withHidden(long units) {
        return new TransformerOptions(
                width, heads, units, dropout, eps, isGelu, isNormFirst, hasBias);
    }

    /** With another dropout. */
    public TransformerOptions withDropout(double p) {
        return new TransformerOptions(width, heads, hidden, p, eps, isGelu, isNormFirst, hasBias);
    }

    /** With the exact GELU. */
    public TransformerOptions withGelu() {
        return new TransformerOptions(
                width, heads, hidden, dropout, eps, true, isNormFirst, hasBias);
    }

    /** With a norm before each part. */
    public TransformerOptions withNormFirst() {
        return new TransformerOptions(width, heads, hidden, dropout, eps, isGelu, true, hasBias);
    }

    /** Without biases. */
    public TransformerOptions withoutBias() {
        return new TransformerOptions(
                width, heads, hidden, dropout, eps, isGelu, isNormFirst, false);
    }

    AttentionOptions attention() {
        AttentionOptions options = AttentionOptions.of(width, heads).withDropout(dropout);
        return hasBias ? options : options.withoutBias();
    }
}
