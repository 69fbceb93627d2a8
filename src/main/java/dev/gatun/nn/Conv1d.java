package dev.gatun.nn;

import dev.gatun.tensor.ConvOptions;
import dev.gatun.tensor.Tensor;

/**
 * {@link Tensor#conv1d(Tensor, ConvOptions)} of (N, C, L), with filters (out, in / groups, kernel)
 * and a bias that are trained. Starts uniform between +-1/sqrt(fanIn), as PyTorch's.
 */
public final class Conv1d extends Convolution {
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
        super("Conv1d", in, out, 1, kernel, false, options, hasBias);
    }

    @Override
    Tensor convolved(Tensor x, Tensor filters) {
        return x.conv1d(filters, options);
    }

    @Override
    Tensor convolved(Tensor x, Tensor filters, Tensor shift) {
        return x.conv1d(filters, shift, options);
    }
}
