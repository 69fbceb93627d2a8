package dev.gatun.nn.attention;

import dev.gatun.checks.Ranges;

/**
 * The sizes of a {@link Llama}.
 *
 * @param vocabulary how many tokens there are
 * @param context the most tokens of a text
 * @param width of a state
 * @param hidden width between the maps of the feed-forward part
 * @param layers how many blocks
 * @param heads of queries, a divisor of the width
 * @param keyHeads of keys and values, a divisor of the heads
 * @param eps of the norms
 * @param ropeBase of the rotations; {@link RotaryEmbedding}
 * @param ropeScale what positions are divided by
 * @param isTied whether the head's weight is the table of tokens
 */
public record LlamaConfig(
        long vocabulary,
        long context,
        long width,
        long hidden,
        int layers,
        long heads,
        long keyHeads,
        double eps,
        double ropeBase,
        double ropeScale,
        boolean isTied) {
    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if a size is not positive, heads do not divide the width
     *     into even parts, or key heads do not divide heads
     */
    public LlamaConfig {
        Ranges.positive("LlamaConfig", "vocabulary", vocabulary);
        Ranges.positive("LlamaConfig", "context", context);
        Ranges.positive("LlamaConfig", "hidden", hidden);
        Ranges.positive("LlamaConfig", "layers", layers);
        Ranges.divides("LlamaConfig", "heads", heads, "width", width);
        Ranges.divides("LlamaConfig", "keyHeads", keyHeads, "heads", heads);
        if (width / heads % 2 != 0) {
            throw new IllegalArgumentException(
                    "LlamaConfig: a head is rotated in pairs and has an even width, not "
                            + width / heads);
        }
    }

    /** With eps 1e-5, base 10,000, no scaling, and a head of its own. */
    public static LlamaConfig of(
            long vocabulary,
            long context,
            long width,
            long hidden,
            int layers,
            long heads,
            long keyHeads) {
        return new LlamaConfig(
                vocabulary, context, width, hidden, layers, heads, keyHeads, 1e-5, 1e4, 1, false);
    }

    /** With other rotations, as longer contexts have. */
    public LlamaConfig withRope(double base, double scale) {
        return new LlamaConfig(
                vocabulary,
                context,
                width,
                hidden,
                layers,
                heads,
                keyHeads,
                eps,
                base,
                scale,
                isTied);
    }

    /** With the table of tokens as the head's weight. */
    public LlamaConfig tied() {
        return new LlamaConfig(
                vocabulary,
                context,
                width,
                hidden,
                layers,
                heads,
                keyHeads,
                eps,
                ropeBase,
                ropeScale,
                true);
    }

    long headWidth() {
        return width / heads;
    }
}
