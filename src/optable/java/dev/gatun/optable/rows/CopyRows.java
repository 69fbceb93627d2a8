package dev.gatun.optable.rows;

import static dev.gatun.optable.Moves.move;
import static dev.gatun.optable.Moves.moved;
import static dev.gatun.optable.Moves.removed;
import static dev.gatun.optable.Moves.row;
import static dev.gatun.optable.SmoothFunction.ints;

import dev.gatun.optable.Domain;
import dev.gatun.optable.OpRow;
import dev.gatun.optable.OpRow.Call;
import dev.gatun.optable.OpRow.RowBuilder;
import dev.gatun.optable.OperandSpec;
import dev.gatun.optable.RandomCall;
import dev.gatun.optable.oracle.NdArray;
import dev.gatun.reference.Value;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** The same elements under another shape, and copies of them. */
final class CopyRows {
    private CopyRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(reshapes(), copies(), joins());
    }

    private static List<RowBuilder> reshapes() {
        return List.of(
                row("reshape", CopyRows::reshape)
                        .known("np.reshape", "torch.reshape")
                        .records("ReshapeOp", "CopyOp")
                        .refuses(
                                "reshape: element counts differ for [4]: [2, 3] (6 != 4)",
                                () -> Tensor.zeros(2, 3).reshape(4)),
                row("view", CopyRows::view)
                        .known("np.reshape(copy=False)", "Tensor.view")
                        .records("ReshapeOp")
                        .refuses(
                                "view: no strides can say it: [3, 2] x [6]",
                                () -> Tensor.zeros(2, 3).t().view(6)),
                row("flatten", CopyRows::flatten)
                        .known("np.ravel", "torch.flatten")
                        .records("ReshapeOp", "CopyOp"),
                row("squeeze", CopyRows::squeeze)
                        .known("np.squeeze", "torch.squeeze")
                        .records("ReshapeOp")
                        .refuses(
                                "squeeze: axis 0 is not of size 1: [2] (2 != 1)",
                                () -> Tensor.zeros(2).squeeze(0)),
                row("unsqueeze", CopyRows::unsqueeze)
                        .known("np.expand_dims", "torch.unsqueeze")
                        .records("ReshapeOp"));
    }

    private static List<RowBuilder> copies() {
        return List.of(
                row("contiguous", draw -> same(draw, Tensor::contiguous))
                        .known("np.ascontiguousarray", "Tensor.contiguous")
                        .records("CopyOp"),
                row("copy", draw -> same(draw, Tensor::copy))
                        .known("np.copy", "torch.clone")
                        .records("CopyOp"),
                row("to", draw -> same(draw, x -> x.to(DType.F64).to(x.dtype())))
                        .variant("float64 and back")
                        .known("ndarray.astype", "Tensor.to")
                        .records("ConvertOp"));
    }

    private static List<RowBuilder> joins() {
        OperandSpec any = OperandSpec.of(Domain.ALL);
        return List.of(
                OpRow.of("cat", CopyRows::cat)
                        .operands(any, any)
                        .known("np.concatenate", "torch.cat")
                        .andBool()
                        .records("CatOp")
                        .refuses(
                                "cat: sizes differ outside axis 0: [2, 3] x [2, 4]",
                                () -> Tensor.cat(0, Tensor.zeros(2, 3), Tensor.zeros(2, 4)))
                        .refuses("cat: nothing to join", () -> Tensor.cat(0)),
                OpRow.of("stack", CopyRows::stack)
                        .operands(any, any)
                        .known("np.stack", "torch.stack")
                        .andBool()
                        .records("CatOp")
                        .refuses(
                                "stack: shapes differ: [2] x [3]",
                                () -> Tensor.stack(0, Tensor.zeros(2), Tensor.zeros(3))),
                row("repeat", CopyRows::repeat)
                        .known("np.tile", "Tensor.repeat")
                        .refuses(
                                "repeat: one count an axis is needed: [2, 3]",
                                () -> Tensor.zeros(2, 3).repeat(2)));
    }

    private static Call same(RandomCall draw, UnaryOperator<Tensor> call) {
        return move(draw.operand(0, draw.shape(0, 4)), call, (shape, at) -> at);
    }

    private static Call reshape(RandomCall draw) {
        Shape shape = draw.filled(1, 4);
        long last = shape.dim(-1);
        long[] to = draw.coin() ? new long[] {-1, last} : new long[] {1, shape.numel(), 1};
        Tensor x = draw.operand(0, shape);
        Shape made = x.reshape(to).shape();
        return new Call(
                List.of(x),
                t -> t[0].reshape(to),
                a -> a[0].reshape(made),
                v -> v[0].reshape(ints(made)));
    }

    private static Call view(RandomCall draw) {
        Shape shape = draw.filled(0, 4);
        return new Call(
                List.of(draw.dense(0, shape)),
                t -> t[0].view(-1),
                a -> a[0].reshape(Shape.of(shape.numel())));
    }

    private static Call flatten(RandomCall draw) {
        Shape shape = draw.filled(2, 4);
        int first = draw.below(shape.rank());
        int last = first + draw.below(shape.rank() - first);
        return new Call(
                List.of(draw.operand(0, shape)),
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
        Tensor x = draw.operand(0, shape.insert(axis, 1));
        Shape without = Shape.of(Arrays.stream(shape.dims()).filter(dim -> dim != 1).toArray());
        return draw.coin()
                ? new Call(List.of(x), t -> t[0].squeeze(axis), a -> a[0].reshape(shape))
                : new Call(List.of(x), t -> t[0].squeeze(), a -> a[0].reshape(without));
    }

    private static Call unsqueeze(RandomCall draw) {
        Shape shape = draw.shape(0, 3);
        int axis = draw.axis(shape.rank() + 1);
        return new Call(
                List.of(draw.operand(0, shape)),
                t -> t[0].unsqueeze(axis),
                a -> a[0].reshape(shape.insert(axis, 1)));
    }

    private static Call cat(RandomCall draw) {
        Shape shape = draw.shape(1, 3);
        int axis = draw.axis(shape.rank());
        int at = shape.axis(axis);
        Shape second = shape.with(at, draw.size());
        long border = shape.dim(at);
        return new Call(
                List.of(draw.operand(0, shape), draw.operand(1, second)),
                t -> Tensor.cat(axis, t),
                a ->
                        NdArray.generate(
                                shape.with(at, border + second.dim(at)),
                                index ->
                                        index[at] < border
                                                ? a[0].get(index)
                                                : a[1].get(moved(index, at, index[at] - border))),
                v -> Value.concat(at, v));
    }

    private static Call stack(RandomCall draw) {
        Shape shape = draw.shape(0, 3);
        int at = draw.below(shape.rank() + 1);
        return new Call(
                List.of(draw.operand(0, shape), draw.operand(1, shape)),
                t -> Tensor.stack(at - (shape.rank() + 1), t),
                a ->
                        NdArray.generate(
                                shape.insert(at, 2),
                                index -> a[(int) index[at]].get(removed(index, at))));
    }

    private static Call repeat(RandomCall draw) {
        Shape shape = draw.shape(0, 3);
        long[] counts = new long[shape.rank() + draw.below(2)];
        Arrays.setAll(counts, i -> draw.pick(0, 1, 2, 3));
        int lead = counts.length - shape.rank();
        return move(
                draw.operand(0, shape),
                x -> x.repeat(counts),
                (result, at) -> {
                    long[] from = new long[shape.rank()];
                    Arrays.setAll(from, axis -> at[axis + lead] % shape.dim(axis));
                    return from;
                });
    }
}
