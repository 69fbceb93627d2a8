package dev.gatun.tensor;

import dev.gatun.checks.Nulls;
import dev.gatun.tensor.internal.Checks;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The windows of a pooling and its options, as PyTorch names them. In one dimension those of the
 * width count.
 *
 * {@snippet :
 * Tensor y = x.maxPool2d(PoolOptions.of(3).stride(2).padding(1));
 * }
 *
 * @param height along the height
 * @param width along the width
 * @param ceilMode whether a last window may reach beyond the padded image
 * @param countIncludePad whether padding counts as zeros in a mean
 */
public record PoolOptions(Axis height, Axis width, boolean ceilMode, boolean countIncludePad) {
    /** Refuses null. */
    public PoolOptions {
        Nulls.refuse("PoolOptions", "height", height);
        Nulls.refuse("PoolOptions", "width", width);
    }

    /**
     * The windows along one axis.
     *
     * @param kernel the elements of a window
     * @param stride elements between two windows
     * @param padding elements at each end of the axis, at most half a window
     * @param dilation elements between two elements of a window; 1 for means
     */
    public record Axis(int kernel, int stride, int padding, int dilation) {
        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException if the kernel, the stride or the dilation is not
         *     positive, or the padding is negative or more than half a window
         */
        public Axis {
            Checks.positive("PoolOptions", "kernel", kernel);
            Checks.positive("PoolOptions", "stride", stride);
            Checks.notNegative("PoolOptions", "padding", padding);
            Checks.positive("PoolOptions", "dilation", dilation);
            long window = dilation * (kernel - 1L) + 1;
            if (padding > window / 2) {
                throw new IllegalArgumentException(
                        "PoolOptions: padding %d is more than half of a window of %d"
                                .formatted(padding, window));
            }
        }

        private Axis stride(int given) {
            return new Axis(kernel, given, padding, dilation);
        }

        private Axis padding(int given) {
            return new Axis(kernel, stride, given, dilation);
        }

        private Axis dilation(int given) {
            return new Axis(kernel, stride, padding, given);
        }
    }

    /** Square windows side by side, without padding. */
    public static PoolOptions of(int kernel) {
        return of(kernel, kernel);
    }

    /** Windows side by side, without padding. */
    public static PoolOptions of(int kernelHeight, int kernelWidth) {
        Axis height = new Axis(kernelHeight, kernelHeight, 0, 1);
        return new PoolOptions(height, new Axis(kernelWidth, kernelWidth, 0, 1), false, true);
    }

    /** With a stride along both axes. */
    public PoolOptions stride(int both) {
        return stride(both, both);
    }

    /** With a stride along each axis. */
    public PoolOptions stride(int alongHeight, int alongWidth) {
        return with(height.stride(alongHeight), width.stride(alongWidth));
    }

    /** With a padding along both axes. */
    public PoolOptions padding(int both) {
        return padding(both, both);
    }

    /** With a padding along each axis. */
    public PoolOptions padding(int alongHeight, int alongWidth) {
        return with(height.padding(alongHeight), width.padding(alongWidth));
    }

    /** With a dilation along both axes. */
    public PoolOptions dilation(int both) {
        return dilation(both, both);
    }

    /** With a dilation along each axis. */
    public PoolOptions dilation(int alongHeight, int alongWidth) {
        return with(height.dilation(alongHeight), width.dilation(alongWidth));
    }

    private PoolOptions with(Axis newHeight, Axis newWidth) {
        return new PoolOptions(newHeight, newWidth, ceilMode, countIncludePad);
    }

    /** With or without a last window that reaches beyond the padded image. */
    public PoolOptions ceilMode(boolean isCeil) {
        return new PoolOptions(height, width, isCeil, countIncludePad);
    }

    /** With or without padding in the number of elements of a mean. */
    public PoolOptions countIncludePad(boolean isCounted) {
        return new PoolOptions(height, width, ceilMode, isCounted);
    }

    /**
     * Windows whose distances are drawn, for {@link Windows#fractionalMaxPool2d} and {@link
     * Windows#fractionalMaxPool3d}. One number counts for all axes.
     *
     * @param kernel the elements of a window along each axis
     * @throws IllegalArgumentException if a kernel is not positive
     */
    public static Fractional fractional(int... kernel) {
        Nulls.refuse("fractional", "kernel", kernel);
        List<Integer> along = Arrays.stream(kernel).boxed().toList();
        return new Fractional(along, List.of(), List.of(), null, Generator.standard());
    }

    /**
     * The windows of a fractional pooling: how large they are, and either how many there are or
     * what part of the elements that is. Lists have a number for each axis, or one for all.
     *
     * @param kernel the elements of a window
     * @param size the number of windows; empty where the ratio is given
     * @param ratio of the number of windows to that of elements, rounded down; empty where the size
     *     is given
     * @param samples from 0 to 1, (batch, channels, axes), which decide where the windows stand: as
     *     in PyTorch those of width and height of an image, of depth, height and width of a volume;
     *     null where they are drawn
     * @param generator that draws them
     */
    public record Fractional(
            List<Integer> kernel,
            List<Long> size,
            List<Double> ratio,
            @Nullable Tensor samples,
            Generator generator) {
        /**
         * Copies the lists and checks their numbers.
         *
         * @throws IllegalArgumentException if a kernel or a size is not positive, or a ratio not
         *     between 0 and 1
         */
        public Fractional {
            kernel = Nulls.copy("Fractional", "kernel", "number", kernel);
            size = Nulls.copy("Fractional", "size", "number", size);
            ratio = Nulls.copy("Fractional", "ratio", "number", ratio);
            Nulls.refuse("Fractional", "generator", generator);
            kernel.forEach(k -> Checks.positive("PoolOptions", "kernel", k));
            size.forEach(n -> Checks.positive("PoolOptions", "size", n));
            for (double part : ratio) {
                if (!(part > 0 && part < 1)) {
                    throw new IllegalArgumentException(
                            "PoolOptions: a ratio must be between 0 and 1, not " + part);
                }
            }
        }

        /** With a number of windows along each axis. */
        public Fractional size(long... windows) {
            Nulls.refuse("size", "windows", windows);
            List<Long> given = Arrays.stream(windows).boxed().toList();
            return new Fractional(kernel, given, ratio, samples, generator);
        }

        /** With a ratio of the number of windows to that of elements along each axis. */
        public Fractional ratio(double... parts) {
            Nulls.refuse("ratio", "parts", parts);
            List<Double> given = Arrays.stream(parts).boxed().toList();
            return new Fractional(kernel, size, given, samples, generator);
        }

        /** With given samples, which a call reads in the type of its images. */
        public Fractional samples(Tensor given) {
            Nulls.refuse("samples", "given", given);
            return new Fractional(kernel, size, ratio, given, generator);
        }

        /** With samples of a generator. */
        public Fractional generator(Generator given) {
            Nulls.refuse("generator", "given", given);
            return new Fractional(kernel, size, ratio, null, given);
        }
    }
}
