package dev.gatun.expr;

/** The comparisons of IEEE 754: NaN is unequal to all numbers, and neither less nor greater. */
public enum Comparison {
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

    Comparison(String symbol, boolean commutative) {
        this.symbol = symbol;
        this.commutative = commutative;
    }

    /** The operator in expressions: {@code "<"}. */
    public String symbol() {
        return symbol;
    }

    /** Whether the comparison is symmetric. */
    public boolean isCommutative() {
        return commutative;
    }

    /** The result of the comparison. */
    public boolean test(double a, double b) {
        return switch (this) {
            case LT -> a < b;
            case LE -> a <= b;
            case GT -> a > b;
            case GE -> a >= b;
            case EQ -> a == b;
            case NE -> a != b;
        };
    }
}
