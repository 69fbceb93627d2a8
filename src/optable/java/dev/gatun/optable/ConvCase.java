package dev.gatun.optable;

import dev.gatun.optable.OpRow.Call;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.ConvOptions;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * A form of convolution, its random calls and their oracle.
 *
 * @param isFlat whether images have one axis
 */
record ConvCase(boolean isFlat, boolean isTransposed, boolean hasBias) {
    Call draw(RandomCall draw) {
        int groups = 1 + draw.below(2);
        long channels = groups * (1L + draw.below(2));
        long results = groups * (1L + draw.below(2));
        ConvOptions options = options(draw, groups);
        long height = isFlat ? 1 : 5 + draw.below(4);
        Shape image = shape(channels, height, 5L + draw.below(4));
        Shape images = draw.below(4) == 0 ? image : image.insert(0, draw.below(4));
        long kernelHeight = isFlat ? 1 : 1 + draw.below(3);
        long first = isTransposed ? channels : results;
        long second = (isTransposed ? results : channels) / groups;
        Shape kernels = shape(second, kernelHeight, 1L + draw.below(3)).insert(0, first);
        Tensor x = draw.operand(0, images);
        Tensor w = draw.operand(1, kernels);
        return new Call(
                hasBias ? List.of(x, w, draw.operand(2, Shape.of(results))) : List.of(x, w),
                t -> run(options, t),
                a -> oracle(options, a));
    }

    private Shape shape(long channels, long height, long width) {
        return isFlat ? Shape.of(channels, width) : Shape.of(channels, height, width);
    }

    private ConvOptions options(RandomCall draw, int groups) {
        ConvOptions any =
                ConvOptions.DEFAULT
                        .stride(1 + draw.below(3), 1 + draw.below(3))
                        .padding(draw.below(3), draw.below(3))
                        .dilation(1 + draw.below(2), 1 + draw.below(2))
                        .groups(groups);
        return isTransposed
                ? any.outputPadding(
                        draw.below(any.height().stride()), draw.below(any.width().stride()))
                : any;
    }

    private Tensor run(ConvOptions options, Tensor... t) {
        if (isTransposed) {
            if (isFlat) {
                return hasBias
                        ? t[0].convTranspose1d(t[1], t[2], options)
                        : t[0].convTranspose1d(t[1], options);
            }
            return hasBias
                    ? t[0].convTranspose2d(t[1], t[2], options)
                    : t[0].convTranspose2d(t[1], options);
        }
        if (isFlat) {
            return hasBias ? t[0].conv1d(t[1], t[2], options) : t[0].conv1d(t[1], options);
        }
        return hasBias ? t[0].conv2d(t[1], t[2], options) : t[0].conv2d(t[1], options);
    }

    /** In two dimensions, of a batch. */
    private NdArray oracle(ConvOptions options, NdArray... a) {
        Shape given = a[0].shape();
        boolean isOne = given.rank() == (isFlat ? 2 : 3);
        Shape batch = isOne ? given.insert(0, 1) : given;
        NdArray x = a[0].reshape(isFlat ? batch.insert(2, 1) : batch);
        NdArray w = isFlat ? a[1].reshape(a[1].shape().insert(2, 1)) : a[1];
        ConvOptions used =
                isFlat
                        ? new ConvOptions(
                                ConvOptions.DEFAULT.height(), options.width(), options.groups())
                        : options;
        NdArray y = isTransposed ? scattered(x, w, used) : gathered(x, w, used);
        NdArray z = hasBias ? NdArray.generate(y.shape(), at -> y.get(at) + a[2].get(at[1])) : y;
        Shape whole = isFlat ? z.shape().remove(2) : z.shape();
        return z.reshape(isOne ? whole.remove(0) : whole);
    }

    private static NdArray gathered(NdArray x, NdArray w, ConvOptions o) {
        long height = results(x.shape().dim(2), w.shape().dim(2), o.height());
        long width = results(x.shape().dim(3), w.shape().dim(3), o.width());
        long filters = w.shape().dim(0) / o.groups();
        long channels = w.shape().dim(1);
        return NdArray.generate(
                Shape.of(x.shape().dim(0), w.shape().dim(0), height, width),
                at -> {
                    double sum = 0;
                    long first = at[1] / filters * channels;
                    for (long c = 0; c < channels; c++) {
                        for (long i = 0; i < w.shape().dim(2); i++) {
                            for (long j = 0; j < w.shape().dim(3); j++) {
                                long row = place(at[2], i, o.height());
                                long column = place(at[3], j, o.width());
                                sum +=
                                        w.get(at[1], c, i, j)
                                                * padded(x, at[0], first + c, row, column);
                            }
                        }
                    }
                    return sum;
                });
    }

    private static NdArray scattered(NdArray x, NdArray w, ConvOptions o) {
        long height = image(x.shape().dim(2), w.shape().dim(2), o.height());
        long width = image(x.shape().dim(3), w.shape().dim(3), o.width());
        long results = w.shape().dim(1);
        long channels = w.shape().dim(0) / o.groups();
        Shape shape = Shape.of(x.shape().dim(0), results * o.groups(), height, width);
        double[] sums = new double[Math.toIntExact(shape.numel())];
        NdArray.generate(
                Shape.of(
                        x.shape().dim(0),
                        x.shape().dim(1),
                        x.shape().dim(2),
                        x.shape().dim(3),
                        results,
                        w.shape().dim(2),
                        w.shape().dim(3)),
                at -> {
                    long row = place(at[2], at[5], o.height());
                    long column = place(at[3], at[6], o.width());
                    if (row >= 0 && row < height && column >= 0 && column < width) {
                        long channel = at[1] / channels * results + at[4];
                        long to =
                                ((at[0] * shape.dim(1) + channel) * height + row) * width + column;
                        sums[(int) to] +=
                                x.get(Arrays.copyOf(at, 4)) * w.get(at[1], at[4], at[5], at[6]);
                    }
                    return 0;
                });
        return new NdArray(shape, sums);
    }

    /** The element of an image that an element of a kernel meets at a window. */
    private static long place(long window, long element, ConvOptions.Axis along) {
        return window * along.stride() + element * along.dilation() - along.padding();
    }

    private static long results(long size, long kernel, ConvOptions.Axis along) {
        return (size + 2L * along.padding() - along.dilation() * (kernel - 1) - 1) / along.stride()
                + 1;
    }

    private static long image(long size, long kernel, ConvOptions.Axis along) {
        return (size - 1) * along.stride()
                - 2L * along.padding()
                + along.dilation() * (kernel - 1)
                + along.outputPadding()
                + 1;
    }

    private static double padded(NdArray x, long image, long channel, long row, long column) {
        boolean isInside =
                row >= 0 && row < x.shape().dim(2) && column >= 0 && column < x.shape().dim(3);
        return isInside ? x.get(image, channel, row, column) : 0;
    }
}
