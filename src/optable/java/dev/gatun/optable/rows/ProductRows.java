package dev.gatun.optable.rows;

import dev.gatun.optable.Domain;
import dev.gatun.optable.OpRow;
import dev.gatun.optable.OpRow.Call;
import dev.gatun.optable.OpRow.RowBuilder;
import dev.gatun.optable.OperandSpec;
import dev.gatun.optable.RandomCall;
import dev.gatun.optable.oracle.MatrixOracle;
import dev.gatun.optable.oracle.NdArray;
import dev.gatun.optable.oracle.Tolerance;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** Products of matrices and vectors, and triangles of matrices. */
final class ProductRows {
    private static final OperandSpec ANY = OperandSpec.of(Domain.of(-2, 2));
    private static final OperandSpec TERMS = OperandSpec.of(Domain.of(-4, 4));

    /** Of the longest sums that are drawn. */
    static final Tolerance PRODUCTS = Tolerance.sums(4 * 1031);

    private ProductRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(products(), triangles());
    }

    private static List<RowBuilder> products() {
        return List.of(
                OpRow.of("matmul", ProductRows::matmul)
                        .operands(ANY, ANY)
                        .known("np.matmul", "torch.matmul")
                        .tolerance(PRODUCTS)
                        .records("MatmulOp")
                        .plain(t -> t[0].matmul(t[1]), x -> MatrixOracle.of(x[0], x[1]))
                        .refuses(
                                "matmul: inner dimensions differ: [2, 3] x [4, 5] (3 != 4);"
                                        + " transpose one operand?",
                                () -> Tensor.zeros(2, 3).matmul(Tensor.zeros(4, 5)))
                        .refuses(
                                "matmul: a scalar has no rows or columns",
                                () -> Tensor.scalar(1f).matmul(Tensor.zeros(2)))
                        .refuses(
                                "matmul: batches do not broadcast: [2, 1, 1] x [3, 1, 1]",
                                () -> Tensor.zeros(2, 1, 1).matmul(Tensor.zeros(3, 1, 1))),
                OpRow.of("addmm", ProductRows::addmm)
                        .operands(ANY, ANY, ANY)
                        .known(null, "torch.addmm")
                        .tolerance(PRODUCTS)
                        .records("AddmmOp")
                        .reference(x -> x[1].matmul(x[2]).add(x[0]))
                        .refuses(
                                "addmm: inner dimensions differ: [2, 3] x [2, 3]",
                                () -> Tensor.zeros(3).addmm(Tensor.zeros(2, 3), Tensor.zeros(2, 3)))
                        .refuses(
                                "addmm: cannot expand: [2] x [2, 3]",
                                () ->
                                        Tensor.zeros(2)
                                                .addmm(Tensor.zeros(2, 3), Tensor.zeros(3, 3))),
                OpRow.of("addmm_", ProductRows::addmmInto)
                        .inPlace()
                        .operands(ANY, ANY, ANY)
                        .known(null, "Tensor.addmm_")
                        .tolerance(PRODUCTS)
                        .refuses(
                                "addmm_: several elements of tensor [2, 2] float32 share one place",
                                () ->
                                        Tensor.zeros(2, 1)
                                                .expand(2, 2)
                                                .addmm_(Tensor.zeros(2, 3), Tensor.zeros(3, 2)))
                        .refuses(
                                "addmm_: types differ: tensor [2, 2] int64 and tensor [2, 2] float32",
                                () ->
                                        Tensor.zeros(2, 2)
                                                .addmm_(
                                                        Tensor.arange(4).reshape(2, 2),
                                                        Tensor.zeros(2, 2)))
                        .refuses(
                                "addmm_: the product does not fit the tensor it is added to:"
                                        + " [3] x [2, 3]",
                                () ->
                                        Tensor.zeros(3)
                                                .addmm_(Tensor.zeros(2, 3), Tensor.zeros(3, 3)))
                        .refuses(
                                "addmm_: takes a tensor with 2 axes: [2, 2, 2]",
                                () ->
                                        Tensor.zeros(2, 2)
                                                .addmm_(Tensor.zeros(2, 2, 2), Tensor.zeros(2, 2))),
                OpRow.of("dot", ProductRows::dot)
                        .operands(ANY, ANY)
                        .known("np.dot", "torch.dot")
                        .tolerance(PRODUCTS)
                        .records("MatmulOp")
                        .refuses(
                                "dot: sizes differ: [2] x [3] (2 != 3)",
                                () -> Tensor.zeros(2).dot(Tensor.zeros(3)))
                        .refuses(
                                "dot: takes a tensor with 1 axes: [2, 2]",
                                () -> Tensor.zeros(2, 2).dot(Tensor.zeros(2))),
                OpRow.of("outer", ProductRows::outer)
                        .operands(TERMS, TERMS)
                        .known("np.outer", "torch.outer")
                        .records("OuterOp")
                        .refuses(
                                "outer: takes a tensor with 1 axes: [2, 2]",
                                () -> Tensor.zeros(2).outer(Tensor.zeros(2, 2))));
    }

    private static List<RowBuilder> triangles() {
        return List.of(
                OpRow.of("tril", draw -> triangle(draw, true))
                        .operands(OperandSpec.of(Domain.ALL))
                        .known("np.tril", "torch.tril")
                        .records("TriangleOp")
                        .refuses("tril: takes matrices: [3] (1 < 2)", () -> Tensor.zeros(3).tril()),
                OpRow.of("triu", draw -> triangle(draw, false))
                        .operands(OperandSpec.of(Domain.ALL))
                        .known("np.triu", "torch.triu")
                        .records("TriangleOp"));
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
        Call call =
                new Call(
                        List.of(draw.operand(0, a), draw.operand(1, b)),
                        t -> t[0].matmul(t[1]),
                        x -> MatrixOracle.of(x[0], x[1]));
        // The reference has no products of vectors.
        return a.rank() == 1 || b.rank() == 1 ? call : call.by(x -> x[0].matmul(x[1]));
    }

    private static Shape join(Shape batch, long rows, long columns) {
        return batch.insert(batch.rank(), rows).insert(batch.rank() + 1, columns);
    }

    private static Call addmm(RandomCall draw) {
        long m = size(draw);
        long k = size(draw);
        long n = size(draw);
        Tensor bias = draw.operand(0, draw.broadcasting(Shape.of(m, n)));
        Tensor a = draw.operand(1, Shape.of(m, k));
        Tensor b = draw.operand(2, Shape.of(k, n));
        return new Call(
                List.of(bias, a, b),
                t -> t[0].addmm(t[1], t[2]),
                x -> {
                    NdArray product = MatrixOracle.of(x[1], x[2]);
                    return NdArray.generate(
                            product.shape(), at -> product.get(at) + x[0].broadcast(at));
                });
    }

    /** Now and then the target itself is the left matrix. */
    private static Call addmmInto(RandomCall draw) {
        boolean isOwn = draw.mayAlias() && draw.below(6) == 0;
        long m = size(draw);
        long n = size(draw);
        long k = isOwn ? n : size(draw);
        Tensor sum = draw.distinct(0, Shape.of(m, n));
        Tensor a = isOwn ? sum : draw.operand(1, Shape.of(m, k));
        Tensor b = draw.operand(2, Shape.of(k, n));
        return new Call(
                List.of(sum, a, b),
                t -> t[0].addmm_(t[1], t[2]),
                x -> {
                    NdArray product = MatrixOracle.of(x[1], x[2]);
                    return NdArray.generate(product.shape(), at -> product.get(at) + x[0].get(at));
                });
    }

    private static Call dot(RandomCall draw) {
        Shape shape = draw.shape(1, 1);
        return new Call(
                List.of(draw.operand(0, shape), draw.operand(1, shape)),
                t -> t[0].dot(t[1]),
                x -> MatrixOracle.of(x[0], x[1]));
    }

    private static Call outer(RandomCall draw) {
        Shape a = Shape.of(Math.min(draw.size(), 33));
        Shape b = Shape.of(Math.min(draw.size(), 33));
        return new Call(
                List.of(draw.operand(0, a), draw.operand(1, b)),
                t -> t[0].outer(t[1]),
                x ->
                        NdArray.generate(
                                Shape.of(a.numel(), b.numel()),
                                at -> x[0].get(at[0]) * x[1].get(at[1])));
    }

    private static Call triangle(RandomCall draw, boolean isLower) {
        Shape shape = draw.shape(2, 4);
        long diagonal = draw.below(9) - 4L;
        return new Call(
                List.of(draw.operand(0, shape)),
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
