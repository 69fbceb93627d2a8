package dev.gatun.nn;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.ConvOptions;
import dev.gatun.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * {@link Tensor#convTranspose2d(Tensor, ConvOptions)} of (N, C, H, W), with filters and a bias that
 * are trained. Starts uniform between +-1/sqrt(fanIn), as PyTorch's.
 */
public final class ConvTranspose2d extends Layer {
    private final Parameter weight; // (in, out / groups, kernelHeight, kernelWidth)
    private final @Nullable Parameter bias;
    private final ConvOptions options;

    /** Filters of kernel x kernel, stride 1, no padding, with a bias. */
    public ConvTranspose2d(long in, long out, int kernel) {
        this(in, out, kernel, ConvOptions.DEFAULT, true);
    }

    /**
     * A transposed convolution.
     *
     * @param in the channels of the input
     * @param out the channels of the result
     * @param kernel the size of a filter along each axis
     * @param options stride, padding, dilation, groups
     * @param hasBias whether a number is added to each channel
     * @throws IllegalArgumentException if groups do not divide the channels
     */
    public ConvTranspose2d(long in, long out, int kernel, ConvOptions options, boolean hasBias) {
        this.options = Nulls.refuse("ConvTranspose2d", "options", options);
        Sizes.positive("ConvTranspose2d", "kernel", kernel);
        long outOfGroup = Sizes.ofGroup("ConvTranspose2d", "out", out, options.groups());
        Sizes.ofGroup("ConvTranspose2d", "in", in, options.groups());
        Tensor filters = Tensor.zeros(in, outOfGroup, kernel, kernel);
        long fanIn = outOfGroup * kernel * kernel;
        weight = parameter("weight", Init.fanInUniform(filters, fanIn));
        bias = hasBias ? parameter("bias", Init.fanInUniform(Tensor.zeros(out), fanIn)) : null;
    }

    @Override
    protected Tensor forward(Tensor x) { // (N, C, H, W)
        Tensor filters = weight.tensor();
        return bias == null
                ? x.convTranspose2d(filters, options)
                : x.convTranspose2d(filters, bias.tensor(), options);
    }

    @Override
    protected String options() {
        Tensor filters = weight.tensor();
        return Sizes.print(
                filters.size(0),
                filters.size(1) * options.groups(),
                filters.shape().dims(),
                options,
                bias != null);
    }
}
