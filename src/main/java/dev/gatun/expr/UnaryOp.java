package dev.gatun.expr;

import static dev.gatun.expr.Expr.constant;

import java.util.function.BinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * The functions of one value: for each its name, its value in double and its derivative.
 *
 * <p>A derivative is written over the operand {@code x} and the function's own value {@code y}, and
 * in {@code y} wherever that suffices, so that a backward pass keeps the output and not the
 * operand. At kinks: abs' and sign' are 0 at 0, and floor', ceil' and round' are 0 everywhere.
 */
@SuppressWarnings("ImmutableEnumChecker") // the functions hold no state
public enum UnaryOp {
    /** {@code -x}. */
    NEG("neg", x -> -x, (x, y) -> constant(-1)),
    /** {@code |x|}. */
    ABS("abs", Math::abs, (x, y) -> x.sign()),
    /** 1, -1, or the zero or NaN itself. */
    SIGN("sign", Math::signum, (x, y) -> constant(0)),
    /** The integer at or below. */
    FLOOR("floor", Math::floor, (x, y) -> constant(0)),
    /** The integer at or above. */
    CEIL("ceil", Math::ceil, (x, y) -> constant(0)),
    /** The nearest integer, halves to the even one. */
    ROUND("round", Math::rint, (x, y) -> constant(0)),
    /** {@code e^x}. */
    EXP("exp", Math::exp, (x, y) -> y),
    /** {@code e^x - 1}. */
    EXPM1("expm1", Math::expm1, (x, y) -> y.add(1)),
    /** The natural logarithm. */
    LOG("log", Math::log, (x, y) -> constant(1).div(x)),
    /** {@code log(1 + x)}. */
    LOG1P("log1p", Math::log1p, (x, y) -> constant(1).div(x.add(1))),
    /** The square root. */
    SQRT("sqrt", Math::sqrt, (x, y) -> constant(0.5).div(y)),
    /** {@code 1 / sqrt(x)}. */
    RSQRT("rsqrt", x -> 1 / Math.sqrt(x), (x, y) -> y.mul(y).mul(y).mul(-0.5)),
    /** The sine. */
    SIN("sin", Math::sin, (x, y) -> x.cos()),
    /** The cosine. */
    COS("cos", Math::cos, (x, y) -> x.sin().neg()),
    /** The hyperbolic tangent. */
    TANH("tanh", Math::tanh, (x, y) -> constant(1).sub(y.mul(y))),
    /** The error function. */
    ERF("erf", ErrorFunction::erf, (x, y) -> x.mul(x).neg().exp().mul(2 / Math.sqrt(Math.PI))),
    /** {@code 1 / (1 + e^-x)}. */
    SIGMOID("sigmoid", UnaryOp::sigmoid, (x, y) -> y.mul(constant(1).sub(y))),
    /** {@code log(1 + e^x)}. */
    SOFTPLUS("softplus", UnaryOp::softplus, (x, y) -> x.sigmoid());

    private final String symbol;
    private final DoubleUnaryOperator value;
    private final BinaryOperator<Expr> derivative;

    UnaryOp(String symbol, DoubleUnaryOperator value, BinaryOperator<Expr> derivative) {
        this.symbol = symbol;
        this.value = value;
        this.derivative = derivative;
    }

    /** The name in expressions: {@code "exp"}. */
    public String symbol() {
        return symbol;
    }

    /** The value in double precision, within 3 ulp. */
    public double apply(double x) {
        return value.applyAsDouble(x);
    }

    /** The derivative at {@code x}, where the function's value is {@code y}. */
    Expr derivative(Expr x, Expr y) {
        return derivative.apply(x, y);
    }

    /** By the smaller of e^x and e^-x, so that neither end overflows and the left tail is exact. */
    private static double sigmoid(double x) {
        double e = Math.exp(-Math.abs(x));
        return (x >= 0 ? 1 : e) / (1 + e);
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }
}
