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
            case LT -> a < b ? 1 : 0;
            case LE -> a <= b ? 1 : 0;
            case GT -> a > b ? 1 : 0;
            case GE -> a >= b ? 1 : 0;
            case EQ -> a == b ? 1 : 0;
            case NE -> a != b ? 1 : 0;
        };
    }

    /** {@link Math#pow} gives NaN for pow(1, NaN) and pow(-1, infinity); IEEE 754 gives 1. */
    private static double pow(double a, double b) {
        return a == 1 || (a == -1 && Double.isInfinite(b)) ? 1 : Math.pow(a, b);
    }
}
