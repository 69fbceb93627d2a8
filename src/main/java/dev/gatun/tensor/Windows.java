package dev.gatun.tensor;

import dev.gatun.checks.Nulls;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.op.window.ConvCalls;
import dev.gatun.tensor.op.window.FractionalPools;
import dev.gatun.tensor.op.window.PoolCalls;
import dev.gatun.tensor.op.window.Resizing;

/**
 * Methods of {@link Tensor} over windows of images: convolutions, pooling, resizing. Images are
 * (batch, channels, height, width) or (channels, height, width), in one dimension (batch, channels,
 * width) or (channels, width). BF16 and F16 are computed in F32 and give F32.
 */
public sealed interface Windows permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /** {@link #conv2d(Tensor, ConvOptions)} with stride 1 and without padding. */
    default Tensor conv2d(Tensor filters) {
        return conv2d(filters, ConvOptions.DEFAULT);
    }

    /**
     * The convolution with filters (filters, channels / groups, kernelHeight, kernelWidth): as in
     * all libraries of neural networks the cross-correlation, whose kernels are not reversed. The
     * result is (batch, filters, outHeight, outWidth) with {@code outHeight = (height + 2 padding -
     * dilation (kernelHeight - 1) - 1) / stride + 1}, rounded down.
     *
     * @throws ShapeException if the numbers of channels differ or a kernel does not fit
     * @throws IllegalArgumentException if the types differ or are not floating-point
     */
    default Tensor conv2d(Tensor filters, ConvOptions options) {
        Nulls.refuse("conv2d", "filters", filters);
        Nulls.refuse("conv2d", "options", options);
        return ConvCalls.conv2d(self(), filters, null, options);
    }

    /**
     * {@link #conv2d(Tensor, ConvOptions)} plus a number for each filter.
     *
     * @param bias (filters)
     */
    default Tensor conv2d(Tensor filters, Tensor bias, ConvOptions options) {
        Nulls.refuse("conv2d", "filters", filters);
        Nulls.refuse("conv2d", "bias", bias);
        Nulls.refuse("conv2d", "options", options);
        return ConvCalls.conv2d(self(), filters, bias, options);
    }

    /** {@link #conv1d(Tensor, ConvOptions)} with stride 1 and without padding. */
    default Tensor conv1d(Tensor filters) {
        return conv1d(filters, ConvOptions.DEFAULT);
    }

    /**
     * The convolution of (batch, channels, width) with filters (filters, channels / groups,
     * kernelWidth), as {@link #conv2d(Tensor, ConvOptions)}.
     *
     * @throws ShapeException if the numbers of channels differ or a kernel does not fit
     * @throws IllegalArgumentException if the types differ or are not floating-point
     */
    default Tensor conv1d(Tensor filters, ConvOptions options) {
        Nulls.refuse("conv1d", "filters", filters);
        Nulls.refuse("conv1d", "options", options);
        return ConvCalls.conv1d(self(), filters, null, options);
    }

    /**
     * {@link #conv1d(Tensor, ConvOptions)} plus a number for each filter.
     *
     * @param bias (filters)
     */
    default Tensor conv1d(Tensor filters, Tensor bias, ConvOptions options) {
        Nulls.refuse("conv1d", "filters", filters);
        Nulls.refuse("conv1d", "bias", bias);
        Nulls.refuse("conv1d", "options", options);
        return ConvCalls.conv1d(self(), filters, bias, options);
    }

    /**
     * The transposed convolution with filters (channels, results / groups, kernelHeight,
     * kernelWidth): the gradient, by its images, of a convolution with these filters. The result is
     * (batch, results, outHeight, outWidth) with {@code outHeight = (height - 1) stride - 2 padding
     * + dilation (kernelHeight - 1) + outputPadding + 1}.
     *
     * @throws ShapeException if the numbers of channels differ, or padding leaves nothing
     * @throws IllegalArgumentException if the types differ or are not floating-point, or an output
     *     padding is not smaller than the stride
     */
    default Tensor convTranspose2d(Tensor filters, ConvOptions options) {
        Nulls.refuse("convTranspose2d", "filters", filters);
        Nulls.refuse("convTranspose2d", "options", options);
        return ConvCalls.convTranspose2d(self(), filters, null, options);
    }

    /**
     * {@link #convTranspose2d(Tensor, ConvOptions)} plus a number for each channel of the result.
     *
     * @param bias (results)
     */
    default Tensor convTranspose2d(Tensor filters, Tensor bias, ConvOptions options) {
        Nulls.refuse("convTranspose2d", "filters", filters);
        Nulls.refuse("convTranspose2d", "bias", bias);
        Nulls.refuse("convTranspose2d", "options", options);
        return ConvCalls.convTranspose2d(self(), filters, bias, options);
    }

    /**
     * The transposed convolution of (batch, channels, width) with filters (channels, results /
     * groups, kernelWidth), as {@link #convTranspose2d(Tensor, ConvOptions)}.
     *
     * @throws ShapeException if the numbers of channels differ, or padding leaves nothing
     * @throws IllegalArgumentException if the types differ or are not floating-point, or an output
     *     padding is not smaller than the stride
     */
    default Tensor convTranspose1d(Tensor filters, ConvOptions options) {
        Nulls.refuse("convTranspose1d", "filters", filters);
        Nulls.refuse("convTranspose1d", "options", options);
        return ConvCalls.convTranspose1d(self(), filters, null, options);
    }

    /**
     * {@link #convTranspose1d(Tensor, ConvOptions)} plus a number for each channel of the result.
     *
     * @param bias (results)
     */
    default Tensor convTranspose1d(Tensor filters, Tensor bias, ConvOptions options) {
        Nulls.refuse("convTranspose1d", "filters", filters);
        Nulls.refuse("convTranspose1d", "bias", bias);
        Nulls.refuse("convTranspose1d", "options", options);
        return ConvCalls.convTranspose1d(self(), filters, bias, options);
    }

    /**
     * The largest element of each window; NaN is larger than every number.
     *
     * @throws ShapeException if no window fits
     */
    default Tensor maxPool2d(PoolOptions options) {
        Nulls.refuse("maxPool2d", "options", options);
        return PoolCalls.max2d("maxPool2d", self(), options).values();
    }

    /**
     * The largest element of each window and its index in the image of its channel, counted row by
     * row; the first of equals.
     *
     * @throws ShapeException if no window fits
     */
    default ValuesAndIndices maxPool2dWithIndices(PoolOptions options) {
        Nulls.refuse("maxPool2dWithIndices", "options", options);
        return PoolCalls.max2d("maxPool2dWithIndices", self(), options);
    }

    /**
     * The largest element of each window of the last axis; NaN is larger than every number.
     *
     * @throws ShapeException if no window fits
     */
    default Tensor maxPool1d(PoolOptions options) {
        Nulls.refuse("maxPool1d", "options", options);
        return PoolCalls.max1d("maxPool1d", self(), options).values();
    }

    /**
     * The largest element of each window of the last axis and its index; the first of equals.
     *
     * @throws ShapeException if no window fits
     */
    default ValuesAndIndices maxPool1dWithIndices(PoolOptions options) {
        Nulls.refuse("maxPool1dWithIndices", "options", options);
        return PoolCalls.max1d("maxPool1dWithIndices", self(), options);
    }

    /**
     * The largest elements of (height, width) windows, which share each image out as evenly as they
     * can, and their indices.
     *
     * @throws IllegalArgumentException if a size is not positive
     */
    default ValuesAndIndices adaptiveMaxPool2d(long height, long width) {
        return PoolCalls.adaptiveMax2d(self(), height, width);
    }

    /**
     * The largest elements of windows that share the last axis out, as {@link #adaptiveMaxPool2d},
     * and their indices.
     *
     * @throws IllegalArgumentException if the size is not positive
     */
    default ValuesAndIndices adaptiveMaxPool1d(long width) {
        return PoolCalls.adaptiveMax1d(self(), width);
    }

    /**
     * The largest elements of windows whose distances are drawn anew for each channel, so that an
     * image becomes smaller by any ratio; NaN is larger than every number.
     *
     * @throws ShapeException if the windows do not fit, or the samples are not of one for each axis
     *     of each channel
     * @throws IllegalArgumentException if neither the size nor the ratio is given, or both
     */
    default Tensor fractionalMaxPool2d(PoolOptions.Fractional options) {
        return fractionalMaxPool("fractionalMaxPool2d", 2, options).values();
    }

    /**
     * {@link #fractionalMaxPool2d} and the index of each element in the image of its channel,
     * counted row by row; the first of equals.
     */
    default ValuesAndIndices fractionalMaxPool2dWithIndices(PoolOptions.Fractional options) {
        return fractionalMaxPool("fractionalMaxPool2dWithIndices", 2, options);
    }

    /**
     * {@link #fractionalMaxPool2d} of volumes, (batch, channels, depth, height, width) or without a
     * batch.
     */
    default Tensor fractionalMaxPool3d(PoolOptions.Fractional options) {
        return fractionalMaxPool("fractionalMaxPool3d", 3, options).values();
    }

    /**
     * {@link #fractionalMaxPool3d} and the index of each element in the volume of its channel,
     * counted row by row; the first of equals.
     */
    default ValuesAndIndices fractionalMaxPool3dWithIndices(PoolOptions.Fractional options) {
        return fractionalMaxPool("fractionalMaxPool3dWithIndices", 3, options);
    }

    private ValuesAndIndices fractionalMaxPool(
            String name, int axes, PoolOptions.Fractional options) {
        Nulls.refuse(name, "options", options);
        return FractionalPools.max(name, self(), axes, options);
    }

    /**
     * The mean of each window.
     *
     * @throws ShapeException if no window fits
     * @throws IllegalArgumentException if there is a dilation
     */
    default Tensor avgPool2d(PoolOptions options) {
        Nulls.refuse("avgPool2d", "options", options);
        return PoolCalls.mean2d(self(), options);
    }

    /**
     * The mean of each window of the last axis.
     *
     * @throws ShapeException if no window fits
     * @throws IllegalArgumentException if there is a dilation
     */
    default Tensor avgPool1d(PoolOptions options) {
        Nulls.refuse("avgPool1d", "options", options);
        return PoolCalls.mean1d(self(), options);
    }

    /**
     * The means of (height, width) windows, which share each image out as evenly as they can:
     * window i has the rows from {@code i * rows / height}, rounded down, to {@code (i + 1) * rows
     * / height}, rounded up.
     *
     * @throws IllegalArgumentException if a size is not positive
     */
    default Tensor adaptiveAvgPool2d(long height, long width) {
        return PoolCalls.adaptiveMean2d(self(), height, width);
    }

    /**
     * The means of windows that share the last axis out, as {@link #adaptiveAvgPool2d}.
     *
     * @throws IllegalArgumentException if the size is not positive
     */
    default Tensor adaptiveAvgPool1d(long width) {
        return PoolCalls.adaptiveMean1d(self(), width);
    }

    /**
     * The images in another size, each element that of the nearest: of index {@code i * size /
     * newSize}, rounded down, as PyTorch's mode "nearest".
     *
     * @param size of the axes after the first two, or after the channels; one or two
     * @throws ShapeException if there are not so many axes, or one is empty
     */
    default Tensor interpolateNearest(long... size) {
        return Resizing.nearest(self(), Nulls.refuse("interpolateNearest", "size", size).clone());
    }

    /**
     * The images in another size, interpolated between the two nearest elements along each axis.
     *
     * @param alignCorners whether the centers of the outermost elements stay where they are, or
     *     their outer borders
     * @param size of the axes after the channels; one or two
     * @throws ShapeException if there are not so many axes, or one is empty
     */
    default Tensor interpolateLinear(boolean alignCorners, long... size) {
        return Resizing.linear(
                self(), alignCorners, Nulls.refuse("interpolateLinear", "size", size).clone());
    }
}
