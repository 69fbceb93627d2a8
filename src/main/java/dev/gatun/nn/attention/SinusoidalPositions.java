package dev.gatun.nn.attention;

import dev.gatun.checks.Nulls;
import dev.gatun.checks.Ranges;
import dev.gatun.nn.Buffer;
import dev.gatun.nn.Layer;
import dev.gatun.tensor.Tensor;

/**
 * Adds waves to vectors (..., t, width): {@code sin(t / 10000^(2i/width))} to element 2i and the
 * cosine to element 2i + 1 (Vaswani et al., "Attention is all you need", 2017, section 3.5). Not
 * trained, and not part of the state.
 */
public final class SinusoidalPositions extends Layer {
    private final Buffer table;

    /**
     * Waves for so many positions.
     *
     * @throws IllegalArgumentException if a size is not positive, or the width is odd
     */
    public SinusoidalPositions(long capacity, long width) {
        Ranges.positive("SinusoidalPositions", "capacity", capacity);
        Ranges.divides("SinusoidalPositions", "2", 2, "width", width);
        float[] waves = new float[Math.toIntExact(Math.multiplyExact(capacity, width))];
        for (int at = 0; at < waves.length; at++) {
            long column = at % width;
            long position = at / width;
            double angle = position / Math.pow(10_000, (column - column % 2) / (double) width);
            waves[at] = (float) (column % 2 == 0 ? Math.sin(angle) : Math.cos(angle));
        }
        table = buffer("pe", Tensor.of(waves, capacity, width), false);
    }

    @Override
    protected Tensor forward(Tensor x) {
        return added(x, 0);
    }

    /** Vectors whose first one is at a position. */
    public Tensor apply(Tensor x, long first) {
        return hooked(x, added(Nulls.refuse("apply", "x", x), first));
    }

    private Tensor added(Tensor x, long first) {
        return x.add(LearnedPositions.rows("SinusoidalPositions", table.tensor(), x, first));
    }
}
