package dev.gatun.nn.attention;

import static dev.gatun.expr.Expr.arg;

import dev.gatun.checks.Nulls;
import dev.gatun.nn.Embedding;
import dev.gatun.nn.Init;
import dev.gatun.nn.Linear;
import dev.gatun.nn.Module;
import dev.gatun.nn.ModuleList;
import dev.gatun.nn.RMSNorm;
import dev.gatun.tensor.Formula;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A Llama (H. Touvron et al., "Llama 2: open foundation and fine-tuned chat models", 2023): norms
 * by the mean square, rotated queries and keys, SwiGLU, groups of heads that share keys, no biases.
 *
 * <p>Names are those of the published weights as Hugging Face's {@code LlamaForCausalLM} has them:
 * {@code model.embed_tokens.weight}, {@code model.layers.0.self_attn.q_proj.weight}, (out, in) like
 * any {@link Linear}; so is the pairing of the rotations, halves of a vector. (Meta's own files
 * pair neighbours.) Starts normal with deviation 0.02.
 */
public final class Llama extends LanguageModel {
    private static final Formula SWIGLU = Formula.of(arg(0).silu().mul(arg(1))).named("swiglu");

    private final LlamaConfig config;
    private final Body body;
    private final Linear head;

    /** A network with random weights. */
    public Llama(LlamaConfig config) {
        this.config = Nulls.refuse("Llama", "config", config);
        body = child("model", new Body(config));
        head =
                child(
                        "lm_head",
                        config.isTied()
                                ? new Linear(body.tokens.weight())
                                : linear(config.width(), config.vocabulary()));
    }

    /** The sizes. */
    public LlamaConfig config() {
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
                config.keyHeads(),
                capacity,
                config.headWidth(),
                head.weight().tensor().dtype().computeType());
    }

    @Override
    protected Tensor states(Tensor tokens, @Nullable KeyValueCache cache) {
        return body.states(tokens, cache);
    }

    @Override
    protected Linear head() {
        return head;
    }

    private static Linear linear(long in, long out) {
        Linear linear = new Linear(in, out, false);
        start(linear.weight().tensor());
        return linear;
    }

    private static void start(Tensor weight) {
        Init.normal(weight, 0, 0.02, Generator.standard());
    }

    private static final class Body extends Module {
        final Embedding tokens;
        private final ModuleList<Block> blocks;
        private final RMSNorm norm;

        Body(LlamaConfig config) {
            tokens = child("embed_tokens", new Embedding(config.vocabulary(), config.width()));
            start(tokens.weight().tensor());
            blocks =
                    child(
                            "layers",
                            ModuleList.of(config.layers(), layer -> new Block(config, layer)));
            norm = child("norm", new RMSNorm(config.width(), config.eps()));
        }

        Tensor states(Tensor in, @Nullable KeyValueCache cache) {
            Tensor x = tokens.apply(in); // (B, t, width)
            for (Block block : blocks) {
                x = block.apply(x, cache);
            }
            return norm.apply(x);
        }
    }

    private static final class Block extends Module {
        private final SelfAttention attention;
        private final FeedForward feedForward;
        private final RMSNorm norm1;
        private final RMSNorm norm2;

        Block(LlamaConfig config, int layer) {
            attention = child("self_attn", new SelfAttention(config, layer));
            feedForward = child("mlp", new FeedForward(config.width(), config.hidden()));
            norm1 = child("input_layernorm", new RMSNorm(config.width(), config.eps()));
            norm2 = child("post_attention_layernorm", new RMSNorm(config.width(), config.eps()));
        }

        Tensor apply(Tensor x, @Nullable KeyValueCache cache) {
            Tensor y = x.add(attention.apply(norm1.apply(x), cache));
            return hooked(x, y.add(feedForward.apply(norm2.apply(y))));
        }
    }

    private static final class SelfAttention extends Module {
        private final LlamaConfig config;
        private final int layer;
        private final RotaryEmbedding rotary;
        private final Linear queries;
        private final Linear keys;
        private final Linear values;
        private final Linear output;

        SelfAttention(LlamaConfig config, int layer) {
            this.config = config;
            this.layer = layer;
            long ofKeys = config.keyHeads() * config.headWidth();
            queries = child("q_proj", linear(config.width(), config.width()));
            keys = child("k_proj", linear(config.width(), ofKeys));
            values = child("v_proj", linear(config.width(), ofKeys));
            output = child("o_proj", linear(config.width(), config.width()));
            rotary = new RotaryEmbedding(false, config.ropeBase(), config.ropeScale());
        }

        Tensor apply(Tensor x, @Nullable KeyValueCache cache) {
            long first = cache == null ? 0 : cache.position();
            Tensor q = rotary.apply(Heads.split(queries.apply(x), config.heads()), first);
            Tensor k = rotary.apply(Heads.split(keys.apply(x), config.keyHeads()), first);
            Tensor v = Heads.split(values.apply(x), config.keyHeads());
            if (cache != null) {
                KeyValueCache.Seen all = cache.append(layer, k, v);
                k = all.keys();
                v = all.values();
            }
            Tensor found = Heads.attend(q, k, v, AttentionMask.causal(), 0);
            return hooked(x, output.apply(Heads.merge(found)));
        }
    }

    private static final class FeedForward extends Module {
        private final Linear gate;
        private final Linear up;
        private final Linear down;

        FeedForward(long width, long hidden) {
            gate = child("gate_proj", linear(width, hidden));
            up = child("up_proj", linear(width, hidden));
            down = child("down_proj", linear(hidden, width));
        }

        Tensor apply(Tensor x) {
            return hooked(x, down.apply(SWIGLU.apply(gate.apply(x), up.apply(x))));
        }
    }
}
