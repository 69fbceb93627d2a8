package dev.gatun.nn.attention;

import dev.gatun.tensor.Tensor;
import java.util.Map;

/** Transformers in plain loops over doubles, one text at a time, which judge the modules. */
@SuppressWarnings("NullAway") // names that are there
final class Plain {
    private final Map<String, Tensor> state;

    /** Whether a query sees a key. */
    interface Sees {
        boolean test(int query, int key);
    }

    /** With these weights, by name. */
    Plain(Map<String, Tensor> state) {
        this.state = state;
    }

    private double[][] matrix(String name) {
        return state.get(name).toDoubleArray2d();
    }

    private double[] vector(String name) {
        return state.get(name).toDoubleArray();
    }

    /** By a weight (out, in) and a bias, if there is one. */
    double[][] linear(double[][] x, String name) {
        String bias = name + ".bias";
        return linear(x, matrix(name + ".weight"), state.containsKey(bias) ? vector(bias) : null);
    }

    static double[][] linear(double[][] x, double[][] weight, double[] bias) {
        double[][] y = new double[x.length][weight.length];
        for (int t = 0; t < x.length; t++) {
            for (int o = 0; o < weight.length; o++) {
                double sum = bias == null ? 0 : bias[o];
                for (int i = 0; i < weight[o].length; i++) {
                    sum += x[t][i] * weight[o][i];
                }
                y[t][o] = sum;
            }
        }
        return y;
    }

    /** By a weight (in, out) and a bias. */
    double[][] conv1d(double[][] x, String name) {
        double[][] weight = matrix(name + ".weight");
        double[][] turned = new double[weight[0].length][weight.length];
        for (int i = 0; i < weight.length; i++) {
            for (int o = 0; o < turned.length; o++) {
                turned[o][i] = weight[i][o];
            }
        }
        return linear(x, turned, vector(name + ".bias"));
    }

    double[][] layerNorm(double[][] x, String name) {
        double[] weight = vector(name + ".weight");
        double[] bias = vector(name + ".bias");
        double[][] y = new double[x.length][x[0].length];
        for (int t = 0; t < x.length; t++) {
            double mean = 0;
            for (double each : x[t]) {
                mean += each / x[t].length;
            }
            double variance = 0;
            for (double each : x[t]) {
                variance += (each - mean) * (each - mean) / x[t].length;
            }
            for (int i = 0; i < y[t].length; i++) {
                y[t][i] = (x[t][i] - mean) / Math.sqrt(variance + 1e-5) * weight[i] + bias[i];
            }
        }
        return y;
    }

    double[][] rmsNorm(double[][] x, String name, double eps) {
        double[] weight = vector(name + ".weight");
        double[][] y = new double[x.length][x[0].length];
        for (int t = 0; t < x.length; t++) {
            double mean = 0;
            for (double each : x[t]) {
                mean += each * each / x[t].length;
            }
            for (int i = 0; i < y[t].length; i++) {
                y[t][i] = x[t][i] / Math.sqrt(mean + eps) * weight[i];
            }
        }
        return y;
    }

    /** Attention of each head, where consecutive heads of queries share one of keys. */
    static double[][] attention(
            double[][] q, double[][] k, double[][] v, int heads, int keyHeads, Sees sees) {
        int width = q[0].length / heads;
        double[][] y = new double[q.length][q[0].length];
        for (int h = 0; h < heads; h++) {
            int at = h * width;
            int keyAt = h / (heads / keyHeads) * width;
            for (int t = 0; t < q.length; t++) {
                double[] weights = new double[k.length];
                double sum = 0;
                for (int s = 0; s < k.length; s++) {
                    if (sees.test(t, s)) {
                        double score = 0;
                        for (int i = 0; i < width; i++) {
                            score += q[t][at + i] * k[s][keyAt + i];
                        }
                        weights[s] = Math.exp(score / Math.sqrt(width));
                        sum += weights[s];
                    }
                }
                for (int s = 0; s < k.length; s++) {
                    for (int i = 0; i < width && sees.test(t, s); i++) {
                        y[t][at + i] += weights[s] / sum * v[s][keyAt + i];
                    }
                }
            }
        }
        return y;
    }

    /** Columns from a first one on. */
    static double[][] columns(double[][] x, int first, int count) {
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            y[t] = java.util.Arrays.copyOfRange(x[t], first, first + count);
        }
        return y;
    }

    static double[][] add(double[][] x, double[][] y) {
        double[][] z = new double[x.length][x[0].length];
        for (int t = 0; t < z.length; t++) {
            for (int i = 0; i < z[t].length; i++) {
                z[t][i] = x[t][i] + y[t][i];
            }
        }
        return z;
    }

    static double[][] map(double[][] x, java.util.function.DoubleUnaryOperator function) {
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            y[t] = java.util.Arrays.stream(x[t]).map(function).toArray();
        }
        return y;
    }

    /** A module's self-attention with packed weights. */
    double[][] packedAttention(double[][] x, String name, int heads, Sees sees) {
        double[][] all = linear(x, matrix(name + "in_proj_weight"), vector(name + "in_proj_bias"));
        int width = x[0].length;
        double[][] found =
                attention(
                        columns(all, 0, width),
                        columns(all, width, width),
                        columns(all, 2 * width, width),
                        heads,
                        heads,
                        sees);
        return linear(found, name + "out_proj");
    }

    /** The logits of a {@link Gpt2}. */
    double[][] gpt2(long[] tokens, Gpt2Config config) {
        double[][] table = matrix("transformer.wte.weight");
        double[][] places = matrix("transformer.wpe.weight");
        double[][] x = new double[tokens.length][];
        for (int t = 0; t < x.length; t++) {
            x[t] = add(new double[][] {table[(int) tokens[t]]}, new double[][] {places[t]})[0];
        }
        int width = (int) config.width();
        int heads = (int) config.heads();
        for (int layer = 0; layer < config.layers(); layer++) {
            String name = "transformer.h." + layer + ".";
            double[][] all = conv1d(layerNorm(x, name + "ln_1"), name + "attn.c_attn");
            double[][] found =
                    attention(
                            columns(all, 0, width),
                            columns(all, width, width),
                            columns(all, 2 * width, width),
                            heads,
                            heads,
                            (query, key) -> key <= query);
            x = add(x, conv1d(found, name + "attn.c_proj"));
            double[][] hidden = conv1d(layerNorm(x, name + "ln_2"), name + "mlp.c_fc");
            x = add(x, conv1d(map(hidden, Plain::geluTanh), name + "mlp.c_proj"));
        }
        return linear(layerNorm(x, "transformer.ln_f"), "lm_head");
    }

    private static double geluTanh(double x) {
        return x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }

    /** The logits of a {@link Llama}. */
    double[][] llama(long[] tokens, LlamaConfig config) {
        double[][] table = matrix("model.embed_tokens.weight");
        double[][] x = new double[tokens.length][];
        for (int t = 0; t < x.length; t++) {
            x[t] = table[(int) tokens[t]];
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            String name = "model.layers." + layer + ".";
            double[][] in = rmsNorm(x, name + "input_layernorm", config.eps());
            int heads = (int) config.heads();
            int keyHeads = (int) config.keyHeads();
            double[][] found =
                    attention(
                            rotated(linear(in, name + "self_attn.q_proj"), heads, config),
                            rotated(linear(in, name + "self_attn.k_proj"), keyHeads, config),
                            linear(in, name + "self_attn.v_proj"),
                            heads,
                            keyHeads,
                            (query, key) -> key <= query);
            x = add(x, linear(found, name + "self_attn.o_proj"));
            double[][] mid = rmsNorm(x, name + "post_attention_layernorm", config.eps());
            double[][] gate = linear(mid, name + "mlp.gate_proj");
            double[][] up = linear(mid, name + "mlp.up_proj");
            for (int t = 0; t < x.length; t++) {
                for (int i = 0; i < up[t].length; i++) {
                    up[t][i] *= gate[t][i] / (1 + Math.exp(-gate[t][i]));
                }
            }
            x = add(x, linear(up, name + "mlp.down_proj"));
        }
        return linear(rmsNorm(x, "model.norm", config.eps()), "lm_head");
    }

    /** Pairs of an element and the one half a head behind it, turned by their positions. */
    private static double[][] rotated(double[][] x, int heads, LlamaConfig config) {
        int width = x[0].length / heads;
        double[][] y = new double[x.length][x[0].length];
        for (int t = 0; t < x.length; t++) {
            for (int h = 0; h < heads; h++) {
                for (int i = 0; i < width / 2; i++) {
                    double angle =
                            t / config.ropeScale() / Math.pow(config.ropeBase(), 2.0 * i / width);
                    int a = h * width + i;
                    int b = a + width / 2;
                    y[t][a] = x[t][a] * Math.cos(angle) - x[t][b] * Math.sin(angle);
                    y[t][b] = x[t][b] * Math.cos(angle) + x[t][a] * Math.sin(angle);
                }
            }
        }
        return y;
    }
}
