package dev.gatun.nn;

import dev.gatun.checks.Nulls;
import dev.gatun.checks.Ranges;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;

/**
 * {@link Tensor#dropout} in training: each element is 0 with probability p, the others are scaled
 * by 1 / (1 - p). In evaluation the input as it is.
 */
public final class Dropout extends Layer {
    private final double p;
    private final Generator generator;

    /** Draws from the standard generator. */
    public Dropout(double p) {
        this(p, Generator.standard());
    }

    /**
     * A dropout.
     *
     * @param p the probability of 0, from 0 to 1
     */
    public Dropout(double p, Generator generator) {
        this.p = Ranges.fraction("Dropout", "p", p);
        this.generator = Nulls.refuse("Dropout", "generator", generator);
    }

    @Override
    protected Tensor forward(Tensor x) {
        return isTraining() && p > 0 ? x.dropout(p, generator) : x;
    }

    @Override
    protected String options() {
        return "p=%s, inplace=False".formatted(Sizes.print(p));
    }
}
