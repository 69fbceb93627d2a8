package dev.gatun.tensor.op.product;

import dev.gatun.expr.ElementwiseFunction;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeException;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Products that are composed of others, with the checks of each. */
public final class MatrixProducts {
    private MatrixProducts() {}

    /** {@code a.bmm(b)}. */
    public static Tensor bmm(String op, Tensor a, Tensor b) {
        batches(op, a, b);
        return MatmulOp.of(op, a, b);
    }

    private static void batches(String op, Tensor a, Tensor b) {
        Checks.rank(op, a, 3);
        Checks.rank(op, b, 3);
        if (a.size(0) != b.size(0)) {
            String difference = a.size(0) + " != " + b.size(0);
            throw new ShapeException(
                    op, "batches differ", difference, "matmul broadcasts", a.shape(), b.shape());
        }
    }

    /** {@code bias.baddbmm(a, b)}. */
    public static Tensor baddbmm(Tensor bias, Tensor a, Tensor b) {
        Checks.oneType("baddbmm", bias, a);
        batches("baddbmm", a, b);
        return AddmmOp.of("baddbmm", bias, a, b, null);
    }

    /** {@code x.linear(weight, bias, activation)}; without an activation if that is null. */
    public static Tensor linear(
            Tensor x,
            Tensor weight,
            @Nullable Tensor bias,
            @Nullable ElementwiseFunction activation) {
        AppliedFunction applied =
                activation == null ? null : AppliedFunction.of("linear", activation);
        Checks.rank("linear", weight, 2);
        Shape shape = x.shape();
        if (shape.isScalar() || shape.dim(-1) != weight.size(1)) {
            throw new ShapeException(
                    "linear",
                    "the last axis must have the size of a row of the weight",
                    (shape.isScalar() ? "no axis" : String.valueOf(shape.dim(-1)))
                            + " != "
                            + weight.size(1),
                    "",
                    shape,
                    weight.shape());
        }
        if (bias == null) {
            Tensor product = MatmulOp.of("linear", x, weight.t());
            return activation == null ? product : product.apply(activation);
        }
        if (!bias.shape().equals(Shape.of(weight.size(0)))) {
            throw new ShapeException(
                    "linear",
                    "the bias must have one number for each row of the weight",
                    bias.shape(),
                    weight.shape());
        }
        Checks.oneType("linear", x, weight);
        Checks.oneType("linear", x, bias);
        if (x.rank() == 2) {
            return AddmmOp.of("linear", bias, x, weight.t(), applied);
        }
        Shape result = shape.with(-1, weight.size(0));
        long rows = shape.remove(-1).numel();
        // As one matrix, so that product and bias are one call.
        Tensor matrix = x.reshape(rows, weight.size(1));
        return AddmmOp.of("linear", bias, matrix, weight.t(), applied).reshape(result.dims());
    }

    /** {@code a.kron(b)}: blocks are the other's axes beside this one's. */
    public static Tensor kron(Tensor a, Tensor b) {
        int rank = Math.max(a.rank(), b.rank());
        long[] outer = new long[2 * rank];
        long[] inner = new long[2 * rank];
        long[] merged = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
            int back = axis - rank;
            outer[2 * axis] = -back <= a.rank() ? a.size(back) : 1;
            inner[2 * axis] = 1;
            outer[2 * axis + 1] = 1;
            inner[2 * axis + 1] = -back <= b.rank() ? b.size(back) : 1;
            merged[axis] = outer[2 * axis] * inner[2 * axis + 1];
        }
        return a.reshape(outer).mul(b.reshape(inner)).reshape(merged);
    }

    /** {@code a.cross(b, axis)}. */
    public static Tensor cross(Tensor a, Tensor b, int axis) {
        Shape shape = ShapeRules.broadcast("cross", a.shape(), b.shape());
        int at = ShapeRules.axis("cross", shape, axis) - shape.rank();
        if (!isOfThree(a, at) || !isOfThree(b, at)) {
            throw new ShapeException(
                    "cross", "axis " + axis + " must have size 3", a.shape(), b.shape());
        }
        Checks.numbers("cross", a.dtype());
        Checks.numbers("cross", b.dtype());
        return turned(a, at, 1).mul(turned(b, at, 2)).sub(turned(a, at, 2).mul(turned(b, at, 1)));
    }

    private static boolean isOfThree(Tensor x, int back) {
        return -back <= x.rank() && x.size(back) == 3;
    }

    /** The three slices along an axis in cyclic order from one on. */
    private static Tensor turned(Tensor x, int axis, long first) {
        Tensor[] slices =
                LongStream.range(first, first + 3)
                        .mapToObj(i -> x.narrow(axis, i % 3, 1))
                        .toArray(Tensor[]::new);
        return Tensor.cat(axis, slices);
    }
}
