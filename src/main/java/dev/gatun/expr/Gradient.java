package dev.gatun.expr;

import dev.gatun.checks.Nulls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The backward pass of an elementwise operation, derived from its expression: for each requested
 * operand, the upstream gradient times the derivative, as an expression over the {@link #operands},
 * which are all that a tape must save.
 *
 * <p>If the derivative is a function of the operation's output, it reads the output in place of
 * recomputing it: tanh' is {@code 1 - y * y} and needs no input.
 *
 * {@snippet :
 * Gradient tanh = Gradient.of(Expr.unary(Expr::tanh), 0);
 * // tanh.operands()    [Output[], Upstream[]]
 * // tanh.expressions() [x1 * (1 - x0 * x0)], x0 the output and x1 the upstream gradient
 * }
 *
 * <p>Where functions are not differentiable it follows PyTorch: the selected operand of min and max
 * has all of the gradient, and both have half if they are equal, abs and sign have derivative 0 at
 * 0, floor, ceil and round everywhere; the derivative of {@code x^0} is 0, and that of {@code 0^b}
 * with respect to {@code b >= 0} is 0.
 *
 * @param expressions one for each requested operand, over {@link #operands}: {@code arg(i)} in them
 *     is {@code operands().get(i)}; scalars keep their numbers
 * @param operands the operands that the expressions read
 */
public record Gradient(List<Expr> expressions, List<Operand> operands) {
    /** An operand of a gradient's expression. */
    public sealed interface Operand {
        /** The forward operation's operand {@code index}. */
        record Input(int index) implements Operand {}

        /** The forward operation's result. */
        record Output() implements Operand {}

        /** The gradient of the result. */
        record Upstream() implements Operand {}
    }

    /** Copies the lists. */
    public Gradient {
        expressions = Nulls.copy("Gradient", "expressions", "expression", expressions);
        operands = Nulls.copy("Gradient", "operands", "operand", operands);
    }

    /** The gradients of {@code f} with respect to its operands {@code args}, in that order. */
    public static Gradient of(Expr f, int... args) {
        Nulls.refuse("Gradient.of", "f", f);
        Nulls.refuse("Gradient.of", "args", args);
        int output = Program.of(f).args();
        int upstream = output + 1;
        List<Expr> all = new ArrayList<>();
        all.add(f);
        for (int arg : args) {
            Expr derivative = new Derivative(arg).of(f);
            all.add(Derivative.scale(Expr.arg(upstream), derivative));
        }
        Program shared = Program.of(all);
        int position = shared.outputs().getFirst();
        boolean isComputed = !(f instanceof Expr.Arg || f instanceof Expr.Scalar);
        List<Expr> withOutput =
                shared.rebuild(isComputed ? Map.of(position, Expr.arg(output)) : Map.of());
        return compact(withOutput.subList(1, withOutput.size()), output, upstream);
    }

    /** Whether the backward pass reads the forward operation's operand {@code index}. */
    public boolean readsInput(int index) {
        return operands.contains(new Operand.Input(index));
    }

    /** Whether the backward pass reads the forward operation's result. */
    public boolean readsOutput() {
        return operands.contains(new Operand.Output());
    }

    /** Renumbers the operands that are read, from 0. */
    private static Gradient compact(List<Expr> gradients, int output, int upstream) {
        Program program = Program.of(gradients);
        Map<Integer, Expr> renumbered = new HashMap<>();
        TreeSet<Integer> used = new TreeSet<>();
        for (Step step : program.steps()) {
            if (step instanceof Step.Arg(int index)) {
                used.add(index);
            }
        }
        List<Integer> order = List.copyOf(used);
        for (int i = 0; i < program.steps().size(); i++) {
            if (program.steps().get(i) instanceof Step.Arg(int index)) {
                renumbered.put(i, Expr.arg(order.indexOf(index)));
            }
        }
        List<Operand> operands = new ArrayList<>();
        for (int index : order) {
            operands.add(
                    index == upstream
                            ? new Operand.Upstream()
                            : index == output ? new Operand.Output() : new Operand.Input(index));
        }
        return new Gradient(program.rebuild(renumbered), operands);
    }
}
