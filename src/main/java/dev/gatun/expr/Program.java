package dev.gatun.expr;

import dev.gatun.checks.Nulls;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The canonical form of one or several expressions: a list of steps, in which each distinct value
 * is computed once, after its operands.
 *
 * <p>Leaves come first, sorted; the operands of a commutative operation are in a fixed order. So
 * {@code x.mul(y).add(x)} and {@code x.add(y.mul(x))} are one program, and kernels are cached by
 * it. Building, comparing and hashing take time linear in the distinct nodes, however often they
 * are shared. (The technique is value numbering; the order comes from a structural hash, and in the
 * rare case that it ties, two equal expressions may have two programs.)
 */
public final class Program {
    /** Operations of an expression; more are refused. */
    private static final int MOST = 1 << 16;

    private final List<Step> steps;
    private final List<Integer> outputs;
    private final int args;
    private final int scalars;
    private final String text;

    private Program(List<Step> steps, List<Integer> outputs) {
        this.steps = List.copyOf(steps);
        this.outputs = List.copyOf(outputs);
        int highestArg = -1;
        int highestScalar = -1;
        StringBuilder text = new StringBuilder();
        for (Step step : steps) {
            text.append(step.text()).append(';');
            if (step instanceof Step.Arg(int index)) {
                highestArg = Math.max(highestArg, index);
            } else if (step instanceof Step.Scalar(int index)) {
                highestScalar = Math.max(highestScalar, index);
            }
        }
        this.args = highestArg + 1;
        this.scalars = highestScalar + 1;
        this.text = text.append(outputs).toString();
    }

    /** Makes the program of expressions. */
    public static Program of(Expr... outputs) {
        return of(List.of(Nulls.copy("Program.of", "outputs", "expression", outputs)));
    }

    /** Makes the program of expressions. */
    public static Program of(List<Expr> outputs) {
        return new Builder().build(Nulls.copy("Program.of", "outputs", "expression", outputs));
    }

    /** Whether an object is an expression with the same program. */
    @SuppressWarnings("ReferenceEquality") // only a shortcut
    static boolean same(Expr a, @Nullable Object b) {
        return a == b
                || (b instanceof Expr other
                        // The last steps would differ; a chain of products is compared in each
                        // link.
                        && a.getClass() == other.getClass()
                        && of(a).equals(of(other)));
    }

    /** The steps, operands before their users. */
    public List<Step> steps() {
        return steps;
    }

    /** The position of the step that gives each output. */
    public List<Integer> outputs() {
        return outputs;
    }

    /** The number of operands: one more than the greatest index. */
    public int args() {
        return args;
    }

    /** The number of scalars: one more than the greatest index. */
    public int scalars() {
        return scalars;
    }

    /** The expressions, in which equal parts are shared. */
    public List<Expr> expressions() {
        return rebuild(Map.of());
    }

    /** The expressions, with their arguments replaced. */
    public List<Expr> expressions(IntFunction<Expr> args) {
        Nulls.refuse("expressions", "args", args);
        Map<Integer, Expr> replacements = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof Step.Arg(int index)) {
                replacements.put(i, args.apply(index));
            }
        }
        return rebuild(replacements);
    }

    /** The expressions, with some steps replaced. */
    List<Expr> rebuild(Map<Integer, Expr> replacements) {
        List<Expr> built = new ArrayList<>(steps.size());
        for (int i = 0; i < steps.size(); i++) {
            Expr replacement = replacements.get(i);
            built.add(replacement != null ? replacement : expression(steps.get(i), built));
        }
        List<Expr> results = new ArrayList<>(outputs.size());
        for (int output : outputs) {
            results.add(built.get(output));
        }
        return List.copyOf(results);
    }

    private static Expr expression(Step step, List<Expr> built) {
        if (step instanceof Step.Arg(int index)) {
            return Expr.arg(index);
        }
        if (step instanceof Step.Scalar(int index)) {
            return Expr.scalar(index);
        }
        if (step instanceof Step.Constant(double value)) {
            return Expr.constant(value);
        }
        if (step instanceof Step.Unary(UnaryOp op, int a)) {
            return Simplify.unary(op, built.get(a));
        }
        if (step instanceof Step.Binary(BinaryOp op, int a, int b)) {
            return Simplify.binary(op, built.get(a), built.get(b));
        }
        Step.Select select = (Step.Select) step;
        return Simplify.select(
                built.get(select.condition()), built.get(select.yes()), built.get(select.no()));
    }

    /** The value of the first output in double. */
    double eval(double[] argValues, double[] scalarValues) {
        if (argValues.length < args || scalarValues.length < scalars) {
            throw new IllegalArgumentException(
                    "eval: the expression reads %d arguments and %d scalars, given %d and %d"
                            .formatted(args, scalars, argValues.length, scalarValues.length));
        }
        double[] values = new double[steps.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] =
                    switch (steps.get(i)) {
                        case Step.Arg(int index) -> argValues[index];
                        case Step.Scalar(int index) -> scalarValues[index];
                        case Step.Constant(double value) -> value;
                        case Step.Unary(UnaryOp op, int a) -> op.apply(values[a]);
                        case Step.Binary(BinaryOp op, int a, int b) ->
                                op.apply(values[a], values[b]);
                        case Step.Select(int c, int a, int b) ->
                                values[c] != 0 ? values[a] : values[b];
                    };
        }
        return values[outputs.getFirst()];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Program that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** A text that is equal for equal programs only; the key of the cache of kernels. */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return expressions().toString();
    }

    /** The operands of a node. */
    static List<Expr> operands(Expr e) {
        if (e instanceof Expr.Unary(UnaryOp _, Expr a)) {
            return List.of(a);
        }
        if (e instanceof Expr.Binary(BinaryOp _, Expr a, Expr b)) {
            return List.of(a, b);
        }
        return e instanceof Expr.Select(Expr c, Expr a, Expr b) ? List.of(c, a, b) : List.of();
    }

    /**
     * Visits a node and its transitive operands, operands first, without recursion, so that a long
     * chain does not overflow the stack.
     *
     * @param isDone whether a node has been visited
     * @throws IllegalArgumentException if there are too many nodes
     */
    public static void inOrder(Expr root, Predicate<Expr> isDone, Consumer<Expr> compute) {
        Nulls.refuse("inOrder", "root", root);
        Nulls.refuse("inOrder", "isDone", isDone);
        Nulls.refuse("inOrder", "compute", compute);
        inOrder(root, isDone, Program::operands, compute);
    }

    private static void inOrder(
            Expr root,
            Predicate<Expr> isDone,
            Function<Expr, List<Expr>> operands,
            Consumer<Expr> compute) {
        ArrayDeque<Expr> waiting = new ArrayDeque<>();
        waiting.push(root);
        int count = 0;
        while (!waiting.isEmpty()) {
            Expr e = waiting.peek();
            boolean isReady = true;
            if (!isDone.test(e)) {
                for (Expr operand : operands.apply(e).reversed()) {
                    if (!isDone.test(operand)) {
                        waiting.push(operand);
                        isReady = false;
                    }
                }
                if (isReady) {
                    compute.accept(e);
                    if (++count > MOST) {
                        throw new IllegalArgumentException(
                                "expression: more than "
                                        + MOST
                                        + " operations; compute it in several steps");
                    }
                }
            }
            if (isReady) {
                waiting.pop();
            }
        }
    }

    /**
     * Numbers the nodes of expressions; nodes are compared by identity, steps by text. It runs when
     * the first tensor is made, so it has no switch over patterns, which takes milliseconds to
     * link.
     */
    private static final class Builder {
        private static final int SMALL = 200;

        private final IdentityHashMap<Expr, Integer> hashes = new IdentityHashMap<>();
        private final IdentityHashMap<Expr, Integer> numbers = new IdentityHashMap<>();
        private final Map<String, Integer> known = new HashMap<>();
        private final List<Step> steps = new ArrayList<>();

        Program build(List<Expr> outputs) {
            for (Expr output : outputs) {
                if (!isSmall(output)) {
                    inOrder(output, hashes::containsKey, Program::operands, this::hash);
                }
                hash(output);
            }
            List<Expr> leaves = new ArrayList<>();
            for (Expr e : hashes.keySet()) {
                if (kind(e) < COMPOUND) {
                    leaves.add(e);
                }
            }
            leaves.sort(Builder::compareLeaves);
            for (Expr leaf : leaves) {
                number(leaf);
            }
            List<Integer> positions = new ArrayList<>(outputs.size());
            for (Expr output : outputs) {
                if (!isSmall(output)) {
                    inOrder(output, numbers::containsKey, this::numberedOperands, this::number);
                }
                positions.add(number(output));
            }
            return new Program(steps, positions);
        }

        /**
         * Whether a walk that visits shared nodes again ends within some hundred visits: recursion
         * is no deeper then, and takes a third of the time that {@link #inOrder} takes.
         */
        private static boolean isSmall(Expr e) {
            return visitsLeft(e, SMALL) > 0;
        }

        private static int visitsLeft(Expr e, int visits) {
            if (visits <= 0) {
                return 0;
            }
            int left = visits - 1;
            for (Expr operand : operands(e)) {
                left = visitsLeft(operand, left);
            }
            return left;
        }

        private static int compareLeaves(Expr a, Expr b) {
            int byKind = Integer.compare(kind(a), kind(b));
            return byKind != 0 ? byKind : Double.compare(value(a), value(b));
        }

        private static final int COMPOUND = 3;

        private static int kind(Expr e) {
            if (e instanceof Expr.Arg) {
                return 0;
            }
            if (e instanceof Expr.Scalar) {
                return 1;
            }
            return e instanceof Expr.Constant ? 2 : COMPOUND;
        }

        private static double value(Expr leaf) {
            if (leaf instanceof Expr.Arg(int index)) {
                return index;
            }
            if (leaf instanceof Expr.Scalar(int index)) {
                return index;
            }
            return ((Expr.Constant) leaf).value();
        }

        private int hash(Expr e) {
            Integer done = hashes.get(e);
            if (done != null) {
                return done;
            }
            int hash = computeHash(e);
            hashes.put(e, hash);
            return hash;
        }

        private int computeHash(Expr e) {
            if (e instanceof Expr.Arg(int index)) {
                return 0x5bd1e995 + index;
            }
            if (e instanceof Expr.Scalar(int index)) {
                return 0x1b873593 + index;
            }
            if (e instanceof Expr.Constant(double value)) {
                return Double.hashCode(value);
            }
            if (e instanceof Expr.Unary(UnaryOp op, Expr a)) {
                return mix(seed(op), hash(a));
            }
            if (e instanceof Expr.Binary(BinaryOp op, Expr a, Expr b)) {
                return pair(op, a, b);
            }
            Expr.Select select = (Expr.Select) e;
            int condition = mix(400, hash(select.condition()));
            return mix(mix(condition, hash(select.yes())), hash(select.no()));
        }

        private int pair(BinaryOp op, Expr a, Expr b) {
            int seed = seed(op);
            int left = hash(a);
            int right = hash(b);
            return op.isCommutative() ? mix(seed, left + right) : mix(mix(seed, left), right);
        }

        /** A hash of the name, so that the order of a program is the same in every run. */
        private static int seed(Enum<?> op) {
            return op.name().hashCode();
        }

        private static int mix(int seed, int value) {
            int mixed = (seed * 31 + value) * 0x9e3779b1;
            return mixed ^ (mixed >>> 15);
        }

        /** In the order in which {@link #number} asks for them. */
        private List<Expr> numberedOperands(Expr e) {
            List<Expr> operands = operands(e);
            return e instanceof Expr.Binary(BinaryOp op, Expr _, Expr _)
                            && op.isCommutative()
                            && hash(operands.getFirst()) > hash(operands.getLast())
                    ? operands.reversed()
                    : operands;
        }

        private int number(Expr e) {
            Integer done = numbers.get(e);
            if (done != null) {
                return done;
            }
            Step step = step(e);
            String text = step.text();
            Integer position = known.get(text);
            if (position == null) {
                position = steps.size();
                steps.add(step);
                known.put(text, position);
            }
            numbers.put(e, position);
            return position;
        }

        private Step step(Expr e) {
            if (e instanceof Expr.Arg(int index)) {
                return new Step.Arg(index);
            }
            if (e instanceof Expr.Scalar(int index)) {
                return new Step.Scalar(index);
            }
            if (e instanceof Expr.Constant(double value)) {
                return new Step.Constant(value);
            }
            if (e instanceof Expr.Unary(UnaryOp op, Expr a)) {
                return new Step.Unary(op, number(a));
            }
            if (e instanceof Expr.Binary(BinaryOp op, Expr a, Expr b)) {
                boolean swap = op.isCommutative() && hash(a) > hash(b);
                int first = number(swap ? b : a);
                int second = number(swap ? a : b);
                swap = op.isCommutative() && first > second;
                return new Step.Binary(op, swap ? second : first, swap ? first : second);
            }
            Expr.Select select = (Expr.Select) e;
            return new Step.Select(
                    number(select.condition()), number(select.yes()), number(select.no()));
        }
    }
}
