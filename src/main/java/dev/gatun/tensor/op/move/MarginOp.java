package dev.gatun.tensor.op.move;

import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Movement.Margin;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.tape.SingleOp;
import java.util.function.BiConsumer;

/**
 * Puts margins around a tensor that are filled with its own elements; or, the gradient of that,
 * adds margins to the elements that they were filled with, and takes them off.
 *
 * @param before the width of the margin before each axis
 * @param whole the shape with margins
 * @param isGradient whether they are taken off
 */
@SuppressWarnings("ArrayRecordComponent") // never written
public record MarginOp(Margin kind, long[] before, Shape inner, Shape whole, boolean isGradient)
        implements SingleOp {
    @Override
    public String name() {
        return "pad";
    }

    @Override
    public Tensor forward(Tensor x) {
        return isGradient ? off(x) : around(x);
    }

    /** Axis by axis, so that corners are margins of margins. */
    private Tensor around(Tensor x) {
        Tensor made = Internals.unwritten(whole, x.dtype());
        Copies.write(x, Internals.part(made, inside(made.layout(), 0)));
        for (int axis = 0; axis < whole.rank(); axis++) {
            eachMargin(
                    inside(made.layout(), axis + 1),
                    axis,
                    (from, to) -> {
                        Tensor source = Internals.part(made, from.expand(to.shape()));
                        Copies.write(source, Internals.part(made, to));
                    });
        }
        return made;
    }

    /** In the opposite order. */
    private Tensor off(Tensor x) {
        Tensor sum = Copies.copy(x);
        for (int axis = whole.rank() - 1; axis >= 0; axis--) {
            eachMargin(
                    inside(sum.layout(), axis + 1),
                    axis,
                    (from, to) -> {
                        Tensor margin = Internals.part(sum, to);
                        Tensor added = BroadcastGradient.undo(margin, from.shape(), x.dtype());
                        Internals.add(Internals.part(sum, from), added);
                    });
        }
        return Internals.part(sum, inside(sum.layout(), 0));
    }

    /** Without the margins of the axes from one on. */
    private Layout inside(Layout layout, int first) {
        Layout part = layout;
        for (int axis = first; axis < whole.rank(); axis++) {
            part = part.narrow(axis, before[axis], inner.dim(axis));
        }
        return part;
    }

    /** Calls for both margins of an axis with what they are filled with, and with themselves. */
    private void eachMargin(Layout all, int axis, BiConsumer<Layout, Layout> body) {
        long n = inner.dim(axis);
        long first = before[axis];
        long end = first + n;
        long after = whole.dim(axis) - end;
        if (first > 0) {
            Layout from =
                    switch (kind) {
                        case REFLECT -> all.narrow(axis, first + 1, first).flip(axis);
                        case REPLICATE -> all.narrow(axis, first, 1);
                        case CIRCULAR -> all.narrow(axis, n, first);
                    };
            body.accept(from, all.narrow(axis, 0, first));
        }
        if (after > 0) {
            Layout from =
                    switch (kind) {
                        case REFLECT -> all.narrow(axis, end - 1 - after, after).flip(axis);
                        case REPLICATE -> all.narrow(axis, end - 1, 1);
                        case CIRCULAR -> all.narrow(axis, first, after);
                    };
            body.accept(from, all.narrow(axis, end, after));
        }
    }

    @Override
    public Tensor backward(Call call, Tensor upstream) {
        return new MarginOp(kind, before, inner, whole, !isGradient).apply(upstream);
    }
}
