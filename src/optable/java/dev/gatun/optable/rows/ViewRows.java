package dev.gatun.optable.rows;

import static dev.gatun.optable.Moves.inserted;
import static dev.gatun.optable.Moves.move;
import static dev.gatun.optable.Moves.moved;
import static dev.gatun.optable.Moves.row;

import dev.gatun.optable.Moves;
import dev.gatun.optable.OpRow.Call;
import dev.gatun.optable.OpRow.RowBuilder;
import dev.gatun.optable.RandomCall;
import dev.gatun.optable.oracle.NdArray;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.Slice;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** Other looks at the same elements: in another order, or at some of them. */
final class ViewRows {
    private ViewRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(orders(), parts());
    }

    private static List<RowBuilder> orders() {
        return List.of(
                row("permute", ViewRows::permute)
                        .known("np.transpose", "torch.permute")
                        .records("PermuteOp")
                        .refuses(
                                "permute: every axis must be named once",
                                () -> Tensor.zeros(2, 3).permute(0)),
                row("transpose", ViewRows::transpose)
                        .known("np.swapaxes", "torch.transpose")
                        .records("TransposeOp"),
                row(
                                "t",
                                draw ->
                                        move(
                                                draw.operand(0, draw.shape(2, 2)),
                                                Tensor::t,
                                                (shape, at) -> new long[] {at[1], at[0]}))
                        .known("np.transpose", "torch.t")
                        .records("TransposeOp")
                        .reference(x -> x[0].transpose())
                        .refuses("t: takes a tensor with 2 axes: [3]", () -> Tensor.zeros(3).t()),
                row("flip", ViewRows::flip).known("np.flip", "torch.flip").records("FlipOp"),
                row("expand", ViewRows::expand)
                        .known("np.broadcast_to", "Tensor.expand")
                        .records("ExpandOp")
                        .refuses(
                                "expand: cannot expand: [2, 3] x [2, 4] (axis -1: 3 != 4)",
                                () -> Tensor.zeros(2, 3).expand(2, 4)));
    }

    private static List<RowBuilder> parts() {
        return List.of(
                row("narrow", ViewRows::narrow)
                        .known("x[..., a:b]", "torch.narrow")
                        .records("SliceOp")
                        .refuses(
                                "narrow: start 2 and length 2 leave axis 0: [3]",
                                () -> Tensor.zeros(3).narrow(0, 2, 2)),
                row("narrow", ViewRows::gradientOfNarrow)
                        .variant("its gradient")
                        .records("PlaceOp")
                        .types(DType.F32, DType.F64, DType.BF16, DType.F16),
                row("select", ViewRows::select)
                        .known("x[..., i]", "torch.select")
                        .records("SliceOp")
                        .refuses(
                                "select: index 3 is out of range for axis 0: [3]",
                                () -> Tensor.zeros(3).select(0, 3)),
                row("slice", ViewRows::slice).known("x[a:b:c]", "x[a:b:c]").records("SliceOp"),
                row("diagonal", ViewRows::diagonal)
                        .known("np.diagonal", "torch.diagonal")
                        .records("SliceOp"),
                row("split", ViewRows::split)
                        .known("np.split", "torch.split")
                        .records("SplitOp")
                        .refuses(
                                "split: size must be positive, not 0",
                                () -> Tensor.zeros(3).split(0, 0)),
                row("chunk", ViewRows::chunk)
                        .known("np.array_split", "torch.chunk")
                        .records("SplitOp")
                        .refuses(
                                "chunk: count must be positive, not -1",
                                () -> Tensor.zeros(3).chunk(-1, 0)));
    }

    private static Call permute(RandomCall draw) {
        Shape shape = draw.shape(0, 4);
        int[] axes = new int[shape.rank()];
        Arrays.setAll(axes, i -> (i + 1) % axes.length - (draw.coin() ? axes.length : 0));
        int[] at = Arrays.stream(axes).map(axis -> Math.floorMod(axis, axes.length)).toArray();
        Moves.Source source =
                (result, index) -> {
                    long[] from = new long[at.length];
                    for (int i = 0; i < at.length; i++) {
                        from[at[i]] = index[i];
                    }
                    return from;
                };
        return move(draw.operand(0, shape), x -> x.permute(axes), source).by(x -> x[0].permute(at));
    }

    private static Call transpose(RandomCall draw) {
        Shape shape = draw.shape(1, 4);
        int first = draw.axis(shape.rank());
        int second = draw.axis(shape.rank());
        Moves.Source source =
                (result, index) -> {
                    long[] from = index.clone();
                    from[shape.axis(first)] = index[shape.axis(second)];
                    from[shape.axis(second)] = index[shape.axis(first)];
                    return from;
                };
        return move(draw.operand(0, shape), x -> x.transpose(first, second), source);
    }

    private static Call flip(RandomCall draw) {
        Shape shape = draw.shape(0, 4);
        int[] axes = draw.axes(shape.rank());
        Moves.Source source =
                (result, index) -> {
                    long[] from = index.clone();
                    for (int axis = 0; axis < from.length; axis++) {
                        int here = axis;
                        if (Arrays.stream(axes).anyMatch(a -> shape.axis(a) == here)) {
                            from[axis] = shape.dim(axis) - 1 - index[axis];
                        }
                    }
                    return from;
                };
        return move(draw.operand(0, shape), x -> x.flip(axes), source);
    }

    private static Call expand(RandomCall draw) {
        Shape to = draw.shape(0, 4);
        Tensor x = draw.operand(0, draw.broadcasting(to));
        return new Call(
                List.of(x),
                t -> t[0].expand(to.dims()),
                a -> NdArray.generate(to, at -> a[0].broadcast(at)));
    }

    private static Call narrow(RandomCall draw) {
        Shape shape = draw.shape(1, 4);
        int axis = draw.axis(shape.rank());
        int at = shape.axis(axis);
        long size = shape.dim(at);
        long start = draw.below((int) size + 1);
        long length = draw.below((int) (size - start) + 1);
        return move(
                        draw.operand(0, shape),
                        x -> x.narrow(axis, start, length),
                        (result, to) -> moved(to, at, start + to[at]))
                .by(x -> x[0].slice(at, (int) start, (int) (start + length)));
    }

    /** What stands in a part of a larger tensor of zeros. */
    private static Call gradientOfNarrow(RandomCall draw) {
        Shape shape = draw.filled(1, 3);
        Shape larger = shape.with(0, shape.dim(0) + 3);
        return new Call(
                List.of(draw.operand(0, shape)),
                t -> {
                    Tensor whole = Tensor.zeros(larger, t[0].dtype()).requiresGrad_(true);
                    Tensor part = whole.narrow(0, 2, shape.dim(0));
                    return Gradients.vjp(part, t[0], whole).getFirst();
                },
                a ->
                        NdArray.generate(
                                larger,
                                at ->
                                        at[0] >= 2 && at[0] < 2 + shape.dim(0)
                                                ? a[0].get(moved(at, 0, at[0] - 2))
                                                : 0));
    }

    private static Call select(RandomCall draw) {
        Shape shape = draw.filled(1, 4);
        int axis = draw.axis(shape.rank());
        long size = shape.dim(shape.axis(axis));
        long index = draw.below((int) size) - (draw.coin() ? size : 0);
        return move(
                draw.operand(0, shape),
                x -> x.select(axis, index),
                (result, at) -> inserted(at, shape.axis(axis), Math.floorMod(index, size)));
    }

    private static Call slice(RandomCall draw) {
        Shape shape = draw.shape(1, 4);
        long size = shape.dim(0);
        long step = draw.pick(-3, -2, -1, 1, 2, 3);
        long first = step > 0 ? draw.below((int) size + 1) : size - 1 - draw.below((int) size + 1);
        Slice slice = step > 0 || first >= 0 ? Slice.from(first, step) : Slice.of(0, 0);
        return move(
                draw.operand(0, shape),
                draw.coin() ? x -> x.slice(slice) : x -> x.slice(0, slice),
                (result, at) -> moved(at, 0, first + at[0] * step));
    }

    private static Call diagonal(RandomCall draw) {
        Shape shape = draw.shape(2, 4);
        long shift = draw.below(7) - 3L;
        return move(
                draw.operand(0, shape),
                x -> x.diagonal(shift),
                (result, at) -> {
                    long along = at[at.length - 1];
                    long[] from = Arrays.copyOf(at, at.length + 1);
                    from[at.length - 1] = along + Math.max(0, -shift);
                    from[at.length] = along + Math.max(0, shift);
                    return from;
                });
    }

    private static Call split(RandomCall draw) {
        Shape shape = draw.filled(1, 3);
        int axis = draw.axis(shape.rank());
        int at = shape.axis(axis);
        long size = draw.below(5) + 1L;
        int which = draw.below((int) Math.ceilDiv(shape.dim(at), size));
        return move(
                draw.operand(0, shape),
                x -> x.split(size, axis).get(which),
                (result, to) -> moved(to, at, which * size + to[at]));
    }

    private static Call chunk(RandomCall draw) {
        Shape shape = draw.filled(1, 3);
        int axis = draw.axis(shape.rank());
        int at = shape.axis(axis);
        int count = draw.below(4) + 1;
        long size = Math.ceilDiv(shape.dim(at), count);
        int which = draw.below((int) Math.ceilDiv(shape.dim(at), size));
        return move(
                draw.operand(0, shape),
                x -> x.chunk(count, axis).get(which),
                (result, to) -> moved(to, at, which * size + to[at]));
    }
}
