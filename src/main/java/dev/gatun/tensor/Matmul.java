package dev.gatun.tensor;

import dev.gatun.kernel.MatrixProduct;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeRules;
import org.jspecify.annotations.Nullable;

/** The product of matrices, or of batches of them that broadcast. */
record Matmul() implements Op {
    private static final Matmul OP = new Matmul();

    /** The product of operands of any type and at least one axis. */
    static Tensor of(Tensor a, Tensor b) {
        Shape shape = ShapeRules.matmul("matmul", a.shape(), b.shape());
        if (a.dtype != b.dtype || !a.dtype.isCompute()) {
            return promoted(a, b);
        }
        if (a.rank() > 1 && b.rank() > 1) {
            return product(a, b, shape);
        }
        Tensor left = a.rank() == 1 ? a.unsqueeze(0) : a;
        Tensor right = b.rank() == 1 ? b.unsqueeze(1) : b;
        Shape whole = ShapeRules.matmul("matmul", left.shape(), right.shape());
        return product(left, right, whole).reshape(shape.dims());
    }

    private static Tensor promoted(Tensor a, Tensor b) {
        DType dtype = a.dtype.promote(b.dtype);
        DType computed = dtype.isFloating() ? dtype.computeType() : DType.F64;
        Tensor product = of(a.to(computed), b.to(computed));
        return dtype.isFloating() ? product : product.to(dtype);
    }

    private static Tensor product(Tensor a, Tensor b, Shape shape) {
        a.storage.acquire(a);
        try {
            b.storage.acquire(b);
            try {
                Tensor result = Tensor.unwritten(shape, a.dtype);
                result.storage.acquire(result);
                try {
                    MatrixProduct.run(a.operand(), b.operand(), 0, result.operand());
                } finally {
                    result.storage.release();
                }
                return a.node == null && b.node == null ? result : Tape.record(OP, result, a, b);
            } finally {
                b.storage.release();
            }
        } finally {
            a.storage.release();
        }
    }

    @Override
    public String name() {
        return "matmul";
    }

    @Override
    public @Nullable Tensor[] backward(Node node, Tensor upstream) {
        return new @Nullable Tensor[] {
            node.needs(0) ? left(node.input(0), node.savedInput(1), upstream) : null,
            node.needs(1) ? right(node.savedInput(0), node.input(1), upstream) : null
        };
    }

    /** The gradient of A in C = A B: that of C times B transposed. */
    static Tensor left(Tensor a, Tensor b, Tensor upstream) {
        return Broadcast.sumTo(upstream.matmul(b.transpose(-1, -2)), a.shape());
    }

    /** The gradient of B in C = A B: A transposed times that of C. */
    static Tensor right(Tensor a, Tensor b, Tensor upstream) {
        boolean isFoldable = b.rank() == 2 && a.rank() > 2 && a.size(-2) > 0 && a.numel() > 0;
        if (isFoldable) {
            // The sum over the batch is part of one product of all its rows.
            Tensor rows = a.reshape(-1, a.size(-1));
            return rows.t().matmul(upstream.reshape(-1, upstream.size(-1)));
        }
        return Broadcast.sumTo(a.transpose(-1, -2).matmul(upstream), b.shape());
    }
}
