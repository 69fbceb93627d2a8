package dev.gatun.nn.attention;

import dev.gatun.checks.Nulls;
import dev.gatun.checks.Ranges;
import dev.gatun.nn.Init;
import dev.gatun.nn.Layer;
import dev.gatun.nn.Parameter;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;

/**
 * Adds a trained vector for each position to vectors (..., t, width). The vectors are {@code
 * weight}, (capacity, width), and start normal with deviation 0.02.
 */
public final class LearnedPositions extends Layer {
    private final Parameter weight;

    /** Vectors for so many positions. */
    public LearnedPositions(long capacity, long width) {
        Ranges.positive("LearnedPositions", "capacity", capacity);
        Ranges.positive("LearnedPositions", "width", width);
        Tensor start = Tensor.zeros(capacity, width);
        weight = parameter("weight", Init.normal(start, 0, 0.02, Generator.standard()));
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
        return x.add(rows("LearnedPositions", weight.tensor(), x, first));
    }

    /** The rows of a table for vectors from a position on. */
    static Tensor rows(String type, Tensor table, Tensor x, long first) {
        if (x.rank() < 2 || x.size(-1) != table.size(1)) {
            throw new IllegalArgumentException(
                    "%s: takes vectors (..., t, %d), not %s"
                            .formatted(type, table.size(1), x.shape()));
        }
        if (first < 0 || x.size(-2) > table.size(0) - first) {
            throw new IllegalArgumentException(
                    "%s: has positions 0 to %d, not %d to %d"
                            .formatted(type, table.size(0) - 1, first, first + x.size(-2) - 1));
        }
        return table.narrow(0, first, x.size(-2));
    }

    @Override
    protected String options() {
        return weight.tensor().size(0) + ", " + weight.tensor().size(1);
    }
}
