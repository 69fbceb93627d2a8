package dev.gatun.optable.rows;

import static dev.gatun.optable.Moves.moved;

import dev.gatun.optable.Domain;
import dev.gatun.optable.OpRow;
import dev.gatun.optable.OpRow.Call;
import dev.gatun.optable.OpRow.RowBuilder;
import dev.gatun.optable.OperandSpec;
import dev.gatun.optable.RandomCall;
import dev.gatun.optable.RandomShapes;
import dev.gatun.optable.oracle.NdArray;
import dev.gatun.optable.oracle.Tolerance;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/** Elements picked by masks and by several indices, and put at an index. */
final class PickRows {
    private static final OperandSpec ALL = OperandSpec.of(Domain.ALL);
    private static final OperandSpec TERMS = OperandSpec.of(Domain.of(-2, 2));

    private PickRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(masks(), picks(), puts());
    }

    private static List<RowBuilder> masks() {
        return List.of(
                OpRow.of("argwhere", PickRows::argwhere)
                        .operands(OperandSpec.of(Domain.COUNTS))
                        .andBool()
                        .known("np.argwhere", "torch.argwhere")
                        .noGradient(),
                OpRow.of("maskedSelect", PickRows::maskedSelect)
                        .operands(ALL, OperandSpec.MASK)
                        .andBool()
                        .known("x[mask]", "torch.masked_select")
                        .records("IndexSelectOp")
                        .refuses(
                                "maskedSelect: takes bool, not tensor [3] float32",
                                () -> Tensor.zeros(3).maskedSelect(Tensor.zeros(3)))
                        .refuses(
                                "maskedSelect: shapes do not broadcast",
                                () -> Tensor.zeros(3).maskedSelect(Tensor.zeros(2).gt(0))),
                OpRow.of("oneHot", PickRows::oneHot)
                        .operands(TERMS, OperandSpec.INDEX)
                        .known(null, "F.one_hot")
                        .refuses(
                                "oneHot: index 3, at position 1 of tensor [2] int64, is out of"
                                        + " range",
                                () -> Tensor.of(0, 3).oneHot(3)));
    }

    private static List<RowBuilder> picks() {
        return List.of(
                OpRow.of("take", PickRows::take)
                        .operands(ALL, OperandSpec.INDEX)
                        .andBool()
                        .known("np.take", "torch.take")
                        .records("IndexSelectOp")
                        .refuses(
                                "take: index 4, at position 0 of tensor [1] int64, is out of range",
                                () -> Tensor.zeros(2, 2).take(Tensor.of(4L)))
                        .refuses(
                                "take: index -5, at position 1 of tensor [2] int64, is out of range"
                                        + " for axis 0 of tensor [4] float32 (-4 to 3)",
                                () -> Tensor.zeros(2, 2).take(Tensor.of(-1L, -5L))),
                OpRow.of("takeAlongDim", PickRows::takeAlongDim)
                        .operands(ALL, OperandSpec.INDEX)
                        .andBool()
                        .known("np.take_along_axis", "torch.take_along_dim")
                        .records("GatherOp")
                        .refuses(
                                "takeAlongDim: shapes do not broadcast",
                                () ->
                                        Tensor.zeros(2, 2)
                                                .takeAlongDim(Tensor.of(new long[3], 3, 1), 1)),
                OpRow.of("index", PickRows::index)
                        .operands(ALL, OperandSpec.INDEX, OperandSpec.INDEX)
                        .andBool()
                        .known("x[i, j]", "x[i, j]")
                        .records("IndexSelectOp")
                        .refuses("index: 0 indices for 1 axes: [3]", () -> Tensor.zeros(3).index())
                        .refuses(
                                "index: index 2, at position 0 of tensor [1] int64, is out of"
                                        + " range for axis 1 of tensor [3, 2] float32 (-2 to 1)",
                                () -> Tensor.zeros(3, 2).index(Tensor.of(0L), Tensor.of(2L))));
    }

    private static List<RowBuilder> puts() {
        return List.of(
                put("scatter", Tensor::scatter, (_, next) -> next)
                        .operands(ALL, OperandSpec.INDEX, ALL)
                        .andBool()
                        .known("np.put_along_axis", "torch.scatter")
                        .refuses(
                                "scatter: types differ: tensor [3] float32 and tensor [1] float64",
                                () ->
                                        Tensor.zeros(3)
                                                .scatter(
                                                        0, Tensor.of(new long[1]), Tensor.of(1.0))),
                put("scatterProd", Tensor::scatterProd, (so, next) -> so * next)
                        .known("np.multiply.at", "torch.scatter_reduce('prod')")
                        .types(DType.F32, DType.F64, DType.I64, DType.I32)
                        .tolerance(Tolerance.products(RandomShapes.MOST_ELEMENTS)),
                put("scatterMin", Tensor::scatterMin, Math::min)
                        .known("np.minimum.at", "torch.scatter_reduce('amin')")
                        .types(DType.F32, DType.F64, DType.I64, DType.I32),
                put("scatterMax", Tensor::scatterMax, Math::max)
                        .known("np.maximum.at", "torch.scatter_reduce('amax')")
                        .types(DType.F32, DType.F64, DType.I64, DType.I32)
                        .refuses(
                                "scatterMax: takes float32 or float64 or int64 or int32",
                                () ->
                                        Tensor.of(true)
                                                .scatterMax(0, Tensor.of(0L), Tensor.of(true))),
                OpRow.of("indexPut", draw -> indexPut(draw, true))
                        .operands(TERMS, OperandSpec.INDEX, TERMS)
                        .types(DType.F32, DType.F64, DType.I64, DType.I32)
                        .tolerance(ProductRows.PRODUCTS)
                        .known("np.add.at", "torch.index_put(accumulate=True)")
                        .records("IndexAddOp")
                        .refuses(
                                "indexPut: types differ",
                                () ->
                                        Tensor.zeros(3)
                                                .indexPut(Tensor.of(1.0), true, Tensor.of(0L))),
                OpRow.of("indexPut", draw -> indexPut(draw, false))
                        .variant("in place of what stands there")
                        .operands(ALL, OperandSpec.INDEX, ALL)
                        .andBool()
                        .records("ScatterOp"));
    }

    private static Call argwhere(RandomCall draw) {
        return new Call(
                List.of(draw.operand(0, draw.shape(0, 3))),
                t -> t[0].argwhere(),
                a -> {
                    Shape shape = a[0].shape();
                    List<long[]> found = new ArrayList<>();
                    NdArray.generate(
                            shape,
                            at -> {
                                if (a[0].get(at) != 0) {
                                    found.add(at.clone());
                                }
                                return 0;
                            });
                    return NdArray.generate(
                            Shape.of(found.size(), shape.rank()),
                            at -> found.get((int) at[0])[(int) at[1]]);
                });
    }

    private static Call maskedSelect(RandomCall draw) {
        Shape shape = draw.shape(0, 3);
        boolean isWide = draw.coin();
        Shape other = draw.broadcasting(shape);
        Shape own = isWide ? other : shape;
        Shape masks = isWide ? shape : other;
        return new Call(
                List.of(draw.operand(0, own), draw.operand(1, masks)),
                t -> t[0].maskedSelect(t[1].ne(0)),
                a -> {
                    double[] all = a[0].broadcast(shape).values();
                    double[] mask = a[1].broadcast(shape).values();
                    double[] chosen = new double[all.length];
                    int count = 0;
                    for (int i = 0; i < all.length; i++) {
                        if (mask[i] != 0) {
                            chosen[count++] = all[i];
                        }
                    }
                    return new NdArray(Shape.of(count), Arrays.copyOf(chosen, count));
                });
    }

    /** As a factor of what has a gradient. */
    private static Call oneHot(RandomCall draw) {
        int classes = 1 + draw.below(5);
        return new Call(
                List.of(draw.operand(0, Shape.of(classes)), draw.index(draw.shape(0, 3), classes)),
                t -> t[1].oneHot(classes).to(t[0].dtype()).mul(t[0]),
                a -> {
                    int rank = a[1].shape().rank();
                    return NdArray.generate(
                            a[1].shape().insert(rank, classes),
                            at ->
                                    a[1].get(Arrays.copyOf(at, rank)) == at[rank]
                                            ? a[0].get(at[rank])
                                            : 0);
                });
    }

    /** The same places, those in the second half counted from the end. */
    private static Tensor fromEnd(Tensor index, long size) {
        return Tensor.where(index.gt(size / 2), index.sub(size), index);
    }

    private static Call take(RandomCall draw) {
        Shape shape = draw.filled(0, 3);
        Shape taken = draw.shape(0, 2);
        return new Call(
                List.of(draw.operand(0, shape), draw.index(taken, shape.numel())),
                t -> t[0].take(fromEnd(t[1], shape.numel())),
                a -> NdArray.generate(taken, at -> a[0].values()[(int) a[1].get(at)]));
    }

    private static Call takeAlongDim(RandomCall draw) {
        Shape shape = draw.filled(1, 3);
        int axis = draw.axis(shape.rank());
        int at = shape.axis(axis);
        long[] dims = shape.dims();
        for (int d = 0; d < dims.length; d++) {
            dims[d] = d == at ? draw.below(6) : draw.coin() ? 1 : dims[d];
        }
        Shape index = Shape.of(dims);
        return new Call(
                List.of(draw.operand(0, shape), draw.index(index, shape.dim(at))),
                t -> t[0].takeAlongDim(t[1], axis),
                a ->
                        NdArray.generate(
                                shape.with(at, index.dim(at)),
                                i -> a[0].get(moved(i, at, (long) a[1].broadcast(i)))));
    }

    private static Call index(RandomCall draw) {
        Shape shape = draw.filled(2, 3);
        Shape at = draw.shape(0, 2);
        Shape second = draw.broadcasting(at);
        return new Call(
                List.of(
                        draw.operand(0, shape),
                        draw.index(at, shape.dim(0)),
                        draw.index(second, shape.dim(1))),
                t -> t[0].index(fromEnd(t[1], shape.dim(0)), fromEnd(t[2], shape.dim(1))),
                a -> {
                    long[] dims = Arrays.copyOf(at.dims(), at.rank() + shape.rank() - 2);
                    for (int d = at.rank(); d < dims.length; d++) {
                        dims[d] = shape.dim(d - at.rank() + 2);
                    }
                    return NdArray.generate(
                            Shape.of(dims),
                            i -> {
                                long[] place = Arrays.copyOf(i, at.rank());
                                long[] from = new long[shape.rank()];
                                from[0] = (long) a[1].get(place);
                                from[1] = (long) a[2].broadcast(place);
                                for (int d = 2; d < from.length; d++) {
                                    from[d] = i[at.rank() + d - 2];
                                }
                                return a[0].get(from);
                            });
                });
    }

    /** A scatter as it is called. */
    private interface Put {
        Tensor of(Tensor x, int axis, Tensor index, Tensor source);
    }

    private static RowBuilder put(String method, Put call, DoubleBinaryOperator fold) {
        return OpRow.of(method, draw -> put(draw, call, fold))
                .operands(TERMS, OperandSpec.INDEX, TERMS)
                .records("ScatterOp");
    }

    private static Call put(RandomCall draw, Put call, DoubleBinaryOperator fold) {
        Shape shape = draw.filled(1, 3);
        int axis = draw.axis(shape.rank());
        int at = shape.axis(axis);
        Shape used = IndexingRows.within(draw, shape, at);
        long[] larger = Arrays.stream(used.dims()).map(d -> d + draw.below(2)).toArray();
        return new Call(
                List.of(
                        draw.operand(0, shape),
                        draw.index(used, shape.dim(at)),
                        draw.operand(2, Shape.of(larger))),
                t -> call.of(t[0], axis, t[1], t[2]),
                x ->
                        IndexingRows.scattered(
                                x[0], used, (i, to) -> to[at] = (long) x[1].get(i), x[2], fold));
    }

    private static Call indexPut(RandomCall draw, boolean isAdded) {
        Shape shape = draw.filled(1, 3);
        long count = draw.below(8);
        Shape source = shape.with(0, count);
        return new Call(
                List.of(
                        draw.operand(0, shape),
                        draw.index(Shape.of(count), shape.dim(0)),
                        draw.operand(2, draw.coin() ? source : shape.with(0, 1))),
                t -> t[0].indexPut(t[2], isAdded, fromEnd(t[1], shape.dim(0))),
                x ->
                        IndexingRows.scattered(
                                x[0],
                                source,
                                (i, to) -> to[0] = (long) x[1].get(i[0]),
                                x[2].broadcast(source),
                                (so, next) -> isAdded ? so + next : next));
    }
}
