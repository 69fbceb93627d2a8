package dev.gatun.optable.rows;

import static dev.gatun.expr.ElementwiseFunction.ADD;
import static dev.gatun.expr.ElementwiseFunction.IS_NAN;
import static dev.gatun.expr.ElementwiseFunction.RELU;

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
import java.util.ArrayList;
import java.util.List;

/** Products of matrices by other names, and of blocks and vectors. */
final class MatrixRows {
    private static final OperandSpec ANY = OperandSpec.of(Domain.of(-2, 2));
    private static final OperandSpec TERMS = OperandSpec.of(Domain.of(-4, 4));

    private MatrixRows() {}

    static List<List<RowBuilder>> all() {
        return List.of(products(), blocks());
    }

    private static List<RowBuilder> products() {
        return List.of(
                OpRow.of("bmm", MatrixRows::bmm)
                        .operands(ANY, ANY)
                        .known("np.matmul", "torch.bmm")
                        .tolerance(ProductRows.PRODUCTS)
                        .refuses(
                                "bmm: batches differ: [1, 2, 3] x [2, 3, 2] (1 != 2);"
                                        + " matmul broadcasts",
                                () -> Tensor.zeros(1, 2, 3).bmm(Tensor.zeros(2, 3, 2)))
                        .refuses(
                                "bmm: takes a tensor with 3 axes",
                                () -> Tensor.zeros(2, 3).bmm(Tensor.zeros(2, 3, 2)))
                        .refuses(
                                "bmm: inner dimensions differ",
                                () -> Tensor.zeros(2, 2, 3).bmm(Tensor.zeros(2, 2, 3))),
                OpRow.of("mv", MatrixRows::mv)
                        .operands(ANY, ANY)
                        .known("np.matmul", "torch.mv")
                        .tolerance(ProductRows.PRODUCTS)
                        .refuses(
                                "mv: takes a tensor with 2 axes",
                                () -> Tensor.zeros(2).mv(Tensor.zeros(2)))
                        .refuses(
                                "mv: inner dimensions differ",
                                () -> Tensor.zeros(2, 3).mv(Tensor.zeros(2))),
                OpRow.of("baddbmm", MatrixRows::baddbmm)
                        .operands(ANY, ANY, ANY)
                        .known(null, "torch.baddbmm")
                        .tolerance(ProductRows.PRODUCTS)
                        .refuses(
                                "baddbmm: cannot expand",
                                () ->
                                        Tensor.zeros(3)
                                                .baddbmm(
                                                        Tensor.zeros(1, 2, 2),
                                                        Tensor.zeros(1, 2, 2))),
                OpRow.of("linear", MatrixRows::linear)
                        .operands(ANY, ANY, ANY)
                        .known(null, "F.linear")
                        .tolerance(ProductRows.PRODUCTS)
                        .refuses(
                                "linear: the last axis must have the size of a row of the weight:"
                                        + " [2, 3] x [4, 2] (3 != 2)",
                                () -> Tensor.zeros(2, 3).linear(Tensor.zeros(4, 2), null))
                        .refuses(
                                "linear: the bias must have one number for each row of the weight",
                                () ->
                                        Tensor.zeros(2, 3)
                                                .linear(Tensor.zeros(4, 3), Tensor.zeros(3)))
                        .refuses(
                                "linear: takes a tensor with 2 axes",
                                () -> Tensor.zeros(2, 3).linear(Tensor.zeros(3), null))
                        .refuses(
                                "linear: add is no function of one real number; apply it to the"
                                        + " result",
                                () -> Tensor.zeros(2, 3).linear(Tensor.zeros(1, 3), null, ADD))
                        .refuses(
                                "linear: isNaN is no function of one real number",
                                () -> Tensor.zeros(2, 3).linear(Tensor.zeros(1, 3), null, IS_NAN)));
    }

    private static List<RowBuilder> blocks() {
        return List.of(
                OpRow.of("kron", MatrixRows::kron)
                        .operands(TERMS, TERMS)
                        .known("np.kron", "torch.kron"),
                OpRow.of("cross", MatrixRows::cross)
                        .operands(TERMS, TERMS)
                        .known("np.cross", "torch.linalg.cross")
                        .tolerance(Tolerance.sums(2 * 16))
                        .refuses(
                                "cross: axis -1 must have size 3: [2] x [2]",
                                () -> Tensor.zeros(2).cross(Tensor.zeros(2)))
                        .refuses(
                                "cross: axis 0 must have size 3: [3, 2] x [2]",
                                () -> Tensor.zeros(3, 2).cross(Tensor.zeros(2), 0)));
    }

    private static long small(RandomCall draw) {
        return Math.min(draw.size(), 13);
    }

    private static Call bmm(RandomCall draw) {
        long b = draw.below(4);
        long k = small(draw);
        return new Call(
                List.of(
                        draw.operand(0, Shape.of(b, small(draw), k)),
                        draw.operand(1, Shape.of(b, k, small(draw)))),
                t -> t[0].bmm(t[1]),
                x -> MatrixOracle.of(x[0], x[1]));
    }

    private static Call mv(RandomCall draw) {
        long k = small(draw);
        return new Call(
                List.of(draw.operand(0, Shape.of(small(draw), k)), draw.operand(1, Shape.of(k))),
                t -> t[0].mv(t[1]),
                x -> MatrixOracle.of(x[0], x[1]));
    }

    private static Call baddbmm(RandomCall draw) {
        long b = draw.below(4);
        long m = small(draw);
        long k = small(draw);
        long n = small(draw);
        return new Call(
                List.of(
                        draw.operand(0, draw.broadcasting(Shape.of(b, m, n))),
                        draw.operand(1, Shape.of(b, m, k)),
                        draw.operand(2, Shape.of(b, k, n))),
                t -> t[0].baddbmm(t[1], t[2]),
                x -> plus(MatrixOracle.of(x[1], x[2]), x[0]));
    }

    private static Call linear(RandomCall draw) {
        Shape shape = draw.shape(1, 3);
        long out = small(draw);
        boolean hasBias = draw.coin();
        List<Tensor> operands = new ArrayList<>();
        operands.add(draw.operand(0, shape));
        operands.add(draw.operand(1, Shape.of(out, shape.dim(-1))));
        if (hasBias) {
            operands.add(draw.operand(2, Shape.of(out)));
        }
        boolean isActivated = draw.coin();
        return new Call(
                operands,
                t -> {
                    Tensor bias = hasBias ? t[2] : null;
                    return isActivated ? t[0].linear(t[1], bias, RELU) : t[0].linear(t[1], bias);
                },
                x -> {
                    long in = shape.dim(-1);
                    NdArray turned =
                            NdArray.generate(Shape.of(in, out), at -> x[1].get(at[1], at[0]));
                    NdArray product = MatrixOracle.of(x[0], turned);
                    NdArray sum = hasBias ? plus(product, x[2]) : product;
                    return isActivated
                            ? NdArray.generate(sum.shape(), at -> Math.max(sum.get(at), 0))
                            : sum;
                });
    }

    private static NdArray plus(NdArray product, NdArray bias) {
        return NdArray.generate(product.shape(), at -> product.get(at) + bias.broadcast(at));
    }

    private static Call kron(RandomCall draw) {
        Shape a = blocks(draw);
        Shape b = blocks(draw);
        return new Call(
                List.of(draw.operand(0, a), draw.operand(1, b)),
                t -> t[0].kron(t[1]),
                x -> {
                    int rank = Math.max(a.rank(), b.rank());
                    NdArray one = x[0].reshape(filled(a, rank));
                    NdArray other = x[1].reshape(filled(b, rank));
                    long[] dims = new long[rank];
                    for (int axis = 0; axis < rank; axis++) {
                        dims[axis] = one.shape().dim(axis) * other.shape().dim(axis);
                    }
                    return NdArray.generate(
                            Shape.of(dims),
                            at -> {
                                long[] block = at.clone();
                                long[] within = at.clone();
                                for (int axis = 0; axis < rank; axis++) {
                                    block[axis] /= other.shape().dim(axis);
                                    within[axis] %= other.shape().dim(axis);
                                }
                                return one.get(block) * other.get(within);
                            });
                });
    }

    private static Shape blocks(RandomCall draw) {
        long[] dims = new long[draw.below(4)];
        for (int axis = 0; axis < dims.length; axis++) {
            dims[axis] = draw.below(4);
        }
        return Shape.of(dims);
    }

    private static Shape filled(Shape shape, int rank) {
        Shape longer = shape;
        while (longer.rank() < rank) {
            longer = longer.insert(0, 1);
        }
        return longer;
    }

    private static Call cross(RandomCall draw) {
        Shape others = draw.shape(0, 2);
        int at = draw.below(others.rank() + 1);
        Shape shape = others.insert(at, 3);
        Shape other = draw.coin() ? shape : others.insert(at, 3).with(0, at == 0 ? 3 : 1);
        int axis = draw.coin() ? at : at - shape.rank();
        return new Call(
                List.of(draw.operand(0, shape), draw.operand(1, other)),
                t -> t[0].cross(t[1], axis),
                x ->
                        NdArray.generate(
                                shape,
                                index ->
                                        turned(x[0], index, at, 1) * turned(x[1], index, at, 2)
                                                - turned(x[0], index, at, 2)
                                                        * turned(x[1], index, at, 1)));
    }

    private static double turned(NdArray x, long[] index, int axis, int by) {
        long[] at = index.clone();
        at[axis] = (at[axis] + by) % 3;
        return x.broadcast(at);
    }
}
