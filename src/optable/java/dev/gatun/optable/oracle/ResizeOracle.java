package dev.gatun.optable.oracle;

import dev.gatun.shape.Shape;

/** What images in another size are, element by element. */
public final class ResizeOracle {
    private ResizeOracle() {}

    public static NdArray nearest(NdArray x, long... size) {
        return NdArray.generate(
                resized(x, size),
                at -> {
                    long[] from = at.clone();
                    for (int i = 0; i < size.length; i++) {
                        int axis = at.length - size.length + i;
                        // In float, as PyTorch: 3.9999998 where exact numbers have 4.
                        float scale = (float) x.shape().dim(axis) / size[i];
                        from[axis] = Math.min((long) (at[axis] * scale), x.shape().dim(axis) - 1);
                    }
                    return x.get(from);
                });
    }

    public static NdArray linear(NdArray x, boolean alignCorners, long... size) {
        NdArray result = x;
        for (int i = 0; i < size.length; i++) {
            result = linear(result, alignCorners, x.shape().rank() - size.length + i, size[i]);
        }
        return result;
    }

    private static NdArray linear(NdArray x, boolean alignCorners, int axis, long size) {
        double old = (double) x.shape().dim(axis);
        return NdArray.generate(
                x.shape().with(axis, size),
                at -> {
                    double corners = size == 1 ? 0 : at[axis] * (old - 1.0) / (size - 1);
                    double centers = Math.max(0, (at[axis] + 0.5) * old / size - 0.5);
                    double place = Math.min(alignCorners ? corners : centers, old - 1);
                    long[] below = at.clone();
                    long[] above = at.clone();
                    below[axis] = (long) Math.floor(place);
                    above[axis] = (long) Math.ceil(place);
                    double share = place - below[axis];
                    return x.get(below) * (1 - share) + x.get(above) * share;
                });
    }

    private static Shape resized(NdArray x, long... size) {
        Shape shape = x.shape();
        for (int i = 0; i < size.length; i++) {
            shape = shape.with(shape.rank() - size.length + i, size[i]);
        }
        return shape;
    }
}
