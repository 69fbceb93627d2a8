package dev.gatun.kernel.loop.vector;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.Expr;
import dev.gatun.expr.Program;
import dev.gatun.expr.Step;
import dev.gatun.expr.UnaryOp;
import dev.gatun.kernel.loop.spec.AccessPattern;
import dev.gatun.kernel.loop.spec.Output;
import java.util.List;

/**
 * The schedule of a lowered program as a loop: how often each step is computed, and which products
 * are part of a fused multiply-add.
 *
 * <p>A product that is used by exactly one sum or difference is not rounded by itself, so {@code a
 * * b + c} may differ in the last place from the two operations, towards the exact value. A product
 * that is used twice is computed once, as written.
 */
final class LoopSchedule {
    /** Once for each call: constants, scalars and steps that depend on them alone. */
    static final int CALL = 0;

    /**
     * Once for each row: operands with one element for each row, and steps that depend on these.
     */
    static final int ROW = 1;

    /** For each element. */
    static final int ELEMENT = 2;

    private static final int NONE = -1;

    final List<Step> steps;
    final List<Integer> outputs;

    /** Whether the processor has a fused multiply-add. */
    final boolean fuse;

    private final int inputs;
    private final AccessPattern pattern;
    private final int[] levels;
    private final boolean[] isValue;
    private final int[] product;
    private final boolean[] isAbsorbed;

    LoopSchedule(int inputs, List<Output> recipe, AccessPattern pattern, boolean fuse) {
        this.inputs = inputs;
        this.pattern = pattern;
        this.fuse = fuse;
        List<Expr> values = recipe.stream().map(Output::value).toList();
        Program program = Program.of(Lowering.of(values, pattern.type()));
        steps = program.steps();
        outputs = program.outputs();
        int count = steps.size();
        levels = new int[count];
        isValue = new boolean[count];
        product = new int[count];
        isAbsorbed = new boolean[count];
        int[] uses = countUses();
        for (int i = 0; i < count; i++) {
            levels[i] = level(steps.get(i), pattern.splats());
            product[i] = NONE;
            if (fuse && steps.get(i) instanceof Step.Binary(BinaryOp op, int a, int b)) {
                product[i] = absorb(op, a, b, uses);
            }
        }
    }

    private int[] countUses() {
        int[] uses = new int[steps.size()];
        for (Step step : steps) {
            switch (step) {
                case Step.Arg _, Step.Scalar _, Step.Constant _ -> {}
                case Step.Unary(var _, int a) -> use(uses, a);
                case Step.Binary(var _, int a, int b) -> {
                    use(uses, a);
                    use(uses, b);
                }
                case Step.Select(int condition, int yes, int no) -> {
                    uses[condition]++;
                    use(uses, yes);
                    use(uses, no);
                }
            }
        }
        for (int k = 0; k < outputs.size(); k++) {
            if (pattern.isBoolean(inputs + k)) {
                uses[outputs.get(k)]++;
            } else {
                use(uses, outputs.get(k));
            }
        }
        return uses;
    }

    private void use(int[] uses, int step) {
        uses[step]++;
        isValue[step] = true;
    }

    private int level(Step step, long splats) {
        return switch (step) {
            case Step.Scalar _, Step.Constant _ -> CALL;
            case Step.Arg(int index) -> (splats & (1L << index)) != 0 ? ROW : ELEMENT;
            case Step.Unary(var _, int a) -> levels[a];
            case Step.Binary(var _, int a, int b) -> Math.max(levels[a], levels[b]);
            case Step.Select(int c, int a, int b) ->
                    Math.max(levels[c], Math.max(levels[a], levels[b]));
        };
    }

    private int absorb(BinaryOp op, int a, int b, int[] uses) {
        if (op != BinaryOp.ADD && op != BinaryOp.SUB) {
            return NONE;
        }
        int level = Math.max(levels[a], levels[b]);
        for (int factor : new int[] {a, b}) {
            if (steps.get(factor) instanceof Step.Binary(BinaryOp inner, int _, int _)
                    && inner == BinaryOp.MUL
                    && uses[factor] == 1
                    && levels[factor] == level) {
                isAbsorbed[factor] = true;
                return factor;
            }
        }
        return NONE;
    }

    /**
     * Whether a step for each element is a function, which takes many times as long as an addition.
     */
    boolean hasFunctions() {
        for (int i = 0; i < levels.length; i++) {
            if (levels[i] == ELEMENT && steps.get(i).isFunction()) {
                return true;
            }
        }
        return false;
    }

    /** Whether the program has this function. */
    boolean has(UnaryOp function) {
        for (Step step : steps) {
            if (step instanceof Step.Unary(UnaryOp op, int _) && op == function) {
                return true;
            }
        }
        return false;
    }

    /** Whether the program has this function, and no other that is a call of the vector library. */
    boolean hasOnlyCall(UnaryOp function) {
        boolean isFound = false;
        for (Step step : steps) {
            boolean isIt = step instanceof Step.Unary(UnaryOp op, int _) && op == function;
            if (!isIt && VectorType.isCall(step)) {
                return false;
            }
            isFound |= isIt;
        }
        return isFound;
    }

    /** When a step is computed: {@link #CALL}, {@link #ROW} or {@link #ELEMENT}. */
    int level(int step) {
        return levels[step];
    }

    /** Whether a step is computed as a mask: a comparison, or an operand of booleans. */
    boolean isMask(int step) {
        return switch (steps.get(step)) {
            case Step.Binary(BinaryOp op, int _, int _) -> op.isComparison();
            case Step.Arg(int index) -> pattern.isBoolean(index);
            default -> false;
        };
    }

    /** Whether the value of a mask is also used as a number. */
    boolean isValue(int step) {
        return isValue[step];
    }

    /** Whether a product is computed as part of a fused multiply-add. */
    boolean isAbsorbed(int step) {
        return isAbsorbed[step];
    }

    /** Whether a step is 2 to some power. */
    boolean isPowerOfTwo(int step) {
        return steps.get(step) instanceof Step.Binary(BinaryOp op, int a, int _)
                && op == BinaryOp.POW
                && steps.get(a) instanceof Step.Constant(double base)
                && base == 2;
    }

    /** Whether a sum or difference is a fused multiply-add. */
    boolean isFused(int step) {
        return product[step] != NONE;
    }

    /** The product within a fused sum or difference. */
    Step.Binary product(int step) {
        return (Step.Binary) steps.get(product[step]);
    }

    /** Whether that product is the left operand. */
    boolean isProductLeft(int step) {
        return steps.get(step) instanceof Step.Binary(var _, int a, int _) && a == product[step];
    }
}
