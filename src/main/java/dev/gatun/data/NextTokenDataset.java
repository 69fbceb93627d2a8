package dev.gatun.data;

import dev.gatun.checks.Nulls;
import dev.gatun.checks.Ranges;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import java.util.List;

/**
 * Windows of a sequence of tokens, each with the tokens that follow: example i is tokens i to i + T
 * - 1, its target tokens i + 1 to i + T.
 */
public final class NextTokenDataset implements Dataset {
    private final Tensor tokens;
    private final long context;

    /**
     * Of a sequence, which is not copied.
     *
     * @param tokens a vector of I64 or I32
     * @param context the length T of a window
     * @throws IllegalArgumentException if they are no vector of integers longer than the window, or
     *     it is empty
     */
    public NextTokenDataset(Tensor tokens, long context) {
        this.tokens = Nulls.refuse("NextTokenDataset", "tokens", tokens).detach();
        this.context = context;
        boolean isVector = tokens.rank() == 1;
        boolean isOfIntegers = tokens.dtype() == DType.I64 || tokens.dtype() == DType.I32;
        if (!isVector || !isOfIntegers || context < 1 || tokens.size(0) <= context) {
            throw new IllegalArgumentException(
                    ("NextTokenDataset: takes a vector of I64 or I32 that is longer than the"
                                    + " context, which is positive; %s, context %d")
                            .formatted(tokens.describe(), context));
        }
    }

    @Override
    public long size() {
        return tokens.size(0) - context;
    }

    @Override
    public List<Tensor> get(long index) {
        Order.check("get", index, size());
        return List.of(
                tokens.narrow(0, index, context).copy(),
                tokens.narrow(0, index + 1, context).copy());
    }

    @Override
    public Batch batch(long... indices) {
        Nulls.refuse("batch", "indices", indices);
        long[] own = indices.clone();
        if (own.length == 0) {
            throw new IllegalArgumentException("batch: there are no indices");
        }
        for (long index : own) {
            Order.check("batch", index, size());
        }
        Tensor places = Tensor.of(own).reshape(own.length, 1).add(Tensor.arange(context));
        Tensor flat = places.reshape(own.length * context);
        Tensor x = tokens.indexSelect(0, flat).reshape(own.length, context);
        Tensor y = tokens.indexSelect(0, flat.add(1)).reshape(own.length, context);
        return new Batch(List.of(x, y));
    }

    /**
     * Windows that begin anywhere: a batch (count, T) and the tokens that follow.
     *
     * @throws IllegalArgumentException if count is not positive
     */
    public Batch sample(int count, Generator generator) {
        Nulls.refuse("sample", "generator", generator);
        Ranges.positive("sample", "count", count);
        long[] places;
        try (Scope _ = Scope.open("places")) {
            places = Tensor.randint(0, size(), Shape.of(count), DType.I64, generator).toLongArray();
        }
        return batch(places);
    }
}
