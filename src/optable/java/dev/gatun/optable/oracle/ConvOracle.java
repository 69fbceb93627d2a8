package dev.gatun.optable.oracle;

import dev.gatun.shape.Shape;
import dev.gatun.tensor.ConvOptions;
import java.util.Arrays;

/** What convolutions give, term by term. */
public final class ConvOracle {
    private ConvOracle() {}

    /**
     * Images, kernels and, if there is a bias, that.
     *
     * @param isFlat whether images have one axis
     */
    public static NdArray of(
            boolean isFlat,
            boolean isTransposed,
            boolean hasBias,
            ConvOptions options,
            NdArray... a) {
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
