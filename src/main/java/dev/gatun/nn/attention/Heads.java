package dev.gatun.nn.attention;

import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Vectors as several shorter ones, and attention of each of these. */
final class Heads {
    private Heads() {}

    /** (..., t, count * d) as (..., count, t, d), a view. */
    static Tensor split(Tensor x, long count) {
        return x.unflatten(-1, count, -1).transpose(-3, -2);
    }

    /** (..., count, t, d) as (..., t, count * d). */
    static Tensor merge(Tensor x) {
        return x.transpose(-3, -2).flatten(-2, -1);
    }

    /**
     * Attention of queries (..., heads, l, d) to keys and values (..., fewer or equal heads, s, d).
     *
     * @param dropout the probability with which a weight is 0 and the others are scaled
     */
    static Tensor attend(Tensor q, Tensor k, Tensor v, AttentionMask mask, double dropout) {
        boolean isGrouped = q.size(-3) != k.size(-3);
        double scale = 1 / Math.sqrt((double) q.size(-1));
        long queries = q.size(-2);
        long keys = k.size(-2);
        if (dropout > 0) {
            return dropping(q.mul(scale), k, v, mask.joined(queries, keys), dropout);
        }
        boolean isCausal = mask.isCausal() && mask.isByOrderAlone() && queries == keys;
        Tensor joined = isCausal ? null : mask.joined(queries, keys);
        return q.scaledDotProductAttention(k, v, joined, isCausal, scale, isGrouped);
    }

    private static Tensor dropping(
            Tensor q, Tensor k, Tensor v, @Nullable Tensor mask, double dropout) {
        Tensor scores = q.matmul(forEach(q, k).transpose(-1, -2));
        Tensor weights = masked(scores, mask).softmax(-1);
        if (mask != null && mask.dtype() == DType.BOOL) {
            weights = weights.maskedFill(mask.logicalNot(), 0.0); // of queries that see no key
        }
        return weights.dropout(dropout).matmul(forEach(q, v));
    }

    private static Tensor masked(Tensor scores, @Nullable Tensor mask) {
        if (mask == null) {
            return scores;
        }
        return mask.dtype() == DType.BOOL
                ? scores.maskedFill(mask.logicalNot(), LOW)
                : scores.add(mask);
    }

    /** Finite, so that the weights of a query that sees no key are no NaN. */
    private static final double LOW = -1e30;

    /** Each head of keys or values as often as heads of queries share it. */
    private static Tensor forEach(Tensor q, Tensor x) {
        long groups = q.size(-3) / x.size(-3);
        return groups == 1 ? x : x.repeatInterleave(groups, -3);
    }
}
