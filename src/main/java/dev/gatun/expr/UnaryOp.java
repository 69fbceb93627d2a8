package dev.gatun.expr;

import static dev.gatun.expr.Expr.constant;
import static dev.gatun.expr.Expr.select;

/**
 * The functions of one value: for each its name, its value in double and its derivative.
 *
 * <p>A derivative is written in terms of the operand {@code x} and the function's value {@code y},
 * and of {@code y} alone if that suffices, so that a backward pass needs the output and not the
 * operand; those of sigmoid and tanh then have an absolute error of an ulp of 1 where {@code |y|}
 * is near 1. abs' and sign' are 0 at 0, and floor', ceil' and round' are 0 everywhere.
 */
public enum UnaryOp {
    /** {@code -x}. */
    NEG("neg"),
    /** {@code |x|}. */
    ABS("abs"),
    /** 1, -1, or the zero or NaN itself. */
    SIGN("sign"),
    /** The integer at or below. */
    FLOOR("floor"),
    /** The integer at or above. */
    CEIL("ceil"),
    /** The nearest integer, halves to the even one. */
    ROUND("round"),
    /** {@code e^x}. */
    EXP("exp"),
    /** {@code e^x - 1}. */
    EXPM1("expm1"),
    /** The natural logarithm. */
    LOG("log"),
    /** {@code log(1 + x)}. */
    LOG1P("log1p"),
    /** The square root. */
    SQRT("sqrt"),
    /** {@code 1 / sqrt(x)}. */
    RSQRT("rsqrt"),
    /** The sine. */
    SIN("sin"),
    /** The cosine. */
    COS("cos"),
    /** The hyperbolic tangent. */
    TANH("tanh"),
    /** The error function. */
    ERF("erf"),
    /** The standard normal distribution function. */
    NORMAL_CDF("normalCdf"),
    /** {@code 1 / (1 + e^-x)}. */
    SIGMOID("sigmoid"),
    /** {@code log(1 + e^x)}. */
    SOFTPLUS("softplus"),
    /** The logarithm to base 2, exact of powers of 2. */
    LOG2("log2"),
    /** The logarithm to base 10. */
    LOG10("log10"),
    /** The cube root. */
    CBRT("cbrt"),
    /** The tangent. */
    TAN("tan"),
    /** The inverse of the sine. */
    ASIN("asin"),
    /** The inverse of the cosine. */
    ACOS("acos"),
    /** The inverse of the tangent. */
    ATAN("atan"),
    /** The hyperbolic sine. */
    SINH("sinh"),
    /** The hyperbolic cosine. */
    COSH("cosh"),
    /** The inverse of the hyperbolic sine. */
    ASINH("asinh"),
    /** The inverse of the hyperbolic cosine. */
    ACOSH("acosh"),
    /** The inverse of the hyperbolic tangent. */
    ATANH("atanh"),
    /** {@code 1 - erf(x)}. */
    ERFC("erfc"),
    /** {@code e^(x^2) erfc(x)}. */
    ERFCX("erfcx"),
    /** The inverse of the error function. */
    ERFINV("erfinv"),
    /** The inverse of the standard normal distribution function. */
    NORMAL_QUANTILE("normalQuantile"),
    /** {@code log |gamma(x)|}. */
    LGAMMA("lgamma"),
    /** The derivative of {@link #LGAMMA}. */
    DIGAMMA("digamma"),
    /** The number over the power of 2 that brings its size to [0.5, 1). */
    MANTISSA("mantissa"),
    /** The exponent of that power; 0 of 0, infinities and NaN. */
    EXPONENT("exponent"),
    /** The Bessel function J of order 0. */
    BESSEL_J0("besselJ0"),
    /** The Bessel function J of order 1. */
    BESSEL_J1("besselJ1"),
    /** The Bessel function Y of order 0. */
    BESSEL_Y0("besselY0"),
    /** The Bessel function Y of order 1. */
    BESSEL_Y1("besselY1"),
    /** The modified Bessel function I of order 0. */
    I0("i0"),
    /** {@code e^-|x|} times {@link #I0}. */
    I0E("i0e"),
    /** The modified Bessel function I of order 1. */
    I1("i1"),
    /** {@code e^-|x|} times {@link #I1}. */
    I1E("i1e"),
    /** The modified Bessel function K of order 0. */
    K0("k0"),
    /** {@code e^x} times {@link #K0}. */
    K0E("k0e"),
    /** The modified Bessel function K of order 1. */
    K1("k1"),
    /** {@code e^x} times {@link #K1}. */
    K1E("k1e");

    private final String symbol;

    UnaryOp(String symbol) {
        this.symbol = symbol;
    }

    /** The name in expressions: {@code "exp"}. */
    public String symbol() {
        return symbol;
    }

    /**
     * The value in double precision, within 4 ulp but for {@linkplain BesselFunctions Bessel}
     * {@linkplain ModifiedBesselFunctions functions}.
     */
    public double apply(double x) {
        return switch (this) {
            case NEG -> -x;
            case ABS -> Math.abs(x);
            case SIGN -> Math.signum(x);
            case FLOOR -> Math.floor(x);
            case CEIL -> Math.ceil(x);
            case ROUND -> Math.rint(x);
            case EXP -> Math.exp(x);
            case EXPM1 -> Math.expm1(x);
            case LOG -> Math.log(x);
            case LOG1P -> Math.log1p(x);
            case SQRT -> Math.sqrt(x);
            case RSQRT -> 1 / Math.sqrt(x);
            case SIN -> Math.sin(x);
            case COS -> Math.cos(x);
            case TANH -> Math.tanh(x);
            case ERF -> ErrorFunction.erf(x);
            case NORMAL_CDF -> NormalDistribution.cdf(x);
            case SIGMOID -> sigmoid(x);
            case SOFTPLUS -> softplus(x);
            case LOG2 -> InverseFunctions.log2(x);
            case LOG10 -> Math.log10(x);
            case CBRT -> Math.cbrt(x);
            case TAN -> Math.tan(x);
            case ASIN -> Math.asin(x);
            case ACOS -> Math.acos(x);
            case ATAN -> Math.atan(x);
            case SINH -> Math.sinh(x);
            case COSH -> Math.cosh(x);
            case ASINH -> InverseFunctions.asinh(x);
            case ACOSH -> InverseFunctions.acosh(x);
            case ATANH -> InverseFunctions.atanh(x);
            case ERFC -> NormalDistribution.erfc(x);
            case ERFCX -> NormalDistribution.erfcx(x);
            case ERFINV -> NormalQuantile.erfinv(x);
            case NORMAL_QUANTILE -> NormalQuantile.of(x);
            case LGAMMA -> GammaFunctions.lgamma(x);
            case DIGAMMA -> GammaFunctions.digamma(x);
            case MANTISSA -> mantissa(x);
            case EXPONENT -> exponent(x);
            case BESSEL_J0 -> BesselFunctions.j0(x);
            case BESSEL_J1 -> BesselFunctions.j1(x);
            case BESSEL_Y0 -> BesselFunctions.y0(x);
            case BESSEL_Y1 -> BesselFunctions.y1(x);
            case I0 -> ModifiedBesselFunctions.i(0, x);
            case I0E -> ModifiedBesselFunctions.scaledI(0, x);
            case I1 -> ModifiedBesselFunctions.i(1, x);
            case I1E -> ModifiedBesselFunctions.scaledI(1, x);
            case K0 -> ModifiedBesselFunctions.k(0, x);
            case K0E -> ModifiedBesselFunctions.scaledK(0, x);
            case K1 -> ModifiedBesselFunctions.k(1, x);
            case K1E -> ModifiedBesselFunctions.scaledK(1, x);
        };
    }

    /** The derivative at {@code x}, where the function's value is {@code y}. */
    Expr derivative(Expr x, Expr y) {
        return switch (this) {
            case NEG -> constant(-1);
            case ABS -> x.sign();
            case SIGN -> constant(0);
            case FLOOR -> constant(0);
            case CEIL -> constant(0);
            case ROUND -> constant(0);
            case EXP -> y;
            case EXPM1 -> x.exp();
            case LOG -> constant(1).div(x);
            case LOG1P -> constant(1).div(x.add(1));
            case SQRT -> constant(0.5).div(y);
            case RSQRT -> y.mul(y).mul(y).mul(-0.5);
            case SIN -> x.cos();
            case COS -> x.sin().neg();
            case TANH -> constant(1).sub(y.mul(y));
            case ERF -> x.mul(x).neg().exp().mul(2 / Math.sqrt(Math.PI));
            case NORMAL_CDF -> NormalDistribution.density(x);
            case SIGMOID -> y.mul(constant(1).sub(y));
            case SOFTPLUS -> x.sigmoid();
            case LOG2 -> constant(1).div(x.mul(Math.log(2)));
            case LOG10 -> constant(1).div(x.mul(Math.log(10)));
            case CBRT -> constant(1 / 3.0).div(y.mul(y));
            case TAN -> y.mul(y).add(1);
            case ASIN -> complement(x).rsqrt();
            case ACOS -> complement(x).rsqrt().neg();
            case ATAN -> constant(1).div(x.mul(x).add(1));
            case SINH -> x.cosh();
            case COSH -> x.sinh();
            case ASINH -> constant(1).div(x.hypot(constant(1)));
            case ACOSH -> x.sub(1).sqrt().mul(x.add(1).sqrt()).reciprocal();
            case ATANH -> constant(1).div(complement(x));
            case ERFC -> x.mul(x).neg().exp().mul(-2 / Math.sqrt(Math.PI));
            case ERFCX -> x.mul(y).mul(2).sub(2 / Math.sqrt(Math.PI));
            case ERFINV -> y.mul(y).exp().mul(Math.sqrt(Math.PI) / 2);
            case NORMAL_QUANTILE -> y.mul(y).mul(0.5).exp().mul(Math.sqrt(2 * Math.PI));
            case LGAMMA -> x.digamma();
            case DIGAMMA -> constant(2).zeta(x);
            case MANTISSA -> constant(2).pow(x.exponent().neg());
            case EXPONENT -> constant(0);
            case BESSEL_J0 -> x.besselJ1().neg();
            case BESSEL_J1 -> select(x.eq(0), 0.5, x.besselJ0().sub(y.div(x)));
            case BESSEL_Y0 -> x.besselY1().neg();
            case BESSEL_Y1 -> x.besselY0().sub(y.div(x));
            case I0 -> x.i1();
            case I0E -> x.i1e().sub(x.sign().mul(y));
            case I1 -> select(x.eq(0), 0.5, x.i0().sub(y.div(x)));
            case I1E -> select(x.eq(0), 0.5, x.i0e().sub(y.mul(x.sign().add(x.reciprocal()))));
            case K0 -> x.k1().neg();
            case K0E -> y.sub(x.k1e());
            case K1 -> x.k0().add(y.div(x)).neg();
            case K1E -> y.sub(x.k0e()).sub(y.div(x));
        };
    }

    /**
     * Computed from the smaller of e^x and e^-x, so that nothing overflows and the left tail is
     * accurate.
     */
    private static double sigmoid(double x) {
        double e = Math.exp(-Math.abs(x));
        return (x >= 0 ? 1 : e) / (1 + e);
    }

    /** {@code 1 - x^2}, accurate near 1. */
    private static Expr complement(Expr x) {
        return constant(1).sub(x).mul(x.add(1));
    }

    private static int exponent(double x) {
        if (x == 0 || !Double.isFinite(x)) {
            return 0;
        }
        return Math.abs(x) < Double.MIN_NORMAL
                ? Math.getExponent(x * 0x1p60) - 59
                : Math.getExponent(x) + 1;
    }

    /** A number that is not normal is moved up first, by what its exponent then lacks. */
    private static double mantissa(double x) {
        return Math.abs(x) < Double.MIN_NORMAL
                ? Math.scalb(x * 0x1p60, -60 - exponent(x))
                : Math.scalb(x, -exponent(x));
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }
}
