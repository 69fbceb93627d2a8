package dev.gatun.kernel.loop.emitted;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.UnaryOp;

/** The functions that have primitive steps, by operation. */
final class Functions {
    private final Exponentials exponentials;
    private final Logarithms logarithms;
    private final Trigonometry trigonometry;

    Functions(Steps steps) {
        exponentials = new Exponentials(steps);
        logarithms = new Logarithms(steps);
        trigonometry = new Trigonometry(steps);
    }

    /** Whether an operation is lowered; the others are the special functions, which Java has. */
    static boolean has(UnaryOp op) {
        return switch (op) {
            case NEG, ABS, SIGN, FLOOR, CEIL, ROUND, SQRT, RSQRT -> true;
            case EXP, EXPM1, SIGMOID, TANH, SINH, COSH -> true;
            case LOG, LOG1P, LOG2, LOG10, SOFTPLUS, ASINH, ACOSH, ATANH -> true;
            case SIN, COS, TAN -> true;
            default -> false;
        };
    }

    /** Whether an operation is lowered. */
    static boolean has(BinaryOp op) {
        return switch (op) {
            case ADD, SUB, MUL, DIV, MIN, MAX, LT, LE, GT, GE, EQ, NE -> true;
            default -> false;
        };
    }

    int of(UnaryOp op, int x) {
        return switch (op) {
            case EXP -> exponentials.exp(x);
            case EXPM1 -> exponentials.expm1(x);
            case SIGMOID -> exponentials.sigmoid(x);
            case TANH -> exponentials.tanh(x);
            case SINH -> exponentials.sinh(x);
            case COSH -> exponentials.cosh(x);
            case LOG -> logarithms.log(x);
            case LOG1P -> logarithms.log1p(x);
            case LOG2 -> logarithms.log2(x);
            case LOG10 -> logarithms.log10(x);
            case SOFTPLUS -> logarithms.softplus(x);
            case ASINH -> logarithms.asinh(x);
            case ACOSH -> logarithms.acosh(x);
            case ATANH -> logarithms.atanh(x);
            case SIN -> trigonometry.sin(x);
            case COS -> trigonometry.cos(x);
            case TAN -> trigonometry.tan(x);
            default -> throw new AssertionError(op);
        };
    }

    int of(BinaryOp op, int a, int b) {
        throw new AssertionError(op);
    }
}
