package dev.gatun.tensor.op.product;

import dev.gatun.expr.ElementwiseFunction;
import dev.gatun.expr.Expr;
import dev.gatun.expr.Gradient;
import dev.gatun.kernel.loop.Kernel;
import dev.gatun.kernel.move.Operand;
import dev.gatun.tensor.Formula;
import dev.gatun.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A function of one number that a product applies to its result. */
final class AppliedFunction {
    private static final @Nullable AppliedFunction[] KNOWN =
            new AppliedFunction[ElementwiseFunction.values().length];

    private final ElementwiseFunction function;
    private final Kernel inPlace;

    /** What the gradient reads, the result or its gradient, and the gradient over these. */
    private final List<Gradient.Operand> operands;

    private final @Nullable Formula gradient;

    private AppliedFunction(ElementwiseFunction function) {
        this.function = function;
        Expr body = function.withNumbers(0);
        inPlace = Kernel.of(body);
        Gradient derived = Gradient.of(body, 0);
        operands =
                derived.operands().stream()
                        .map(each -> function == ElementwiseFunction.RELU ? ofResult(each) : each)
                        .toList();
        Expr value = derived.expressions().getFirst();
        boolean isTold =
                operands.contains(new Gradient.Operand.Upstream())
                        && !operands.contains(new Gradient.Operand.Input(0))
                        && !(value instanceof Expr.Arg);
        gradient = isTold ? Formula.of(value).named(function.symbol() + "'") : null;
    }

    /** ReLU's result is positive where its argument is, and NaN where that is. */
    private static Gradient.Operand ofResult(Gradient.Operand operand) {
        return operand instanceof Gradient.Operand.Input ? new Gradient.Operand.Output() : operand;
    }

    /**
     * A function; in a race it is made twice, which is harmless.
     *
     * @param op the name of the operation, for messages
     * @throws IllegalArgumentException if it takes several operands, or gives no real number
     */
    @SuppressWarnings("EnumOrdinal") // a place in an array, which nobody keeps
    static AppliedFunction of(String op, ElementwiseFunction function) {
        AppliedFunction known = KNOWN[function.ordinal()];
        if (known != null) {
            return known;
        }
        boolean isOfReals =
                switch (function.result()) {
                    case REAL, NUMERIC, ARITHMETIC -> true;
                    case INTEGER, MASK -> false;
                };
        if (function.arity() != 1 || !isOfReals) {
            throw new IllegalArgumentException(
                    "%s: %s is no function of one real number; apply it to the result"
                            .formatted(op, function.symbol()));
        }
        AppliedFunction made = new AppliedFunction(function);
        KNOWN[function.ordinal()] = made;
        return made;
    }

    ElementwiseFunction function() {
        return function;
    }

    /** Applies it to every element of a dense operand. */
    void applyTo(Operand x) {
        long start = x.layout().offset();
        long count = x.layout().numel();
        inPlace.run(x.dtype(), 0, count, x.storage(), start, x.storage(), start);
    }

    /** Whether its results are enough for its gradient. */
    boolean tellsGradient() {
        return gradient != null;
    }

    /** The gradient of the arguments of results. */
    Tensor gradient(Tensor result, Tensor upstream) {
        Formula formula = gradient;
        if (formula == null) {
            throw new AssertionError("recorded without its arguments: " + function);
        }
        Tensor[] from = new Tensor[operands.size()];
        for (int k = 0; k < from.length; k++) {
            from[k] = operands.get(k) instanceof Gradient.Operand.Output ? result : upstream;
        }
        return formula.apply(from);
    }
}
