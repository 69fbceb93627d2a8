package dev.gatun.nn.attention;

import dev.gatun.checks.Nulls;
import dev.gatun.nn.Layer;
import dev.gatun.nn.Linear;
import dev.gatun.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A network that scores what the next token of a text may be: tokens (B, t) of I64 to logits (B, t,
 * vocabulary), each of the tokens up to its place.
 *
 * <p>Published weights are loaded by {@code loadStateDict}. With a cache, what was given before is
 * not computed again, and not given again either; the results are those of the whole text.
 */
public abstract class LanguageModel extends Layer {
    /** For subclasses. */
    protected LanguageModel() {}

    /**
     * The states before the head, (B, t, width).
     *
     * @param tokens (B, t), those after what the cache has
     * @param cache to append to, not to advance; or null
     */
    protected abstract Tensor states(Tensor tokens, @Nullable KeyValueCache cache);

    /** The map from states to logits. */
    protected abstract Linear head();

    /** The most tokens of a text. */
    public abstract long context();

    /**
     * A cache for this model in the current scope, of the type of its weights.
     *
     * @param batch how many texts
     * @param capacity the most tokens of each
     */
    public abstract KeyValueCache cache(long batch, long capacity);

    @Override
    protected final Tensor forward(Tensor tokens) {
        checkTokens("apply", tokens, 0);
        return head().apply(states(tokens, null));
    }

    /**
     * The logits of tokens that follow those of a cache, which has them afterwards.
     *
     * @param tokens (B, t)
     * @return (B, t, vocabulary)
     * @throws IllegalStateException if the cache is full, or a gradient is wanted
     * @throws IllegalArgumentException if there are more tokens than the context has places
     */
    public final Tensor apply(Tensor tokens, KeyValueCache cache) {
        return head().apply(advanced("apply", tokens, cache));
    }

    /**
     * The logits of what follows the last of these tokens, (B, vocabulary); {@link #apply(Tensor,
     * KeyValueCache)} without those of the others, which a prompt does not need.
     *
     * @param tokens (B, t), t at least 1
     * @throws IllegalStateException as there
     * @throws IllegalArgumentException as there
     */
    public final Tensor next(Tensor tokens, KeyValueCache cache) {
        Tensor states = advanced("next", tokens, cache);
        return head().apply(states.select(-2, states.size(-2) - 1));
    }

    private Tensor advanced(String op, Tensor tokens, KeyValueCache cache) {
        Nulls.refuse(op, "tokens", tokens);
        Nulls.refuse(op, "cache", cache);
        checkTokens(op, tokens, cache.position());
        cache.requireRoom(tokens.size(1));
        Tensor states = states(tokens, cache);
        cache.advance(tokens.size(1));
        return states;
    }

    private void checkTokens(String op, Tensor tokens, long position) {
        if (tokens.rank() != 2 || tokens.size(1) == 0) {
            throw new IllegalArgumentException(
                    "%s: tokens are (B, t) with at least one, not %s"
                            .formatted(op, tokens.shape()));
        }
        if (position + tokens.size(1) > context()) {
            throw new IllegalArgumentException(
                    "%s: %d tokens are more than the context of %d"
                            .formatted(op, position + tokens.size(1), context()));
        }
    }
}
