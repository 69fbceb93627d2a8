package dev.gatun.nn.attention;

import dev.gatun.checks.Ranges;

/**
 * What a {@link MultiHeadAttention} is made with.
 *
 * @param width of the queries and of the result
 * @param heads how many, a divisor of the width
 * @param keyHeads how many heads keys and values have, a divisor of the heads: fewer are shared by
 *     groups of heads of queries (Ainslie et al. 2023)
 * @param keyWidth of the vectors that keys are made of
 * @param valueWidth of the vectors that values are made of
 * @param hasBias whether the projections have biases
 * @param dropout the probability with which an attention weight is dropped in training
 */
public record AttentionOptions(
        long width,
        long heads,
        long keyHeads,
        long keyWidth,
        long valueWidth,
        boolean hasBias,
        double dropout) {
    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if heads do not divide the width, key heads do not divide
     *     heads, a width is not positive, or dropout is no probability below 1
     */
    public AttentionOptions {
        Ranges.divides("AttentionOptions", "heads", heads, "width", width);
        Ranges.divides("AttentionOptions", "keyHeads", keyHeads, "heads", heads);
        Ranges.positive("AttentionOptions", "keyWidth", keyWidth);
        Ranges.positive("AttentionOptions", "valueWidth", valueWidth);
        Ranges.belowOne("AttentionOptions", "dropout", dropout);
    }

    /** Keys and values of the width of the queries, as many heads, with biases, no dropout. */
    public static AttentionOptions of(long width, long heads) {
        return new AttentionOptions(width, heads, heads, width, width, true, 0);
    }

    /** With fewer heads of keys and values than of queries. */
    public AttentionOptions withKeyHeads(long count) {
        return new AttentionOptions(width, heads, count, keyWidth, valueWidth, hasBias, dropout);
    }

    /** With keys and values made of vectors of other widths, as in cross-attention. */
    public AttentionOptions withWidths(long ofKeys, long ofValues) {
        return new AttentionOptions(width, heads, keyHeads, ofKeys, ofValues, hasBias, dropout);
    }

    /** Without biases. */
    public AttentionOptions withoutBias() {
        return new AttentionOptions(width, heads, keyHeads, keyWidth, valueWidth, false, dropout);
    }

    /** With attention weights dropped in training. */
    public AttentionOptions withDropout(double p) {
        return new AttentionOptions(width, heads, keyHeads, keyWidth, valueWidth, hasBias, p);
    }

    long headWidth() {
        return width / heads;
    }

    /** Of the keys of all heads. */
    long projectedWidth() {
        return keyHeads * headWidth();
    }

    /** Whether queries, keys and values can be made by one product. */
    boolean isPacked() {
        return keyHeads == heads && keyWidth == width && valueWidth == width;
    }
}
