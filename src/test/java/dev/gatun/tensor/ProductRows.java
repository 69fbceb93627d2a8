package dev.gatun.tensor;

import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.OpRow.Accuracy;
import dev.gatun.tensor.OpRow.Call;
import dev.gatun.tensor.op.AddmmOp;
import dev.gatun.tensor.op.IndexOp;
import dev.gatun.tensor.op.MatmulOp;
import dev.gatun.tensor.op.OuterOp;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/** The table's lines for products of matrices, and for picking by index. */
final class ProductRows {
    private static final Domain ANY = Domain.of(-2, 2);
    private static final Accuracy PRODUCTS = Accuracy.sums(4 * 1031);
    private static final Domain TERMS = Domain.of(-4, 4);

    private ProductRows() {}

    static List<OpRow> all() {
        return List.of(
                OpRow.of("matmul", PRODUCTS, ProductRows::matmul)
                        .covers(MatmulOp.class)
                        .rejects(
                                "matmul: inner dimensions differ: [2, 3] x [4, 5] (3 != 4);"
                                        + " transpose one operand?",
                                () -> Tensor.zeros(2, 3).matmul(Tensor.zeros(4, 5)))
                        .rejects(
                                "matmul: a scalar has no rows or columns",
                                () -> Tensor.scalar(1f).matmul(Tensor.zeros(2)))
                        .rejects(
                                "matmul: batches do not broadcast: [2, 1, 1] x [3, 1, 1]",
                                () -> Tensor.zeros(2, 1, 1).matmul(Tensor.zeros(3, 1, 1))),
                OpRow.of("addmm", PRODUCTS, ProductRows::addmm)
                        .covers(AddmmOp.class)
                        .rejects(
                                "addmm: inner dimensions differ: [2, 3] x [2, 3]",
                                () -> Tensor.zeros(3).addmm(Tensor.zeros(2, 3), Tensor.zeros(2, 3)))
                        .rejects(
                                "addmm: cannot expand: [2] x [2, 3]",
                                () ->
                                        Tensor.zeros(2)
                                                .addmm(Tensor.zeros(2, 3), Tensor.zeros(3, 3))),
                OpRow.of("dot", PRODUCTS, ProductRows::dot)
                        .rejects(
                                "dot: sizes differ: [2] x [3] (2 != 3)",
                                () -> Tensor.zeros(2).dot(Tensor.zeros(3)))
                        .rejects(
                                "dot: takes a tensor with 1 axes: [2, 2]",
                                () -> Tensor.zeros(2, 2).dot(Tensor.zeros(2))),
                OpRow.of("outer", Accuracy.EXACT, ProductRows::outer)
                        .covers(OuterOp.class)
                        .rejects(
                                "outer: takes a tensor with 1 axes: [2, 2]",
                                () -> Tensor.zeros(2).outer(Tensor.zeros(2, 2))),
                OpRow.of("gather", Accuracy.EXACT, ProductRows::gather)
                        .covers(IndexOp.Pick.class)
                        .rejects(
                                "gather: index 3, at position 1 of tensor [2] int64, is out of"
                                        + " range for axis 0 of tensor [3] float32 (0 to 2)",
                                () -> Tensor.zeros(3).gather(0, Tensor.of(0, 3)))
                        .rejects(
                                "gather: takes int64, not tensor [1] float32",
                                () -> Tensor.zeros(3).gather(0, Tensor.zeros(1)))
                        .rejects(
                                "gather: the index must have the other's rank",
                                () -> Tensor.zeros(3, 3).gather(0, Tensor.of(0, 1))),
                OpRow.of("indexSelect", Accuracy.EXACT, ProductRows::indexSelect)
                        .covers(IndexOp.Select.class)
                        .rejects(
                                "indexSelect: index -1, at position 0",
                                () -> Tensor.zeros(3).indexSelect(0, Tensor.of(-1L, 0L))),
                OpRow.of("scatterAdd", PRODUCTS, ProductRows::scatterAdd)
                        .of(DType.F32, DType.F64, DType.I64, DType.I32)
                        .covers(IndexOp.ScatterAdd.class)
                        .rejects(
                                "scatterAdd: types differ: tensor [3] float32 and tensor [1]",
                                () ->
                                        Tensor.zeros(3)
                                                .scatterAdd(
                                                        0, Tensor.of(new long[1]), Tensor.of(1.0))),
                OpRow.of("indexAdd", PRODUCTS, ProductRows::indexAdd)
                        .of(DType.F32, DType.F64, DType.I64, DType.I32)
                        .covers(IndexOp.Add.class)
                        .rejects(
                                "indexAdd: the source must have a slice for each index",
                                () ->
                                        Tensor.zeros(3)
                                                .indexAdd(0, Tensor.of(0, 1), Tensor.zeros(3))),
                OpRow.of("tril", Accuracy.EXACT, draw -> triangle(draw, true))
                        .covers(IndexOp.Triangle.class)
                        .rejects("tril: takes matrices: [3] (1 < 2)", () -> Tensor.zeros(3).tril()),
                OpRow.of("triu", Accuracy.EXACT, draw -> triangle(draw, false)));
    }

    /** Sizes of a product: now and then a row or a column, or no terms. */
    private static long size(RandomCall draw) {
        return draw.below(4) == 0 ? 1 : Math.min(draw.size(), 64);
    }

    private static Call matmul(RandomCall draw) {
        long m = size(draw);
        long k = draw.below(8) == 0 ? 207 : size(draw);
        long n = size(draw);
        Shape batch = Shape.of(Arrays.stream(draw.shape(0, 2).dims()).map(d -> d % 4).toArray());
        Shape left = join(draw.broadcasting(batch), m, k);
        Shape right = join(draw.broadcasting(batch), k, n);
        int vectors = draw.below(6);
        Shape a = vectors == 0 ? Shape.of(k) : left;
        Shape b = vectors == 1 ? Shape.of(k) : right;
        return new Call(
                List.of(draw.operand(a, ANY), draw.another(b, ANY)),
                t -> t[0].matmul(t[1]),
                x -> product(x[0], x[1]));
    }

    private static Shape join(Shape batch, long rows, long columns) {
        return batch.insert(batch.rank(), rows).insert(batch.rank() + 1, columns);
    }

    private static NdArray product(NdArray a, NdArray b) {
        boolean isRow = a.shape().rank() == 1;
        boolean isColumn = b.shape().rank() == 1;
        NdArray x = isRow ? a.reshape(a.shape().insert(0, 1)) : a;
        NdArray y = isColumn ? b.reshape(b.shape().insert(1, 1)) : b;
        int rank = Math.max(x.shape().rank(), y.shape().rank());
        long[] dims = new long[rank];
        for (int axis = 1; axis <= rank; axis++) {
            long left = axis <= x.shape().rank() ? x.shape().dim(-axis) : 1;
            long right = axis <= y.shape().rank() ? y.shape().dim(-axis) : 1;
            dims[rank - axis] = axis == 1 ? right : axis == 2 ? left : left == 1 ? right : left;
        }
        long inner = x.shape().dim(-1);
        NdArray all =
                NdArray.generate(
                        Shape.of(dims),
                        at ->
                                LongStream.range(0, inner)
                                        .boxed()
                                        .flatMapToDouble(k ->
                                                exactProduct(
                                                        x.broadcast(with(at, rank - 1, k)),
                                                        y.broadcast(with(at, rank - 2, k))))
                                        .sum());
        Shape shape = all.shape();
        shape = isColumn ? shape.remove(-1) : shape;
        return all.reshape(isRow ? shape.remove(isColumn ? -1 : -2) : shape);
    }

    /** Two terms whose sum is the product without rounding; the stream's sum compensates too. */
    private static DoubleStream exactProduct(double x, double y) {
        double rounded = x * y;
        double rest = Math.fma(x, y, -rounded);
        return Double.isFinite(rest) ? DoubleStream.of(rounded, rest) : DoubleStream.of(rounded);
    }

    private static long[] with(long[] index, int axis, long value) {
        long[] changed = index.clone();
        changed[axis] = value;
        return changed;
    }

    private static Call addmm(RandomCall draw) {
        long m = size(draw);
        long k = size(draw);
        long n = size(draw);
        Tensor a = draw.operand(Shape.of(m, k), ANY);
        Tensor b = draw.another(Shape.of(k, n), ANY);
        Tensor bias = draw.another(draw.broadcasting(Shape.of(m, n)), ANY);
        return new Call(
                List.of(bias, a, b),
                t -> t[0].addmm(t[1], t[2]),
                x -> {
                    NdArray product = product(x[1], x[2]);
                    return NdArray.generate(
                            product.shape(), at -> product.get(at) + x[0].broadcast(at));
                });
    }

    private static Call dot(RandomCall draw) {
        Shape shape = draw.shape(1, 1);
        return new Call(
                List.of(draw.operand(shape, ANY), draw.another(shape, ANY)),
                t -> t[0].dot(t[1]),
                x -> product(x[0], x[1]));
    }

    private static Call outer(RandomCall draw) {
        Shape a = Shape.of(Math.min(draw.size(), 33));
        Shape b = Shape.of(Math.min(draw.size(), 33));
        return new Call(
                List.of(draw.operand(a, TERMS), draw.another(b, TERMS)),
                t -> t[0].outer(t[1]),
                x ->
                        NdArray.generate(
                                Shape.of(a.numel(), b.numel()),
                                at -> x[0].get(at[0]) * x[1].get(at[1])));
    }

    /** A shape no larger, but along an axis, where it is any size. */
    private static Shape within(RandomCall draw, Shape shape, int axis) {
        long[] dims = shape.dims();
        for (int d = 0; d < dims.length; d++) {
            dims[d] = d == axis ? draw.below(8) : draw.below((int) dims[d] + 1);
        }
        return Shape.of(dims);
    }

    private static Tensor indices(RandomCall draw, Shape shape, long bound) {
        return draw.another(shape, DType.I64, Domain.whole(0, bound - 1));
    }

    private static Call gather(RandomCall draw) {
        Shape shape = draw.filled(1, 3);
        int axis = draw.axis(shape.rank());
        int at = shape.axis(axis);
        Shape taken = within(draw, shape, at);
        return new Call(
                List.of(draw.operand(shape, Domain.ALL), indices(draw, taken, shape.dim(at))),
                t -> t[0].gather(axis, t[1]),
                x -> NdArray.generate(taken, i -> x[0].get(with(i, at, (long) x[1].get(i)))));
    }

    private static Call indexSelect(RandomCall draw) {
        Shape shape = draw.filled(1, 3);
        int axis = draw.axis(shape.rank());
        int at = shape.axis(axis);
        long count = draw.below(8);
        return new Call(
                List.of(
                        draw.operand(shape, Domain.ALL),
                        indices(draw, Shape.of(count), shape.dim(at))),
                t -> t[0].indexSelect(axis, t[1]),
                x ->
                        NdArray.generate(
                                shape.with(at, count),
                                i -> x[0].get(with(i, at, (long) x[1].get(i[at])))));
    }

    private static Call scatterAdd(RandomCall draw) {
        Shape shape = draw.filled(1, 3);
        int axis = draw.axis(shape.rank());
        int at = shape.axis(axis);
        Shape used = within(draw, shape, at);
        long[] larger = Arrays.stream(used.dims()).map(d -> d + draw.below(2)).toArray();
        return new Call(
                List.of(
                        draw.operand(shape, ANY),
                        indices(draw, used, shape.dim(at)),
                        draw.another(Shape.of(larger), ANY)),
                t -> t[0].scatterAdd(axis, t[1], t[2]),
                x -> scattered(x[0], used, (i, to) -> to[at] = (long) x[1].get(i), x[2]));
    }

    /** Says where an element goes. */
    private interface Target {
        void set(long[] index, long[] to);
    }

    private static NdArray scattered(NdArray onto, Shape used, Target target, NdArray source) {
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
                    sums[flat] += source.get(i);
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
                        draw.operand(shape, ANY),
                        indices(draw, Shape.of(added.dim(at)), shape.dim(at)),
                        draw.another(added, ANY)),
                t -> t[0].indexAdd(axis, t[1], t[2]),
                x -> scattered(x[0], added, (i, to) -> to[at] = (long) x[1].get(i[at]), x[2]));
    }

    private static Call triangle(RandomCall draw, boolean isLower) {
        Shape shape = draw.shape(2, 4);
        long diagonal = draw.below(9) - 4L;
        return new Call(
                List.of(draw.operand(shape, Domain.ALL)),
                t -> isLower ? t[0].tril(diagonal) : t[0].triu(diagonal),
                x ->
                        NdArray.generate(
                                shape,
                                at -> {
                                    long shift = at[at.length - 1] - at[at.length - 2];
                                    boolean isKept =
                                            isLower ? shift <= diagonal : shift >= diagonal;
                                    return isKept ? x[0].get(at) : 0;
                                }));
    }
}
