package dev.gatun.kernel.loop.emitted;

import dev.gatun.expr.UnaryOp;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Functions in 90 digits, of which at least 40 are right: by their Taylor series after a reduction
 * of the argument, logarithms by Newton's method, the tail of the error function by its continued
 * fraction.
 */
final class BigReference {
    private static final MathContext DIGITS = new MathContext(90);
    private static final BigDecimal ONE = BigDecimal.ONE;
    private static final BigDecimal TWO = BigDecimal.TWO;
    private static final BigDecimal HALF = new BigDecimal("0.5");
    private static final BigDecimal LOG_2 =
            new BigDecimal(
                    "0.69314718055994530941723212145817656807550013436025525412068000949339362196969471560586332699641868754200148102");
    static final BigDecimal PI =
            new BigDecimal(
                    "3.1415926535897932384626433832795028841971693993751058209749445923078164062862089986280348253421170679821480865");

    /** Below it the first three terms of a series are enough. */
    private static final BigDecimal TINY = new BigDecimal("1e-12");

    /** Beyond it asinh(x) and acosh(x) are log(2x), to 80 digits. */
    private static final BigDecimal LARGE = new BigDecimal("1e40");

    private BigReference() {}

    /** The value at a finite number at which the function has one. */
    static BigDecimal of(UnaryOp op, double at) {
        BigDecimal x = new BigDecimal(at);
        if (Math.abs(at) > 800 && hasLimit(op)) {
            return new BigDecimal(op.apply(at)); // the limit, to the last bit
        }
        return switch (op) {
            case EXP -> exp(x);
            case EXPM1 -> expm1(x);
            case LOG -> log(x);
            case LOG1P -> log1p(x);
            case LOG2 -> div(log(x), LOG_2);
            case LOG10 -> div(log(x), log(BigDecimal.TEN));
            case SIGMOID -> div(ONE, ONE.add(exp(x.negate())));
            case SOFTPLUS -> x.signum() > 0 ? x.add(log1p(exp(x.negate()))) : log1p(exp(x));
            case TANH -> tanh(x);
            case SINH -> sinh(x);
            case COSH -> exp(x).add(exp(x.negate())).multiply(HALF);
            case ASINH -> odd(x, BigReference::asinh, "-1/6");
            case ACOSH -> acosh(x);
            case ATANH -> odd(x, BigReference::atanh, "1/3");
            case SIN -> odd(x, BigReference::sin, "-1/6");
            case COS -> sin(x.add(PI.multiply(HALF)));
            case TAN -> odd(x, a -> div(sin(a), sin(a.add(PI.multiply(HALF)))), "1/3");
            case ASIN -> odd(x, BigReference::asin, "1/6");
            case ACOS -> PI.multiply(HALF).subtract(odd(x, BigReference::asin, "1/6"));
            case ATAN -> odd(x, BigReference::atan, "-1/3");
            case ERF ->
                    x.abs().compareTo(BigDecimal.TEN) > 0 ? BigDecimal.valueOf(x.signum()) : erf(x);
            case ERFC -> erfc(x);
            case ERFCX -> erfcx(x);
            case NORMAL_CDF -> erfc(div(x.negate(), TWO.sqrt(DIGITS))).multiply(HALF);
            case CBRT -> cbrt(x);
            case SQRT -> x.sqrt(DIGITS);
            case RSQRT -> div(ONE, x.sqrt(DIGITS));
            default -> new BigDecimal(op.apply(at)); // exact
        };
    }

    private static boolean hasLimit(UnaryOp op) {
        return switch (op) {
            case EXPM1, SIGMOID, SOFTPLUS, TANH, ERF, ERFC, NORMAL_CDF -> true;
            default -> false;
        };
    }

    static BigDecimal pow(double a, double b) {
        return exp(log(new BigDecimal(a)).multiply(new BigDecimal(b), DIGITS));
    }

    /** The angle of a / b, both positive. */
    static BigDecimal quotientAngle(double a, double b) {
        return odd(div(new BigDecimal(a), new BigDecimal(b)), BigReference::atan, "-1/3");
    }

    static BigDecimal hypot(double a, double b) {
        return new BigDecimal(a).pow(2).add(new BigDecimal(b).pow(2)).sqrt(DIGITS);
    }

    /** The error of a double in units of the last place of the exact value. */
    static double ulps(double y, BigDecimal exact) {
        double ulp = Math.ulp(exact.doubleValue());
        return new BigDecimal(y)
                .subtract(exact)
                .abs()
                .divide(new BigDecimal(ulp), MathContext.DECIMAL64)
                .doubleValue();
    }

    private static BigDecimal div(BigDecimal a, BigDecimal b) {
        return a.divide(b, DIGITS);
    }

    private interface Function {
        BigDecimal of(BigDecimal x);
    }

    /** An odd function that is {@code x + c x^3} near 0. */
    private static BigDecimal odd(BigDecimal x, Function function, String cubic) {
        if (x.abs().compareTo(TINY) < 0) {
            String[] parts = cubic.split("/", -1);
            BigDecimal c = div(new BigDecimal(parts[0]), new BigDecimal(parts[1]));
            return x.add(x.pow(3, DIGITS).multiply(c), DIGITS);
        }
        return x.signum() < 0 ? function.of(x.negate()).negate() : function.of(x);
    }

    static BigDecimal exp(BigDecimal x) {
        int n = div(x, LOG_2).setScale(0, RoundingMode.HALF_EVEN).intValueExact();
        BigDecimal r = x.subtract(LOG_2.multiply(BigDecimal.valueOf(n)), DIGITS);
        BigDecimal power = n < 0 ? div(ONE, TWO.pow(-n)) : TWO.pow(n);
        return expm1Series(r).add(ONE).multiply(power, DIGITS);
    }

    private static BigDecimal expm1Series(BigDecimal r) {
        BigDecimal term = r;
        BigDecimal sum = r;
        for (int k = 2; k < 60; k++) {
            term = div(term.multiply(r, DIGITS), BigDecimal.valueOf(k));
            sum = sum.add(term, DIGITS);
        }
        return sum;
    }

    private static BigDecimal expm1(BigDecimal x) {
        return x.abs().compareTo(HALF) < 0 ? expm1Series(x) : exp(x).subtract(ONE);
    }

    static BigDecimal log(BigDecimal x) {
        double start = x.precision() - x.scale(); // x is below ten to it
        BigDecimal scaled = x.scaleByPowerOfTen(-(int) start);
        BigDecimal y = new BigDecimal(Math.log(scaled.doubleValue()) + start * Math.log(10));
        for (int k = 0; k < 3; k++) { // each step has twice the digits: y += x e^-y - 1
            BigDecimal rest = x.multiply(exp(y.negate()), DIGITS).subtract(ONE);
            y = y.add(rest.subtract(rest.multiply(rest).multiply(HALF)), DIGITS);
        }
        return y;
    }

    private static BigDecimal log1p(BigDecimal x) {
        if (x.abs().compareTo(new BigDecimal("1e-20")) > 0) {
            return log(x.add(ONE)); // 70 digits
        }
        BigDecimal square = x.multiply(x, DIGITS);
        return x.subtract(square.multiply(HALF))
                .add(div(square.multiply(x, DIGITS), BigDecimal.valueOf(3)));
    }

    private static BigDecimal sinh(BigDecimal x) {
        BigDecimal e = expm1(x.abs());
        BigDecimal y = e.add(div(e, e.add(ONE))).multiply(HALF);
        return x.signum() < 0 ? y.negate() : y;
    }

    private static BigDecimal tanh(BigDecimal x) {
        if (x.abs().compareTo(BigDecimal.valueOf(100)) > 0) {
            return BigDecimal.valueOf(x.signum());
        }
        BigDecimal e = expm1(x.abs().multiply(TWO));
        BigDecimal y = div(e, e.add(TWO));
        return x.signum() < 0 ? y.negate() : y;
    }

    private static BigDecimal asinh(BigDecimal x) {
        if (x.compareTo(LARGE) > 0) {
            return log(x.multiply(TWO));
        }
        BigDecimal root = x.multiply(x).add(ONE).sqrt(new MathContext(200));
        return log(x.add(root).round(DIGITS));
    }

    private static BigDecimal acosh(BigDecimal x) {
        if (x.compareTo(LARGE) > 0) {
            return log(x.multiply(TWO));
        }
        return log(x.add(x.multiply(x).subtract(ONE).sqrt(DIGITS)));
    }

    private static BigDecimal atanh(BigDecimal x) {
        return log(div(ONE.add(x), ONE.subtract(x))).multiply(HALF);
    }

    static BigDecimal sin(BigDecimal x) {
        BigDecimal n = div(x, PI).setScale(0, RoundingMode.HALF_EVEN);
        BigDecimal r = x.subtract(n.multiply(PI));
        BigDecimal y = series(r.round(DIGITS), -1, false);
        return n.remainder(TWO).signum() == 0 ? y : y.negate();
    }

    /** Of sin (the sign -1), or of atan (isArctangent). */
    private static BigDecimal series(BigDecimal r, int sign, boolean isArctangent) {
        BigDecimal square = r.multiply(r, DIGITS).multiply(BigDecimal.valueOf(sign));
        BigDecimal term = r;
        BigDecimal sum = r;
        for (int k = 3; k < 181; k += 2) {
            term = term.multiply(square, DIGITS);
            if (!isArctangent) {
                term = div(term, BigDecimal.valueOf((long) k * (k - 1)));
            }
            sum = sum.add(isArctangent ? div(term, BigDecimal.valueOf(k)) : term, DIGITS);
        }
        return sum;
    }

    /** Halved three times, {@code t / (1 + sqrt(1 + t^2))}, so that the series ends early. */
    static BigDecimal atan(BigDecimal x) {
        BigDecimal t = x;
        for (int k = 0; k < 4; k++) {
            BigDecimal root = t.multiply(t).add(ONE).round(new MathContext(200)).sqrt(DIGITS);
            t = div(t, root.add(ONE));
        }
        return series(t, -1, true).multiply(BigDecimal.valueOf(16));
    }

    private static BigDecimal asin(BigDecimal x) {
        BigDecimal rest = ONE.subtract(x.multiply(x));
        return rest.signum() == 0 ? PI.multiply(HALF) : atan(div(x, rest.sqrt(DIGITS)));
    }

    private static BigDecimal erf(BigDecimal x) {
        BigDecimal square = x.multiply(x, DIGITS);
        BigDecimal term = x;
        BigDecimal sum = x;
        for (int n = 1; n < 500; n++) {
            term = div(term.multiply(square, DIGITS), BigDecimal.valueOf(-n));
            sum = sum.add(div(term, BigDecimal.valueOf(2L * n + 1)), DIGITS);
        }
        return div(sum.multiply(TWO), PI.sqrt(DIGITS));
    }

    /**
     * {@code e^(x^2) erfc(x)} of x beyond 4: 1 / (x + 1/2 / (x + 1 / (x + 3/2 / ...))) / sqrt(pi).
     */
    private static BigDecimal fraction(BigDecimal x) {
        BigDecimal tail = x;
        for (int k = 600; k > 0; k--) {
            tail = x.add(div(BigDecimal.valueOf(k).multiply(HALF), tail));
        }
        return div(div(ONE, tail), PI.sqrt(DIGITS));
    }

    private static BigDecimal erfc(BigDecimal x) {
        return x.compareTo(BigDecimal.valueOf(5)) < 0
                ? ONE.subtract(x.compareTo(BigDecimal.TEN.negate()) < 0 ? ONE.negate() : erf(x))
                : fraction(x).multiply(exp(x.multiply(x, DIGITS).negate()), DIGITS);
    }

    private static BigDecimal erfcx(BigDecimal x) {
        return x.compareTo(BigDecimal.valueOf(5)) < 0
                ? erfc(x).multiply(exp(x.multiply(x, DIGITS)), DIGITS)
                : fraction(x);
    }

    private static BigDecimal cbrt(BigDecimal x) {
        BigDecimal y = new BigDecimal(Math.cbrt(x.doubleValue()));
        for (int k = 0; k < 3; k++) {
            BigDecimal square = y.multiply(y, DIGITS);
            BigDecimal rest = square.multiply(y, DIGITS).subtract(x);
            y = y.subtract(div(rest, square.multiply(BigDecimal.valueOf(3))), DIGITS);
        }
        return y;
    }
}
