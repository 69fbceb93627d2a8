package dev.gatun.tensor.op.product;

import dev.gatun.kernel.matmul.IntegerProduct;
import dev.gatun.kernel.matmul.MatrixProduct;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.Hold;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.op.move.BroadcastGradient;
import dev.gatun.tensor.op.move.Copies;
import dev.gatun.tensor.tape.BuiltIn;
import dev.gatun.tensor.tape.Tape;
import org.jspecify.annotations.Nullable;

/**
 * The product of matrices, or of batches of them, which broadcast. A vector is a matrix with an
 * additional axis that the result does not have.
 *
 * @param name the name of the method
 */
public record MatmulOp(String name) implements BuiltIn {
    /** The product of operands of one type and at least one axis. */
    public static Tensor of(String name, Tensor a, Tensor b) {
        Shape shape = ShapeRules.matmul(name, a.shape(), b.shape());
        Checks.oneType(name, a, b);
        if (!a.dtype().isCompute()) {
            return converted(name, a, b);
        }
        return Internals.node(a) == null && Internals.node(b) == null
                ? product(a, b, shape)
                : new MatmulOp(name).apply(a, b);
    }

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor a = inputs[0];
        Tensor b = inputs[1];
        return new Tensor[] {product(a, b, ShapeRules.matmul(name, a.shape(), b.shape()))};
    }

    // Acquired by hand: a Hold would be two objects more for each product, and a small product
    // takes less than 100 ns.
    private static Tensor product(Tensor a, Tensor b, Shape shape) {
        Internals.storage(a).acquire(a);
        try {
            Internals.storage(b).acquire(b);
            try {
                return a.rank() > 1 && b.rank() > 1
                        ? ofMatrices(a, b, shape)
                        : Internals.part(ofVectors(a, b), Layout.contiguous(shape));
            } finally {
                Internals.storage(b).release();
            }
        } finally {
            Internals.storage(a).release();
        }
    }

    /** The product of operands of a type without products, by conversion. */
    private static Tensor converted(String name, Tensor a, Tensor b) {
        if (a.dtype().isFloating()) {
            return of(name, a.to(DType.F32), b.to(DType.F32));
        }
        Checks.numbers(name, a.dtype());
        Shape shape = ShapeRules.matmul(name, a.shape(), b.shape());
        Tensor left = row(Internals.alias(a));
        Tensor right = column(Internals.alias(b));
        Shape matrices = ShapeRules.matmul(name, left.shape(), right.shape());
        Tensor product = ofIntegers(left, right, matrices);
        return Tape.cut(name, Internals.part(product, Layout.contiguous(shape)), a, b);
    }

    /** The product of matrices of one integer type, at least two axes each. */
    private static Tensor ofIntegers(Tensor a, Tensor b, Shape shape) {
        Tensor result = Internals.unwritten(shape, a.dtype());
        try (Scope scratch = Scope.open("product of integers")) {
            Tensor sums =
                    a.dtype() == DType.I64
                            ? result
                            : Internals.unwritten(scratch, shape, DType.I64);
            Tensor left = batch(a, shape, scratch);
            Tensor right = batch(b, shape, scratch);
            try (Hold _ = Hold.on(left, right, sums)) {
                IntegerProduct.run(
                        Internals.operand(left), Internals.operand(right), Internals.operand(sums));
            }
            if (sums != result) {
                Copies.write(sums, result);
            }
        }
        return result;
    }

    /** A batch of matrices, converted to I64 and broadcast. */
    private static Tensor batch(Tensor x, Shape product, Scope scratch) {
        Tensor wide = x.dtype() == DType.I64 ? x : Copies.convert(x, scratch, DType.I64);
        Shape whole = product.with(-2, x.size(-2)).with(-1, x.size(-1));
        return Internals.part(wide, wide.layout().expand(whole));
    }

    /** A vector on the left as a row, one on the right as a column. */
    private static Tensor ofVectors(Tensor a, Tensor b) {
        Tensor left = a.rank() == 1 ? Internals.part(a, a.layout().unsqueeze(0)) : a;
        Tensor right = b.rank() == 1 ? Internals.part(b, b.layout().unsqueeze(1)) : b;
        return ofMatrices(left, right, ShapeRules.matmul("matmul", left.shape(), right.shape()));
    }

    private static Tensor ofMatrices(Tensor a, Tensor b, Shape shape) {
        Tensor result = Internals.unwritten(shape, a.dtype());
        Internals.storage(result).acquire(result);
        try {
            MatrixProduct.run(
                    Internals.operand(a), Internals.operand(b), 0, Internals.operand(result));
        } finally {
            Internals.storage(result).release();
        }
        return result;
    }

    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Shape a = call.inputShape(0);
        Shape b = call.inputShape(1);
        Tensor up = b.rank() == 1 ? upstream[0].unsqueeze(-1) : upstream[0];
        up = a.rank() == 1 ? up.unsqueeze(-2) : up;
        Shape rows = a.rank() == 1 ? Shape.of(1, a.dim(0)) : a;
        Shape columns = b.rank() == 1 ? Shape.of(b.dim(0), 1) : b;
        return new @Nullable Tensor[] {
            call.needs(0) ? like(a, left(rows, column(call.input(1)), up)) : null,
            call.needs(1) ? like(b, right(row(call.input(0)), columns, up)) : null
        };
    }

    private static Tensor row(Tensor a) {
        return a.rank() == 1 ? a.unsqueeze(0) : a;
    }

    private static Tensor column(Tensor b) {
        return b.rank() == 1 ? b.unsqueeze(1) : b;
    }

    private static Tensor like(Shape operand, Tensor gradient) {
        return operand.rank() == 1 ? gradient.reshape(operand.dims()) : gradient;
    }

    /** The gradient of A in C = A B: the gradient of C times B transposed. */
    static Tensor left(Shape a, Tensor b, Tensor upstream) {
        return BroadcastGradient.sumTo(upstream.matmul(b.transpose(-1, -2)), a);
    }

    /** The gradient of B in C = A B: A transposed times the gradient of C. */
    static Tensor right(Tensor a, Shape b, Tensor upstream) {
        boolean isFoldable = b.rank() == 2 && a.rank() > 2 && a.size(-2) > 0 && a.numel() > 0;
        if (isFoldable) {
            // The product of all rows of the batch contains the sum over the batch.
            Tensor rows = a.reshape(-1, a.size(-1));
            return rows.t().matmul(upstream.reshape(-1, upstream.size(-1)));
        }
        return BroadcastGradient.sumTo(a.transpose(-1, -2).matmul(upstream), b);
    }
}
