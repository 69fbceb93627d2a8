package dev.gatun.tensor.op.move;

import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.tape.SingleOp;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** An operation that returns a view, another layout over the same buffer. */
public sealed interface ViewOp extends SingleOp {
    /** The layout of the result. */
    Layout layout(Layout of);

    @Override
    default Tensor forward(Tensor x) {
        return Internals.view(x, layout(x.layout()));
    }

    /** Of an operation that is its own inverse. */
    @Override
    default Tensor backward(Call call, Tensor upstream) {
        return apply(upstream);
    }

    /** Permutes axes. */
    @SuppressWarnings("ArrayRecordComponent") // never written
    record PermuteOp(int... axes) implements ViewOp {
        @Override
        public String name() {
            return "permute";
        }

        @Override
        public Layout layout(Layout of) {
            return of.permute(axes);
        }

        @Override
        public Tensor backward(Call call, Tensor upstream) {
            int[] inverse = new int[axes.length];
            for (int i = 0; i < axes.length; i++) {
                inverse[upstream.shape().axis(axes[i])] = i;
            }
            return new PermuteOp(inverse).apply(upstream);
        }
    }

    /** Exchanges two axes. */
    record TransposeOp(int first, int second) implements ViewOp {
        @Override
        public String name() {
            return "transpose";
        }

        @Override
        public Layout layout(Layout of) {
            return of.transpose(first, second);
        }
    }

    /** Reverses axes. */
    @SuppressWarnings("ArrayRecordComponent") // never written
    record FlipOp(int... axes) implements ViewOp {
        @Override
        public String name() {
            return "flip";
        }

        @Override
        public Layout layout(Layout of) {
            return of.flip(axes);
        }
    }

    /** Broadcasts axes of size 1. */
    record ExpandOp(Shape shape) implements ViewOp {
        @Override
        public String name() {
            return "expand";
        }

        @Override
        public Layout layout(Layout of) {
            return of.expand(shape);
        }

        @Override
        public Tensor backward(Call call, Tensor upstream) {
            return BroadcastGradient.sumTo(upstream, call.inputShape(0));
        }
    }

    /**
     * The same elements in the same order with other axes.
     *
     * @param view the layout, which the input's strides allow
     */
    record ReshapeOp(String name, Layout view) implements ViewOp {
        @Override
        public Layout layout(Layout of) {
            return view;
        }

        @Override
        public Tensor backward(Call call, Tensor upstream) {
            return upstream.reshape(call.inputShape(0).dims());
        }
    }

    /**
     * Selects elements, each once: a slice, an index, a diagonal.
     *
     * @param part makes their layout from a layout of the input's shape
     */
    record SliceOp(String name, UnaryOperator<Layout> part) implements ViewOp {
        @Override
        public Layout layout(Layout of) {
            return part.apply(of);
        }

        @Override
        public Tensor backward(Call call, Tensor upstream) {
            return new PlaceOp(name, part, call.inputShape(0), 0).apply(upstream);
        }
    }

    /**
     * Windows along an axis counted from the front, whose elements make a new last axis; {@link
     * FoldOp} is its gradient.
     */
    record UnfoldOp(int axis, long size, long step) implements ViewOp {
        @Override
        public String name() {
            return "unfold";
        }

        @Override
        public Layout layout(Layout of) {
            long count = (of.shape().dim(axis) - size) / step + 1;
            long[] dims = Arrays.copyOf(of.shape().dims(), of.rank() + 1);
            long[] strides = Arrays.copyOf(of.strides(), of.rank() + 1);
            dims[of.rank()] = size;
            strides[of.rank()] = strides[axis];
            dims[axis] = count;
            strides[axis] *= count > 1 ? step : 1;
            return Layout.of(ShapeRules.shape(name(), dims), strides, of.offset());
        }

        @Override
        public Tensor backward(Call call, Tensor upstream) {
            return new FoldOp(axis, size, step, call.inputShape(0)).apply(upstream);
        }
    }
}
