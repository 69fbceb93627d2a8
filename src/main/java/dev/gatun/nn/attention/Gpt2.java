package dev.gatun.nn.attention;

import dev.gatun.checks.Nulls;
import dev.gatun.nn.Dropout;
import dev.gatun.nn.Embedding;
import dev.gatun.nn.Init;
import dev.gatun.nn.LayerNorm;
import dev.gatun.nn.Linear;
import dev.gatun.nn.Module;
import dev.gatun.nn.ModuleList;
import dev.gatun.nn.TransposedLinear;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A GPT-2 (A. Radford et al., "Language models are unsupervised multitask learners", 2019).
 *
 * {@snippet :
 * Gpt2 model = new Gpt2(Gpt2Config.of(65, 64, 128, 4, 4));
 * Tensor loss = model.apply(tokens).flatten(0, 1).crossEntropy(targets.flatten());
 * }
 *
 * <p>Names are those of the published weights as Hugging Face's {@code GPT2LMHeadModel} has them:
 * {@code transformer.wte.weight}, {@code transformer.h.0.ln_1.weight}, {@code
 * transformer.h.0.attn.c_attn.weight}, which like all weights inside a block is stored (in, out):
 * {@link TransposedLinear}. Starts as the paper says: normal with deviation 0.02, for what is added
 * to the states divided by sqrt(2 layers).
 */
public final class Gpt2 extends LanguageModel {
    private static final double DEVIATION = 0.02;

    private final Gpt2Config config;
    private final Transformer transformer;
    private final Linear head;

    /** A network with random weights. */
    public Gpt2(Gpt2Config config) {
        this.config = Nulls.refuse("Gpt2", "config", config);
        transformer = child("transformer", new Transformer(config));
        boolean isTied = config.isTied();
        head =
                child(
                        "lm_head",
                        isTied
                                ? new Linear(transformer.tokens.weight())
                                : new Linear(config.width(), config.vocabulary(), false));
        if (!isTied) {
            start(head.weight().tensor());
        }
    }

    /** The sizes. */
    public Gpt2Config config() {
        return config;
    }

    @Override
    public long context() {
        return config.context();
    }

    @Override
    public KeyValueCache cache(long batch, long capacity) {
        return new KeyValueCache(
                config.layers(),
                batch,
                config.heads(),
                capacity,
                config.width() / config.heads(),
                head.weight().tensor().dtype().computeType());
    }

    @Override
    protected Tensor states(Tensor tokens, @Nullable KeyValueCache cache) {
        return transformer.states(tokens, cache);
    }

    @Override
    protected Linear head() {
        return head;
    }

    private static void start(Tensor weight) {
        Init.normal(weight, 0, DEVIATION, Generator.standard());
    }

    private static final class Transformer extends Module {
        final Embedding tokens;
        private final Embedding positions;
        private final Dropout dropout;
        private final ModuleList<Block> blocks;
        private final LayerNorm norm;

        Transformer(Gpt2Config config) {
            tokens = child("wte", new Embedding(config.vocabulary(), config.width()));
            positions = child("wpe", new Embedding(config.context(), config.width()));
            dropout = child("drop", new Dropout(config.dropout()));
            blocks = child("h", ModuleList.of(config.layers(), layer -> new Block(config, layer)));
            norm = child("ln_f", new LayerNorm(config.width()));
            start(tokens.weight().tensor());
            start(positions.weight().tensor());
        }

        Tensor states(Tensor in, @Nullable KeyValueCache cache) {
            long first = cache == null ? 0 : cache.position();
            Tensor places = positions.weight().tensor().narrow(0, first, in.size(1));
            Tensor x = dropout.apply(tokens.apply(in).add(places)); // (B, t, width)
            for (Block block : blocks) {
                x = block.apply(x, cache);
            }
            return norm.apply(x);
        }
    }

    private static final class Block extends Module {
        private final LayerNorm norm1;
        private final SelfAttention attention;
        private final LayerNorm norm2;
        private final FeedForward feedForward;

        Block(Gpt2Config config, int layer) {
            norm1 = child("ln_1", new LayerNorm(config.width()));
            attention = child("attn", new SelfAttention(config, layer));
            norm2 = child("ln_2", new LayerNorm(config.width()));
            feedForward = child("mlp", new FeedForward(config));
        }

        Tensor apply(Tensor x, @Nullable KeyValueCache cache) {
            Tensor y = x.add(attention.apply(norm1.apply(x), cache));
            return hooked(x, y.add(feedForward.apply(norm2.apply(y))));
        }
    }

    private static TransposedLinear added(Gpt2Config config, long in) {
        double deviation = DEVIATION / Math.sqrt(2.0 * config.layers());
        return new TransposedLinear(in, config.width(), deviation);
    }

    private static final class SelfAttention extends Module {
        private final Gpt2Config config;
        private final int layer;
        private final TransposedLinear projection;
        private final TransposedLinear output;
        private final Dropout dropout;

        SelfAttention(Gpt2Config config, int layer) {
            this.config = config;
            this.layer = layer;
            projection = child("c_attn", new TransposedLinear(config.width(), 3 * config.width()));
            output = child("c_proj", added(config, config.width()));
            dropout = child("resid_dropout", new Dropout(config.dropout()));
        }

        Tensor apply(Tensor x, @Nullable KeyValueCache cache) {
            List<Tensor> parts = projection.apply(x).chunk(3, -1);
            Tensor q = Heads.split(parts.get(0), config.heads()); // (B, heads, t, d)
            Tensor k = Heads.split(parts.get(1), config.heads());
            Tensor v = Heads.split(parts.get(2), config.heads());
            if (cache != null) {
                KeyValueCache.Seen all = cache.append(layer, k, v);
                k = all.keys();
                v = all.values();
            }
            double p = isTraining() ? config.dropout() : 0;
            Tensor found = Heads.merge(Heads.attend(q, k, v, AttentionMask.causal(), p));
            return hooked(x, dropout.apply(output.apply(found)));
        }
    }

    private static final class FeedForward extends Module {
        private final boolean isGeluExact;
        private final TransposedLinear in;
        private final TransposedLinear out;
        private final Dropout dropout;

        FeedForward(Gpt2Config config) {
            isGeluExact = config.isGeluExact();
            in = child("c_fc", new TransposedLinear(config.width(), 4 * config.width()));
            out = child("c_proj", added(config, 4 * config.width()));
            dropout = child("dropout", new Dropout(config.dropout()));
        }

        Tensor apply(Tensor x) {
            Tensor hidden = in.apply(x);
            Tensor active = isGeluExact ? hidden.gelu() : hidden.geluTanh();
            return hooked(x, dropout.apply(out.apply(active)));
        }
    }
}
