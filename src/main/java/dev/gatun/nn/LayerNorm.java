package dev.gatun.nn;

import dev.gatun.checks.Ranges;
import dev.gatun.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link Tensor#layerNorm} along the last axis, with a weight and a bias that are trained. */
public final class LayerNorm extends Layer {
    private final Parameter weight;
    private final @Nullable Parameter bias;
    private final double eps;

    /** With eps 1e-5 and a bias. */
    public LayerNorm(long width) {
        this(width, 1e-5, true);
    }

    /**
     * A layer norm.
     *
     * @param width the size of the last axis
     * @param eps added to the variance
     * @param hasBias whether the result is shifted
     */
    public LayerNorm(long width, double eps, boolean hasBias) {
        Ranges.positive("LayerNorm", "width", width);
        this.eps = Ranges.notNegative("LayerNorm", "eps", eps);
        weight = parameter("weight", Tensor.ones(width));
        bias = hasBias ? parameter("bias", Tensor.zeros(width)) : null;
    }

    @Override
    protected Tensor forward(Tensor x) {
        return x.layerNorm(weight.tensor(), bias == null ? null : bias.tensor(), eps);
    }

    @Override
    protected String options() {
        return "(%d,), eps=%s, elementwise_affine=True"
                .formatted(weight.tensor().size(0), Sizes.print(eps));
    }
}
