package dev.gatun.nn.attention;

import dev.gatun.checks.Nulls;
import dev.gatun.checks.Ranges;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The keys and values of the tokens that a model has seen, so that the next token needs a pass of
 * itself alone. All memory is taken at the start, in the scope that is current then; it does not
 * grow.
 *
 * {@snippet :
 * KeyValueCache cache = model.cache(1, 256); // one text of at most 256 tokens
 * try (GradientMode _ = Gradients.noGrad()) {
 *     Tensor logits = model.next(prompt, cache); // (1, vocabulary)
 * }
 * }
 *
 * <p>A model asks for room before it computes ({@link #requireRoom}), each layer appends ({@link
 * #append}), and the model advances at the end ({@link #advance}). A cache serves one thread at a
 * time.
 */
public final class KeyValueCache {
    /** (layers, 2, B, heads, capacity, d). */
    private final Tensor memory;

    private final List<Seen> layers;
    private long position;

    /**
     * The keys and values of one layer.
     *
     * @param keys (B, heads, t, d)
     * @param values (B, heads, t, d)
     */
    public record Seen(Tensor keys, Tensor values) {
        /** Refuses null. */
        public Seen {
            Nulls.refuse("Seen", "keys", keys);
            Nulls.refuse("Seen", "values", values);
        }

        private Seen narrow(long start, long length) {
            return new Seen(keys.narrow(-2, start, length), values.narrow(-2, start, length));
        }
    }

    /**
     * An empty cache of F32.
     *
     * @param layers of the model
     * @param batch how many texts are continued at once
     * @param heads of keys and values
     * @param capacity the most tokens of a text
     * @param width of a head
     * @throws IllegalArgumentException if one is less than 1
     */
    public KeyValueCache(int layers, long batch, long heads, long capacity, long width) {
        this(layers, batch, heads, capacity, width, DType.F32);
    }

    /**
     * An empty cache.
     *
     * @param dtype F32 or F64, that of the model's results
     * @throws IllegalArgumentException if a number is less than 1, or the type another one
     */
    public KeyValueCache(
            int layers, long batch, long heads, long capacity, long width, DType dtype) {
        String type = "KeyValueCache";
        Ranges.positive(type, "layers", layers);
        Ranges.positive(type, "batch", batch);
        Ranges.positive(type, "heads", heads);
        Ranges.positive(type, "capacity", capacity);
        Ranges.positive(type, "width", width);
        if (Nulls.refuse(type, "dtype", dtype) != DType.F32 && dtype != DType.F64) {
            throw new IllegalArgumentException(type + ": dtype is F32 or F64, not " + dtype);
        }
        memory = Tensor.zeros(Shape.of(layers, 2, batch, heads, capacity, width), dtype);
        this.layers =
                IntStream.range(0, layers)
                        .mapToObj(i -> memory.select(0, i))
                        .map(both -> new Seen(both.select(0, 0), both.select(0, 1)))
                        .toList();
    }

    /** How many tokens it has. */
    public long position() {
        return position;
    }

    /** The most tokens it takes. */
    public long capacity() {
        return memory.size(-2);
    }

    /** How many texts are continued at once. */
    public long batch() {
        return memory.size(2);
    }

    /**
     * Checks that so many more tokens fit.
     *
     * @throws IllegalStateException if they do not
     */
    public void requireRoom(long tokens) {
        if (tokens > capacity() - position) {
            throw new IllegalStateException(
                    "KeyValueCache: full: %d tokens and %d more are over its capacity of %d; make a"
                                    .formatted(position, tokens, capacity())
                            + " larger one, or truncate(position)");
        }
    }

    /**
     * Writes a layer's keys and values behind those it has. The position stays, until {@link
     * #advance}.
     *
     * @param layer counted from 0
     * @param keys (B, heads, t, d)
     * @param values (B, heads, t, d)
     * @return those of all tokens up to these, views of the cache
     * @throws IllegalStateException if the cache is full, or a gradient is wanted: what was cached
     *     has none
     * @throws IllegalArgumentException if there is no such layer, or shapes or types differ
     */
    public Seen append(int layer, Tensor keys, Tensor values) {
        Nulls.refuse("append", "keys", keys);
        Nulls.refuse("append", "values", values);
        Seen all = layers.get(checked(layer));
        check("keys", keys);
        check("values", values);
        long tokens = keys.size(-2);
        if (values.size(-2) != tokens) {
            throw new IllegalArgumentException(
                    "append: keys are of %d tokens, values of %d"
                            .formatted(tokens, values.size(-2)));
        }
        requireRoom(tokens);
        try (GradientMode _ = Gradients.noGrad()) {
            Seen places = all.narrow(position, tokens);
            places.keys().copy_(keys);
            places.values().copy_(values);
            return all.narrow(0, position + tokens);
        }
    }

    private int checked(int layer) {
        if (layer < 0 || layer >= layers.size()) {
            throw new IllegalArgumentException(
                    "append: there is no layer %d of %d".formatted(layer, layers.size()));
        }
        return layer;
    }

    private void check(String name, Tensor x) {
        long[] size = memory.shape().dims();
        boolean fits =
                x.rank() == 4
                        && x.size(0) == size[2]
                        && x.size(1) == size[3]
                        && x.size(3) == size[5]
                        && x.dtype() == memory.dtype();
        if (!fits) {
            throw new IllegalArgumentException(
                    "append: %s are (%d, %d, tokens, %d) of %s, not %s"
                            .formatted(
                                    name, size[2], size[3], size[5], memory.dtype(), x.describe()));
        }
        if (x.requiresGrad()) {
            throw new IllegalStateException(
                    "append: what is cached has no gradient; decode under Gradients.noGrad()");
        }
    }

    /**
     * Counts tokens that all layers have appended.
     *
     * @throws IllegalStateException if they do not fit
     * @throws IllegalArgumentException if it is a negative number
     */
    public void advance(long tokens) {
        if (tokens < 0) {
            throw new IllegalArgumentException("advance: tokens are negative: " + tokens);
        }
        requireRoom(tokens);
        position += tokens;
    }

    /**
     * Forgets the tokens from a position on; 0 forgets all.
     *
     * @throws IllegalArgumentException if it has no such position
     */
    public void truncate(long length) {
        if (length < 0 || length > position) {
            throw new IllegalArgumentException(
                    "truncate: a length from 0 to %d, not %d".formatted(position, length));
        }
        position = length;
    }
}
