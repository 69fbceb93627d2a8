package dev.gatun.expr;

import static dev.gatun.expr.Expr.constant;
import static dev.gatun.expr.Expr.select;

/** The longer expressions of {@link ElementwiseFunction}. */
final class CompositeFunctions {
    /** The numbers of Klambauer et al., "Self-normalizing neural networks", 2017. */
    private static final double SELU_ALPHA = 1.6732632423543772;

    private static final double SELU_SCALE = 1.0507009873554805;

    /** Terms of the series of sin(u) / u, enough for |u| < pi / 4 in double. */
    private static final int SINC_TERMS = 9;

    private CompositeFunctions() {}

    static Expr truncated(Expr x) {
        return select(x.lt(0), x.ceil(), x.floor());
    }

    /** Around 1/2 by log1p of an exact difference, for the value is near 0 there. */
    static Expr logit(Expr x) {
        Expr rest = constant(1).sub(x);
        Expr near = x.mul(2).sub(1).div(rest).log1p();
        return select(x.sub(0.5).abs().lt(0.25), near, x.div(rest).log());
    }

    /**
     * By its series near 0, so that derivatives of every order are right there; elsewhere by the
     * sine of a multiple of pi that is at most 1, which loses nothing for large x.
     */
    static Expr sinc(Expr x) {
        Expr square = x.mul(x).mul(Math.PI * Math.PI);
        double factorial = 1;
        double[] terms = new double[SINC_TERMS];
        for (int k = 0; k < terms.length; k++) {
            terms[k] = (k % 2 == 0 ? 1 : -1) / factorial;
            factorial *= (2 * k + 2) * (2 * k + 3.0);
        }
        Expr turned = x.sub(x.mul(0.5).round().mul(2)).mul(Math.PI).sin();
        return select(
                x.abs().lt(0.25),
                ErrorFunction.polynomial(terms, square),
                turned.div(x.mul(Math.PI)));
    }

    /** With the sign of the divisor. */
    static Expr remainder(Expr x, Expr y) {
        Expr rest = new Expr.Binary(BinaryOp.FMOD, x, y);
        Expr isOfOtherSign = rest.ne(0).gt(rest.lt(0).eq(y.lt(0)));
        return select(isOfOtherSign, rest.add(y), rest);
    }

    /** The sign of a zero is that of its reciprocal. */
    static Expr copySign(Expr x, Expr y) {
        Expr sign = select(y.eq(0), constant(1).div(y), y);
        return select(sign.lt(0), x.abs().neg(), x.abs());
    }

    /**
     * Between near numbers by softplus, which is smooth where they are equal; otherwise from the
     * larger one, so that nothing cancels. Equal infinities are themselves.
     */
    static Expr logAddExp(Expr x, Expr y) {
        Expr apart = x.sub(y);
        Expr far = x.maximum(y).add(apart.abs().neg().exp().log1p());
        return select(apart.abs().lt(1), y.add(apart.softplus()), select(x.eq(y), x, far));
    }

    /** The product, and 0 for x = 0 where the logarithm is not finite, unless y is NaN. */
    static Expr xlogy(Expr x, Expr y) {
        return productOfLog(x, y, 0, y.log());
    }

    /** Likewise with {@code log(1 + y)}. */
    static Expr xlog1py(Expr x, Expr y) {
        return productOfLog(x, y, -1, y.log1p());
    }

    private static Expr productOfLog(Expr x, Expr y, double above, Expr log) {
        Expr isFinite = y.gt(above).gt(y.eq(Double.POSITIVE_INFINITY));
        Expr isSettled = x.eq(0).gt(isFinite);
        return select(isSettled, select(y.ne(y), y, 0), x.mul(log));
    }

    /** NaN stays. */
    static Expr entr(Expr x) {
        Expr outside = select(x.lt(0), Double.NEGATIVE_INFINITY, x.abs());
        return select(x.gt(0), x.mul(x.log()).neg(), outside);
    }

    /**
     * In the left tail by the scaled error function, where the distribution function would be 0;
     * elsewhere from what is left to 1.
     */
    static Expr logNormalCdf(Expr x) {
        Expr scaled = x.mul(-Math.sqrt(0.5));
        Expr left = scaled.erfcx().mul(0.5).log().sub(x.mul(x).mul(0.5));
        return select(x.lt(-1), left, x.neg().normalCdf().neg().log1p());
    }

    /** {@code (-1)^(n+1) n! zeta(n + 1, x)}. */
    static Expr polygamma(Expr x, Expr order) {
        Expr sign = new Expr.Binary(BinaryOp.FMOD, order, constant(2)).mul(2).sub(1);
        Expr factor = order.add(1).lgamma().exp().mul(sign);
        return select(order.eq(0), x.digamma(), order.add(1).zeta(x).mul(factor));
    }

    /** By {@link #logAddExp} of multiples by log 2, in which equal infinities stay equal. */
    static Expr logAddExp2(Expr x, Expr y) {
        return logAddExp(x.mul(Math.log(2)), y.mul(Math.log(2))).mul(1 / Math.log(2));
    }

    /** 0 where either is. */
    static Expr lcm(Expr x, Expr y) {
        Expr gcd = new Expr.Binary(BinaryOp.GCD, x, y);
        Expr quotient = new Expr.Binary(BinaryOp.FLOOR_DIVIDE, x, gcd);
        return select(gcd.eq(0), 0, quotient.mul(y).abs());
    }

    static Expr selu(Expr x) {
        return select(x.gt(0), x.mul(SELU_SCALE), x.expm1().mul(SELU_SCALE * SELU_ALPHA));
    }

    /** NaN stays. */
    static Expr softShrink(Expr x, Expr by) {
        return select(x.abs().le(by), 0, select(x.gt(0), x.sub(by), x.add(by)));
    }

    /** Infinities replaced. */
    static Expr bounded(Expr x, Expr positive, Expr negative) {
        Expr below = select(x.eq(Double.NEGATIVE_INFINITY), negative, x);
        return select(x.eq(Double.POSITIVE_INFINITY), positive, below);
    }
}
