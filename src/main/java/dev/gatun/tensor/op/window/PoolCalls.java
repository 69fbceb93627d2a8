package dev.gatun.tensor.op.window;

import dev.gatun.kernel.window.AxisWindows;
import dev.gatun.kernel.window.ConvGeometry;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.PoolOptions;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.ValuesAndIndices;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.TensorRefusals;

/** Checks the arguments of pooling and calls its records. */
public final class PoolCalls {
    private PoolCalls() {}

    /** The largest elements of windows over the last two axes. */
    public static ValuesAndIndices max2d(String name, Tensor x, PoolOptions options) {
        Tensor images = images(name, x, 3);
        AxisWindows rows = windows(name, x, -2, options.height(), options);
        AxisWindows columns = windows(name, x, -1, options.width(), options);
        return MaxPoolOp.of(name, new ImageWindows(rows, columns, false)).both(images);
    }

    /** The largest elements of windows over the last axis. */
    public static ValuesAndIndices max1d(String name, Tensor x, PoolOptions options) {
        Tensor rows = images(name, x, 2);
        AxisWindows columns = windows(name, x, -1, options.width(), options);
        return MaxPoolOp.of(name, ImageWindows.flat(columns)).both(rows);
    }

    /** The largest elements of windows that share the last two axes out. */
    public static ValuesAndIndices adaptiveMax2d(Tensor x, long height, long width) {
        String name = "adaptiveMaxPool2d";
        Tensor images = images(name, x, 3);
        AxisWindows rows = adaptive(name, x, -2, height);
        AxisWindows columns = adaptive(name, x, -1, width);
        return MaxPoolOp.of(name, new ImageWindows(rows, columns, false)).both(images);
    }

    /** The largest elements of windows that share the last axis out. */
    public static ValuesAndIndices adaptiveMax1d(Tensor x, long width) {
        String name = "adaptiveMaxPool1d";
        Tensor rows = images(name, x, 2);
        AxisWindows columns = adaptive(name, x, -1, width);
        return MaxPoolOp.of(name, ImageWindows.flat(columns)).both(rows);
    }

    /** The means of windows over the last two axes. */
    public static Tensor mean2d(Tensor x, PoolOptions options) {
        String name = "avgPool2d";
        Tensor images = images(name, x, 3);
        AxisWindows rows = undilated(name, x, -2, options.height(), options);
        AxisWindows columns = undilated(name, x, -1, options.width(), options);
        return mean(name, new ImageWindows(rows, columns, false), images);
    }

    /** The means of windows over the last axis. */
    public static Tensor mean1d(Tensor x, PoolOptions options) {
        String name = "avgPool1d";
        Tensor rows = images(name, x, 2);
        AxisWindows columns = undilated(name, x, -1, options.width(), options);
        return mean(name, ImageWindows.flat(columns), rows);
    }

    /** The means of windows that share the last two axes out. */
    public static Tensor adaptiveMean2d(Tensor x, long height, long width) {
        String name = "adaptiveAvgPool2d";
        Tensor images = images(name, x, 3);
        AxisWindows rows = adaptive(name, x, -2, height);
        AxisWindows columns = adaptive(name, x, -1, width);
        return mean(name, new ImageWindows(rows, columns, false), images);
    }

    /** The means of windows that share the last axis out. */
    public static Tensor adaptiveMean1d(Tensor x, long width) {
        String name = "adaptiveAvgPool1d";
        Tensor rows = images(name, x, 2);
        AxisWindows columns = adaptive(name, x, -1, width);
        return mean(name, ImageWindows.flat(columns), rows);
    }

    private static Tensor mean(String name, ImageWindows windows, Tensor x) {
        return new MeanPoolOp(name, windows, false).apply(x);
    }

    static Tensor images(String name, Tensor x, int least) {
        Checks.floating(name, x);
        ImageWindows.requireImages(name, x, least);
        return x.to(x.dtype().computeType());
    }

    private static AxisWindows undilated(
            String name, Tensor x, int axis, PoolOptions.Axis along, PoolOptions options) {
        if (along.dilation() != 1) {
            throw TensorRefusals.argument(name, "means have no dilation", along.dilation());
        }
        return windows(name, x, axis, along, options);
    }

    private static AxisWindows windows(
            String name, Tensor x, int axis, PoolOptions.Axis along, PoolOptions options) {
        long size = x.size(axis);
        long kernel = along.kernel();
        long pad = along.padding();
        long step = along.dilation();
        long count = ConvGeometry.positions(size, kernel, along.stride(), pad, step);
        long rest = size + 2 * pad - step * (kernel - 1) - 1 - (count - 1) * along.stride();
        if (options.ceilMode() && rest > 0 && count * along.stride() < size + pad) {
            count++; // a window that begins in the image or before it
        }
        if (size == 0 || count <= 0) {
            throw new ShapeException(
                    name,
                    "no window fits along axis " + axis,
                    size + " < " + (step * (kernel - 1) + 1 - 2 * pad),
                    "",
                    x.shape());
        }
        AxisWindows windows =
                AxisWindows.sliding(
                        size,
                        Checks.length(name, "the size of the result", count),
                        kernel,
                        along.stride(),
                        pad,
                        step,
                        options.countIncludePad());
        if (windows.isAnyEmpty()) {
            throw new ShapeException(
                    name, "a window along axis " + axis + " lies in the padding alone", x.shape());
        }
        return windows;
    }

    private static AxisWindows adaptive(String name, Tensor x, int axis, long count) {
        int length = Checks.length(name, "the size of the result", count);
        if (x.size(axis) == 0) {
            throw new ShapeException(name, "axis " + axis + " is empty", x.shape());
        }
        return AxisWindows.adaptive(x.size(axis), length);
    }
}
