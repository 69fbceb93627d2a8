package dev.gatun.optable.rows;

import static dev.gatun.optable.Moves.moved;

import dev.gatun.optable.Domain;
import dev.gatun.optable.OpRow;
import dev.gatun.optable.OpRow.Call;
import dev.gatun.optable.OpRow.RowBuilder;
import dev.gatun.optable.OperandSpec;
import dev.gatun.optable.RandomCall;
import dev.gatun.optable.oracle.NdArray;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.LongStream;

/** Elements picked by an index, and added at one. */
final class IndexingRows {
    private static final OperandSpec ALL = OperandSpec.of(Domain.ALL);
    private static final OperandSpec TERMS = OperandSpec.of(Domain.of(-2, 2));

    private IndexingRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(picks(), sums());
    }

    private static List<RowBuilder> picks() {
        return List.of(
                OpRow.of("gather", IndexingRows::gather)
                        .operands(ALL, OperandSpec.INDEX)
                        .known("np.take_along_axis", "torch.gather")
                        .andBool()
                        .records("GatherOp")
                        .refuses(
                                "gather: index 3, at position 1 of tensor [2] int64, is out of"
                                        + " range for axis 0 of tensor [3] float32 (0 to 2)",
                                () -> Tensor.zeros(3).gather(0, Tensor.of(0, 3)))
                        .refuses(
                                "gather: takes int64, not tensor [1] float32",
                                () -> Tensor.zeros(3).gather(0, Tensor.zeros(1)))
                        .refuses(
                                "gather: the index must have the other's rank",
                                () -> Tensor.zeros(3, 3).gather(0, Tensor.of(0, 1))),
                OpRow.of("indexSelect", IndexingRows::indexSelect)
                        .operands(ALL, OperandSpec.INDEX)
                        .known("np.take", "torch.index_select")
                        .andBool()
                        .records("IndexSelectOp")
                        .refuses(
                                "indexSelect: index -1, at position 0",
                                () -> Tensor.zeros(3).indexSelect(0, Tensor.of(-1L, 0L))));
    }

    private static List<RowBuilder> sums() {
        return List.of(
                        OpRow.of("scatterAdd", IndexingRows::scatterAdd)
                                .known(null, "torch.scatter_add")
                                .records("ScatterAddOp")
                                .refuses(
                                        "scatterAdd: types differ: tensor [3] float32 and tensor"
                                                + " [1]",
                                        () ->
                                                Tensor.zeros(3)
                                                        .scatterAdd(
                                                                0,
                                                                Tensor.of(new long[1]),
                                                                Tensor.of(1.0))),
                        OpRow.of("indexAdd", IndexingRows::indexAdd)
                                .known("np.add.at", "torch.index_add")
                                .records("IndexAddOp")
                                .refuses(
                                        "indexAdd: the source must have a slice for each index",
                                        () ->
                                                Tensor.zeros(3)
                                                        .indexAdd(
                                                                0,
                                                                Tensor.of(0, 1),
                                                                Tensor.zeros(3))))
                .stream()
                .map(each -> each.operands(TERMS, OperandSpec.INDEX, TERMS))
                .map(each -> each.tolerance(ProductRows.PRODUCTS))
                .map(each -> each.types(DType.F32, DType.F64, DType.I64, DType.I32))
                .toList();
    }

    /** A shape no larger, but along an axis, where it is any size. */
    static Shape within(RandomCall draw, Shape shape, int axis) {
        long[] dims = shape.dims();
        for (int d = 0; d < dims.length; d++) {
            dims[d] = d == axis ? draw.below(8) : draw.below((int) dims[d] + 1);
        }
        return Shape.of(dims);
    }

    private static Call gather(RandomCall draw) {
        Shape shape = draw.filled(1, 3);
        int axis = draw.axis(shape.rank());
        int at = shape.axis(axis);
        Shape taken = within(draw, shape, at);
        return new Call(
                List.of(draw.operand(0, shape), draw.index(taken, shape.dim(at))),
                t -> t[0].gather(axis, t[1]),
                x -> NdArray.generate(taken, i -> x[0].get(moved(i, at, (long) x[1].get(i)))));
    }

    private static Call indexSelect(RandomCall draw) {
        Shape shape = draw.filled(1, 3);
        int axis = draw.axis(shape.rank());
        int at = shape.axis(axis);
        long count = draw.below(8);
        Tensor index = draw.index(Shape.of(count), shape.dim(at));
        int[] taken = LongStream.of(index.toLongArray()).mapToInt(Math::toIntExact).toArray();
        return new Call(
                List.of(draw.operand(0, shape), index),
                t -> t[0].indexSelect(axis, t[1]),
                x ->
                        NdArray.generate(
                                shape.with(at, count),
                                i -> x[0].get(moved(i, at, (long) x[1].get(i[at])))),
                v -> v[0].take(at, taken));
    }

    private static Call scatterAdd(RandomCall draw) {
        Shape shape = draw.filled(1, 3);
        int axis = draw.axis(shape.rank());
        int at = shape.axis(axis);
        Shape used = within(draw, shape, at);
        long[] larger = Arrays.stream(used.dims()).map(d -> d + draw.below(2)).toArray();
        return new Call(
                List.of(
                        draw.operand(0, shape),
                        draw.index(used, shape.dim(at)),
                        draw.operand(2, Shape.of(larger))),
                t -> t[0].scatterAdd(axis, t[1], t[2]),
                x ->
                        scattered(
                                x[0],
                                used,
                                (i, to) -> to[at] = (long) x[1].get(i),
                                x[2],
                                Double::sum));
    }

    /** Says where an element goes. */
    interface Target {
        void set(long[] index, long[] to);
    }

    static NdArray scattered(
            NdArray onto, Shape used, Target target, NdArray source, DoubleBinaryOperator fold) {
        double[] sums = onto.values().clone();
        NdArray result = new NdArray(onto.shape(), sums);
        NdArray.generate(
                used,
                i -> {
                    long[] to = i.clone();
                    target.set(i, to);
                    int flat = 0;
                    for (int axis = 0; axis < to.length; axis++) {
                        flat = (int) (flat * onto.shape().dim(axis) + to[axis]);
                    }
                    sums[flat] = fold.applyAsDouble(sums[flat], source.get(i));
                    return 0;
                });
        return result;
    }

    private static Call indexAdd(RandomCall draw) {
        Shape shape = draw.filled(1, 3);
        int axis = draw.axis(shape.rank());
        int at = shape.axis(axis);
        Shape added = shape.with(at, draw.below(8));
        return new Call(
                List.of(
                        draw.operand(0, shape),
                        draw.index(Shape.of(added.dim(at)), shape.dim(at)),
                        draw.operand(2, added)),
                t -> t[0].indexAdd(axis, t[1], t[2]),
                x ->
                        scattered(
                                x[0],
                                added,
                                (i, to) -> to[at] = (long) x[1].get(i[at]),
                                x[2],
                                Double::sum));
    }
}
