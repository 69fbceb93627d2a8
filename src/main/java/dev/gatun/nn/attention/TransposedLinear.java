package dev.gatun.nn.attention;

import dev.gatun.nn.Init;
import dev.gatun.nn.Layer;
import dev.gatun.nn.Parameter;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Tensor;

/**
 * A linear map {@code y = x W + b} whose weight is stored (in, out), the transpose of what a {@link
 * dev.gatun.nn.Linear} has: so are the published weights of GPT-2, whose code calls it Conv1D.
 * Starts normal with deviation 0.02, the bias at 0.
 */
public final class TransposedLinear extends Layer {
    private final Parameter weight;
    private final Parameter bias;

    /** A linear map with a bias. */
    public TransposedLinear(long in, long out) {
        this(in, out, 0.02);
    }

    TransposedLinear(long in, long out, double deviation) {
        AttentionSizes.positive("TransposedLinear", "in", in);
        AttentionSizes.positive("TransposedLinear", "out", out);
        Tensor start = Tensor.zeros(in, out);
        weight = parameter("weight", Init.normal(start, 0, deviation, Generator.standard()));
        bias = parameter("bias", Tensor.zeros(out));
    }

    /** The weight, (in, out). */
    public Parameter weight() {
        return weight;
    }

    @Override
    protected Tensor forward(Tensor x) {
        return x.linear(weight.tensor().t(), bias.tensor());
    }

    @Override
    protected String typeName() {
        return "Conv1D";
    }

    @Override
    protected String options() {
        return "nf=%d, nx=%d".formatted(weight.tensor().size(1), weight.tensor().size(0));
    }
}
