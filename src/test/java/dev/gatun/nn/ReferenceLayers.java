package dev.gatun.nn;

import dev.gatun.reference.Composed;
import dev.gatun.reference.Value;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Layers written with the reference's values: the formulas, and no memory of their own. */
@SuppressWarnings("NullAway") // names that are there
public final class ReferenceLayers {
    private static final double EPS = 1e-5;

    private final Map<String, Value> weights;

    /** Layers with these weights, by name. */
    public ReferenceLayers(Map<String, Value> weights) {
        this.weights = weights;
    }

    /** A weight. */
    public Value get(String name) {
        return weights.get(name);
    }

    private Value added(Value x, String bias) {
        return weights.containsKey(bias) ? x.add(get(bias)) : x;
    }

    /** x W' + b, with W (out, in). */
    public Value linear(Value x, String name) {
        return added(x.matmul(get(name + "weight").transpose()), name + "bias");
    }

    /** x W + b, with W (in, out), as in GPT-2. */
    public Value conv1d(Value x, String name) {
        return added(x.matmul(get(name + "weight")), name + "bias");
    }

    /** Over the last axis. */
    public Value layerNorm(Value x, String name) {
        return Composed.layerNorm(x, get(name + "weight"), get(name + "bias"), EPS);
    }

    /** Over the last axis. */
    public Value rmsNorm(Value x, String name) {
        return Composed.rmsNorm(x, get(name + "weight"), EPS);
    }

    /** (N, C, ...) less a mean over its deviation, then by the weight and bias of each channel. */
    public Value channels(Value x, Value mean, Value variance) {
        int[] along = new int[x.shape().length];
        Arrays.fill(along, 1);
        along[1] = x.shape()[1];
        Value normal = x.sub(mean).div(variance.add(EPS).sqrt());
        return normal.mul(get("weight").reshape(along)).add(get("bias").reshape(along));
    }

    /** Of (N, C, ...), by the statistics of the batch. */
    public Value batchNorm(Value x) {
        int[] axes = IntStream.range(0, x.shape().length).filter(axis -> axis != 1).toArray();
        Value mean = x.mean(true, axes);
        return channels(x, mean, x.sub(mean).pow(2).mean(true, axes));
    }

    /** Of (N, C, H, W), by the statistics of each group of channels. */
    public Value groupNorm(Value x, int groups) {
        int[] s = x.shape();
        Value grouped = x.reshape(s[0], groups, s[1] / groups, s[2], s[3]);
        Value mean = grouped.mean(true, 2, 3, 4);
        Value variance = grouped.sub(mean).pow(2).mean(true, 2, 3, 4);
        Value normal = grouped.sub(mean).div(variance.add(EPS).sqrt()).reshape(s);
        return normal.mul(get("weight").reshape(s[1], 1, 1)).add(get("bias").reshape(s[1], 1, 1));
    }

    // Windows

    /**
     * Where the windows of an image (h, w) stand: k k numbers for each, among the h w elements and
     * one more, a filling.
     *
     * @param zoom 1, or how far elements are spread apart for a transposed convolution
     */
    private static int[] windows(
            int h, int w, int k, int stride, int padding, int dilation, int zoom) {
        int tall = ((h - 1) * zoom + 1 + 2 * padding - dilation * (k - 1) - 1) / stride + 1;
        int wide = ((w - 1) * zoom + 1 + 2 * padding - dilation * (k - 1) - 1) / stride + 1;
        int[] at = new int[tall * wide * k * k];
        for (int i = 0; i < at.length; i++) {
            int window = i / (k * k);
            int row = window / wide * stride + i % (k * k) / k * dilation - padding;
            int column = window % wide * stride + i % k * dilation - padding;
            boolean isThere =
                    row >= 0
                            && column >= 0
                            && row % zoom == 0
                            && column % zoom == 0
                            && row / zoom < h
                            && column / zoom < w;
            at[i] = isThere ? row / zoom * w + column / zoom : h * w;
        }
        return at;
    }

    /** (N, C, H, W) to (N, C, windows, k k). */
    private static Value unfolded(Value x, double filling, int k, int... at) {
        int[] s = x.shape();
        double[] more = new double[s[0] * s[1]];
        Arrays.fill(more, filling);
        Value flat = x.reshape(s[0], s[1], s[2] * s[3]);
        Value filled = Value.concat(2, flat, Value.of(new int[] {s[0], s[1], 1}, more));
        return filled.take(2, at).reshape(s[0], s[1], at.length / (k * k), k * k);
    }

    /** A convolution of (N, C, H, W) by filters (out, in / groups, k, k), to (N, out, windows). */
    public static Value convolution(
            Value x, Value filters, int stride, int padding, int dilation, int zoom, int groups) {
        int[] s = x.shape();
        int[] f = filters.shape();
        int k = f[3];
        int[] at = windows(s[2], s[3], k, stride, padding, dilation, zoom);
        Value[] parts = new Value[groups];
        for (int g = 0; g < groups; g++) {
            Value own = unfolded(x.slice(1, g * f[1], (g + 1) * f[1]), 0, k, at);
            int count = at.length / (k * k);
            Value columns = own.permute(0, 2, 1, 3).reshape(s[0], count, f[1] * k * k);
            int out = f[0] / groups;
            Value rows = filters.slice(0, g * out, (g + 1) * out).reshape(out, f[1] * k * k);
            parts[g] = columns.matmul(rows.transpose()).permute(0, 2, 1);
        }
        return Value.concat(1, parts);
    }

    /**
     * Filters (in, out, k, k) of a transposed convolution as those of the one it is the same as.
     */
    public static Value turned(Value filters) {
        int[] s = filters.shape();
        int[] back = IntStream.range(0, s[2] * s[3]).map(i -> s[2] * s[3] - 1 - i).toArray();
        Value flat = filters.reshape(s[0], s[1], s[2] * s[3]).take(2, back);
        return flat.permute(1, 0, 2).reshape(s[1], s[0], s[2], s[3]);
    }

    /** The largest of each window of k x k that do not overlap. */
    public static Value maxPool(Value x, int k) {
        int[] s = x.shape();
        int[] at = windows(s[2], s[3], k, k, 0, 1, 1);
        return unfolded(x, 0, k, at).max(false, 3).reshape(s[0], s[1], s[2] / k, s[3] / k);
    }

    /** The mean of each window of k x k that do not overlap. */
    public static Value avgPool(Value x, int k) {
        int[] s = x.shape();
        int[] at = windows(s[2], s[3], k, k, 0, 1, 1);
        return unfolded(x, 0, k, at).mean(false, 3).reshape(s[0], s[1], s[2] / k, s[3] / k);
    }

    // Recurrent layers

    /** A step of a cell: x (B, in) and h (B, units) to the next h; of an LSTM h and c, joined. */
    public Value cell(String kind, String suffix, Value x, Value h) {
        int units = kind.equals("LSTM") ? h.shape()[1] / 2 : h.shape()[1];
        Value before = h.slice(1, 0, units);
        Value in = added(x.matmul(get("weight_ih" + suffix).transpose()), "bias_ih" + suffix);
        Value back =
                added(before.matmul(get("weight_hh" + suffix).transpose()), "bias_hh" + suffix);
        return switch (kind) {
            case "tanh" -> in.add(back).tanh();
            case "relu" -> in.add(back).relu();
            case "GRU" -> {
                Value r = gate(in, 0, units).add(gate(back, 0, units)).sigmoid();
                Value z = gate(in, 1, units).add(gate(back, 1, units)).sigmoid();
                Value n = gate(in, 2, units).add(r.mul(gate(back, 2, units))).tanh();
                yield n.sub(z.mul(n)).add(z.mul(before));
            }
            default -> {
                Value all = in.add(back);
                Value i = gate(all, 0, units).sigmoid();
                Value f = gate(all, 1, units).sigmoid();
                Value g = gate(all, 2, units).tanh();
                Value o = gate(all, 3, units).sigmoid();
                Value c = f.mul(h.slice(1, units, 2 * units)).add(i.mul(g));
                yield Value.concat(1, o.mul(c.tanh()), c);
            }
        };
    }

    private static Value gate(Value all, int which, int units) {
        return all.slice(1, which * units, (which + 1) * units);
    }

    /** Sequences (B, T, in) to (B, T, ways units), from states of 0. */
    public Value recurrent(String kind, Value x, int units, int layers, int ways) {
        Value in = x;
        int batch = x.shape()[0];
        int steps = x.shape()[1];
        for (int layer = 0; layer < layers; layer++) {
            Value[] out = new Value[ways];
            for (int way = 0; way < ways; way++) {
                int wide = kind.equals("LSTM") ? 2 * units : units;
                Value h = Value.of(new int[] {batch, wide}, new double[batch * wide]);
                Value[] all = new Value[steps];
                for (int step = 0; step < steps; step++) {
                    int t = way == 1 ? steps - 1 - step : step;
                    Value now = in.slice(1, t, t + 1).reshape(batch, in.shape()[2]);
                    h = cell(kind, "_l" + layer + (way == 1 ? "_reverse" : ""), now, h);
                    all[t] = h.slice(1, 0, units).reshape(batch, 1, units);
                }
                out[way] = Value.concat(1, all);
            }
            in = Value.concat(2, out);
        }
        return in;
    }

    // Attention

    /** (B, t, heads d) to (B, heads, t, d). */
    public static Value split(Value x, int heads) {
        int[] s = x.shape();
        return x.reshape(s[0], s[1], heads, s[2] / heads).permute(0, 2, 1, 3);
    }

    /** Of queries (B, heads, l, d) to keys and values (B, key heads, s, d); to (B, l, heads d). */
    public static Value attention(Value q, Value k, Value v, boolean isCausal) {
        int[] s = q.shape();
        int keys = k.shape()[2];
        int each = s[1] / k.shape()[1];
        int[] shared = IntStream.range(0, s[1]).map(head -> head / each).toArray();
        Value scores = q.matmul(k.take(1, shared).transpose()).mul(1 / Math.sqrt(s[3]));
        if (isCausal) {
            double[] later = new double[s[2] * keys];
            for (int i = 0; i < later.length; i++) {
                later[i] = i % keys > i / keys ? 1 : 0;
            }
            scores = scores.maskedFill(Value.of(new int[] {s[2], keys}, later), -1e300);
        }
        Value found = Composed.softmax(scores, -1).matmul(v.take(1, shared));
        return found.permute(0, 2, 1, 3).reshape(s[0], s[2], s[1] * s[3]);
    }

    /** PyTorch's MultiheadAttention with packed weights. */
    public Value multiHead(
            Value query, Value memory, String name, int heads, int keyHeads, boolean isCausal) {
        int width = query.shape()[2];
        int narrow = width / heads * keyHeads;
        Value[] all = new Value[3];
        for (int i = 0; i < 3; i++) {
            int first = i == 0 ? 0 : width + (i - 1) * narrow;
            int last = first + (i == 0 ? width : narrow);
            Value weight =
                    weights.containsKey(name + "in_proj_weight")
                            ? get(name + "in_proj_weight").slice(0, first, last)
                            : get(name + "qkv".charAt(i) + "_proj_weight");
            Value bias = get(name + "in_proj_bias").slice(0, first, last);
            all[i] = (i == 0 ? query : memory).matmul(weight.transpose()).add(bias);
        }
        Value q = split(all[0], heads);
        Value found = attention(q, split(all[1], keyHeads), split(all[2], keyHeads), isCausal);
        return linear(found, name + "out_proj.");
    }

    /** Vectors (B, heads, t, d), halves of which are rotated by their positions. */
    public static Value rotated(Value x, double base) {
        int[] s = x.shape();
        int half = s[3] / 2;
        double[] cos = new double[s[2] * half];
        double[] sin = new double[s[2] * half];
        for (int i = 0; i < cos.length; i++) {
            double angle = Math.floorDiv(i, half) * Math.pow(base, -2.0 * (i % half) / s[3]);
            cos[i] = Math.cos(angle);
            sin[i] = Math.sin(angle);
        }
        Value c = Value.of(new int[] {s[2], half}, cos);
        Value n = Value.of(new int[] {s[2], half}, sin);
        Value a = x.slice(3, 0, half);
        Value b = x.slice(3, half, s[3]);
        return Value.concat(3, a.mul(c).sub(b.mul(n)), b.mul(c).add(a.mul(n)));
    }

    /** x times its logistic function. */
    public static Value silu(Value x) {
        return x.mul(x.sigmoid());
    }

    /** PyTorch's TransformerEncoderLayer with ReLU; a decoder layer where there is a memory. */
    public Value transformer(Value x, @Nullable Value memory, int heads, boolean isNormFirst) {
        boolean isDecoder = memory != null;
        Value y = isNormFirst ? layerNorm(x, "norm1.") : x;
        y = x.add(multiHead(y, y, "self_attn.", heads, heads, isDecoder));
        y = isNormFirst ? y : layerNorm(y, "norm1.");
        if (isDecoder) {
            Value z = isNormFirst ? layerNorm(y, "norm2.") : y;
            y = y.add(multiHead(z, memory, "multihead_attn.", heads, heads, false));
            y = isNormFirst ? y : layerNorm(y, "norm2.");
        }
        String last = isDecoder ? "norm3." : "norm2.";
        Value z = isNormFirst ? layerNorm(y, last) : y;
        y = y.add(linear(linear(z, "linear1.").relu(), "linear2."));
        return isNormFirst ? y : layerNorm(y, last);
    }

    /** GPT-2's logits of tokens (1, t). */
    public Value gpt2(int[] tokens, int layers, int heads, String head) {
        int width = get("transformer.wte.weight").shape()[1];
        Value x =
                get("transformer.wte.weight")
                        .rows(tokens, 1, tokens.length)
                        .add(get("transformer.wpe.weight").slice(0, 0, tokens.length));
        for (int layer = 0; layer < layers; layer++) {
            String name = "transformer.h." + layer + ".";
            Value all = conv1d(layerNorm(x, name + "ln_1."), name + "attn.c_attn.");
            Value q = split(all.slice(2, 0, width), heads);
            Value k = split(all.slice(2, width, 2 * width), heads);
            Value v = split(all.slice(2, 2 * width, 3 * width), heads);
            x = x.add(conv1d(attention(q, k, v, true), name + "attn.c_proj."));
            Value hidden = conv1d(layerNorm(x, name + "ln_2."), name + "mlp.c_fc.");
            x = x.add(conv1d(Composed.geluTanh(hidden), name + "mlp.c_proj."));
        }
        return layerNorm(x, "transformer.ln_f.").matmul(get(head).transpose());
    }

    /** Llama's logits of tokens (1, t). */
    public Value llama(int[] tokens, int layers, int heads, int keyHeads, double base) {
        Value x = get("model.embed_tokens.weight").rows(tokens, 1, tokens.length);
        for (int layer = 0; layer < layers; layer++) {
            String name = "model.layers." + layer + ".";
            Value y = rmsNorm(x, name + "input_layernorm.");
            Value q = rotated(split(linear(y, name + "self_attn.q_proj."), heads), base);
            Value k = rotated(split(linear(y, name + "self_attn.k_proj."), keyHeads), base);
            Value v = split(linear(y, name + "self_attn.v_proj."), keyHeads);
            x = x.add(linear(attention(q, k, v, true), name + "self_attn.o_proj."));
            Value z = rmsNorm(x, name + "post_attention_layernorm.");
            Value gate = silu(linear(z, name + "mlp.gate_proj."));
            x = x.add(linear(gate.mul(linear(z, name + "mlp.up_proj.")), name + "mlp.down_proj."));
        }
        return linear(rmsNorm(x, "model.norm."), "lm_head.");
    }
}
