package dev.gatun.nn;

import dev.gatun.checks.Ranges;
import dev.gatun.tensor.Tensor;

/** {@link Tensor#rmsNorm} along the last axis, with a weight that is trained. */
public final class RMSNorm extends Layer {
    private final Parameter weight;
    private final double eps;

    /** With eps 1e-6. (PyTorch's default is the machine precision of the input's type.) */
    public RMSNorm(long width) {
        this(width, 1e-6);
    }

    /**
     * A norm by the mean square.
     *
     * @param width the size of the last axis
     * @param eps added to the mean square
     */
    public RMSNorm(long width, double eps) {
        Ranges.positive("RMSNorm", "width", width);
        this.eps = Ranges.notNegative("RMSNorm", "eps", eps);
        weight = parameter("weight", Tensor.ones(width));
    }

    @Override
    protected Tensor forward(Tensor x) {
        return x.rmsNorm(weight.tensor(), eps);
    }

    @Override
    protected String options() {
        return "(%d,), eps=%s, elementwise_affine=True"
                .formatted(weight.tensor().size(0), Sizes.print(eps));
    }
}
