package dev.gatun.optable.rows;

import static dev.gatun.optable.Moves.inserted;
import static dev.gatun.optable.Moves.move;
import static dev.gatun.optable.Moves.moved;
import static dev.gatun.optable.Moves.row;

import dev.gatun.optable.Domain;
import dev.gatun.optable.OpRow;
import dev.gatun.optable.OpRow.Call;
import dev.gatun.optable.OpRow.RowBuilder;
import dev.gatun.optable.OperandSpec;
import dev.gatun.optable.RandomCall;
import dev.gatun.optable.oracle.NdArray;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import java.util.List;

/** Tensors divided into parts along an axis, parts joined, and grids. */
final class PartRows {
    private static final OperandSpec ANY = OperandSpec.of(Domain.ALL);

    private PartRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(parts(), joins());
    }

    private static List<RowBuilder> parts() {
        return List.of(
                row("split", PartRows::split)
                        .variant("into given sizes")
                        .records("SplitOp")
                        .refuses(
                                "split: the sizes must add up to that of axis 0: [3] ([1, 3])",
                                () -> Tensor.zeros(3).split(new long[] {1, 3}, 0))
                        .refuses(
                                "split: size must not be negative, not -1",
                                () -> Tensor.zeros(3).split(new long[] {4, -1}, 0)),
                row("tensorSplit", PartRows::tensorSplit)
                        .known("np.array_split", "torch.tensor_split")
                        .records("SplitOp")
                        .refuses(
                                "tensorSplit: count must be positive, not 0",
                                () -> Tensor.zeros(3).tensorSplit(0, 0)),
                row("tensorSplit", PartRows::splitAt).variant("at given places").records("SliceOp"),
                row("unbind", PartRows::unbind)
                        .known("np.unstack", "torch.unbind")
                        .records("SplitOp")
                        .refuses(
                                "unbind: axis 0 is out of range: [] (it has no axes)",
                                () -> Tensor.scalar(1f).unbind(0)));
    }

    private static Call split(RandomCall draw) {
        Shape shape = draw.shape(1, 3);
        int axis = draw.axis(shape.rank());
        int at = shape.axis(axis);
        long first = draw.below((int) shape.dim(at) + 1);
        long second = draw.below((int) (shape.dim(at) - first) + 1);
        long[] sizes = {first, second, shape.dim(at) - first - second};
        int which = draw.below(3);
        long start = which == 0 ? 0 : which == 1 ? first : first + second;
        return move(
                draw.operand(0, shape),
                x -> x.split(sizes, axis).get(which),
                (result, to) -> moved(to, at, start + to[at]));
    }

    private static Call tensorSplit(RandomCall draw) {
        Shape shape = draw.shape(1, 3);
        int axis = draw.axis(shape.rank());
        int at = shape.axis(axis);
        int count = draw.below(5) + 1;
        int which = draw.below(count);
        // One by one, each part as long as can be if those that follow are no longer.
        long begin = 0;
        long left = shape.dim(at);
        for (int i = 0; i < which; i++) {
            long size = Math.ceilDiv(left, count - i);
            begin += size;
            left -= size;
        }
        long start = begin;
        return move(
                draw.operand(0, shape),
                x -> x.tensorSplit(count, axis).get(which),
                (result, to) -> moved(to, at, start + to[at]));
    }

    private static Call splitAt(RandomCall draw) {
        Shape shape = draw.filled(1, 3);
        int axis = draw.axis(shape.rank());
        int at = shape.axis(axis);
        int size = (int) shape.dim(at);
        long place = draw.below(2 * size + 4) - size - 2L;
        long within = Math.min(Math.max(place < 0 ? place + size : place, 0), size);
        boolean isSecond = draw.coin();
        return move(
                draw.operand(0, shape),
                x -> x.tensorSplit(new long[] {place}, axis).get(isSecond ? 1 : 0),
                (result, to) -> moved(to, at, to[at] + (isSecond ? within : 0)));
    }

    private static Call unbind(RandomCall draw) {
        Shape shape = draw.filled(1, 4);
        int axis = draw.axis(shape.rank());
        int which = draw.below((int) shape.dim(shape.axis(axis)));
        return move(
                draw.operand(0, shape),
                x -> x.unbind(axis).get(which),
                (result, at) -> inserted(at, shape.axis(axis), which));
    }

    private static List<RowBuilder> joins() {
        return List.of(
                joined("hstack", 1).known("np.hstack", "torch.hstack"),
                joined("vstack", 0).known("np.vstack", "torch.vstack"),
                joined("dstack", 2).known("np.dstack", "torch.dstack"),
                OpRow.of("meshgrid", PartRows::meshgrid)
                        .operands(ANY, ANY)
                        .andBool()
                        .known("np.meshgrid", "torch.meshgrid")
                        .refuses(
                                "meshgrid: indexing is \"ij\" or \"xy\", not \"ji\"",
                                () -> Tensor.meshgrid("ji", Tensor.zeros(2)))
                        .refuses(
                                "meshgrid: takes vectors: [2, 2]",
                                () -> Tensor.meshgrid("ij", Tensor.zeros(2, 2))));
    }

    private static RowBuilder joined(String method, int axis) {
        return OpRow.of(
                        method,
                        draw -> {
                            Shape shape = draw.shape(0, 4);
                            return new Call(
                                    List.of(draw.operand(0, shape), draw.operand(1, shape)),
                                    t ->
                                            switch (method) {
                                                case "hstack" -> Tensor.hstack(t);
                                                case "vstack" -> Tensor.vstack(t);
                                                default -> Tensor.dstack(t);
                                            },
                                    a -> joined(a[0], a[1], axis));
                        })
                .operands(ANY, ANY)
                .andBool()
                .records("CatOp")
                .refuses(
                        method + ": nothing to stack",
                        () -> {
                            switch (method) {
                                case "hstack" -> Tensor.hstack();
                                case "vstack" -> Tensor.vstack();
                                default -> Tensor.dstack();
                            }
                        });
    }

    private static NdArray joined(NdArray x, NdArray y, int axis) {
        Shape own = x.shape();
        int rank = own.rank();
        // What is too short for the axis gets new ones: rows first, then depth.
        Shape long1 = rank == 0 ? Shape.of(1) : own;
        int along = axis == 1 && long1.rank() == 1 ? 0 : axis;
        Shape part =
                switch (along) {
                    case 0 -> axis == 0 && long1.rank() == 1 ? long1.insert(0, 1) : long1;
                    case 1 -> long1;
                    default ->
                            long1.rank() == 1
                                    ? Shape.of(1, long1.dim(0), 1)
                                    : long1.rank() == 2 ? long1.insert(2, 1) : long1;
                };
        NdArray first = x.reshape(part);
        NdArray second = y.reshape(part);
        long border = part.dim(along);
        return NdArray.generate(
                part.with(along, 2 * border),
                at ->
                        at[along] < border
                                ? first.get(at)
                                : second.get(moved(at, along, at[along] - border)));
    }

    private static Call meshgrid(RandomCall draw) {
        Shape first = Shape.of(draw.size());
        Shape second = Shape.of(draw.pick(1, 2, 5));
        boolean isSwapped = draw.coin();
        int which = draw.below(2);
        Shape grid =
                isSwapped
                        ? Shape.of(second.dim(0), first.dim(0))
                        : Shape.of(first.dim(0), second.dim(0));
        int own = isSwapped ? 1 - which : which;
        return new Call(
                List.of(draw.operand(0, first), draw.operand(1, second)),
                t -> Tensor.meshgrid(isSwapped ? "xy" : "ij", t).get(which),
                a -> NdArray.generate(grid, at -> a[which].get(at[own])));
    }
}
