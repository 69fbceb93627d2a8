package dev.gatun.nn;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * A module that makes one tensor of one tensor. A class extends it by {@link #forward}; callers use
 * {@link #apply}, which runs the forward hooks besides.
 */
public abstract class Layer extends Module implements UnaryOperator<Tensor> {
    /** For subclasses. */
    protected Layer() {}

    /** What this layer computes. Called by {@link #apply}. */
    protected abstract Tensor forward(Tensor x);

    /** Computes the output for an input, and passes it through the forward hooks. */
    @Override
    public final Tensor apply(Tensor x) {
        return hooked(Nulls.refuse("apply", "x", x), forward(x));
    }
}
