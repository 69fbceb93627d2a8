package dev.gatun.nn;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.ConvOptions;
import dev.gatun.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * {@link Tensor#conv1d(Tensor, ConvOptions)} of (N, C, L), with filters and a bias that are
 * trained. Starts uniform between +-1/sqrt(fanIn), as PyTorch's.
 */
public final class Conv1d extends Layer {
    private final Parameter weight; // (out, in / groups, kernel)
    private final @Nullable Parameter bias;
    private final ConvOptions options;

    /** Filters of kernel elements, stride 1, no padding, with a bias. */
    public Conv1d(long in, long out, int kernel) {
        this(in, out, kernel, ConvOptions.DEFAULT, true);
    }

    /**
     * A convolution.
     *
     * @param in the channels of the input
     * @param out the channels of the result
     * @param kernel the size of a filter
     * @param options stride, padding, dilation, groups
     * @param hasBias whether a number is added to each channel
     * @throws IllegalArgumentException if groups do not divide the channels
     */
    public Conv1d(long in, long out, int kernel, ConvOptions options, boolean hasBias) {
        this.options = Nulls.refuse("Conv1d", "options", options);
        Sizes.positive("Conv1d", "kernel", kernel);
        long inOfGroup = Sizes.ofGroup("Conv1d", "in", in, options.groups());
        Sizes.ofGroup("Conv1d", "out", out, options.groups());
        Tensor filters = Tensor.zeros(out, inOfGroup, kernel);
        long fanIn = inOfGroup * kernel;
        weight = parameter("weight", Init.fanInUniform(filters, fanIn));
        bias = hasBias ? parameter("bias", Init.fanInUniform(Tensor.zeros(out), fanIn)) : null;
    }

    @Override
    protected Tensor forward(Tensor x) { // (N, C, L)
        Tensor filters = weight.tensor();
        return bias == null
                ? x.conv1d(filters, options)
                : x.conv1d(filters, bias.tensor(), options);
    }

    @Override
    protected String options() {
        Tensor filters = weight.tensor();
        return Sizes.print(
                filters.size(1) * options.groups(),
                filters.size(0),
                filters.shape().dims(),
                options,
                bias != null);
    }
}
