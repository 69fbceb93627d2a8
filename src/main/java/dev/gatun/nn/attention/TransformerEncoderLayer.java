package dev.gatun.nn.attention;

import dev.gatun.checks.Nulls;
import dev.gatun.nn.Dropout;
import dev.gatun.nn.Layer;
import dev.gatun.nn.LayerNorm;
import dev.gatun.nn.Linear;
import dev.gatun.tensor.Tensor;

/**
 * A layer of a transformer's encoder (Vaswani et al. 2017): self-attention and a feed-forward part,
 * each added to its input. Named as PyTorch's: {@code self_attn.in_proj_weight}, {@code
 * linear1.weight}, {@code norm1.weight}, ... Batch first, (..., t, width).
 */
public final class TransformerEncoderLayer extends Layer {
    private final TransformerOptions options;
    private final MultiHeadAttention attention;
    private final Linear linear1;
    private final Dropout dropout;
    private final Linear linear2;
    private final LayerNorm norm1;
    private final LayerNorm norm2;
    private final Dropout dropout1;
    private final Dropout dropout2;

    /** A layer as the options say. */
    public TransformerEncoderLayer(TransformerOptions options) {
        this.options = Nulls.refuse("TransformerEncoderLayer", "options", options);
        long width = options.width();
        attention = child("self_attn", new MultiHeadAttention(options.attention()));
        linear1 = child("linear1", new Linear(width, options.hidden(), options.hasBias()));
        dropout = child("dropout", new Dropout(options.dropout()));
        linear2 = child("linear2", new Linear(options.hidden(), width, options.hasBias()));
        norm1 = child("norm1", new LayerNorm(width, options.eps(), options.hasBias()));
        norm2 = child("norm2", new LayerNorm(width, options.eps(), options.hasBias()));
        dropout1 = child("dropout1", new Dropout(options.dropout()));
        dropout2 = child("dropout2", new Dropout(options.dropout()));
    }

    @Override
    protected Tensor forward(Tensor x) {
        return computed(x, AttentionMask.none());
    }

    /** States of this shape, where the mask says what attention sees. */
    public Tensor apply(Tensor x, AttentionMask mask) {
        Nulls.refuse("apply", "x", x);
        return hooked(x, computed(x, Nulls.refuse("apply", "mask", mask)));
    }

    private Tensor computed(Tensor x, AttentionMask mask) {
        if (options.isNormFirst()) {
            Tensor y = x.add(attended(norm1.apply(x), mask));
            return y.add(fed(norm2.apply(y)));
        }
        Tensor y = norm1.apply(x.add(attended(x, mask)));
        return norm2.apply(y.add(fed(y)));
    }

    private Tensor attended(Tensor x, AttentionMask mask) {
        return dropout1.apply(attention.apply(x, mask));
    }

    private Tensor fed(Tensor x) {
        Tensor hidden = linear1.apply(x);
        Tensor active = options.isGelu() ? hidden.gelu() : hidden.relu();
        return dropout2.apply(linear2.apply(dropout.apply(active)));
    }
}
