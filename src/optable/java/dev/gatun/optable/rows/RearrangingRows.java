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
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Axes moved and turned, windows, and elements again. */
final class RearrangingRows {
    private static final OperandSpec ANY = OperandSpec.of(Domain.ALL);

    private RearrangingRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(axes(), windows(), repeats());
    }

    private static List<RowBuilder> axes() {
        return List.of(
                row("movedim", RearrangingRows::movedim)
                        .known("np.moveaxis", "torch.movedim")
                        .records("PermuteOp")
                        .refuses(
                                "movedim: axis -2 is named twice: [2, 3]",
                                () ->
                                        Tensor.zeros(2, 3)
                                                .movedim(new int[] {0, -2}, new int[] {0, 1}))
                        .refuses(
                                "movedim: one place an axis is needed, not 1 for 2",
                                () -> Tensor.zeros(2, 3).movedim(new int[] {0, 1}, new int[] {0})),
                row("rot90", RearrangingRows::rot90)
                        .known("np.rot90", "torch.rot90")
                        .records("FlipOp")
                        .refuses(
                                "rot90: axis 1 is named twice: [2, 3]",
                                () -> Tensor.zeros(2, 3).rot90(1, 1, -1)),
                atLeast("atLeast1d", 1).known("np.atleast_1d", "torch.atleast_1d"),
                atLeast("atLeast2d", 2).known("np.atleast_2d", "torch.atleast_2d"),
                atLeast("atLeast3d", 3).known("np.atleast_3d", "torch.atleast_3d"),
                row("unflatten", RearrangingRows::unflatten)
                        .known("np.reshape", "torch.unflatten")
                        .records("ReshapeOp")
                        .refuses(
                                "unflatten: element counts differ for [2, 2]",
                                () -> Tensor.zeros(2, 3).unflatten(1, 2, 2)));
    }

    private static Call movedim(RandomCall draw) {
        Shape shape = draw.shape(1, 4);
        int rank = shape.rank();
        int from = draw.axis(rank);
        int to = draw.axis(rank);
        // As a list from which one is taken and put back at another place.
        List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
        order.remove(/* element */ (Integer) shape.axis(from));
        order.add(shape.axis(to), shape.axis(from));
        boolean isOne = draw.coin();
        int[] all = order.stream().mapToInt(Integer::intValue).toArray();
        int[] places = IntStream.range(0, rank).toArray();
        return move(
                draw.operand(0, shape),
                x -> isOne ? x.movedim(from, to) : x.movedim(all, places),
                (result, at) -> {
                    long[] source = new long[rank];
                    for (int axis = 0; axis < rank; axis++) {
                        source[all[axis]] = at[axis];
                    }
                    return source;
                });
    }

    private static Call rot90(RandomCall draw) {
        Shape shape = draw.shape(2, 4);
        int first = draw.below(shape.rank());
        int second = (first + 1 + draw.below(shape.rank() - 1)) % shape.rank();
        int turns = draw.below(9) - 4;
        return move(
                draw.operand(0, shape),
                x -> x.rot90(turns, first, second - x.rank()),
                (result, at) -> {
                    // Each quarter turn back: row i of the turned is column n - 1 - i of the other.
                    long[] source = at.clone();
                    long rows = result.dim(first);
                    long columns = result.dim(second);
                    for (int turn = 0; turn < Math.floorMod(turns, 4); turn++) {
                        long row = source[first];
                        source[first] = source[second];
                        source[second] = rows - 1 - row;
                        long held = rows;
                        rows = columns;
                        columns = held;
                    }
                    return source;
                });
    }

    private static RowBuilder atLeast(String method, int rank) {
        return row(
                method,
                draw -> {
                    Shape shape = draw.shape(0, 4);
                    long[] dims = shape.dims();
                    Shape wanted =
                            dims.length >= rank
                                    ? shape
                                    : switch (dims.length) {
                                        case 0 -> Shape.of(ones(rank));
                                        case 1 ->
                                                rank == 2
                                                        ? Shape.of(1, dims[0])
                                                        : Shape.of(1, dims[0], 1);
                                        default -> Shape.of(dims[0], dims[1], 1);
                                    };
                    return new Call(
                            List.of(draw.operand(0, shape)),
                            t ->
                                    switch (rank) {
                                        case 1 -> t[0].atLeast1d();
                                        case 2 -> t[0].atLeast2d();
                                        default -> t[0].atLeast3d();
                                    },
                            a -> a[0].reshape(wanted));
                });
    }

    private static long[] ones(int rank) {
        long[] ones = new long[rank];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static Call unflatten(RandomCall draw) {
        Shape shape = draw.filled(1, 3);
        int axis = draw.axis(shape.rank());
        int at = shape.axis(axis);
        long parts = draw.below(3) + 1L;
        Shape whole = shape.with(at, shape.dim(at) * parts);
        return new Call(
                List.of(draw.operand(0, whole)),
                t -> t[0].unflatten(axis, parts, -1),
                a -> a[0].reshape(shape.insert(at, parts)));
    }

    private static List<RowBuilder> windows() {
        return List.of(
                row("unfold", RearrangingRows::unfold)
                        .known("np.lib.stride_tricks.sliding_window_view", "Tensor.unfold")
                        .records("UnfoldOp")
                        .refuses(
                                "unfold: a window of 4 does not fit in axis 0: [3] (0 to 3)",
                                () -> Tensor.zeros(3).unfold(0, 4, 1))
                        .refuses(
                                "unfold: step must be positive, not 0",
                                () -> Tensor.zeros(3).unfold(0, 2, 0)),
                OpRow.of("unfold", RearrangingRows::gradientOfUnfold)
                        .variant("its gradient")
                        .operands(OperandSpec.of(Domain.whole(-3, 3)))
                        .types(DType.F32, DType.F64, DType.BF16, DType.F16)
                        .records("FoldOp"));
    }

    private static Call unfold(RandomCall draw) {
        Shape shape = draw.filled(1, 3);
        int axis = draw.axis(shape.rank());
        int at = shape.axis(axis);
        long size = draw.below((int) shape.dim(at) + 1);
        long step = draw.pick(1, 1, 2, 3, 100);
        return move(
                draw.operand(0, shape),
                x -> x.unfold(axis, size, step),
                (result, index) -> {
                    long[] source = Arrays.copyOf(index, shape.rank());
                    source[at] = index[at] * step + index[index.length - 1];
                    return source;
                });
    }

    /** Every element of a window added at its place. */
    private static Call gradientOfUnfold(RandomCall draw) {
        Shape outer = draw.filled(1, 2);
        int at = draw.below(outer.rank());
        long size = draw.below(4) + 1L;
        long step = draw.below(3) + 1L;
        long count = Math.min(outer.dim(at), 20);
        Shape whole = outer.with(at, (count - 1) * step + size + draw.below((int) step));
        Shape windows = outer.with(at, count).insert(outer.rank(), size);
        return new Call(
                List.of(draw.operand(0, windows)),
                t -> {
                    Tensor x = Tensor.zeros(whole, t[0].dtype()).requiresGrad_(true);
                    return Gradients.vjp(x.unfold(at, size, step), t[0], x).getFirst();
                },
                a ->
                        NdArray.generate(
                                whole,
                                index -> {
                                    double sum = 0;
                                    for (long i = 0; i < count; i++) {
                                        long inWindow = index[at] - i * step;
                                        if (inWindow >= 0 && inWindow < size) {
                                            sum +=
                                                    a[0].get(
                                                            inserted(
                                                                    moved(index, at, i),
                                                                    outer.rank(),
                                                                    inWindow));
                                        }
                                    }
                                    return sum;
                                }));
    }

    private static List<RowBuilder> repeats() {
        return List.of(
                row("tile", RearrangingRows::tile)
                        .known("np.tile", "torch.tile")
                        .records("CopyOp")
                        .refuses("tile: count -1 is negative", () -> Tensor.zeros(3).tile(-1)),
                row("repeatInterleave", RearrangingRows::repeatInterleave)
                        .known("np.repeat", "torch.repeat_interleave")
                        .records("CopyOp")
                        .refuses(
                                "repeatInterleave: repeats must not be negative, not -1",
                                () -> Tensor.zeros(3).repeatInterleave(-1)),
                OpRow.of("repeatInterleave", RearrangingRows::repeatedByCounts)
                        .operands(ANY, OperandSpec.INDEX)
                        .andBool()
                        .variant("by counts")
                        .records("IndexSelectOp")
                        .refuses(
                                "repeatInterleave: one count for each place along axis 0 is needed",
                                () -> Tensor.zeros(3).repeatInterleave(Tensor.of(1L, 2L), 0))
                        .refuses(
                                "repeatInterleave: counts must not be negative, not -1",
                                () -> Tensor.zeros(2).repeatInterleave(Tensor.of(1L, -1L), 0))
                        .refuses(
                                "repeatInterleave: takes int64 or int32",
                                () -> Tensor.zeros(1).repeatInterleave(Tensor.of(1f), 0)),
                row("roll", RearrangingRows::roll)
                        .known("np.roll", "torch.roll")
                        .records("RollOp")
                        .refuses(
                                "roll: axis 1 is out of range: [3]",
                                () -> Tensor.zeros(3).roll(1, 1))
                        .refuses(
                                "roll: one shift an axis is needed, not 1 for 2",
                                () -> Tensor.zeros(3).roll(new long[] {1}, new int[] {0, 0})));
    }

    private static Call tile(RandomCall draw) {
        Shape shape = draw.shape(0, 3);
        long[] counts = new long[draw.below(4)];
        Arrays.setAll(counts, i -> draw.pick(0, 1, 2, 3));
        int rank = Math.max(counts.length, shape.rank());
        int lead = rank - shape.rank();
        return move(
                draw.operand(0, shape),
                x -> x.tile(counts),
                (result, at) -> {
                    long[] from = new long[shape.rank()];
                    Arrays.setAll(from, axis -> at[axis + lead] % shape.dim(axis));
                    return from;
                });
    }

    private static Call repeatInterleave(RandomCall draw) {
        Shape shape = draw.shape(1, 3);
        int axis = draw.axis(shape.rank());
        int at = shape.axis(axis);
        long repeats = draw.pick(0, 1, 2, 3);
        Tensor x = draw.operand(0, shape);
        if (draw.below(4) == 0) {
            return new Call(
                    List.of(x),
                    t -> t[0].repeatInterleave(repeats),
                    a ->
                            NdArray.generate(
                                    Shape.of(shape.numel() * repeats),
                                    index -> a[0].values()[(int) (index[0] / repeats)]));
        }
        return move(
                x,
                t -> t.repeatInterleave(repeats, axis),
                (result, index) -> moved(index, at, index[at] / repeats));
    }

    private static Call repeatedByCounts(RandomCall draw) {
        Shape shape = draw.shape(1, 3);
        int axis = draw.axis(shape.rank());
        int at = shape.axis(axis);
        Tensor counts = draw.index(Shape.of(draw.coin() ? 1 : shape.dim(at)), 4);
        return new Call(
                List.of(draw.operand(0, shape), counts),
                t -> t[0].repeatInterleave(t[1], axis),
                a -> {
                    double[] each = a[1].values();
                    int[] places =
                            IntStream.range(0, (int) shape.dim(at))
                                    .flatMap(i ->
                                            IntStream.generate(() -> i)
                                                    .limit((long) each[each.length == 1 ? 0 : i]))
                                    .toArray();
                    return NdArray.generate(
                            shape.with(at, places.length),
                            index -> a[0].get(moved(index, at, places[(int) index[at]])));
                });
    }

    private static Call roll(RandomCall draw) {
        Shape shape = draw.shape(0, 4);
        int rank = shape.rank();
        Tensor x = draw.operand(0, shape);
        if (rank == 0 || draw.below(4) == 0) {
            long shift = draw.below(9) - 4L;
            int n = (int) shape.numel();
            return new Call(
                    List.of(x),
                    t -> t[0].roll(shift),
                    a -> {
                        double[] rolled = new double[n];
                        for (int i = 0; i < n; i++) {
                            rolled[(int) Math.floorMod(i + shift, (long) n)] = a[0].values()[i];
                        }
                        return new NdArray(shape, rolled);
                    });
        }
        int[] axes = new int[draw.below(3) + 1];
        Arrays.setAll(axes, i -> draw.axis(rank));
        long[] shifts = new long[axes.length];
        Arrays.setAll(shifts, i -> draw.below(9) - 4L);
        return move(
                x,
                t -> axes.length == 1 ? t.roll(shifts[0], axes[0]) : t.roll(shifts, axes),
                (result, at) -> {
                    long[] source = at.clone();
                    for (int i = 0; i < axes.length; i++) {
                        int axis = shape.axis(axes[i]);
                        source[axis] = Math.floorMod(source[axis] - shifts[i], shape.dim(axis));
                    }
                    return source;
                });
    }
}
