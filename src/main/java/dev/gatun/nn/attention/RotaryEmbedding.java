package dev.gatun.nn.attention;

import dev.gatun.checks.Nulls;
import dev.gatun.checks.Ranges;
import dev.gatun.nn.Layer;
import dev.gatun.tensor.Tensor;

/**
 * Rotates queries and keys by their positions, so that their products depend on the distance alone
 * (Su et al., "RoFormer", 2021): {@link Tensor#rotaryEmbedding(boolean, long, double, double,
 * long)} of all elements. Has no parameters.
 */
public final class RotaryEmbedding extends Layer {
    private final boolean isInterleaved;
    private final double base;
    private final double scale;

    /**
     * A rotation.
     *
     * @param isInterleaved whether neighbours make a pair, or an element and the one half a vector
     *     behind it, as in Hugging Face's Llama
     * @param base usually 10,000
     * @param scale what positions are divided by: 1, or more to interpolate between those of the
     *     training (Chen et al. 2023)
     * @throws IllegalArgumentException if base or scale is not positive and finite
     */
    public RotaryEmbedding(boolean isInterleaved, double base, double scale) {
        Ranges.positive("RotaryEmbedding", "base", base);
        Ranges.positive("RotaryEmbedding", "scale", scale);
        this.isInterleaved = isInterleaved;
        this.base = base;
        this.scale = scale;
    }

    /** Vectors (..., t, d) at positions 0 to t - 1. */
    @Override
    protected Tensor forward(Tensor x) {
        return rotated(x, 0);
    }

    /**
     * Vectors (..., t, d) at positions from an offset on.
     *
     * @param offset the position of the first vector
     */
    public Tensor apply(Tensor x, long offset) {
        return hooked(x, rotated(Nulls.refuse("apply", "x", x), offset));
    }

    private Tensor rotated(Tensor x, long offset) {
        long width = x.rank() == 0 ? 0 : x.size(-1);
        return x.rotaryEmbedding(isInterleaved, offset, base, scale, width);
    }

    @Override
    protected String options() {
        return "interleaved=%s, base=%s, scale=%s"
                .formatted(isInterleaved ? "True" : "False", base, scale);
    }
}
