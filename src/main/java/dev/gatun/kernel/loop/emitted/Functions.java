package dev.gatun.kernel.loop.emitted;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.UnaryOp;

/** The functions that have primitive steps, by operation. */
final class Functions {
    private final Exponentials exponentials;
    private final Logarithms logarithms;
    private final Trigonometry trigonometry;
    private final InverseTrigonometry inverses;
    private final ErrorFunctions errors;
    private final Powers powers;
    private final Remainders remainders;

    Functions(Steps steps) {
        exponentials = new Exponentials(steps);
        logarithms = new Logarithms(steps);
        trigonometry = new Trigonometry(steps);
        inverses = new InverseTrigonometry(steps);
        errors = new ErrorFunctions(steps, exponentials);
        powers = new Powers(steps, exponentials);
        remainders = new Remainders(steps);
    }

    /** Whether an operation is lowered; the others are the special functions, which Java has. */
    static boolean has(UnaryOp op) {
        return switch (op) {
            case NEG, ABS, SIGN, FLOOR, CEIL, ROUND, SQRT, RSQRT -> true;
            case EXP, EXPM1, SIGMOID, TANH, SINH, COSH -> true;
            case LOG, LOG1P, LOG2, LOG10, SOFTPLUS, ASINH, ACOSH, ATANH -> true;
            case SIN, COS, TAN, ASIN, ACOS, ATAN -> true;
            case ERF, ERFC, ERFCX, NORMAL_CDF -> true;
            case CBRT, MANTISSA, EXPONENT -> true;
            default -> false;
        };
    }

    /** Whether an operation is lowered. */
    static boolean has(BinaryOp op) {
        return switch (op) {
            case ADD, SUB, MUL, DIV, MIN, MAX, LT, LE, GT, GE, EQ, NE -> true;
            case POW, ATAN2, HYPOT, FMOD, FLOOR_DIVIDE -> true;
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
            case CBRT -> powers.cbrt(x);
            case MANTISSA -> remainders.mantissa(x);
            case EXPONENT -> remainders.exponent(x);
            case ERF -> errors.erf(x);
            case ERFC -> errors.erfc(x);
            case ERFCX -> errors.erfcx(x);
            case NORMAL_CDF -> errors.normalCdf(x);
            case ASIN -> inverses.asin(x);
            case ACOS -> inverses.acos(x);
            case ATAN -> inverses.atan(x);
            default -> throw new AssertionError(op);
        };
    }

    /** 2 to the power of a number, which takes a ninth of the steps of {@link BinaryOp#POW}. */
    int powerOfTwo(int x) {
        return exponentials.powerOfTwo(x);
    }

    /** A number times the normal distribution function of it. */
    int gelu(int x) {
        return errors.gelu(x);
    }

    int of(BinaryOp op, int a, int b) {
        return switch (op) {
            case POW -> powers.pow(a, b);
            case ATAN2 -> inverses.atan2(a, b);
            case HYPOT -> powers.hypot(a, b);
            case FMOD -> remainders.fmod(a, b);
            case FLOOR_DIVIDE -> remainders.floorDivide(a, b);
            default -> throw new AssertionError(op);
        };
    }
}
