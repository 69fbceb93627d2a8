package dev.gatun.nn;

import dev.gatun.checks.Ranges;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A table of vectors, looked up by number: indices of any shape (...) to (..., width). Starts
 * normal with deviation 1, as PyTorch's.
 */
public final class Embedding extends Layer {
    private final Parameter weight;
    private final @Nullable Long paddingIndex;

    /**
     * A table.
     *
     * @param count how many vectors
     * @param width how long each is
     */
    public Embedding(long count, long width) {
        this(count, width, null);
    }

    /**
     * A table with a vector that stands for nothing: it starts as zeros and gets no gradient.
     *
     * @param paddingIndex which one; negative from the end
     * @throws IllegalArgumentException if there is no such vector
     */
    public Embedding(long count, long width, long paddingIndex) {
        this(count, width, (Long) Sizes.index("Embedding", "padding index", paddingIndex, count));
    }

    private Embedding(long count, long width, @Nullable Long paddingIndex) {
        Ranges.notNegative("Embedding", "count", count);
        Ranges.notNegative("Embedding", "width", width);
        this.paddingIndex = paddingIndex;
        Tensor table = Init.normal(Tensor.zeros(count, width), 0, 1, Generator.standard());
        if (paddingIndex != null) {
            table.select(0, paddingIndex).zero_();
        }
        weight = parameter("weight", table);
    }

    /** The table, (count, width). */
    public Parameter weight() {
        return weight;
    }

    @Override
    protected Tensor forward(Tensor indices) {
        return paddingIndex == null
                ? weight.tensor().embedding(indices)
                : weight.tensor().embedding(indices, paddingIndex);
    }

    @Override
    protected String options() {
        String sizes = weight.tensor().size(0) + ", " + weight.tensor().size(1);
        return paddingIndex == null ? sizes : sizes + ", padding_idx=" + paddingIndex;
    }
}
