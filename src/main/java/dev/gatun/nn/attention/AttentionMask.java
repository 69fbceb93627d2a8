package dev.gatun.nn.attention;

import dev.gatun.checks.Nulls;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Which keys each query sees: those that all of the parts let it see. True means that a key is
 * seen, as in {@code F.scaled_dot_product_attention}; in PyTorch's {@code nn.MultiheadAttention} it
 * means the opposite.
 *
 * {@snippet :
 * AttentionMask mask = AttentionMask.causal().withKeys(isToken); // isToken: BOOL (B, S)
 * Tensor y = attention.apply(x, mask);
 * }
 *
 * @param scores broadcasts to (B, heads, l, s); of BOOL, true where a query sees a key, or of a
 *     floating type, added to the scores; null for none
 * @param keys (B, s) of BOOL, false for keys that no query sees, such as padding; null for none
 * @param isCausal whether a query sees the keys up to its own place alone, where the last query
 *     stands at the last key
 */
public record AttentionMask(@Nullable Tensor scores, @Nullable Tensor keys, boolean isCausal) {
    private static final AttentionMask NONE = new AttentionMask(null, null, false);
    private static final AttentionMask CAUSAL = new AttentionMask(null, null, true);

    /**
     * Checks the types.
     *
     * @throws IllegalArgumentException if keys are not of BOOL, or scores of integers
     */
    public AttentionMask {
        if (keys != null && (keys.dtype() != DType.BOOL || keys.rank() == 0)) {
            throw new IllegalArgumentException(
                    "AttentionMask: keys are (B, s) of BOOL, true where a key is seen, not "
                            + keys.describe());
        }
        if (scores != null && scores.dtype() != DType.BOOL && !scores.dtype().isFloating()) {
            throw new IllegalArgumentException(
                    "AttentionMask: scores are of BOOL, or numbers of a floating type to be added,"
                            + " not "
                            + scores.describe());
        }
    }

    /** Every query sees every key. */
    public static AttentionMask none() {
        return NONE;
    }

    /** A query sees the keys up to its own place. */
    public static AttentionMask causal() {
        return CAUSAL;
    }

    /** By a tensor that broadcasts to (B, heads, l, s); {@link #scores}. */
    public static AttentionMask of(Tensor scores) {
        return new AttentionMask(Nulls.refuse("of", "scores", scores), null, false);
    }

    /** Without the keys that are false in (B, s); {@link #keys}. */
    public AttentionMask withKeys(Tensor keys) {
        return new AttentionMask(scores, Nulls.refuse("withKeys", "keys", keys), isCausal);
    }

    /** Whether nothing but the order of the keys hides any. */
    boolean isByOrderAlone() {
        return scores == null && keys == null;
    }

    /** All parts as one tensor, for so many queries and keys; null if every key is seen. */
    @Nullable Tensor joined(long queries, long count) {
        Tensor seen = keys == null ? null : keys.unsqueeze(-2).unsqueeze(-2);
        if (isCausal && queries > 1) {
            seen = and(seen, upToOwnPlace(queries, count));
        }
        if (scores == null || scores.dtype() == DType.BOOL) {
            return scores == null ? seen : and(seen, scores);
        }
        return seen == null
                ? scores
                : Tensor.where(seen, scores, Tensor.scalar(Float.NEGATIVE_INFINITY));
    }

    private static Tensor and(@Nullable Tensor a, Tensor b) {
        return a == null ? b : a.logicalAnd(b);
    }

    private static Tensor upToOwnPlace(long queries, long count) {
        Tensor places = Tensor.arange(count - queries, count, 1).unsqueeze(-1); // (l, 1)
        return Tensor.arange(0, count, 1).le(places); // (l, s)
    }
}
