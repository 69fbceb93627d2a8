package dev.gatun.tensor.op.move;

import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import dev.gatun.shape.Slice;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.tape.SingleOp;

/**
 * Adds the elements of windows at the places from which {@link ViewOp.UnfoldOp} takes them: its
 * gradient.
 *
 * @param axis along which the windows lie, counted from the front; their elements lie along the
 *     last axis
 * @param shape of the result
 */
public record FoldOp(int axis, long size, long step, Shape shape) implements SingleOp {
    @Override
    public String name() {
        return "unfold";
    }

    @Override
    public Tensor forward(Tensor windows) {
        Tensor whole = Creation.full(shape, 0, windows.dtype());
        long count = windows.size(axis);
        if (windows.numel() == 0) {
            return whole;
        }
        // Window by window, or all first elements, then all second ones: whichever is less.
        if (size <= count) {
            for (long i = 0; i < size; i++) {
                Layout places = whole.layout().narrow(axis, i, (count - 1) * step + 1);
                add(whole, places.slice(axis, Slice.every(step)), windows.select(-1, i));
            }
        } else {
            for (long i = 0; i < count; i++) {
                Layout places = whole.layout().narrow(axis, i * step, size);
                add(whole, lastly(places), windows.select(axis, i));
            }
        }
        return whole;
    }

    private static void add(Tensor whole, Layout places, Tensor elements) {
        Internals.add(Internals.part(whole, places), elements);
    }

    /** With the axis of the windows behind all others. */
    private Layout lastly(Layout places) {
        int[] order = new int[places.rank()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i < axis ? i : i + 1 < order.length ? i + 1 : axis;
        }
        return places.permute(order);
    }

    @Override
    public Tensor backward(Call call, Tensor upstream) {
        return new ViewOp.UnfoldOp(axis, size, step).apply(upstream);
    }
}
