package dev.gatun.expr;

import static dev.gatun.expr.Simplify.ONE;
import static dev.gatun.expr.Simplify.ZERO;
import static dev.gatun.expr.Simplify.isConstant;

import dev.gatun.expr.Expr.Binary;
import dev.gatun.expr.Expr.Constant;
import dev.gatun.expr.Expr.Select;
import dev.gatun.expr.Expr.Unary;
import java.util.IdentityHashMap;

/**
 * The derivative of an expression with respect to one operand, by the chain rule from the leaves
 * up, with each distinct node once.
 *
 * <p>Zeros and ones that come from the structure (the derivative of a constant, of the operand
 * itself) are exact and are removed from sums and products. The branches of a selection are
 * differentiated separately, so that the branch not taken cannot make the result NaN.
 */
final class Derivative {
    private final int arg;
    private final IdentityHashMap<Expr, Expr> memo = new IdentityHashMap<>();

    Derivative(int arg) {
        this.arg = arg;
    }

    /** The derivative of an expression of any depth. */
    Expr of(Expr e) {
        Program.inOrder(e, memo::containsKey, this::derive);
        return derive(e);
    }

    private Expr derive(Expr e) {
        Expr done = memo.get(e);
        if (done == null) {
            done =
                    switch (e) {
                        case Expr.Arg(int index) -> index == arg ? ONE : ZERO;
                        case Expr.Scalar _, Constant _ -> ZERO;
                        case Unary(UnaryOp op, Expr a) -> unary(op, a, e);
                        case Binary(BinaryOp op, Expr a, Expr b) -> binary(op, a, b, e);
                        case Select(Expr c, Expr a, Expr b) -> Expr.select(c, derive(a), derive(b));
                    };
            memo.put(e, done);
        }
        return done;
    }

    private Expr unary(UnaryOp op, Expr a, Expr y) {
        Expr da = derive(a);
        return isZero(da) ? ZERO : scale(da, op.derivative(a, y));
    }

    private Expr binary(BinaryOp op, Expr a, Expr b, Expr y) {
        Expr da = derive(a);
        Expr db = derive(b);
        if (isZero(da) && isZero(db)) {
            return ZERO;
        }
        return switch (op) {
            case ADD -> sum(da, db);
            case SUB -> sum(da, negate(db));
            case MUL -> a.equals(b) ? scale(da, a.mul(2)) : sum(scale(da, b), scale(db, a));
            case DIV -> sum(quotient(da, b), isZero(db) ? ZERO : scale(db, y.div(b).neg()));
            case POW -> sum(base(a, b, da), exponent(a, b, db, y));
            case MAX -> either(a.gt(b), a.lt(b), da, db);
            case MIN -> either(a.lt(b), a.gt(b), da, db);
            case ATAN2 -> {
                Expr square = a.mul(a).add(b.mul(b));
                yield sum(scale(da, b.div(square)), scale(db, a.neg().div(square)));
            }
            case HYPOT -> sum(scale(da, a.div(y)), scale(db, b.div(y)));
            case FMOD -> sum(da, isZero(db) ? ZERO : scale(db, a.div(b).trunc().neg()));
            case ZETA -> zeta(a, b, da, db);
            case GAMMAINC -> scale(db, gammaDensity(op, a, b, da));
            case GAMMAINCC -> scale(db, gammaDensity(op, a, b, da).neg());
            case NEXT_AFTER, NEXT_FLOAT_AFTER -> da;
            case FLOOR_DIVIDE, BIT_AND, BIT_OR, BIT_XOR, SHIFT_LEFT, SHIFT_RIGHT, GCD -> ZERO;
            case LT, LE, GT, GE, EQ, NE -> ZERO;
        };
    }

    private static Expr zeta(Expr s, Expr q, Expr ds, Expr dq) {
        if (!isZero(ds)) {
            throw new IllegalStateException(
                    "zeta: has no gradient with respect to the exponent; detach() it");
        }
        return scale(dq, s.add(1).zeta(q).mul(s).neg());
    }

    /** {@code x^(a-1) e^-x / gamma(a)}, the derivative with respect to x. */
    private static Expr gammaDensity(BinaryOp op, Expr a, Expr x, Expr da) {
        if (!isZero(da)) {
            throw new IllegalStateException(
                    op.symbol() + ": has no gradient with respect to the parameter; detach() it");
        }
        return a.sub(1).xlogy(x).sub(x).sub(a.lgamma()).exp();
    }

    /** {@code b a^(b-1)}, and 0 for the power 0 even where {@code a^-1} is infinite. */
    private static Expr base(Expr a, Expr b, Expr da) {
        if (isZero(da)) {
            return ZERO;
        }
        Expr slope = a.pow(b.sub(1)).mul(b);
        return scale(da, b instanceof Constant ? slope : Expr.select(b.eq(0), ZERO, slope));
    }

    /** {@code y log(a)}, and 0 at {@code a = 0} where {@code y} does not change with {@code b}. */
    private static Expr exponent(Expr a, Expr b, Expr db, Expr y) {
        if (isZero(db)) {
            return ZERO;
        }
        Expr settled = a.eq(0).mul(b.ge(0));
        return scale(db, y.mul(Expr.select(settled, ONE, a).log()));
    }

    /**
     * The gradient of min or max: the selected operand has all of it, and both have half if they
     * are equal.
     */
    private static Expr either(Expr first, Expr second, Expr da, Expr db) {
        return Expr.select(
                first, da, Expr.select(second, db, scale(sum(da, db), Expr.constant(0.5))));
    }

    /** A derivative times a factor, where selections in the factor remain selections. */
    static Expr scale(Expr derivative, Expr factor) {
        if (isZero(derivative) || isZero(factor)) {
            return ZERO;
        }
        if (isConstant(derivative, 1)) {
            return factor;
        }
        if (derivative instanceof Constant(double outer)
                && factor instanceof Binary(BinaryOp op, Expr a, Constant(double inner))
                && op == BinaryOp.MUL) {
            return a.mul(outer * inner);
        }
        if (factor instanceof Select(Expr c, Expr a, Expr b)) {
            return Expr.select(c, scale(derivative, a), scale(derivative, b));
        }
        if (derivative instanceof Select(Expr c, Expr a, Expr b)) {
            return Expr.select(c, scale(a, factor), scale(b, factor));
        }
        if (factor instanceof Binary(BinaryOp op, Expr a, Expr b)
                && op == BinaryOp.DIV
                && isConstant(a, 1)) {
            return derivative.div(b);
        }
        return derivative.mul(factor);
    }

    private static Expr quotient(Expr derivative, Expr divisor) {
        return isZero(derivative) ? ZERO : derivative.div(divisor);
    }

    private static Expr sum(Expr a, Expr b) {
        if (isZero(a)) {
            return b;
        }
        return isZero(b) ? a : a.add(b);
    }

    private static Expr negate(Expr a) {
        return isZero(a) ? ZERO : a.neg();
    }

    static boolean isZero(Expr e) {
        return isConstant(e, 0);
    }
}
