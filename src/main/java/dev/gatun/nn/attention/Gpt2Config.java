package dev.gatun.nn.attention;

import dev.gatun.checks.Ranges;

/**
 * The sizes of a {@link Gpt2}.
 *
 * @param vocabulary how many tokens there are
 * @param context the most tokens of a text
 * @param width of a state
 * @param layers how many blocks
 * @param heads of each block, a divisor of the width
 * @param dropout of embeddings, attention weights and what blocks add, in training
 * @param isTied whether the head's weight is the table of tokens, as in the published ones
 * @param isGeluExact whether GELU is the exact one and not the tanh approximation of the paper
 */
public record Gpt2Config(
        long vocabulary,
        long context,
        long width,
        int layers,
        long heads,
        double dropout,
        boolean isTied,
        boolean isGeluExact) {
    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if a size is not positive, or heads do not divide the width
     */
    public Gpt2Config {
        Ranges.positive("Gpt2Config", "vocabulary", vocabulary);
        Ranges.positive("Gpt2Config", "context", context);
        Ranges.positive("Gpt2Config", "layers", layers);
        Ranges.divides("Gpt2Config", "heads", heads, "width", width);
        Ranges.belowOne("Gpt2Config", "dropout", dropout);
    }

    /** With a tied head, the approximate GELU, and no dropout. */
    public static Gpt2Config of(long vocabulary, long context, long width, int layers, long heads) {
        return new Gpt2Config(vocabulary, context, width, layers, heads, 0, true, false);
    }

    /** The smallest of the published ones: 124 million weights. */
    public static Gpt2Config small() {
        return of(50257, 1024, 768, 12, 12).withDropout(0.1);
    }

    /** With dropout in training. */
    public Gpt2Config withDropout(double p) {
        return new Gpt2Config(vocabulary, context, width, layers, heads, p, isTied, isGeluExact);
    }

    /** With a head whose weight is its own. */
    public Gpt2Config untied() {
        return new Gpt2Config(
                vocabulary, context, width, layers, heads, dropout, false, isGeluExact);
    }

    /** With the exact GELU. */
    public Gpt2Config withExactGelu() {
        return new Gpt2Config(vocabulary, context, width, layers, heads, dropout, isTied, true);
    }
}
