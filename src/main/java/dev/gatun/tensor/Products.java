package dev.gatun.tensor;

import dev.gatun.checks.Nulls;
import dev.gatun.shape.ShapeException;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.op.product.AddmmOp;
import dev.gatun.tensor.op.product.MatmulOp;
import dev.gatun.tensor.op.product.OuterOp;

/**
 * Methods of {@link Tensor} that multiply matrices and vectors, by BLAS if it is available.
 * Operands must be of one type, as in PyTorch; other types throw {@link IllegalArgumentException},
 * except in {@link #outer}, whose result has the promoted type. BF16 and F16 are computed in F32
 * and give F32; integers are exact, and wrap on overflow.
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
}
