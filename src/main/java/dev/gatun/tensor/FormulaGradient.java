package dev.gatun.tensor;

import dev.gatun.expr.Expr;
import dev.gatun.expr.Gradient;
import dev.gatun.kernel.loop.Kernel;
import dev.gatun.tensor.op.create.Creation;
import dev.gatun.tensor.op.move.BroadcastGradient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a result of a formula, derived from its expression once for each set of operands
 * that need one.
 */
final class FormulaGradient {
    private final Formula formula;
    private final int result;
    private final ConcurrentHashMap<Long, Derived> derived = new ConcurrentHashMap<>();

    FormulaGradient(Formula formula, int result) {
        this.formula = formula;
        this.result = result;
    }

    /**
     * The gradients of some operands.
     *
     * @param operands the operands of the expressions
     * @param values one for each operand that needs a gradient
     * @param computed those that must be computed, in passes of as many as a kernel has room for
     */
    private record Derived(
            List<Gradient.Operand> operands, List<Expr> values, List<Formula> computed) {
        static Derived of(Formula formula, int result, long needed) {
            int[] args =
                    IntStream.range(0, formula.arity())
                            .filter(i -> (needed & bit(i)) != 0)
                            .toArray();
            Gradient gradient = Gradient.of(formula.values().get(result), args);
            List<Expr> rest = gradient.expressions().stream().filter(Derived::isComputed).toList();
            int read = gradient.operands().size();
            List<Formula> computed = new ArrayList<>();
            for (int from = 0; from < rest.size(); ) {
                int room = Math.max(1, Kernel.MAX_OPERANDS - read);
                int to = Math.min(rest.size(), from + room);
                computed.add(
                        new Formula(
                                formula.name() + "'",
                                Formula.REAL,
                                read,
                                rest.subList(from, to),
                                false));
                from = to;
            }
            return new Derived(gradient.operands(), gradient.expressions(), computed);
        }

        /** Whether a value is neither an operand nor a constant. */
        private static boolean isComputed(Expr value) {
            return !(value instanceof Expr.Arg || value instanceof Expr.Constant);
        }
    }

    /** The bit of an operand in a set. */
    static long bit(int operand) {
        assert operand < Long.SIZE;
        return 1L << operand;
    }

    /**
     * Whether the gradients of some operands read the elements of an input.
     *
     * @param needed the {@linkplain #bit set} of operands that need a gradient
     */
    boolean readsInput(int input, long needed) {
        return derived(needed).operands.contains(new Gradient.Operand.Input(input));
    }

    private Derived derived(long needed) {
        Derived known = derived.get(needed);
        return known != null
                ? known
                : derived.computeIfAbsent(needed, mask -> Derived.of(formula, result, mask));
    }

    /** The gradients of the inputs of a call. */
    @Nullable Tensor[] of(Call call, double[] scalars, Tensor upstream) {
        long needed = 0;
        for (int i = 0; i < call.inputCount(); i++) {
            needed |= call.needs(i) ? bit(i) : 0;
        }
        Derived by = derived(needed);
        Tensor[] operands = new Tensor[by.operands.size()];
        for (int i = 0; i < operands.length; i++) {
            operands[i] =
                    switch (by.operands.get(i)) {
                        case Gradient.Operand.Input(int index) -> call.input(index);
                        case Gradient.Operand.Output() -> call.output(result);
                        case Gradient.Operand.Upstream() -> upstream;
                    };
        }
        List<Tensor> computed = new ArrayList<>();
        for (Formula some : by.computed) {
            computed.addAll(some.allOfOwn(scalars, operands));
        }
        @Nullable Tensor[] gradients = new Tensor[call.inputCount()];
        int next = 0;
        int nextComputed = 0;
        for (int i = 0; i < gradients.length; i++) {
            if (call.needs(i)) {
                Tensor gradient =
                        switch (by.values.get(next++)) {
                            case Expr.Arg(int index) -> operands[index];
                            case Expr.Constant(double number) ->
                                    Creation.full(upstream.shape(), number, upstream.dtype);
                            default -> computed.get(nextComputed++);
                        };
                gradients[i] =
                        BroadcastGradient.undo(gradient, call.inputShape(i), call.inputDType(i));
            }
        }
        return gradients;
    }
}
