package dev.gatun.nn;

import dev.gatun.tensor.Tensor;

/** Joins axes into one: all but the first, or those from one axis to another. */
public final class Flatten extends Layer {
    private final int first;
    private final int last;

    /** Joins all axes but the first, (N, ...) to (N, M). */
    public Flatten() {
        this(1, -1);
    }

    /**
     * Joins axes.
     *
     * @param first the first of them; negative from the end
     * @param last the last of them; negative from the end
     */
    public Flatten(int first, int last) {
        this.first = first;
        this.last = last;
    }

    @Override
    protected Tensor forward(Tensor x) {
        return x.flatten(first, last);
    }

    @Override
    protected String options() {
        return "start_dim=%d, end_dim=%d".formatted(first, last);
    }
}
