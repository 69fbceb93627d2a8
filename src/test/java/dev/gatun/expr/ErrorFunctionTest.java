package dev.gatun.expr;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The error function against its Taylor series in 80 digits. */
class ErrorFunctionTest {
    private static final MathContext DIGITS = new MathContext(80);
    private static final BigDecimal TWO_OVER_ROOT_PI =
            new BigDecimal(
                    "1.1283791670955125738961589031215451716881012586579977136881714434212849368829868289");

    /** erf(x) = 2/sqrt(pi) * sum of (-1)^n x^(2n+1) / (n! (2n+1)). */
    static BigDecimal reference(double x) {
        BigDecimal square = new BigDecimal(x).pow(2);
        BigDecimal term = new BigDecimal(x);
        BigDecimal sum = term;
        for (int n = 1; n < 400; n++) {
            term = term.multiply(square).divide(BigDecimal.valueOf(-n), DIGITS);
            sum = sum.add(term.divide(BigDecimal.valueOf(2L * n + 1), DIGITS));
        }
        return sum.multiply(TWO_OVER_ROOT_PI, DIGITS);
    }

    static DoubleStream points() {
        return DoubleStream.concat(
                DoubleStream.iterate(1e-300, x -> x < 0.01, x -> x * 1e20),
                DoubleStream.iterate(0.003, x -> x < 6.5, x -> x + 0.0217));
    }

    @ParameterizedTest
    @MethodSource("points")
    void valueIsWithinTwoUlp(double x) {
        assertThat(ulps(ErrorFunction.erf(x), reference(x))).isLessThanOrEqualTo(2);
        assertThat(ErrorFunction.erf(-x)).isEqualTo(-ErrorFunction.erf(x));
    }

    @ParameterizedTest
    @MethodSource("points")
    void expansionsAgree(double x) {
        double exact = reference(x).doubleValue();
        assertThat(ErrorFunction.inDouble(Expr.arg(0)).eval(x))
                .isCloseTo(exact, org.assertj.core.api.Assertions.within(4 * Math.ulp(exact)));
        assertThat(ErrorFunction.inFloat(Expr.arg(0)).eval(x))
                .isCloseTo(
                        exact,
                        org.assertj.core.api.Assertions.within(2.0 * Math.ulp((float) exact)));
    }

    @Test
    void specialValues() {
        assertThat(ErrorFunction.erf(Double.NaN)).isNaN();
        assertThat(ErrorFunction.erf(Double.POSITIVE_INFINITY)).isEqualTo(1);
        assertThat(ErrorFunction.erf(Double.NEGATIVE_INFINITY)).isEqualTo(-1);
        assertThat(Double.doubleToRawLongBits(ErrorFunction.erf(-0.0)))
                .isEqualTo(Double.doubleToRawLongBits(-0.0));
    }

    private static double ulps(double got, BigDecimal exact) {
        double ulp = Math.ulp(exact.doubleValue());
        return new BigDecimal(got)
                .subtract(exact)
                .abs()
                .divide(new BigDecimal(ulp), DIGITS)
                .doubleValue();
    }
}
