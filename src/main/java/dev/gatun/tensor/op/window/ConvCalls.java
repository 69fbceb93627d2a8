package dev.gatun.tensor.op.window;

import dev.gatun.kernel.window.ConvGeometry;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.ConvOptions;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.TensorRefusals;
import org.jspecify.annotations.Nullable;

/** Checks the arguments of convolutions and calls {@link ConvOp}. */
public final class ConvCalls {
    private final String name;
    private final ConvOptions options;

    private ConvCalls(String name, ConvOptions options) {
        this.name = name;
        this.options = options;
    }

    /** A convolution over two axes; an input without a batch is a batch of one. */
    public static Tensor conv2d(Tensor x, Tensor w, @Nullable Tensor bias, ConvOptions options) {
        return new ConvCalls("conv2d", options).overBatch(x, w, bias, false);
    }

    /** A transposed convolution over two axes. */
    public static Tensor convTranspose2d(
            Tensor x, Tensor w, @Nullable Tensor bias, ConvOptions options) {
        return new ConvCalls("convTranspose2d", options).overBatch(x, w, bias, true);
    }

    /** A convolution over one axis: over two of which the first has size 1. */
    public static Tensor conv1d(Tensor x, Tensor w, @Nullable Tensor bias, ConvOptions options) {
        return new ConvCalls("conv1d", flat(options)).overRow(x, w, bias, false);
    }

    /** A transposed convolution over one axis. */
    public static Tensor convTranspose1d(
            Tensor x, Tensor w, @Nullable Tensor bias, ConvOptions options) {
        return new ConvCalls("convTranspose1d", flat(options)).overRow(x, w, bias, true);
    }

    private static ConvOptions flat(ConvOptions options) {
        ConvOptions.Axis none = ConvOptions.DEFAULT.height();
        return new ConvOptions(none, options.width(), options.groups());
    }

    private Tensor overRow(Tensor x, Tensor w, @Nullable Tensor bias, boolean isTransposed) {
        ImageWindows.requireImages(name, x, 2);
        Checks.rank(name, w, 3);
        return overBatch(x.unsqueeze(-2), w.unsqueeze(-2), bias, isTransposed).squeeze(-2);
    }

    private Tensor overBatch(Tensor x, Tensor w, @Nullable Tensor bias, boolean isTransposed) {
        ImageWindows.requireImages(name, x, 3);
        Checks.rank(name, w, 4);
        Checks.floating(name, x);
        Checks.oneType(name, x, w);
        if (bias != null) {
            Checks.oneType(name, x, bias);
        }
        Tensor images = (x.rank() == 3 ? x.unsqueeze(0) : x).to(x.dtype().computeType());
        Tensor filters = w.to(images.dtype());
        Tensor addend = bias == null ? null : bias.to(images.dtype());
        Tensor y =
                isTransposed
                        ? transposed(images, filters, addend)
                        : results(images, filters, addend);
        return x.rank() == 3 ? y.squeeze(0) : y;
    }

    private Tensor results(Tensor x, Tensor w, @Nullable Tensor bias) {
        long filters = w.size(0);
        requireBias(bias, filters);
        requireGroups(w, "filters", filters);
        if (x.size(1) != w.size(1) * options.groups()) {
            throw channels(x, w, x.size(1) + " != " + w.size(1) * options.groups());
        }
        ConvGeometry geometry = geometry(x.size(0), x.size(1), x.size(2), x.size(3), filters, w);
        if (geometry.outHeight() <= 0 || geometry.outWidth() <= 0) {
            throw new ShapeException(
                    name,
                    "the kernel does not fit into the padded image",
                    "",
                    "more padding, or a smaller dilation",
                    x.shape(),
                    w.shape());
        }
        ConvOp op = new ConvOp(name, ConvOp.Part.RESULTS, geometry);
        return bias == null ? op.of(x, w) : op.of(x, w, bias);
    }

    private Tensor transposed(Tensor x, Tensor w, @Nullable Tensor bias) {
        requireGroups(w, "channels", w.size(0));
        long channels = w.size(1) * options.groups();
        requireBias(bias, channels);
        if (x.size(1) != w.size(0)) {
            throw channels(x, w, x.size(1) + " != " + w.size(0));
        }
        ConvGeometry geometry =
                geometry(
                        x.size(0),
                        channels,
                        size(x, w, 2, options.height()),
                        size(x, w, 3, options.width()),
                        x.size(1),
                        w);
        Tensor y = new ConvOp(name, ConvOp.Part.IMAGES, geometry).of(x, w);
        return bias == null ? y : y.add(bias.reshape(-1, 1, 1));
    }

    /** The size of a result along an axis: that of an image whose convolution has the input's. */
    private long size(Tensor x, Tensor w, int axis, ConvOptions.Axis along) {
        if (along.outputPadding() >= along.stride()) {
            throw TensorRefusals.argument(
                    name,
                    "output padding must be smaller than the stride " + along.stride(),
                    along.outputPadding());
        }
        long size =
                (x.size(axis) - 1) * along.stride()
                        - 2L * along.padding()
                        + along.dilation() * (w.size(axis) - 1)
                        + along.outputPadding()
                        + 1;
        if (size <= 0) {
            throw new ShapeException(
                    name,
                    "padding leaves nothing of the result",
                    "size " + size,
                    "",
                    x.shape(),
                    w.shape());
        }
        return size;
    }

    private ConvGeometry geometry(
            long batch, long channels, long height, long width, long filters, Tensor w) {
        if (channels == 0 || filters == 0 || height == 0 || width == 0 || w.numel() == 0) {
            throw new ShapeException(
                    name, "takes images and filters that are not empty", w.shape());
        }
        ConvOptions.Axis down = options.height();
        ConvOptions.Axis across = options.width();
        return new ConvGeometry(
                batch,
                channels,
                height,
                width,
                filters,
                w.size(2),
                w.size(3),
                stride(height, w.size(2), down),
                stride(width, w.size(3), across),
                down.padding(),
                across.padding(),
                down.dilation(),
                across.dilation(),
                options.groups());
    }

    /** The stride, but no more than a single window needs: rows of all remainders are kept. */
    private static long stride(long size, long kernel, ConvOptions.Axis along) {
        long room = ConvGeometry.positions(size, kernel, 1, along.padding(), along.dilation());
        return Math.min(along.stride(), Math.max(1, room));
    }

    private void requireGroups(Tensor w, String what, long count) {
        if (count % options.groups() != 0) {
            throw new ShapeException(
                    name,
                    "the %s are not divisible into %d groups".formatted(what, options.groups()),
                    w.shape());
        }
    }

    private void requireBias(@Nullable Tensor bias, long count) {
        if (bias != null && !bias.shape().equals(Shape.of(count))) {
            throw new ShapeException(
                    name,
                    "the bias must have one number for each filter",
                    "" + count,
                    "",
                    bias.shape());
        }
    }

    private ShapeException channels(Tensor x, Tensor w, String difference) {
        return new ShapeException(
                name, "channels differ", difference, "axis 1 has them", x.shape(), w.shape());
    }
}
