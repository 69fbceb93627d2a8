package dev.gatun.nn;

import dev.gatun.checks.Ranges;
import dev.gatun.tensor.Tensor;

/** {@link Tensor#groupNorm} of (N, C, ...), with a weight and a bias that are trained. */
public final class GroupNorm extends Layer {
    private final long groups;
    private final Parameter weight;
    private final Parameter bias;
    private final double eps;

    /** With eps 1e-5. */
    public GroupNorm(long groups, long channels) {
        this(groups, channels, 1e-5);
    }

    /**
     * A group norm.
     *
     * @param groups a divisor of the number of channels
     * @param channels the size of axis 1
     * @param eps added to the variance
     */
    public GroupNorm(long groups, long channels, double eps) {
        this.groups = Ranges.positive("GroupNorm", "groups", groups);
        if (Ranges.positive("GroupNorm", "channels", channels) % groups != 0) {
            throw new IllegalArgumentException(
                    "GroupNorm: %d channels are not divided by %d groups"
                            .formatted(channels, groups));
        }
        this.eps = Ranges.notNegative("GroupNorm", "eps", eps);
        weight = parameter("weight", Tensor.ones(channels));
        bias = parameter("bias", Tensor.zeros(channels));
    }

    @Override
    protected Tensor forward(Tensor x) {
        return x.groupNorm(groups, weight.tensor(), bias.tensor(), eps);
    }

    @Override
    protected String options() {
        return "%d, %d, eps=%s, affine=True"
                .formatted(groups, weight.tensor().size(0), Sizes.print(eps));
    }
}
