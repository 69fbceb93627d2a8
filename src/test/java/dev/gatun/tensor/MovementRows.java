package dev.gatun.tensor;

import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.Slice;
import dev.gatun.tensor.OpRow.Accuracy;
import dev.gatun.tensor.OpRow.Call;
import dev.gatun.tensor.op.CopyOp;
import dev.gatun.tensor.op.ViewOp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The table's lines for operations that look at elements in another order, or copy them. */
final class MovementRows {
    private MovementRows() {}

    static List<OpRow> all() {
        List<OpRow> rows = new ArrayList<>();
        rows.addAll(views());
        rows.addAll(parts());
        rows.addAll(reshapes());
        rows.addAll(copies());
        return rows;
    }

    private static List<OpRow> views() {
        return List.of(
                row("permute", draw -> permute(draw))
                        .covers(ViewOp.Permute.class)
                        .rejects(
                                "permute: every axis must be named once",
                                () -> Tensor.zeros(2, 3).permute(0)),
                row("transpose", draw -> transpose(draw)).covers(ViewOp.Transpose.class),
                row(
                                "t",
                                draw ->
                                        move(
                                                draw.operand(draw.shape(2, 2), Domain.ALL),
                                                Tensor::t,
                                                (shape, at) -> new long[] {at[1], at[0]}))
                        .rejects("t: takes a tensor with 2 axes: [3]", () -> Tensor.zeros(3).t()),
                row("flip", draw -> flip(draw)).covers(ViewOp.Flip.class),
                row("expand", draw -> expand(draw))
                        .covers(ViewOp.Expand.class)
                        .rejects(
                                "expand: cannot expand: [2, 3] x [2, 4] (axis -1: 3 != 4)",
                                () -> Tensor.zeros(2, 3).expand(2, 4)));
    }

    private static List<OpRow> parts() {
        return List.of(
                row("narrow", draw -> narrow(draw))
                        .covers(ViewOp.Part.class)
                        .rejects(
                                "narrow: start 2 and length 2 leave axis 0: [3]",
                                () -> Tensor.zeros(3).narrow(0, 2, 2)),
                row("select", draw -> select(draw))
                        .covers(ViewOp.Part.class)
                        .rejects(
                                "select: index 3 is out of range for axis 0: [3]",
                                () -> Tensor.zeros(3).select(0, 3)),
                row("slice", draw -> slice(draw)).covers(ViewOp.Part.class),
                row("diagonal", draw -> diagonal(draw)).covers(ViewOp.Part.class),
                row("split", draw -> split(draw))
                        .rejects(
                                "split: size must be positive, not 0",
                                () -> Tensor.zeros(3).split(0, 0)),
                row("chunk", draw -> chunk(draw))
                        .rejects(
                                "chunk: count must be positive, not -1",
                                () -> Tensor.zeros(3).chunk(-1, 0)));
    }

    private static List<OpRow> reshapes() {
        return List.of(
                row("reshape", draw -> reshape(draw))
                        .covers(ViewOp.Reshape.class, CopyOp.Copy.class)
                        .rejects(
                                "reshape: element counts differ for [4]: [2, 3] (6 != 4)",
                                () -> Tensor.zeros(2, 3).reshape(4)),
                row("view", draw -> view(draw))
                        .covers(ViewOp.Reshape.class)
                        .rejects(
                                "view: no strides can say it: [3, 2] x [6]",
                                () -> Tensor.zeros(2, 3).t().view(6)),
                row("flatten", draw -> flatten(draw)),
                row("squeeze", draw -> squeeze(draw))
                        .rejects(
                                "squeeze: axis 0 is not of size 1: [2] (2 != 1)",
                                () -> Tensor.zeros(2).squeeze(0)),
                row("unsqueeze", draw -> unsqueeze(draw)));
    }

    private static List<OpRow> copies() {
        return List.of(
                row("contiguous", draw -> same(draw, Tensor::contiguous)).covers(CopyOp.Copy.class),
                row("copy", draw -> same(draw, Tensor::copy)).covers(CopyOp.Copy.class),
                row("to and back", draw -> same(draw, x -> x.to(DType.F64).to(x.dtype())))
                        .covers(CopyOp.Convert.class),
                row("cat", draw -> cat(draw))
                        .covers(CopyOp.Cat.class)
                        .rejects(
                                "cat: sizes differ outside axis 0: [2, 3] x [2, 4]",
                                () -> Tensor.cat(0, Tensor.zeros(2, 3), Tensor.zeros(2, 4)))
                        .rejects("cat: nothing to join", () -> Tensor.cat(0)),
                row("stack", draw -> stack(draw))
                        .rejects(
                                "stack: shapes differ: [2] x [3]",
                                () -> Tensor.stack(0, Tensor.zeros(2), Tensor.zeros(3))),
                row("repeat", draw -> repeat(draw))
                        .rejects(
                                "repeat: one count an axis is needed: [2, 3]",
                                () -> Tensor.zeros(2, 3).repeat(2)),
                row("place", draw -> place(draw)).covers(CopyOp.Place.class));
    }

    private static OpRow row(String name, Function<RandomCall, Call> call) {
        return OpRow.of(name, Accuracy.EXACT, call);
    }

    /** Where an element of the result comes from. */
    private interface Source {
        long[] of(Shape result, long... index);
    }

    private static Call move(Tensor x, UnaryOperator<Tensor> call, Source source) {
        return new Call(
                List.of(x),
                t -> call.apply(t[0]),
                a -> {
                    Shape shape = call.apply(x).shape();
                    return NdArray.generate(shape, at -> a[0].get(source.of(shape, at)));
                });
    }

    private static Call same(RandomCall draw, UnaryOperator<Tensor> call) {
        return move(draw.operand(draw.shape(0, 4), Domain.ALL), call, (shape, at) -> at);
    }

    private static Call permute(RandomCall draw) {
        Shape shape = draw.shape(0, 4);
        int[] axes = new int[shape.rank()];
        Arrays.setAll(axes, i -> (i + 1) % axes.length - (draw.coin() ? axes.length : 0));
        int[] at = Arrays.stream(axes).map(axis -> Math.floorMod(axis, axes.length)).toArray();
        Source source =
                (result, index) -> {
                    long[] from = new long[at.length];
                    for (int i = 0; i < at.length; i++) {
                        from[at[i]] = index[i];
                    }
                    return from;
                };
        return move(draw.operand(shape, Domain.ALL), x -> x.permute(axes), source);
    }

    private static Call transpose(RandomCall draw) {
        Shape shape = draw.shape(1, 4);
        int first = draw.axis(shape.rank());
        int second = draw.axis(shape.rank());
        Source source =
                (result, index) -> {
                    long[] from = index.clone();
                    from[shape.axis(first)] = index[shape.axis(second)];
                    from[shape.axis(second)] = index[shape.axis(first)];
                    return from;
                };
        return move(draw.operand(shape, Domain.ALL), x -> x.transpose(first, second), source);
    }

    private static Call flip(RandomCall draw) {
        Shape shape = draw.shape(0, 4);
        int[] axes = draw.axes(shape.rank());
        Source source =
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
        return move(draw.operand(shape, Domain.ALL), x -> x.flip(axes), source);
    }

    private static Call expand(RandomCall draw) {
        Shape to = draw.shape(0, 4);
        Tensor x = draw.operand(draw.broadcasting(to), Domain.ALL);
        return new Call(
                List.of(x),
                t -> t[0].expand(to.dims()),
                a -> NdArray.generate(to, at -> a[0].broadcast(at)));
    }

    private static Call narrow(RandomCall draw) {
        Shape shape = draw.shape(1, 4);
        int axis = draw.axis(shape.rank());
        long size = shape.dim(shape.axis(axis));
        long start = draw.below((int) size + 1);
        long length = draw.below((int) (size - start) + 1);
        return move(
                draw.operand(shape, Domain.ALL),
                x -> x.narrow(axis, start, length),
                (result, at) -> moved(at, shape.axis(axis), start + at[shape.axis(axis)]));
    }

    private static long[] moved(long[] index, int axis, long to) {
        long[] from = index.clone();
        from[axis] = to;
        return from;
    }

    private static Call select(RandomCall draw) {
        Shape shape = draw.filled(1, 4);
        int axis = draw.axis(shape.rank());
        long size = shape.dim(shape.axis(axis));
        long index = draw.below((int) size) - (draw.coin() ? size : 0);
        return move(
                draw.operand(shape, Domain.ALL),
                x -> x.select(axis, index),
                (result, at) -> inserted(at, shape.axis(axis), Math.floorMod(index, size)));
    }

    private static long[] inserted(long[] index, int axis, long value) {
        long[] longer = new long[index.length + 1];
        for (int i = 0; i < longer.length; i++) {
            longer[i] = i < axis ? index[i] : i == axis ? value : index[i - 1];
        }
        return longer;
    }

    private static Call slice(RandomCall draw) {
        Shape shape = draw.shape(1, 4);
        long size = shape.dim(0);
        long step = draw.pick(-3, -2, -1, 1, 2, 3);
        long first = step > 0 ? draw.below((int) size + 1) : size - 1 - draw.below((int) size + 1);
        Slice slice = step > 0 || first >= 0 ? Slice.from(first, step) : Slice.of(0, 0);
        return move(
                draw.operand(shape, Domain.ALL),
                draw.coin() ? x -> x.slice(slice) : x -> x.slice(0, slice),
                (result, at) -> moved(at, 0, first + at[0] * step));
    }

    private static Call diagonal(RandomCall draw) {
        Shape shape = draw.shape(2, 4);
        long shift = draw.below(7) - 3L;
        return move(
                draw.operand(shape, Domain.ALL),
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
        long size = draw.below(5) + 1L;
        long parts = Math.ceilDiv(shape.dim(shape.axis(axis)), size);
        int which = draw.below((int) parts);
        return move(
                draw.operand(shape, Domain.ALL),
                x -> x.split(size, axis).get(which),
                (result, at) -> moved(at, shape.axis(axis), which * size + at[shape.axis(axis)]));
    }

    private static Call chunk(RandomCall draw) {
        Shape shape = draw.filled(1, 3);
        int axis = draw.axis(shape.rank());
        long whole = shape.dim(shape.axis(axis));
        int count = draw.below(4) + 1;
        long size = Math.ceilDiv(whole, count);
        int which = draw.below((int) Math.ceilDiv(whole, size));
        return move(
                draw.operand(shape, Domain.ALL),
                x -> x.chunk(count, axis).get(which),
                (result, at) -> moved(at, shape.axis(axis), which * size + at[shape.axis(axis)]));
    }

    private static Call reshape(RandomCall draw) {
        Shape shape = draw.filled(1, 4);
        long last = shape.dim(-1);
        long[] to = draw.coin() ? new long[] {-1, last} : new long[] {1, shape.numel(), 1};
        Tensor x = draw.operand(shape, Domain.ALL);
        return new Call(
                List.of(x), t -> t[0].reshape(to), a -> a[0].reshape(x.reshape(to).shape()));
    }

    private static Call view(RandomCall draw) {
        Shape shape = draw.filled(0, 4);
        Tensor x = draw.operand(shape, Domain.ALL).contiguous();
        return new Call(List.of(x), t -> t[0].view(-1), a -> a[0].reshape(Shape.of(shape.numel())));
    }

    private static Call flatten(RandomCall draw) {
        Shape shape = draw.filled(2, 4);
        int first = draw.below(shape.rank());
        int last = first + draw.below(shape.rank() - first);
        Tensor x = draw.operand(shape, Domain.ALL);
        return new Call(
                List.of(x),
                t -> t[0].flatten(first, last - shape.rank()),
                a -> {
                    List<Long> dims = new ArrayList<>();
                    for (int axis = 0; axis < shape.rank(); axis++) {
                        if (axis > first && axis <= last) {
                            dims.add(dims.removeLast() * shape.dim(axis));
                        } else {
                            dims.add(shape.dim(axis));
                        }
                    }
                    return a[0].reshape(
                            Shape.of(dims.stream().mapToLong(Long::longValue).toArray()));
                });
    }

    private static Call squeeze(RandomCall draw) {
        Shape shape = draw.shape(0, 3);
        int axis = draw.below(shape.rank() + 1);
        Tensor x = draw.operand(shape.insert(axis, 1), Domain.ALL);
        Shape without = Shape.of(Arrays.stream(shape.dims()).filter(dim -> dim != 1).toArray());
        return draw.coin()
                ? new Call(List.of(x), t -> t[0].squeeze(axis), a -> a[0].reshape(shape))
                : new Call(List.of(x), t -> t[0].squeeze(), a -> a[0].reshape(without));
    }

    private static Call unsqueeze(RandomCall draw) {
        Shape shape = draw.shape(0, 3);
        int axis = draw.axis(shape.rank() + 1);
        return new Call(
                List.of(draw.operand(shape, Domain.ALL)),
                t -> t[0].unsqueeze(axis),
                a -> a[0].reshape(shape.insert(axis, 1)));
    }

    private static Call cat(RandomCall draw) {
        Shape shape = draw.shape(1, 3);
        int axis = draw.axis(shape.rank());
        int at = shape.axis(axis);
        Shape second = shape.with(at, draw.size());
        return new Call(
                List.of(draw.operand(shape, Domain.ALL), draw.another(second, Domain.ALL)),
                t -> Tensor.cat(axis, t),
                a ->
                        NdArray.generate(
                                shape.with(at, shape.dim(at) + second.dim(at)),
                                index ->
                                        index[at] < shape.dim(at)
                                                ? a[0].get(index)
                                                : a[1].get(
                                                        moved(
                                                                index,
                                                                at,
                                                                index[at] - shape.dim(at)))));
    }

    private static Call stack(RandomCall draw) {
        Shape shape = draw.shape(0, 3);
        int at = draw.below(shape.rank() + 1);
        return new Call(
                List.of(draw.operand(shape, Domain.ALL), draw.another(shape, Domain.ALL)),
                t -> Tensor.stack(at - (shape.rank() + 1), t),
                a ->
                        NdArray.generate(
                                shape.insert(at, 2),
                                index -> a[(int) index[at]].get(without(index, at))));
    }

    private static long[] without(long[] index, int axis) {
        long[] rest = new long[index.length - 1];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = index[i < axis ? i : i + 1];
        }
        return rest;
    }

    private static Call repeat(RandomCall draw) {
        Shape shape = draw.shape(0, 3);
        long[] counts = new long[shape.rank() + draw.below(2)];
        Arrays.setAll(counts, i -> draw.pick(0, 1, 2, 3));
        int lead = counts.length - shape.rank();
        return move(
                draw.operand(shape, Domain.ALL),
                x -> x.repeat(counts),
                (result, at) -> {
                    long[] from = new long[shape.rank()];
                    Arrays.setAll(from, axis -> at[axis + lead] % shape.dim(axis));
                    return from;
                });
    }

    private static Call place(RandomCall draw) {
        Shape shape = draw.filled(1, 3);
        long size = shape.dim(0) + 3;
        Tensor x = draw.operand(shape, Domain.ALL);
        CopyOp.Place op =
                new CopyOp.Place(
                        "narrow", layout -> layout.narrow(0, 2, shape.dim(0)), shape.with(0, size));
        return new Call(
                List.of(x),
                t -> op.apply(t[0]),
                a ->
                        NdArray.generate(
                                shape.with(0, size),
                                at ->
                                        at[0] >= 2 && at[0] < 2 + shape.dim(0)
                                                ? a[0].get(moved(at, 0, at[0] - 2))
                                                : 0));
    }
}
