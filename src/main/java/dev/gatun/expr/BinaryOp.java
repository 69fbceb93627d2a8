package dev.gatun.expr;

/** The functions of two values: for each its name and its value in double. */
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
    MAX("max", true);

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
        };
    }

    /** {@link Math#pow} gives NaN for pow(1, NaN) and pow(-1, infinity); IEEE 754 gives 1. */
    private static double pow(double a, double b) {
        return a == 1 || (a == -1 && Double.isInfinite(b)) ? 1 : Math.pow(a, b);
    }
}
