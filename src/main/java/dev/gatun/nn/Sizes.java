package dev.gatun.nn;

import dev.gatun.checks.Ranges;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.ConvOptions;
import dev.gatun.tensor.Tensor;

/** The checks of what modules are made with, and their messages; numbers as Python prints them. */
final class Sizes {
    private Sizes() {}

    /** An index counted from the start, of one that may be negative and then is from the end. */
    static long index(String type, String name, long value, long count) {
        if (value < -count || value >= count) {
            throw Ranges.refusal(
                    type, name, "is from %d to %d".formatted(-count, count - 1), value);
        }
        return value < 0 ? value + count : value;
    }

    static Tensor rank(String type, String name, Tensor tensor, int rank) {
        if (tensor.rank() != rank) {
            throw Ranges.refusal(type, name, "has %d axes".formatted(rank), tensor.shape());
        }
        return tensor;
    }

    /** Refuses two shapes that differ, where broadcasting would compare each with each. */
    static void same(String op, Tensor prediction, Tensor target) {
        if (prediction.shape().equals(target.shape())) {
            return;
        }
        String hint =
                prediction.numel() == target.numel()
                        ? "reshape one to the other's shape, as in target.reshape(prediction.shape())"
                        : "they are compared element by element, without broadcasting";
        throw new ShapeException(
                op,
                "the prediction and the target have not the same shape; " + hint,
                prediction.shape(),
                target.shape());
    }

    /** Refuses targets (...) that are not one for each row of (..., C). */
    static void rowsOf(String op, Tensor rows, Tensor target) {
        if (rows.rank() == target.rank() + 1
                && rows.numel() == target.numel() * rows.size(-1)
                && rows.select(-1, 0).shape().equals(target.shape())) {
            return;
        }
        throw new ShapeException(
                op,
                "there is not one target for each row of scores (..., C)",
                rows.shape(),
                target.shape());
    }

    /** The channels of a group. */
    static long ofGroup(String type, String name, long channels, int groups) {
        if (Ranges.positive(type, name, channels) % groups != 0) {
            throw Ranges.refusal(
                    type, name, "is divided by the %d groups".formatted(groups), channels);
        }
        return channels / groups;
    }

    /** A convolution as PyTorch prints it. */
    static String print(long in, long out, long[] filters, ConvOptions options, boolean hasBias) {
        boolean isPlane = filters.length == 4;
        ConvOptions.Axis height = options.height();
        ConvOptions.Axis width = options.width();
        StringBuilder text = new StringBuilder("%d, %d, kernel_size=".formatted(in, out));
        text.append(pair(isPlane, (int) filters[2], (int) filters[filters.length - 1]));
        text.append(", stride=").append(pair(isPlane, height.stride(), width.stride()));
        if (height.padding() + width.padding() > 0) {
            text.append(", padding=").append(pair(isPlane, height.padding(), width.padding()));
        }
        if (height.dilation() + width.dilation() > 2) {
            text.append(", dilation=").append(pair(isPlane, height.dilation(), width.dilation()));
        }
        if (options.groups() > 1) {
            text.append(", groups=").append(options.groups());
        }
        return text.append(hasBias ? "" : ", bias=False").toString();
    }

    private static String pair(boolean isPlane, int height, int width) {
        return isPlane ? "(%d, %d)".formatted(height, width) : "(%d,)".formatted(width);
    }

    /** As Python prints a float: 1e-05, 0.1. */
    static String print(double value) {
        if (value != 0 && Math.abs(value) < 1e-4) {
            String[] parts = Double.toString(value).split("E", -1);
            String digits =
                    parts[0].endsWith(".0")
                            ? parts[0].substring(0, parts[0].length() - 2)
                            : parts[0];
            int exponent = Integer.parseInt(parts[1]);
            return "%se-%02d".formatted(digits, -exponent);
        }
        return Double.toString(value);
    }
}
