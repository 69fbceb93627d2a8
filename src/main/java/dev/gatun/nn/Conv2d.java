package dev.gatun.nn;

import dev.gatun.tensor.ConvOptions;
import dev.gatun.tensor.Tensor;

/**
 * {@link Tensor#conv2d(Tensor, ConvOptions)} of (N, C, H, W), with filters (out, in / groups,
 * kernel, kernel) and a bias that are trained. Starts uniform between +-1/sqrt(fanIn), as
 * PyTorch's.
 */
public final class Conv2d extends Convolution {
    /** Filters of kernel x kernel, stride 1, no padding, with a bias. */
    public Conv2d(long in, long out, int kernel) {
        this(in, out, kernel, ConvOptions.DEFAULT, true);
    }

    /**
     * A convolution.
     *
     * @param in the channels of the input
     * @param out the channels of the result
     * @param kernel the size of a filter along each axis
     * @param options stride, padding, dilation, groups
     * @param hasBias whether a number is added to each channel
     * @throws IllegalArgumentException if groups do not divide the channels
     */
    public Conv2d(long in, long out, int kernel, ConvOptions options, boolean hasBias) {
        super("Conv2d", in, out, 2, kernel, false, options, hasBias);
    }

    @Override
    Tensor convolved(Tensor x, Tensor filters) {
        return x.conv2d(filters, options);
    }

    @Override
    Tensor convolved(Tensor x, Tensor filters, Tensor shift) {
        return x.conv2d(filters, shift, options);
    }
}
