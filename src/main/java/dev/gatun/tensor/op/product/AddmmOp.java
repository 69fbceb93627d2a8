package dev.gatun.tensor.op.product;

import dev.gatun.kernel.matmul.MatrixProduct;
import dev.gatun.kernel.move.Operand;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeRules;
import dev.gatun.tensor.Call;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.internal.Checks;
import dev.gatun.tensor.internal.Internals;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.op.move.BroadcastGradient;
import dev.gatun.tensor.tape.FusedOp;
import dev.gatun.tensor.tape.Tape;
import org.jspecify.annotations.Nullable;

/**
 * A tensor plus a product of matrices, or of batches of them, in one pass over the result.
 *
 * @param shape of the result
 * @param applied a function that is applied to each element, or null
 */
public record AddmmOp(Shape shape, @Nullable AppliedFunction applied) implements FusedOp {
    private static final String NAME = "addmm";

    /** {@code bias.addmm(a, b)}. */
    public static Tensor of(Tensor bias, Tensor a, Tensor b) {
        Checks.rank(NAME, a, 2);
        Checks.rank(NAME, b, 2);
        return of(NAME, bias, a, b, null);
    }

    /**
     * Likewise, of batches too.
     *
     * @param op the name of the operation, for messages
     */
    static Tensor of(
            String op, Tensor bias, Tensor a, Tensor b, @Nullable AppliedFunction applied) {
        Shape shape = ShapeRules.matmul(op, a.shape(), b.shape());
        ShapeRules.expand(op, bias.shape(), shape);
        Checks.oneType(op, a, b);
        Checks.oneType(op, bias, a);
        if (!a.dtype().isFloating()) {
            Checks.numbers(op, a.dtype());
            return then(bias.add(a.matmul(b)), applied);
        }
        DType dtype = a.dtype().computeType();
        Tensor[] inputs = {bias.to(dtype), a.to(dtype), b.to(dtype)};
        boolean isApplied = applied == null || applied.tellsGradient() || !Tape.isWanted(inputs);
        return isApplied
                ? new AddmmOp(shape, applied).apply(inputs)
                : then(new AddmmOp(shape, null).apply(inputs), applied);
    }

    private static Tensor then(Tensor sum, @Nullable AppliedFunction applied) {
        return applied == null ? sum : sum.apply(applied.function());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String label() {
        return applied == null ? NAME : NAME + " " + applied.function().symbol();
    }

    @Override
    public Tensor[] forward(Call call, Tensor... inputs) {
        Tensor result = Internals.unwritten(shape, inputs[0].dtype());
        Creation.write(result, this::compute, inputs);
        return new Tensor[] {result};
    }

    private void compute(Operand to, Operand... from) {
        AppliedFunction last = applied;
        if (last == null) {
            MatrixProduct.runPlus(from[1], from[2], from[0], to, null);
        } else if (MatrixProduct.runPlus(from[1], from[2], from[0], to, last.function())) {
            last.applyTo(to);
        }
    }

    @Override
    public @Nullable Tensor[] backward(Call call, @Nullable Tensor... upstream) {
        Tensor up = applied == null ? upstream[0] : applied.gradient(call.output(0), upstream[0]);
        return new @Nullable Tensor[] {
            call.needs(0) ? BroadcastGradient.sumTo(up, call.inputShape(0)) : null,
            call.needs(1) ? MatmulOp.left(call.inputShape(1), call.input(2), up) : null,
            call.needs(2) ? MatmulOp.right(call.input(1), call.inputShape(2), up) : null
        };
    }

    @Override
    public Tensor composed(Tensor... inputs) {
        return then(inputs[0].add(inputs[1].matmul(inputs[2])), applied);
    }
}
