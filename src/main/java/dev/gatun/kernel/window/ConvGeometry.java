package dev.gatun.kernel.window;

/**
 * The sizes of a two-dimensional convolution: images (batch, channels, height, width), filters
 * (filters, channels / groups, kernelHeight, kernelWidth), results (batch, filters, outHeight,
 * outWidth). All are positive, and the kernel, spread by the dilation, fits into the padded image.
 *
 * @param strideHeight rows between the windows of two rows of the result
 * @param padHeight rows of zeros above and below the image
 * @param dilationHeight rows between two rows of the kernel
 * @param groups the parts of the channels, each of which has filters of its own
 */
public record ConvGeometry(
        long batch,
        long channels,
        long height,
        long width,
        long filters,
        long kernelHeight,
        long kernelWidth,
        long strideHeight,
        long strideWidth,
        long padHeight,
        long padWidth,
        long dilationHeight,
        long dilationWidth,
        long groups) {

    /** The height of the results. */
    public long outHeight() {
        return positions(height, kernelHeight, strideHeight, padHeight, dilationHeight);
    }

    /** The width of the results. */
    public long outWidth() {
        return positions(width, kernelWidth, strideWidth, padWidth, dilationWidth);
    }

    /** The number of windows along an axis; 0 or less if not one fits. */
    public static long positions(long size, long kernel, long stride, long pad, long dilation) {
        return Math.floorDiv(size + 2 * pad - dilation * (kernel - 1) - 1, stride) + 1;
    }

    long groupChannels() {
        return channels / groups;
    }

    long groupFilters() {
        return filters / groups;
    }

    /** The number of terms that one row of a kernel adds to an element of the result. */
    long terms() {
        return groupChannels() * kernelWidth;
    }

    /** The number of elements of a channel of the result. */
    long outSize() {
        return outHeight() * outWidth();
    }
}
