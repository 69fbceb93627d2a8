package dev.gatun.tensor;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.internal.Checks;

/**
 * The options of a convolution, as PyTorch names them. In one dimension those of the width count.
 *
 * {@snippet :
 * Tensor y = x.conv2d(w, ConvOptions.DEFAULT.stride(2).padding(1));
 * }
 *
 * @param height along the height
 * @param width along the width
 * @param groups the number of parts of the channels, each of which has filters of its own
 */
public record ConvOptions(Axis height, Axis width, int groups) {
    /** Stride 1, no padding, dilation 1, one group. */
    public static final ConvOptions DEFAULT =
            new ConvOptions(new Axis(1, 0, 1, 0), new Axis(1, 0, 1, 0), 1);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if the number of groups is not positive
     */
    public ConvOptions {
        Nulls.refuse("ConvOptions", "height", height);
        Nulls.refuse("ConvOptions", "width", width);
        Checks.positive("ConvOptions", "groups", groups);
    }

    /**
     * The options along one axis.
     *
     * @param stride elements between two windows
     * @param padding zeros at each end of the axis
     * @param dilation elements between two elements of the kernel
     * @param outputPadding elements added at the end of the result of a transposed convolution
     */
    public record Axis(int stride, int padding, int dilation, int outputPadding) {
        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException if the stride or the dilation is not positive, or a
         *     padding is negative
         */
        public Axis {
            Checks.positive("ConvOptions", "stride", stride);
            Checks.notNegative("ConvOptions", "padding", padding);
            Checks.positive("ConvOptions", "dilation", dilation);
            Checks.notNegative("ConvOptions", "output padding", outputPadding);
        }

        private Axis stride(int given) {
            return new Axis(given, padding, dilation, outputPadding);
        }

        private Axis padding(int given) {
            return new Axis(stride, given, dilation, outputPadding);
        }

        private Axis dilation(int given) {
            return new Axis(stride, padding, given, outputPadding);
        }

        private Axis outputPadding(int given) {
            return new Axis(stride, padding, dilation, given);
        }
    }

    /** With a stride along both axes. */
    public ConvOptions stride(int both) {
        return stride(both, both);
    }

    /** With a stride along each axis. */
    public ConvOptions stride(int alongHeight, int alongWidth) {
        return new ConvOptions(height.stride(alongHeight), width.stride(alongWidth), groups);
    }

    /** With a padding along both axes. */
    public ConvOptions padding(int both) {
        return padding(both, both);
    }

    /** With a padding along each axis. */
    public ConvOptions padding(int alongHeight, int alongWidth) {
        return new ConvOptions(height.padding(alongHeight), width.padding(alongWidth), groups);
    }

    /** With a dilation along both axes. */
    public ConvOptions dilation(int both) {
        return dilation(both, both);
    }

    /** With a dilation along each axis. */
    public ConvOptions dilation(int alongHeight, int alongWidth) {
        return new ConvOptions(height.dilation(alongHeight), width.dilation(alongWidth), groups);
    }

    /** With a padding of the result of a transposed convolution along both axes. */
    public ConvOptions outputPadding(int both) {
        return outputPadding(both, both);
    }

    /** With a padding of the result of a transposed convolution along each axis. */
    public ConvOptions outputPadding(int alongHeight, int alongWidth) {
        return new ConvOptions(
                height.outputPadding(alongHeight), width.outputPadding(alongWidth), groups);
    }

    /** With a number of groups. */
    public ConvOptions groups(int count) {
        return new ConvOptions(height, width, count);
    }
}
