package dev.gatun.expr;

import dev.gatun.checks.Nulls;
import dev.gatun.expr.Expr.Binary;
import dev.gatun.expr.Expr.Constant;
import dev.gatun.expr.Expr.Select;
import dev.gatun.expr.Expr.Unary;

/**
 * Simplifies expressions while they are built, by rewrites that keep every value of IEEE 754, NaN,
 * infinities and signed zeros included:
 *
 * <ul>
 *   <li>operations on constants are computed in double;
 *   <li>{@code x + -0}, {@code x - 0}, {@code x * 1} and {@code x / 1} are x, {@code x * -1} is
 *       {@code -x} (but {@code x + 0} and {@code x * 0} stay: the one turns -0 to 0, the other is
 *       NaN for NaN and infinities);
 *   <li>division by a power of two is multiplication by its reciprocal, which is exact;
 *   <li>signs: {@code -(-x)} is x, {@code a + -b} is {@code a - b}, {@code a - -b} is {@code a +
 *       b}, {@code |-x|} and {@code ||x||} are {@code |x|};
 *   <li>powers 0, 1, 2, 3 and -1 become 1, x, {@code x * x}, {@code x * x * x} and {@code 1 / x};
 *   <li>a selection by a constant, or of two equal values, is that value.
 * </ul>
 */
final class Simplify {
    static final Constant ZERO = new Constant(0);
    static final Constant ONE = new Constant(1);

    /** A reciprocal of a power of two is exact in float too within these exponents. */
    private static final int EXACT_EXPONENT = 126;

    private Simplify() {}

    static Expr unary(UnaryOp op, Expr x) {
        if (x instanceof Constant(double value)) {
            return new Constant(op.apply(value));
        }
        if (op == UnaryOp.NEG && x instanceof Unary(UnaryOp inner, Expr a) && inner == op) {
            return a;
        }
        if (op == UnaryOp.ABS
                && x instanceof Unary(UnaryOp inner, Expr a)
                && (inner == UnaryOp.ABS || inner == UnaryOp.NEG)) {
            return new Unary(UnaryOp.ABS, a);
        }
        return new Unary(op, x);
    }

    static Expr binary(BinaryOp op, Expr a, Expr b) {
        if (a instanceof Constant(double left) && b instanceof Constant(double right)) {
            return new Constant(op.apply(left, right));
        }
        return switch (op) {
            case ADD -> add(a, b);
            case SUB -> sub(a, b);
            case MUL -> mul(a, b);
            case DIV -> div(a, b);
            case POW -> pow(a, b);
            case MIN, MAX -> same(a, b) ? a : new Binary(op, a, b);
            case ATAN2, HYPOT, FMOD, FLOOR_DIVIDE -> new Binary(op, a, b);
            case BIT_AND,
                    BIT_OR,
                    BIT_XOR,
                    SHIFT_LEFT,
                    SHIFT_RIGHT,
                    GCD,
                    ZETA,
                    GAMMAINC,
                    GAMMAINCC ->
                    new Binary(op, a, b);
            case NEXT_AFTER, NEXT_FLOAT_AFTER -> new Binary(op, a, b);
            case LT, LE, GT, GE, EQ, NE -> new Binary(op, a, b);
        };
    }

    private static Expr add(Expr a, Expr b) {
        if (isConstant(a, -0.0)) {
            return b;
        }
        if (isConstant(b, -0.0)) {
            return a;
        }
        if (b instanceof Unary(UnaryOp op, Expr negated) && op == UnaryOp.NEG) {
            return sub(a, negated);
        }
        if (a instanceof Unary(UnaryOp op, Expr negated) && op == UnaryOp.NEG) {
            return sub(b, negated);
        }
        return new Binary(BinaryOp.ADD, a, b);
    }

    private static Expr sub(Expr a, Expr b) {
        if (isConstant(b, 0.0)) {
            return a;
        }
        if (isConstant(a, -0.0)) {
            return unary(UnaryOp.NEG, b);
        }
        if (b instanceof Unary(UnaryOp op, Expr negated) && op == UnaryOp.NEG) {
            return add(a, negated);
        }
        return new Binary(BinaryOp.SUB, a, b);
    }

    private static Expr mul(Expr a, Expr b) {
        if (a instanceof Constant) {
            return mul(b, a);
        }
        if (isConstant(b, 1)) {
            return a;
        }
        return isConstant(b, -1) ? unary(UnaryOp.NEG, a) : new Binary(BinaryOp.MUL, a, b);
    }

    private static Expr div(Expr a, Expr b) {
        if (b instanceof Constant(double divisor) && isPowerOfTwo(divisor)) {
            return mul(a, new Constant(1 / divisor));
        }
        return new Binary(BinaryOp.DIV, a, b);
    }

    private static Expr pow(Expr a, Expr b) {
        if (b instanceof Constant(double exponent)) {
            if (exponent == 0) {
                return ONE;
            }
            if (exponent == 1) {
                return a;
            }
            if (exponent == 2) {
                return mul(a, a);
            }
            if (exponent == 3) {
                return mul(mul(a, a), a);
            }
            if (exponent == -1) {
                return div(ONE, a);
            }
        }
        return new Binary(BinaryOp.POW, a, b);
    }

    static Expr select(Expr condition, Expr yes, Expr no) {
        Nulls.refuse("select", "condition", condition);
        Nulls.refuse("select", "yes", yes);
        Nulls.refuse("select", "no", no);
        if (condition instanceof Constant(double value)) {
            return value != 0 ? yes : no;
        }
        return same(yes, no) ? yes : new Select(condition, yes, no);
    }

    /** Equality, without the equals of records for leaves, whose first call takes 15 ms. */
    private static boolean same(Expr a, Expr b) {
        if (a instanceof Expr.Arg(int i) && b instanceof Expr.Arg(int j)) {
            return i == j;
        }
        if (a instanceof Expr.Scalar(int i) && b instanceof Expr.Scalar(int j)) {
            return i == j;
        }
        if (a instanceof Constant(double value)) {
            return isConstant(b, value);
        }
        return a.getClass() == b.getClass() && a.equals(b);
    }

    /** Whether it is exactly this number; 0 and -0 are told apart. */
    static boolean isConstant(Expr e, double value) {
        return e instanceof Constant(double held) && Double.compare(held, value) == 0;
    }

    private static boolean isPowerOfTwo(double value) {
        return Math.abs(Math.getExponent(value)) <= EXACT_EXPONENT
                && Math.abs(value) == Math.scalb(1.0, Math.getExponent(value));
    }
}
