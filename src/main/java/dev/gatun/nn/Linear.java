package dev.gatun.nn;

import dev.gatun.checks.Nulls;
import dev.gatun.checks.Ranges;
import dev.gatun.expr.ElementwiseFunction;
import dev.gatun.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A linear map of the last axis: {@code y = x W' + b}, (..., in) to (..., out), with W (out, in).
 * Starts uniform between +-1/sqrt(in), as PyTorch's.
 */
public sealed class Linear extends Layer permits TransposedLinear {
    private final Parameter weight;
    private final @Nullable Parameter bias;

    /** A linear map with a bias. */
    public Linear(long in, long out) {
        this(in, out, true);
    }

    /** A linear map, with a bias or without. */
    public Linear(long in, long out, boolean hasBias) {
        Ranges.notNegative("Linear", "in", in);
        Ranges.notNegative("Linear", "out", out);
        weight = parameter("weight", Init.fanInUniform(Tensor.zeros(out, in), in));
        bias = hasBias ? parameter("bias", Init.fanInUniform(Tensor.zeros(out), in)) : null;
    }

    /**
     * A linear map without a bias whose weight is another module's, such as an embedding's table.
     *
     * @param shared the weight, (out, in)
     */
    public Linear(Parameter shared) {
        Sizes.rank("Linear", "shared", Nulls.refuse("Linear", "shared", shared).tensor(), 2);
        weight = parameter("weight", shared);
        bias = null;
    }

    /** A linear map of a weight as {@link #matrix()} takes it, and a bias. */
    Linear(Tensor weight, Tensor bias) {
        this.weight = parameter("weight", weight);
        this.bias = parameter("bias", bias);
    }

    /** The weight, (out, in); (in, out) in a {@link TransposedLinear}. */
    public final Parameter weight() {
        return weight;
    }

    /** The matrix of the map, (out, in), whatever way the weight is stored. */
    final Tensor matrix() {
        return matrix(weight.tensor());
    }

    /** The matrix of the map, of the weight. */
    Tensor matrix(Tensor weight) {
        return weight;
    }

    /** The bias, (out); null where it has none. */
    public final @Nullable Parameter bias() {
        return bias;
    }

    /** Takes an adapter in; {@link LoRA}. */
    final void adapt(String name, LoRA adapter) {
        child(name, adapter);
    }

    @Override
    protected final Tensor forward(Tensor x) {
        return x.linear(matrix(weight.matching(x)), bias == null ? null : bias.matching(x));
    }

    /** The output with a function applied to it, of an input that is no null. */
    final Tensor applying(ElementwiseFunction activation, Tensor x) {
        Tensor own = matrix(weight.matching(x));
        return x.linear(own, bias == null ? null : bias.matching(x), activation);
    }

    @Override
    protected String options() {
        return "in_features=%d, out_features=%d, bias=%s"
                .formatted(
                        weight.tensor().size(1),
                        weight.tensor().size(0),
                        bias == null ? "False" : "True");
    }
}
