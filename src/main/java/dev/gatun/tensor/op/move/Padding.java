package dev.gatun.tensor.op.move;

import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Movement.Margin;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.TensorRefusals;
import java.util.Arrays;

/**
 * Margins around a tensor: the checks, and which operation puts them there. Widths are given in
 * PyTorch's order, before and after the last axis first.
 */
public final class Padding {
    private Padding() {}

    /** With a number in the margins; negative widths crop. */
    public static Tensor constant(Tensor x, double value, long... pads) {
        long[] before = widths(x, 0, pads);
        long[] after = widths(x, 1, pads);
        Tensor part = x;
        long[] dims = x.shape().dims();
        for (int axis = 0; axis < dims.length; axis++) {
            dims[axis] = widened(x, axis, before[axis], after[axis]);
            long start = Math.max(-before[axis], 0);
            long length = x.size(axis) - start - Math.max(-after[axis], 0);
            part = length == x.size(axis) ? part : part.narrow(axis, start, length);
        }
        Shape whole = ShapeRules.shape("pad", dims);
        Shape inner = part.shape();
        return new PlaceOp("pad", layout -> inside(layout, before, inner), whole, value)
                .apply(part);
    }

    private static Layout inside(Layout whole, long[] before, Shape inner) {
        Layout part = whole;
        for (int axis = 0; axis < before.length; axis++) {
            part = part.narrow(axis, Math.max(before[axis], 0), inner.dim(axis));
        }
        return part;
    }

    /** With margins made of the tensor. */
    public static Tensor of(Tensor x, Margin kind, long... pads) {
        long[] before = widths(x, 0, pads);
        long[] after = widths(x, 1, pads);
        long[] dims = x.shape().dims();
        for (int axis = 0; axis < dims.length; axis++) {
            check(x, kind, axis, before[axis]);
            check(x, kind, axis, after[axis]);
            dims[axis] = widened(x, axis, before[axis], after[axis]);
        }
        Shape whole = ShapeRules.shape("pad", dims);
        return whole.equals(x.shape())
                ? CopyOp.of(x)
                : new MarginOp(kind, before, x.shape(), whole, false).apply(x);
    }

    private static void check(Tensor x, Margin kind, int axis, long width) {
        if (width < 0) {
            throw TensorRefusals.argument(
                    "pad",
                    "margins of the tensor's own elements must not be negative",
                    width,
                    "crop with narrow()");
        }
        long most =
                switch (kind) {
                    case REFLECT -> Math.max(x.size(axis) - 1, 0);
                    case CIRCULAR -> x.size(axis);
                    case REPLICATE -> x.size(axis) == 0 ? 0 : Long.MAX_VALUE;
                };
        if (width > most) {
            throw new ShapeException(
                    "pad",
                    "too wide a margin for axis " + axis,
                    width + " > " + most + " in mode " + kind,
                    "",
                    x.shape());
        }
    }

    private static long widened(Tensor x, int axis, long before, long after) {
        long size = x.size(axis);
        boolean isLeft =
                before >= -size
                        && after >= -size
                        && size + Math.min(before, 0) + Math.min(after, 0) >= 0;
        if (!isLeft || before > Long.MAX_VALUE - size - Math.max(after, 0)) {
            throw new ShapeException(
                    "pad",
                    "no size for axis " + axis,
                    before + " before, " + after + " after",
                    "",
                    x.shape());
        }
        return size + before + after;
    }

    /** For each axis, the width before it, or with {@code side} 1 after it. */
    private static long[] widths(Tensor x, int side, long... pads) {
        if (pads.length % 2 != 0 || pads.length > 2 * x.rank()) {
            throw new ShapeException(
                    "pad",
                    "two widths an axis are needed, of the last axis first",
                    "given " + Arrays.toString(pads),
                    "",
                    x.shape());
        }
        long[] widths = new long[x.rank()];
        for (int i = 0; i < pads.length / 2; i++) {
            widths[widths.length - 1 - i] = pads[2 * i + side];
        }
        return widths;
    }
}
