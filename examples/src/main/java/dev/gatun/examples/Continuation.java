package dev.gatun.examples;

import dev.gatun.nn.attention.KeyValueCache;
import dev.gatun.nn.attention.LanguageModel;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * The scores of what follows a text that may be longer than a network's context. Each character is
 * computed once, with a cache of keys and values; when that is full, it begins again with the last
 * half of what it held, because places are counted from the start of a context.
 */
final class Continuation implements UnaryOperator<Tensor> {
    private final LanguageModel model;
    private final KeyValueCache cache;

    /** The last characters given, as many as a context has. */
    private long[] recent = {};

    /** Makes the cache in the current scope. */
    Continuation(LanguageModel model) {
        this.model = model;
        cache = model.cache(1, model.context());
    }

    /** Takes characters that follow those it was given before, (1, t); (1, vocabulary). */
    @Override
    public Tensor apply(Tensor unseen) {
        int context = (int) model.context();
        long[] given = unseen.toLongArray();
        long[] all = Arrays.copyOf(recent, recent.length + given.length);
        System.arraycopy(given, 0, all, recent.length, given.length);
        recent = Arrays.copyOfRange(all, Math.max(0, all.length - context), all.length);
        if (cache.position() + given.length <= context) {
            return model.next(unseen, cache);
        }
        cache.truncate(0);
        int half = Math.min(recent.length, Math.max(1, context / 2));
        long[] last = Arrays.copyOfRange(recent, recent.length - half, recent.length);
        return model.next(Tensor.of(last, 1, half), cache);
    }
}
