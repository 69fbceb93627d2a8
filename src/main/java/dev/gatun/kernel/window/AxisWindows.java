package dev.gatun.kernel.window;

import java.util.Arrays;

/**
 * The windows along an axis of an image: window i has the elements {@code starts[i]}, {@code
 * starts[i] + step} and so on below {@code ends[i]}, all of which are in the axis.
 *
 * @param size of the axis
 * @param step between the elements of a window
 * @param weights by which the sum of a window is multiplied to give its mean
 */
@SuppressWarnings("ArrayRecordComponent") // never written
public record AxisWindows(long size, long[] starts, long[] ends, long step, double[] weights) {
    /** The number of windows. */
    public int count() {
        return starts.length;
    }

    /** Whether there is a window without elements. */
    public boolean isAnyEmpty() {
        for (int i = 0; i < starts.length; i++) {
            if (starts[i] >= ends[i]) {
                return true;
            }
        }
        return false;
    }

    /**
     * Windows of one size at equal distances, in an axis that is padded at both ends.
     *
     * @param count the number of windows, each of which meets the axis
     * @param countsPadding whether padding counts as elements of a mean
     */
    public static AxisWindows sliding(
            long size,
            int count,
            long kernel,
            long stride,
            long pad,
            long step,
            boolean countsPadding) {
        long[] starts = new long[count];
        long[] ends = new long[count];
        double[] weights = new double[count];
        for (int i = 0; i < count; i++) {
            long first = i * stride - pad;
            long end = first + step * (kernel - 1) + 1;
            starts[i] = first >= 0 ? first : first + Math.ceilDiv(-first, step) * step;
            ends[i] = Math.min(end, size);
            long elements =
                    countsPadding
                            ? Math.min(end, size + pad) - first
                            : Math.ceilDiv(ends[i] - starts[i], step);
            weights[i] = 1.0 / elements;
        }
        return new AxisWindows(size, starts, ends, step, weights);
    }

    /** A number of windows that share an axis out as evenly as they can; they may overlap. */
    public static AxisWindows adaptive(long size, int count) {
        long[] starts = new long[count];
        long[] ends = new long[count];
        double[] weights = new double[count];
        for (int i = 0; i < count; i++) {
            starts[i] = i * size / count;
            ends[i] = Math.ceilDiv((i + 1) * size, count);
            weights[i] = 1.0 / (ends[i] - starts[i]);
        }
        return new AxisWindows(size, starts, ends, 1, weights);
    }

    /** Windows of one size, whose first elements are given and in the axis as a whole. */
    public static AxisWindows at(long size, long[] starts, long kernel) {
        long[] ends = new long[starts.length];
        Arrays.setAll(ends, i -> starts[i] + kernel);
        double[] weights = new double[starts.length];
        Arrays.fill(weights, 1.0 / kernel);
        return new AxisWindows(size, starts, ends, 1, weights);
    }

    /** One window, the only element of an axis of size 1. */
    public static AxisWindows single() {
        return adaptive(1, 1);
    }
}
