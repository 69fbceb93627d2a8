package dev.gatun.kernel.loop.vector;

import static dev.gatun.expr.Expr.constant;
import static dev.gatun.expr.Expr.select;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.ErrorFunction;
import dev.gatun.expr.Expr;
import dev.gatun.expr.NormalDistribution;
import dev.gatun.expr.Program;
import dev.gatun.expr.UnaryOp;
import dev.gatun.shape.DType;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Lowers expressions to the operations of the Vector API: other operations become expressions of
 * these, with all special cases of IEEE 754.
 */
final class Lowering {
    /** {@code (tanh x - x) / x^3} for |x| below the end, from the highest power of x^2 down. */
    private static final double[] NEAR_0 = {
        -0.006169614, 0.021000376, -0.053835757, 0.13332437, -0.33333313
    };

    private static final double NEAR_END = 0.55;

    private final DType type;
    private final IdentityHashMap<Expr, Expr> memo = new IdentityHashMap<>();

    private Lowering(DType type) {
        this.type = type;
    }

    static List<Expr> of(List<Expr> expressions, DType type) {
        Lowering lowering = new Lowering(type);
        for (Expr each : expressions) {
            Program.inOrder(each, lowering.memo::containsKey, lowering::lower);
        }
        return expressions.stream().map(lowering::lower).toList();
    }

    private Expr lower(Expr e) {
        Expr done = memo.get(e);
        if (done == null) {
            done =
                    switch (e) {
                        case Expr.Arg _, Expr.Scalar _, Expr.Constant _ -> e;
                        case Expr.Unary(var op, var a) -> unary(op, lower(a));
                        case Expr.Binary(var op, var a, var b) -> binary(op, lower(a), lower(b));
                        case Expr.Select(var c, var a, var b) ->
                                select(lower(c), lower(a), lower(b));
                    };
            memo.put(e, done);
        }
        return done;
    }

    /**
     * Special cases of pow, in which vector libraries and Java's {@code pow}, the fallback of the
     * Vector API, differ: 1 to any power is 1, NaN included, and so is -1 to an infinite power.
     */
    private static Expr binary(BinaryOp op, Expr a, Expr b) {
        Expr plain = new Expr.Binary(op, a, b);
        boolean isPlain =
                op != BinaryOp.POW
                        || (b instanceof Expr.Constant(double exponent)
                                && Double.isFinite(exponent))
                        || (a instanceof Expr.Constant(double base) && Math.abs(base) != 1);
        if (isPlain) {
            return plain;
        }
        Expr alternating = a.eq(-1).mul(b.abs().eq(Double.POSITIVE_INFINITY));
        return select(a.eq(1), constant(1), select(alternating, constant(1), plain));
    }

    private Expr unary(UnaryOp op, Expr x) {
        return switch (op) {
            case SIGN -> select(x.gt(0), constant(1), select(x.lt(0), constant(-1), x));
            case ROUND -> round(x);
            case FLOOR -> floor(x);
            case CEIL -> floor(x.neg()).neg();
            case RSQRT -> constant(1).div(x.sqrt());
            case ERF -> type == DType.F32 ? ErrorFunction.inFloat(x) : ErrorFunction.inDouble(x);
            case NORMAL_CDF ->
                    type == DType.F32 ? new Expr.Unary(op, x) : NormalDistribution.inDouble(x);
            case SIGMOID -> sigmoid(x);
            case TANH -> type == DType.F32 ? tanh(x) : new Expr.Unary(op, x);
            case SOFTPLUS -> {
                Expr positive = select(x.le(0), constant(0), x);
                yield positive.add(x.abs().neg().exp().log1p());
            }
            default -> new Expr.Unary(op, x);
        };
    }

    /**
     * Adding 2^23 (2^52 in double) to a smaller magnitude rounds it to an integer, halves to even,
     * and subtracting it again is exact. Zeros keep their sign; larger magnitudes are integers
     * already, infinite or NaN.
     */
    private Expr round(Expr x) {
        double limit = type == DType.F32 ? 0x1p23 : 0x1p52;
        Expr magnitude = x.abs();
        Expr rounded = magnitude.add(limit).sub(limit);
        Expr signed = select(x.lt(0), rounded.neg(), rounded);
        return select(magnitude.lt(limit), select(x.eq(0), x, signed), x);
    }

    private Expr floor(Expr x) {
        Expr rounded = round(x);
        return select(rounded.gt(x), rounded.sub(1), rounded);
    }

    /**
     * Computed from the smaller of e^x and e^-x, so that nothing overflows and the left tail is
     * accurate.
     */
    private static Expr sigmoid(Expr x) {
        Expr e = x.abs().neg().exp();
        return select(x.lt(0), e, constant(1)).div(e.add(1));
    }

    /**
     * From e^2|x|, and near 0 by a polynomial in x^2 (minimax). The functions of vector libraries
     * have other bits than Java's, which stand in for them until a loop is compiled.
     */
    private static Expr tanh(Expr x) {
        Expr magnitude = x.abs();
        Expr square = x.mul(x);
        Expr near = constant(NEAR_0[0]);
        for (int k = 1; k < NEAR_0.length; k++) {
            near = near.mul(square).add(NEAR_0[k]);
        }
        Expr small = near.mul(square).mul(x).add(x);
        Expr far = constant(1).sub(constant(2).div(magnitude.add(magnitude).exp().add(1)));
        return select(magnitude.lt(NEAR_END), small, select(x.lt(0), far.neg(), far));
    }
}
