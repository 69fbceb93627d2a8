package dev.gatun.nn.attention;

import dev.gatun.checks.Nulls;
import dev.gatun.nn.Init;
import dev.gatun.nn.Linear;
import dev.gatun.nn.Module;
import dev.gatun.nn.Parameter;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Attention of several heads (Vaswani et al., "Attention is all you need", 2017): queries, keys and
 * values are linear maps of what is given, and the result is a linear map of what the heads found.
 * Batch first: (..., t, width), where PyTorch's default is (t, batch, width).
 *
 * {@snippet :
 * MultiHeadAttention attention = new MultiHeadAttention(64, 4);
 * Tensor y = attention.apply(Tensor.randn(8, 16, 64), AttentionMask.causal()); // (8, 16, 64)
 * }
 *
 * <p>Parameters are named and start as PyTorch's: {@code in_proj_weight} (3 width, width) with
 * queries, keys, values below each other, {@code in_proj_bias}, {@code out_proj.weight}, {@code
 * out_proj.bias}. Where keys or values have other widths or fewer heads, {@code q_proj_weight},
 * {@code k_proj_weight}, {@code v_proj_weight} take the place of the first.
 */
public final class MultiHeadAttention extends Module {
    private final AttentionOptions options;

    /** One for all three, or one for each. */
    private final List<Parameter> weights;

    private final @Nullable Parameter bias;
    private final Linear output;

    /** Self-attention with biases and without dropout. */
    public MultiHeadAttention(long width, long heads) {
        this(AttentionOptions.of(width, heads));
    }

    /** Attention as the options say. */
    public MultiHeadAttention(AttentionOptions options) {
        this.options = Nulls.refuse("MultiHeadAttention", "options", options);
        long width = options.width();
        long projected = options.projectedWidth();
        weights =
                options.isPacked()
                        ? List.of(weight("in_proj_weight", 3 * width, width))
                        : List.of(
                                weight("q_proj_weight", width, width),
                                weight("k_proj_weight", projected, options.keyWidth()),
                                weight("v_proj_weight", projected, options.valueWidth()));
        bias =
                options.hasBias()
                        ? parameter("in_proj_bias", Tensor.zeros(width + 2 * projected))
                        : null;
        output = child("out_proj", new Linear(width, width, options.hasBias()));
        Parameter outputBias = output.bias();
        if (outputBias != null) {
            Init.constant(outputBias.tensor(), 0);
        }
    }

    /** Xavier's uniform numbers. */
    private Parameter weight(String name, long out, long in) {
        Tensor start = Tensor.zeros(out, in);
        return parameter(name, Init.xavierUniform(start, 1, Generator.standard()));
    }

    /** Self-attention without a mask: (..., t, width), of this shape. */
    public Tensor apply(Tensor x) {
        return apply(Nulls.refuse("apply", "x", x), AttentionMask.none());
    }

    /** Self-attention: (..., t, width), of this shape. */
    public Tensor apply(Tensor x, AttentionMask mask) {
        return apply(Nulls.refuse("apply", "x", x), x, x, mask);
    }

    /**
     * Attention of queries to keys with values.
     *
     * @param query (..., l, width)
     * @param key (..., s, key width)
     * @param value (..., s, value width)
     * @return (..., l, width)
     * @throws IllegalArgumentException if a width differs, or there is no axis of vectors
     */
    public Tensor apply(Tensor query, Tensor key, Tensor value, AttentionMask mask) {
        Nulls.refuse("apply", "query", query);
        Nulls.refuse("apply", "key", key);
        Nulls.refuse("apply", "value", value);
        Nulls.refuse("apply", "mask", mask);
        check("query", query, options.width());
        check("key", key, options.keyWidth());
        check("value", value, options.valueWidth());
        List<Tensor> all = projected(query, key, value);
        Tensor q = Heads.split(all.get(0), options.heads());
        Tensor k = Heads.split(all.get(1), options.keyHeads());
        Tensor v = Heads.split(all.get(2), options.keyHeads());
        double dropout = isTraining() ? options.dropout() : 0;
        Tensor found = Heads.merge(Heads.attend(q, k, v, mask, dropout));
        return hooked(query, output.apply(found));
    }

    private static void check(String name, Tensor x, long width) {
        if (x.rank() < 2) {
            throw new IllegalArgumentException(
                    "MultiHeadAttention: %s is vectors (..., t, %d), not %s"
                            .formatted(name, width, x.shape()));
        }
        if (x.size(-1) != width) {
            throw new IllegalArgumentException(
                    "MultiHeadAttention: the last axis of %s has %d elements, not %d"
                            .formatted(name, x.size(-1), width));
        }
    }

    /** Queries, keys and values, (..., t, heads * d) each; by one product if they are of one. */
    @SuppressWarnings("ReferenceEquality") // the same tensor
    private List<Tensor> projected(Tensor query, Tensor key, Tensor value) {
        if (options.isPacked() && query == key && key == value) {
            Tensor all = query.linear(weights.getFirst().matching(query), biasOf(query));
            return all.chunk(3, -1);
        }
        long width = options.width();
        long projected = options.projectedWidth();
        return List.of(
                part(query, 0, 0, width),
                part(key, 1, width, projected),
                part(value, 2, width + projected, projected));
    }

    /** By the rows of the weights from the first on. */
    private Tensor part(Tensor x, int which, long first, long count) {
        Tensor weight =
                options.isPacked()
                        ? weights.getFirst().matching(x).narrow(0, first, count)
                        : weights.get(which).matching(x);
        Tensor shift = biasOf(x);
        return x.linear(weight, shift == null ? null : shift.narrow(0, first, count));
    }

    private @Nullable Tensor biasOf(Tensor x) {
        return bias == null ? null : bias.matching(x);
    }

    @Override
    protected String options() {
        return "width=%d, heads=%d, key_heads=%d"
                .formatted(options.width(), options.heads(), options.keyHeads());
    }
}
