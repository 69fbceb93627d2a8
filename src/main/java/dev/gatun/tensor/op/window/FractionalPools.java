package dev.gatun.tensor.op.window;

import dev.gatun.kernel.window.AxisWindows;
import dev.gatun.kernel.window.VolumeWindows;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.PoolOptions;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.ValuesAndIndices;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.TensorRefusals;
import java.util.Arrays;
import java.util.List;

/**
 * The largest elements of windows of one size, whose distances are drawn for each channel (Graham,
 * Fractional max-pooling, 2014, section 2: pseudorandom, overlapping). Of n windows along an axis
 * of {@code size} elements, window i begins at {@code trunc((i + u) a) - trunc(u a)}, where {@code
 * a = (size - kernel) / (n - 1)} and u is the sample, and the last one ends with the axis. As in
 * PyTorch this is computed in the type of the images.
 */
public final class FractionalPools {
    private final String name;
    private final Tensor x;

    /** The number of axes that are pooled. */
    private final int axes;

    private FractionalPools(String name, Tensor x, int axes) {
        this.name = name;
        this.x = PoolCalls.images(name, x, axes + 1);
        this.axes = axes;
    }

    /** Over the last {@code axes} axes, two or three. */
    public static ValuesAndIndices max(
            String name, Tensor x, int axes, PoolOptions.Fractional options) {
        FractionalPools call = new FractionalPools(name, x, axes);
        long[] kernel = call.kernel(options);
        long[] results = call.results(options, kernel);
        double[] samples = call.samples(options);
        MaxPoolOp op =
                new MaxPoolOp(
                        name,
                        Shape.of(results),
                        volume -> call.windows(volume, kernel, results, samples));
        return op.both(call.x);
    }

    private long[] kernel(PoolOptions.Fractional options) {
        long[] kernel = new long[axes];
        Arrays.setAll(kernel, axis -> along(axis, "kernel", options.kernel()));
        return kernel;
    }

    /** What was given for an axis; a single number counts for all. */
    private <T> T along(int axis, String what, List<T> given) {
        if (given.size() != 1 && given.size() != axes) {
            throw TensorRefusals.argument(
                    name, "the %s has one number or %d".formatted(what, axes), given);
        }
        return given.get(given.size() == 1 ? 0 : axis);
    }

    private long size(int axis) {
        return x.size(axis - axes);
    }

    /** The number of windows along each axis. */
    private long[] results(PoolOptions.Fractional options, long[] kernel) {
        if (options.size().isEmpty() == options.ratio().isEmpty()) {
            throw TensorRefusals.argument(
                    name,
                    "takes the size of the result or its ratio to the images, one of them",
                    options.size() + " and " + options.ratio());
        }
        long[] results = new long[axes];
        for (int axis = 0; axis < axes; axis++) {
            results[axis] =
                    options.ratio().isEmpty()
                            ? along(axis, "size", options.size())
                            : (long) (size(axis) * along(axis, "ratio", options.ratio()));
            Checks.length(name, "the size of the result", results[axis]);
            long needed = results[axis] + kernel[axis] - 1;
            if (needed > size(axis)) {
                throw new ShapeException(
                        name,
                        "%d windows of %d do not fit along axis %d"
                                .formatted(results[axis], kernel[axis], axis - axes),
                        needed + " > " + size(axis),
                        "",
                        x.shape());
            }
        }
        return results;
    }

    /** For each channel as many samples as there are axes. */
    private double[] samples(PoolOptions.Fractional options) {
        int lead = x.rank() - axes;
        Shape shape = Shape.of(Arrays.copyOf(x.shape().dims(), lead)).insert(lead, axes);
        Tensor given = options.samples();
        if (given == null) {
            return Tensor.rand(shape, x.dtype(), options.generator()).to(DType.F64).toDoubleArray();
        }
        boolean isAlone = lead == 1 && given.shape().equals(shape.insert(0, 1)); // as in PyTorch
        if (!isAlone && !given.shape().equals(shape)) {
            throw new ShapeException(
                    name,
                    "the samples are %d for each channel, of shape %s".formatted(axes, shape),
                    x.shape(),
                    given.shape());
        }
        Checks.floating(name, given);
        double[] samples = given.detach().to(x.dtype()).to(DType.F64).toDoubleArray();
        for (double sample : samples) {
            if (!(sample >= 0 && sample <= 1)) {
                throw TensorRefusals.argument(name, "a sample is from 0 to 1", sample);
            }
        }
        return samples;
    }

    private VolumeWindows windows(long volume, long[] kernel, long[] results, double[] samples) {
        AxisWindows[] along = new AxisWindows[axes];
        for (int axis = 0; axis < axes; axis++) {
            // PyTorch's order: width and height of images; depth, height and width of volumes.
            int place = axes == 2 ? 1 - axis : axis;
            double sample = samples[Math.toIntExact(volume * axes + place)];
            long[] starts =
                    starts(size(axis), Math.toIntExact(results[axis]), kernel[axis], sample);
            along[axis] = AxisWindows.at(size(axis), starts, kernel[axis]);
        }
        return axes == 2
                ? VolumeWindows.of(along[0], along[1])
                : new VolumeWindows(along[0], along[1], along[2]);
    }

    private long[] starts(long size, int count, long kernel, double sample) {
        long[] starts = new long[count];
        long last = size - kernel;
        double distance = rounded((double) last / (count - 1));
        for (int i = 0; i < count - 1; i++) {
            long end = (long) rounded(rounded(i + sample) * distance);
            starts[i] = Math.min(last, end - (long) rounded(sample * distance));
        }
        starts[count - 1] = last;
        return starts;
    }

    private double rounded(double value) {
        return x.dtype() == DType.F32 ? (float) value : value;
    }
}
