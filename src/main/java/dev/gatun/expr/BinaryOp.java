package dev.gatun.expr;

import java.util.function.DoubleBinaryOperator;

/** The functions of two values: for each its name and its value in double. */
@SuppressWarnings("ImmutableEnumChecker") // the functions hold no state
public enum BinaryOp {
    /** {@code a + b}. */
    ADD("+", true, Double::sum),
    /** {@code a - b}. */
    SUB("-", false, (a, b) -> a - b),
    /** {@code a * b}. */
    MUL("*", true, (a, b) -> a * b),
    /** {@code a / b}. */
    DIV("/", false, (a, b) -> a / b),
    /** {@code a} to the power of {@code b}. */
    POW("pow", false, BinaryOp::pow),
    /** The smaller; NaN if either is, and -0 below +0. */
    MIN("min", true, Math::min),
    /** The larger; NaN if either is, and -0 below +0. */
    MAX("max", true, Math::max);

    private final String symbol;
    private final boolean commutative;
    private final DoubleBinaryOperator value;

    BinaryOp(String symbol, boolean commutative, DoubleBinaryOperator value) {
        this.symbol = symbol;
        this.commutative = commutative;
        this.value = value;
    }

    /** The operator or name in expressions: {@code "+"}, {@code "pow"}. */
    public String symbol() {
        return symbol;
    }

    /** Whether the operands may change places. */
    public boolean isCommutative() {
        return commutative;
    }

    /** The value in double precision. */
    public double apply(double a, double b) {
        return value.applyAsDouble(a, b);
    }

    /** {@link Math#pow} gives NaN for 1 to the NaN and for -1 to the infinite; IEEE 754 gives 1. */
    private static double pow(double a, double b) {
        return a == 1 || (a == -1 && Double.isInfinite(b)) ? 1 : Math.pow(a, b);
    }
}
