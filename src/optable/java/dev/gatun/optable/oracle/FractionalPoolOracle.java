package dev.gatun.optable.oracle;

import dev.gatun.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * What poolings give whose windows stand at drawn distances: PyTorch's sequence of starts, in float
 * or in double as it computes them.
 *
 * @param kernel the elements of a window along each of the last axes
 * @param results the number of windows along each
 * @param samples for each channel one for each axis, in PyTorch's order: of images the width first
 */
@SuppressWarnings("ArrayRecordComponent") // made for one comparison
public record FractionalPoolOracle(
        long[] kernel, long[] results, double[] samples, boolean isFloat) {
    /** What a function gives of each window. */
    public NdArray of(NdArray x, ToDoubleFunction<PoolOracle.Window> value) {
        int axes = kernel.length;
        int lead = x.shape().rank() - axes;
        long[] dims = x.shape().dims();
        System.arraycopy(results, 0, dims, lead, axes);
        return NdArray.generate(Shape.of(dims), at -> value.applyAsDouble(window(x, lead, at)));
    }

    private PoolOracle.Window window(NdArray x, int lead, long[] at) {
        int axes = kernel.length;
        int channel = 0;
        for (int axis = 0; axis < lead; axis++) {
            channel = channel * (int) x.shape().dim(axis) + (int) at[axis];
        }
        long[] starts = new long[axes];
        for (int axis = 0; axis < axes; axis++) {
            double sample = samples[channel * axes + (axes == 2 ? 1 - axis : axis)];
            starts[axis] = start(x.shape().dim(lead + axis), axis, at[lead + axis], sample);
        }
        PoolOracle.Window window = new PoolOracle.Window(new ArrayList<>(), new ArrayList<>(), 0);
        for (long element = 0;
                element < Arrays.stream(kernel).reduce(1, (a, b) -> a * b);
                element++) {
            long rest = element;
            long[] from = at.clone();
            for (int axis = axes - 1; axis >= 0; axis--) {
                from[lead + axis] = starts[axis] + rest % kernel[axis];
                rest /= kernel[axis];
            }
            long place = 0;
            for (int axis = 0; axis < axes; axis++) {
                place = place * x.shape().dim(lead + axis) + from[lead + axis];
            }
            window.values().add(x.get(from));
            window.places().add(place);
        }
        return window;
    }

    private long start(long size, int axis, long i, double sample) {
        long last = size - kernel[axis];
        long gaps = results[axis] - 1;
        if (i == gaps) {
            return last;
        }
        if (isFloat) {
            float distance = (float) last / gaps;
            float u = (float) sample;
            return (long) ((i + u) * distance) - (long) (u * distance);
        }
        double distance = (double) last / gaps;
        return (long) ((i + sample) * distance) - (long) (sample * distance);
    }
}
