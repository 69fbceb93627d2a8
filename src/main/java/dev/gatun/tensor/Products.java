package dev.gatun.tensor;

import dev.gatun.checks.Nulls;
import dev.gatun.expr.ElementwiseFunction;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.op.product.AddmmOp;
import dev.gatun.tensor.op.product.Attention;
import dev.gatun.tensor.op.product.MatmulOp;
import dev.gatun.tensor.op.product.MatrixProducts;
import dev.gatun.tensor.op.product.OuterOp;
import org.jspecify.annotations.Nullable;

/**
 * Methods of {@link Tensor} that multiply matrices and vectors, by BLAS if it is available.
 * Operands must be of one type, as in PyTorch; other types throw {@link IllegalArgumentException},
 * except in {@link #outer}, {@link #kron} and {@link #cross}, whose result has the promoted type.
 * BF16 and F16 are computed in F32 and give F32; integers are exact, and wrap on overflow.
 */
public sealed interface Products permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /**
     * The matrix product by NumPy's rules: (..., m, k) and (..., k, n) give (..., m, n), and the
     * axes before the last two broadcast. A vector on the left is a row, one on the right a column,
     * and the result does not have that axis. Transposed and sliced operands are not copied if BLAS
     * takes their strides.
     *
     * @throws ShapeException if an operand has no axes, inner sizes differ, or batches do not
     *     broadcast
     */
    default Tensor matmul(Tensor other) {
        Nulls.refuse("matmul", "other", other);
        return MatmulOp.of("matmul", self(), other);
    }

    /**
     * This tensor plus the product of two matrices, (m, k) and (k, n); this tensor broadcasts to
     * (m, n).
     *
     * @throws ShapeException if the two are not matrices with equal inner sizes, or this tensor
     *     does not broadcast
     */
    default Tensor addmm(Tensor a, Tensor b) {
        Nulls.refuse("addmm", "a", a);
        Nulls.refuse("addmm", "b", b);
        return AddmmOp.of(self(), a, b);
    }

    /**
     * The dot product of two vectors.
     *
     * @throws ShapeException if they are not vectors of one size
     */
    default Tensor dot(Tensor other) {
        Nulls.refuse("dot", "other", other);
        Checks.rank("dot", self(), 1);
        Checks.rank("dot", other, 1);
        if (self().numel() != other.numel()) {
            throw new ShapeException(
                    "dot",
                    "sizes differ",
                    self().numel() + " != " + other.numel(),
                    "",
                    self().shape(),
                    other.shape());
        }
        return MatmulOp.of("dot", self(), other);
    }

    /**
     * The outer product of two vectors, (m) and (n): the (m, n) matrix of the products of their
     * elements.
     *
     * @throws ShapeException if they are not vectors
     */
    default Tensor outer(Tensor other) {
        Nulls.refuse("outer", "other", other);
        Checks.rank("outer", self(), 1);
        Checks.rank("outer", other, 1);
        return new OuterOp().apply(self(), other);
    }

    /**
     * The products of the matrices of two batches, (b, m, k) and (b, k, n). {@link #matmul} takes
     * any batches, and broadcasts them.
     *
     * @throws ShapeException if there are not three axes each, or sizes differ
     */
    default Tensor bmm(Tensor other) {
        Nulls.refuse("bmm", "other", other);
        return MatrixProducts.bmm("bmm", self(), other);
    }

    /**
     * The product of a matrix (m, n) and a vector (n).
     *
     * @throws ShapeException if they are not these, or sizes differ
     */
    default Tensor mv(Tensor vector) {
        Nulls.refuse("mv", "vector", vector);
        Checks.rank("mv", self(), 2);
        Checks.rank("mv", vector, 1);
        return MatmulOp.of("mv", self(), vector);
    }

    /**
     * This tensor plus the products of the matrices of two batches, (b, m, k) and (b, k, n); this
     * tensor broadcasts to (b, m, n).
     *
     * @throws ShapeException if there are not three axes each, sizes differ, or this tensor does
     *     not broadcast
     */
    default Tensor baddbmm(Tensor a, Tensor b) {
        Nulls.refuse("baddbmm", "a", a);
        Nulls.refuse("baddbmm", "b", b);
        return MatrixProducts.baddbmm(self(), a, b);
    }

    /**
     * A linear layer: the product of this tensor, (..., in), with the transposed weight, (out, in),
     * plus a bias; (..., out).
     *
     * @param bias (out), or null for none
     * @throws ShapeException if sizes do not match
     */
    default Tensor linear(Tensor weight, @Nullable Tensor bias) {
        Nulls.refuse("linear", "weight", weight);
        return MatrixProducts.linear(self(), weight, bias, null);
    }

    /**
     * A linear layer and its activation, {@code linear(weight, bias).apply(activation)}: a small
     * product applies it as it stores its sums, a larger one in place.
     *
     * @param bias (out), or null for none
     * @param activation a function of one number, such as {@link ElementwiseFunction#RELU}
     * @throws IllegalArgumentException if it takes several operands, or gives no real number
     * @throws ShapeException if sizes do not match
     */
    default Tensor linear(Tensor weight, @Nullable Tensor bias, ElementwiseFunction activation) {
        Nulls.refuse("linear", "weight", weight);
        Nulls.refuse("linear", "activation", activation);
        return MatrixProducts.linear(self(), weight, bias, activation);
    }

    /**
     * The Kronecker product: each element of this tensor times the other as a block, (m, n) and (p,
     * q) give (m p, n q); the shorter of two shapes is extended by ones in front. Types are
     * promoted.
     */
    default Tensor kron(Tensor other) {
        Nulls.refuse("kron", "other", other);
        return MatrixProducts.kron(self(), other);
    }

    /**
     * The cross products of vectors along the last axis; {@link #cross(Tensor, int)}.
     *
     * @throws ShapeException if the axis does not have size 3, or shapes do not broadcast
     */
    default Tensor cross(Tensor other) {
        return cross(other, -1);
    }

    /**
     * The cross products of vectors along an axis of the result; the other axes broadcast, and
     * types are promoted. NumPy's vectors of two elements are not taken.
     *
     * @throws ShapeException if the axis does not have size 3 in both, or shapes do not broadcast
     */
    default Tensor cross(Tensor other, int axis) {
        Nulls.refuse("cross", "other", other);
        return MatrixProducts.cross(self(), other, axis);
    }

    /**
     * The attention of this tensor's queries to keys with values: {@link
     * #scaledDotProductAttention(Tensor, Tensor, Tensor, boolean, double, boolean)} without a mask,
     * scaled by {@code 1 / sqrt(e)}.
     *
     * @param isCausal whether query i sees keys 0 to i alone
     * @throws ShapeException as there
     */
    default Tensor scaledDotProductAttention(Tensor key, Tensor value, boolean isCausal) {
        double scale = self().rank() == 0 ? 1 : 1 / Math.sqrt((double) self().size(-1));
        return scaledDotProductAttention(key, value, null, isCausal, scale, false);
    }

    /**
     * The attention of this tensor's queries, (..., l, e), to keys, (..., s, e), with values, (...,
     * s, d): {@code softmax(scale q k' + mask) v}, (..., l, d); {@code ...} broadcasts (Vaswani et
     * al. 2017). All scores are never in memory at once, and the gradient computes them again. A
     * query that the mask lets see no key gives zeros. Keys that a query does not see do not change
     * its result, even where they or their values are NaN.
     *
     * @param mask broadcasts to (..., l, s); of BOOL, true where a query sees a key, or of a
     *     floating-point type, added to the scores; or null
     * @param isCausal whether query i sees keys 0 to i alone; not with a mask
     * @param scale usually {@code 1 / sqrt(e)}
     * @param isGrouped whether several heads of queries, axis -3, share a head of keys and values
     *     (Ainslie et al. 2023)
     * @throws ShapeException if sizes do not match, or shapes do not broadcast
     * @throws IllegalArgumentException if types differ, or there is a mask and isCausal
     */
    default Tensor scaledDotProductAttention(
            Tensor key,
            Tensor value,
            @Nullable Tensor mask,
            boolean isCausal,
            double scale,
            boolean isGrouped) {
        Nulls.refuse("scaledDotProductAttention", "key", key);
        Nulls.refuse("scaledDotProductAttention", "value", value);
        return Attention.of(self(), key, value, mask, isCausal, scale, isGrouped);
    }
}
