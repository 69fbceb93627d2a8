package dev.gatun.nn.attention;

import dev.gatun.checks.Nulls;
import dev.gatun.nn.Dropout;
import dev.gatun.nn.LayerNorm;
import dev.gatun.nn.Linear;
import dev.gatun.nn.Module;
import dev.gatun.tensor.Tensor;

/**
 * A layer of a transformer's decoder (Vaswani et al. 2017): self-attention, attention to what an
 * encoder made, and a feed-forward part, each added to its input. Named as PyTorch's: {@code
 * self_attn.in_proj_weight}, {@code multihead_attn.in_proj_weight}, {@code linear1.weight}, ...
 * Batch first, (..., t, width).
 */
public final class TransformerDecoderLayer extends Module {
    private final TransformerOptions options;
    private final MultiHeadAttention attention;
    private final MultiHeadAttention crossAttention;
    private final Linear linear1;
    private final Dropout dropout;
    private final Linear linear2;
    private final LayerNorm norm1;
    private final LayerNorm norm2;
    private final LayerNorm norm3;
    private final Dropout dropout1;
    private final Dropout dropout2;
    private final Dropout dropout3;

    /** A layer as the options say. */
    public TransformerDecoderLayer(TransformerOptions options) {
        this.options = Nulls.refuse("TransformerDecoderLayer", "options", options);
        long width = options.width();
        attention = child("self_attn", new MultiHeadAttention(options.attention()));
        crossAttention = child("multihead_attn", new MultiHeadAttention(options.attention()));
        linear1 = child("linear1", new Linear(width, options.hidden(), options.hasBias()));
        dropout = child("dropout", new Dropout(options.dropout()));
        linear2 = child("linear2", new Linear(options.hidden(), width, options.hasBias()));
        norm1 = child("norm1", new LayerNorm(width, options.eps(), options.hasBias()));
        norm2 = child("norm2", new LayerNorm(width, options.eps(), options.hasBias()));
        norm3 = child("norm3", new LayerNorm(width, options.eps(), options.hasBias()));
        dropout1 = child("dropout1", new Dropout(options.dropout()));
        dropout2 = child("dropout2", new Dropout(options.dropout()));
        dropout3 = child("dropout3", new Dropout(options.dropout()));
    }

    /**
     * States of the shape of x.
     *
     * @param x (..., t, width)
     * @param memory what the encoder made, (..., s, width)
     * @param mask of the self-attention, usually {@link AttentionMask#causal()}
     * @param memoryMask of the attention to the memory
     */
    public Tensor apply(Tensor x, Tensor memory, AttentionMask mask, AttentionMask memoryMask) {
        Nulls.refuse("apply", "x", x);
        Nulls.refuse("apply", "memory", memory);
        Nulls.refuse("apply", "mask", mask);
        Nulls.refuse("apply", "memoryMask", memoryMask);
        if (options.isNormFirst()) {
            Tensor y = x.add(attended(norm1.apply(x), mask));
            Tensor z = y.add(crossed(norm2.apply(y), memory, memoryMask));
            return hooked(x, z.add(fed(norm3.apply(z))));
        }
        Tensor y = norm1.apply(x.add(attended(x, mask)));
        Tensor z = norm2.apply(y.add(crossed(y, memory, memoryMask)));
        return hooked(x, norm3.apply(z.add(fed(z))));
    }

    private Tensor attended(Tensor x, AttentionMask mask) {
        return dropout1.apply(attention.apply(x, mask));
    }

    private Tensor crossed(Tensor x, Tensor memory, AttentionMask mask) {
        return dropout2.apply(crossAttention.apply(x, memory, memory, mask));
    }

    private Tensor fed(Tensor x) {
        Tensor hidden = linear1.apply(x);
        Tensor active = options.isGelu() ? hidden.gelu() : hidden.relu();
        return dropout3.apply(linear2.apply(dropout.apply(active)));
    }
}
