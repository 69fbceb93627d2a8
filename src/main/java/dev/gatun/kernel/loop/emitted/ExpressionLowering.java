package dev.gatun.kernel.loop.emitted;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.ErrorFunction;
import dev.gatun.expr.Expr;
import dev.gatun.expr.Program;
import dev.gatun.expr.Step;
import dev.gatun.expr.UnaryOp;
import java.util.List;

/**
 * Lowers the steps of a program to primitive steps of floats or doubles.
 *
 * <p>A product that is used by exactly one sum or difference is not rounded by itself, as in the
 * loops of the Vector API. Comparisons are masks as conditions, and 1 or 0 as numbers; a number is
 * a condition that holds where it is not 0.
 */
final class ExpressionLowering {
    private static final int NONE = ValueTable.NONE;

    private final ValueTable table;
    private final Steps s;
    private final Functions functions;
    private final List<Step> steps;
    private final int[] values;

    private ExpressionLowering(Program program, ValueTable table) {
        this.table = table;
        s = new Steps(table);
        functions = new Functions(s);
        steps = program.steps();
        values = new int[steps.size()];
    }

    /** Whether all functions of a program have primitive steps; others are left to Java's loops. */
    static boolean canLower(Program program) {
        List<Step> steps = program.steps();
        for (int k = 0; k < steps.size(); k++) {
            // Not a switch over patterns, whose linking takes a fresh process a millisecond.
            Step step = steps.get(k);
            if (step instanceof Step.Unary unary && !Functions.has(unary.op())) {
                return false;
            }
            if (step instanceof Step.Binary binary && !Functions.has(binary.op())) {
                return false;
            }
        }
        return true;
    }

    /**
     * Writes the steps of a program into a table.
     *
     * @param args by index the values of the arguments, numbers or masks; those that the program
     *     does not read may be absent
     * @return the values of the outputs: masks where they are comparisons or mask arguments
     */
    static int[] lower(Program program, ValueTable table, int... args) {
        ExpressionLowering lowering = new ExpressionLowering(program, table);
        lowering.lowerSteps(args, lowering.countUses(program.outputs()));
        List<Integer> outputs = program.outputs();
        int[] results = new int[outputs.size()];
        for (int k = 0; k < results.length; k++) {
            results[k] = lowering.values[outputs.get(k)];
        }
        return results;
    }

    /** The value as a number: 1 or 0 of a mask. */
    static int number(ValueTable table, int value) {
        return table.isMask(value)
                ? table.step(Primitive.SELECT, value, table.constant(1), table.constant(0))
                : value;
    }

    /** The value as a mask: where a number is not 0. */
    static int mask(ValueTable table, int value) {
        return table.isMask(value)
                ? value
                : table.step(
                        Primitive.COMPARE, Primitive.NOT_EQUAL, value, table.constant(0), NONE);
    }

    private int number(int step) {
        return number(table, values[step]);
    }

    private int[] countUses(List<Integer> outputs) {
        int[] uses = new int[steps.size()];
        for (int k = 0; k < uses.length; k++) {
            Step step = steps.get(k);
            if (step instanceof Step.Unary unary) {
                uses[unary.a()]++;
            } else if (step instanceof Step.Binary binary) {
                uses[binary.a()]++;
                uses[binary.b()]++;
            } else if (step instanceof Step.Select select) {
                uses[select.condition()]++;
                uses[select.yes()]++;
                uses[select.no()]++;
            }
        }
        for (int k = 0; k < outputs.size(); k++) {
            uses[outputs.get(k)]++;
        }
        return uses;
    }

    private void lowerSteps(int[] args, int[] uses) {
        for (int k = 0; k < values.length; k++) {
            Step step = steps.get(k);
            if (step instanceof Step.Arg arg) {
                values[k] = args[arg.index()];
            } else if (step instanceof Step.Scalar scalar) {
                values[k] = table.leaf(Primitive.SCALAR, scalar.index());
            } else if (step instanceof Step.Constant constant) {
                values[k] = table.constant(constant.value());
            } else if (step instanceof Step.Unary unary) {
                values[k] = unary(unary.op(), number(unary.a()));
            } else if (step instanceof Step.Binary binary) {
                values[k] = binary(binary, uses);
            } else if (step instanceof Step.Select select) {
                values[k] =
                        s.select(
                                mask(table, values[select.condition()]),
                                number(select.yes()),
                                number(select.no()));
            }
        }
    }

    private int binary(Step.Binary binary, int[] uses) {
        BinaryOp op = binary.op();
        if (op == BinaryOp.ADD || op == BinaryOp.SUB) {
            int left = binary.a();
            int right = binary.b();
            int level = Math.max(level(left), level(right));
            if (isProduct(left, level, uses)) {
                return fused(left, right, op, true);
            }
            if (isProduct(right, level, uses)) {
                return fused(right, left, op, false);
            }
        }
        if (isGelu(op, binary.a(), binary.b())) {
            return functions.gelu(number(binary.a()));
        }
        if (isGelu(op, binary.b(), binary.a())) {
            return functions.gelu(number(binary.b()));
        }
        int a = number(binary.a());
        int b = number(binary.b());
        return switch (op) {
            case ADD -> s.add(a, b);
            case SUB -> s.sub(a, b);
            case MUL -> s.mul(a, b);
            case DIV -> s.div(a, b);
            case MIN -> extreme(Primitive.MIN, a, b);
            case MAX -> extreme(Primitive.MAX, a, b);
            case LT -> s.isLess(a, b);
            case LE -> s.compare(Primitive.LESS_EQUAL, a, b);
            case GT -> s.isLess(b, a);
            case GE -> s.compare(Primitive.LESS_EQUAL, b, a);
            case EQ -> s.compare(Primitive.EQUAL, a, b);
            case NE -> s.compare(Primitive.NOT_EQUAL, a, b);
            case POW -> isTwo(a) ? functions.powerOfTwo(b) : functions.of(op, a, b);
            default -> functions.of(op, a, b);
        };
    }

    /** Whether a step is the product of another and the normal distribution function of that. */
    private boolean isGelu(BinaryOp op, int x, int cdf) {
        return op == BinaryOp.MUL
                && steps.get(cdf) instanceof Step.Unary unary
                && unary.op() == UnaryOp.NORMAL_CDF
                && unary.a() == x;
    }

    private boolean isTwo(int value) {
        return table.isConstant(value) && s.value(value) == 2;
    }

    private int level(int step) {
        return table.level(values[step]);
    }

    /** Whether a step is a product for this sum alone. */
    private boolean isProduct(int step, int level, int[] uses) {
        return uses[step] == 1
                && level(step) == level
                && steps.get(step) instanceof Step.Binary binary
                && binary.op() == BinaryOp.MUL;
    }

    private int fused(int product, int other, BinaryOp op, boolean isLeft) {
        Step.Binary factors = (Step.Binary) steps.get(product);
        int a = number(factors.a());
        int b = number(factors.b());
        int c = number(other);
        return op == BinaryOp.ADD ? s.fma(a, b, c) : isLeft ? s.fms(a, b, c) : s.fnma(a, b, c);
    }

    /**
     * The smaller or larger, NaN if either is, and -0 below +0. The instruction gives its second
     * operand for NaN and for zeros, so a constant that is no zero comes first, and of others both
     * orders are joined.
     */
    private int extreme(Primitive step, int a, int b) {
        boolean isMax = step == Primitive.MAX;
        int constant = table.isConstant(a) ? a : b;
        if (table.isConstant(constant)) {
            int plain = table.step(step, constant, constant == a ? b : a);
            double value = s.value(constant);
            boolean isNegative = Math.copySign(1, value) < 0;
            if (value == 0 && isMax && !isNegative) {
                return s.add(plain, constant); // -0 + 0 is 0
            }
            if (!Double.isNaN(value) && (value != 0 || isMax == isNegative)) {
                return plain;
            }
        }
        int joined =
                table.step(
                        isMax ? Primitive.AND : Primitive.OR,
                        table.step(step, a, b),
                        table.step(step, b, a));
        return s.select(s.compare(Primitive.UNORDERED, a, b), s.add(a, b), joined);
    }

    private int unary(UnaryOp op, int x) {
        return switch (op) {
            case NEG -> s.neg(x);
            case ABS -> s.abs(x);
            case SIGN -> {
                int isNumber = s.isLess(s.constant(0), s.abs(x));
                yield s.select(isNumber, s.copySign(s.constant(1), x), x);
            }
            case FLOOR -> s.round(Primitive.FLOOR, x);
            case CEIL -> s.round(Primitive.CEIL, x);
            case ROUND -> s.round(Primitive.NEAREST, x);
            case SQRT -> s.sqrt(x);
            case RSQRT -> s.div(s.constant(1), s.sqrt(x));
            case ERF -> s.isFloat ? functions.of(op, x) : composed(ErrorFunction.inDouble(X), x);
            default -> functions.of(op, x);
        };
    }

    private static final Expr X = Expr.arg(0);

    /** A function that is written with operations. */
    private int composed(Expr function, int x) {
        return number(table, lower(Program.of(function), table, x)[0]);
    }
}
