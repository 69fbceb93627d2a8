package dev.gatun.kernel.loop.emitted;

import static dev.gatun.kernel.loop.emitted.Primitive.INT_LESS;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.Program;
import dev.gatun.expr.Step;
import dev.gatun.expr.UnaryOp;
import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.shape.DType;
import java.util.List;

/**
 * Lowers the steps of a program to primitive steps of integers, with the rules of {@code
 * IntegerKernel}: sums and products wrap, shifts by 64 and more fill with zeros or the sign.
 * Operands of other integer types are extended when loaded, and results truncated when stored.
 * Lanes have 64 bits, or 32 where results are the same.
 *
 * <p>Left to Java's loops is what the processors have no instruction for: powers, quotients, rests
 * and divisors.
 */
final class IntegerLowering {
    private static final int NONE = ValueTable.NONE;

    private final ValueTable table;
    private final List<Step> steps;
    private final int[] values;

    private IntegerLowering(Program program, ValueTable table) {
        assert table.lane() == DType.I64 || table.lane() == DType.I32 : table.lane();
        this.table = table;
        steps = program.steps();
        values = new int[steps.size()];
    }

    /** Whether all steps of a program have primitive steps. */
    static boolean canLower(Program program) {
        List<Step> steps = program.steps();
        for (int k = 0; k < steps.size(); k++) {
            Step step = steps.get(k);
            if (step instanceof Step.Unary unary && !has(unary.op())) {
                return false;
            }
            if (step instanceof Step.Binary binary && !has(binary.op())) {
                return false;
            }
        }
        return true;
    }

    private static boolean has(UnaryOp op) {
        return switch (op) {
            case NEG, ABS, SIGN, FLOOR, CEIL, ROUND -> true;
            default -> false;
        };
    }

    private static boolean has(BinaryOp op) {
        return switch (op) {
            case ADD, SUB, MUL, MIN, MAX -> true;
            case BIT_AND, BIT_OR, BIT_XOR, SHIFT_LEFT, SHIFT_RIGHT -> true;
            case LT, LE, GT, GE, EQ, NE -> true;
            default -> false;
        };
    }

    /**
     * Writes the steps of a program into a table.
     *
     * @param args by index the values of the arguments, numbers or masks
     * @return the values of the outputs: masks where they are comparisons or mask arguments
     */
    static int[] lower(Program program, ValueTable table, int... args) {
        IntegerLowering lowering = new IntegerLowering(program, table);
        lowering.lowerSteps(args);
        List<Integer> outputs = program.outputs();
        int[] results = new int[outputs.size()];
        for (int k = 0; k < results.length; k++) {
            results[k] = lowering.values[outputs.get(k)];
        }
        return results;
    }

    /** The value as a mask: where a number is not 0. */
    static int mask(ValueTable table, int value) {
        return table.isMask(value)
                ? value
                : table.step(
                        Primitive.MASK_NOT, table.step(Primitive.INT_EQUAL, value, table.bits(0)));
    }

    private int number(int step) {
        return ExpressionLowering.number(table, values[step]);
    }

    private void lowerSteps(int... args) {
        for (int k = 0; k < values.length; k++) {
            Step step = steps.get(k);
            if (step instanceof Step.Arg arg) {
                values[k] = args[arg.index()];
            } else if (step instanceof Step.Scalar scalar) {
                values[k] = table.leaf(Primitive.SCALAR, scalar.index());
            } else if (step instanceof Step.Constant constant) {
                values[k] = table.bits((long) constant.value());
            } else if (step instanceof Step.Unary unary) {
                values[k] = unary(unary.op(), number(unary.a()));
            } else if (step instanceof Step.Binary binary) {
                values[k] = binary(binary.op(), number(binary.a()), number(binary.b()));
            } else if (step instanceof Step.Select select) {
                values[k] =
                        table.step(
                                Primitive.SELECT,
                                mask(table, values[select.condition()]),
                                number(select.yes()),
                                number(select.no()));
            }
        }
    }

    private int select(int mask, int yes, int no) {
        return table.step(Primitive.SELECT, mask, yes, no);
    }

    private int unary(UnaryOp op, int x) {
        int zero = table.bits(0);
        int isNegative = table.step(INT_LESS, x, zero);
        return switch (op) {
            case NEG -> table.step(Primitive.INT_SUB, zero, x);
            case ABS -> select(isNegative, table.step(Primitive.INT_SUB, zero, x), x);
            case SIGN -> {
                int isPositive = table.step(INT_LESS, zero, x);
                int other = select(isPositive, table.bits(1), zero);
                yield select(isNegative, table.bits(-1), other);
            }
            default -> x; // whole already
        };
    }

    private int binary(BinaryOp op, int a, int b) {
        return switch (op) {
            case ADD -> table.step(Primitive.INT_ADD, a, b);
            case SUB -> table.step(Primitive.INT_SUB, a, b);
            case MUL -> product(a, b);
            case MIN -> extreme(Primitive.INT_MIN, a, b);
            case MAX -> extreme(Primitive.INT_MAX, a, b);
            case BIT_AND -> table.step(Primitive.AND, a, b);
            case BIT_OR -> table.step(Primitive.OR, a, b);
            case BIT_XOR -> table.step(Primitive.XOR, a, b);
            case SHIFT_LEFT -> table.step(Primitive.SHIFT_LEFT_BY, a, b);
            case SHIFT_RIGHT -> shiftedRight(a, b);
            case LT -> table.step(INT_LESS, a, b);
            case GT -> table.step(INT_LESS, b, a);
            case LE -> not(table.step(INT_LESS, b, a));
            case GE -> not(table.step(INT_LESS, a, b));
            case EQ -> table.step(Primitive.INT_EQUAL, a, b);
            case NE -> not(table.step(Primitive.INT_EQUAL, a, b));
            default -> throw new AssertionError(op);
        };
    }

    private int not(int mask) {
        return table.step(Primitive.MASK_NOT, 0, mask, NONE, NONE);
    }

    /** Whether there are instructions for all steps: AVX2 has some for 32 bits alone. */
    private boolean hasAll() {
        return table.lane() == DType.I32 || table.instructions() == InstructionSet.AVX512;
    }

    /** In AVX2 of halves: those of both upper halves are beyond the 64 bits. */
    private int product(int a, int b) {
        if (hasAll()) {
            return table.step(Primitive.INT_MUL, a, b);
        }
        int crossed =
                table.step(
                        Primitive.INT_ADD,
                        table.step(Primitive.INT_MUL_HALVES, upper(a), b),
                        table.step(Primitive.INT_MUL_HALVES, a, upper(b)));
        return table.step(
                Primitive.INT_ADD,
                table.step(Primitive.INT_MUL_HALVES, a, b),
                table.step(Primitive.SHIFT_LEFT, Integer.SIZE, crossed, NONE, NONE));
    }

    private int upper(int x) {
        return table.step(Primitive.SHIFT_RIGHT, Integer.SIZE, x, NONE, NONE);
    }

    /** In AVX2 by a shift that fills with zeros, of the bits inverted where they are negative. */
    private int shiftedRight(int a, int b) {
        if (hasAll()) {
            return table.step(Primitive.SHIFT_RIGHT_SIGNED_BY, a, b);
        }
        int isNegative = table.step(INT_LESS, a, table.bits(0));
        int sign = select(isNegative, table.bits(-1), table.bits(0));
        int inverted = table.step(Primitive.XOR, a, sign);
        return table.step(Primitive.XOR, table.step(Primitive.SHIFT_RIGHT_BY, inverted, b), sign);
    }

    private int extreme(Primitive step, int a, int b) {
        if (hasAll()) {
            return table.step(step, a, b);
        }
        int isLess = table.step(INT_LESS, a, b);
        return step == Primitive.INT_MIN ? select(isLess, a, b) : select(isLess, b, a);
    }
}
