package dev.gatun.expr;

/**
 * The functions of two values: for each its name and its value in double.
 *
 * <p>The comparisons are those of IEEE 754, 1 where they hold and 0 elsewhere: NaN is unequal to
 * all numbers, and neither less nor greater.
 */
public enum BinaryOp {
    /** {@code a + b}. */
    ADD("+", true),
    /** {@code a - b}. */
    SUB("-", false),
    /** {@code a * b}. */
    MUL("*", true),
    /** {@code a / b}. */
    DIV("/", false),
    /** {@code a} to the power of {@code b}. */
    POW("pow", false),
    /** The smaller; NaN if either is, and -0 below +0. */
    MIN("min", true),
    /** The larger; NaN if either is, and -0 below +0. */
    MAX("max", true),
    /** The angle of the point (b, a), counted from the first axis. */
    ATAN2("atan2", false),
    /** {@code sqrt(a^2 + b^2)}, without overflow on the way. */
    HYPOT("hypot", true),
    /** The rest of {@code a / b} truncated, with the sign of a; 0 of integers divided by 0. */
    FMOD("fmod", false),
    /** {@code a / b} rounded down; 0 of integers divided by 0. */
    FLOOR_DIVIDE("floorDivide", false),
    /** The bits that both integers have. */
    BIT_AND("bitwiseAnd", true),
    /** The bits that either integer has. */
    BIT_OR("bitwiseOr", true),
    /** The bits that one of two integers has. */
    BIT_XOR("bitwiseXor", true),
    /** An integer shifted to the left; 0 if by 64 and more. */
    SHIFT_LEFT("bitwiseLeftShift", false),
    /** An integer shifted to the right, its sign kept. */
    SHIFT_RIGHT("bitwiseRightShift", false),
    /** The greatest common divisor of two integers. */
    GCD("gcd", true),
    /** The sum of {@code (b + k)^-a} for k = 0, 1, 2 ...: Hurwitz's zeta function. */
    ZETA("zeta", false),
    /** The incomplete gamma function of b for the parameter a, from below, over the complete. */
    GAMMAINC("gammainc", false),
    /** The same from above. */
    GAMMAINCC("gammaincc", false),
    /** The number beside a in the direction of b, in double precision. */
    NEXT_AFTER("nextAfter", false),
    /** The number beside a in the direction of b, in single precision. */
    NEXT_FLOAT_AFTER("nextAfter", false),
    /** {@code a < b}. */
    LT("<", false),
    /** {@code a <= b}. */
    LE("<=", false),
    /** {@code a > b}. */
    GT(">", false),
    /** {@code a >= b}. */
    GE(">=", false),
    /** {@code a == b}. */
    EQ("==", true),
    /** {@code a != b}. */
    NE("!=", true);

    private final String symbol;
    private final boolean commutative;

    BinaryOp(String symbol, boolean commutative) {
        this.symbol = symbol;
        this.commutative = commutative;
    }

    /** The operator or name in expressions: {@code "+"}, {@code "pow"}. */
    public String symbol() {
        return symbol;
    }

    /** Whether the operation is commutative. */
    public boolean isCommutative() {
        return commutative;
    }

    /** Whether it is a comparison: a mask as a condition, 1 or 0 as a value. */
    public boolean isComparison() {
        return compareTo(LT) >= 0;
    }

    /** The value in double precision. */
    public double apply(double a, double b) {
        return switch (this) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case POW -> pow(a, b);
            case MIN -> Math.min(a, b);
            case MAX -> Math.max(a, b);
            case ATAN2 -> Math.atan2(a, b);
            case HYPOT -> Math.hypot(a, b);
            case FMOD -> a % b;
            case FLOOR_DIVIDE -> floorDivide(a, b);
            case BIT_AND -> (long) a & (long) b;
            case BIT_OR -> (long) a | (long) b;
            case BIT_XOR -> (long) a ^ (long) b;
            case SHIFT_LEFT -> shiftLeft((long) a, (long) b);
            case SHIFT_RIGHT -> shiftRight((long) a, (long) b);
            case GCD -> gcd((long) a, (long) b);
            case ZETA -> GammaFunctions.zeta(a, b);
            case GAMMAINC -> IncompleteGamma.lower(a, b);
            case GAMMAINCC -> IncompleteGamma.upper(a, b);
            case NEXT_AFTER -> Math.nextAfter(a, b);
            case NEXT_FLOAT_AFTER -> Math.nextAfter((float) a, b);
            case LT -> a < b ? 1 : 0;
            case LE -> a <= b ? 1 : 0;
            case GT -> a > b ? 1 : 0;
            case GE -> a >= b ? 1 : 0;
            case EQ -> a == b ? 1 : 0;
            case NE -> a != b ? 1 : 0;
        };
    }

    /**
     * By the rest, which is exact, as Python does it: the quotient that is rounded may be a whole
     * number above the true one.
     */
    private static double floorDivide(double a, double b) {
        double rest = a % b;
        if (b == 0 || Double.isNaN(rest)) {
            return b == 0 ? a / b : Double.NaN;
        }
        double whole = (a - rest) / b - (rest != 0 && rest < 0 != b < 0 ? 1 : 0);
        return whole == 0 ? Math.copySign(0, a / b) : Math.rint(whole);
    }

    /** The integer shifted to the left, filled with zeros; shifts by less than 0 are by 64. */
    public static long shiftLeft(long a, long bits) {
        return bits < 0 || bits >= Long.SIZE ? 0 : a << bits;
    }

    /** The integer shifted to the right, filled with its sign; shifts by less than 0 are by 63. */
    public static long shiftRight(long a, long bits) {
        return a >> (bits < 0 || bits >= Long.SIZE ? Long.SIZE - 1 : bits);
    }

    /** The greatest common divisor, not negative but where it is 2^63, which wraps; 0 of zeros. */
    public static long gcd(long a, long b) {
        while (b != 0) {
            long rest = a % b;
            a = b;
            b = rest;
        }
        return Math.abs(a);
    }

    /** {@link Math#pow} gives NaN for pow(1, NaN) and pow(-1, infinity); IEEE 754 gives 1. */
    private static double pow(double a, double b) {
        return a == 1 || (a == -1 && Double.isInfinite(b)) ? 1 : Math.pow(a, b);
    }
}
