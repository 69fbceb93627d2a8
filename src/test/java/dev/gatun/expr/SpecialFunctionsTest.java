package dev.gatun.expr;

import static dev.gatun.expr.Expr.binary;
import static dev.gatun.expr.Expr.constant;
import static dev.gatun.expr.Expr.unary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Error, gamma and zeta functions against values in 40 digits, at their edges, and derived. */
class SpecialFunctionsTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;
    private static final int ULPS = 4;

    static Stream<Arguments> functions() {
        return Stream.of(
                Arguments.of(UnaryOp.LGAMMA, SpecialValues.LGAMMA),
                Arguments.of(UnaryOp.DIGAMMA, SpecialValues.DIGAMMA),
                Arguments.of(UnaryOp.ERFC, SpecialValues.ERFC),
                Arguments.of(UnaryOp.ERFCX, SpecialValues.ERFCX),
                Arguments.of(UnaryOp.ERFINV, SpecialValues.ERFINV),
                Arguments.of(UnaryOp.NORMAL_QUANTILE, SpecialValues.QUANTILE));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void valuesOfOneNumber(UnaryOp op, double[][] values) {
        for (double[] each : values) {
            assertThat(op.apply(each[0]))
                    .as("%s of %s", op, each[0])
                    .isCloseTo(each[1], within(ULPS * Math.ulp(each[1])));
        }
    }

    @Test
    void valuesOfTheZetaFunction() {
        for (double[] each : SpecialValues.ZETA) {
            assertThat(BinaryOp.ZETA.apply(each[0], each[1]))
                    .as("zeta(%s, %s)", each[0], each[1])
                    .isCloseTo(each[2], within(ULPS * Math.ulp(each[2])));
        }
    }

    @Test
    void valuesOfTheIncompleteGammaFunctions() {
        for (double[] each : SpecialValues.GAMMAINC) {
            for (int i = 0; i < 2; i++) {
                BinaryOp op = i == 0 ? BinaryOp.GAMMAINC : BinaryOp.GAMMAINCC;
                double expected = each[2 + i];
                double ulps = 32 + 4 * Math.abs(Math.log(expected));
                assertThat(op.apply(each[0], each[1]))
                        .as("%s(%s, %s)", op, each[0], each[1])
                        .isCloseTo(expected, within(ulps * Math.ulp(expected)));
            }
        }
    }

    @Test
    void edgesOfTheIncompleteGammaFunctions() {
        double[][] all = {
            {0, 1, 1},
            {0, INFINITY, 1},
            {2, 0, 0},
            {2, -0.0, 0},
            {2, INFINITY, 1},
            {INFINITY, 3, 0},
            {INFINITY, 0, 0},
            {1e300, 1e300, 0.5},
            {1e300, 1, 0},
            {1, 1e300, 1}
        };
        for (double[] each : all) {
            assertThat(BinaryOp.GAMMAINC.apply(each[0], each[1])).isEqualTo(each[2]);
            assertThat(BinaryOp.GAMMAINCC.apply(each[0], each[1])).isEqualTo(1 - each[2]);
        }
        double nan = Double.NaN;
        double[][] none = {
            {0, 0}, {INFINITY, INFINITY}, {-1, 2}, {2, -1}, {nan, 1}, {1, nan}, {-INFINITY, 1}
        };
        for (double[] each : none) {
            assertThat(BinaryOp.GAMMAINC.apply(each[0], each[1])).isNaN();
            assertThat(BinaryOp.GAMMAINCC.apply(each[0], each[1])).isNaN();
        }
    }

    @Test
    void theGammaDensityIsTheDerivativeOfItsIntegral() {
        for (double a : new double[] {0.3, 1, 2.5, 30}) {
            for (double x : new double[] {0.2, 1, 7, 33}) {
                Expr p = constant(a).gammainc(Expr.arg(0));
                double h = 1e-5 * x;
                double slope = (p.eval(x + h) - p.eval(x - h)) / (2 * h);
                assertThat(GradientTest.value(p, 0, 1, x)).isCloseTo(slope, within(1e-6));
            }
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> Gradient.of(binary(Expr::gammainc), 0))
                .withMessageContaining("no gradient with respect to the parameter");
    }

    @Test
    void polesAndLimitsOfTheGammaFunctions() {
        for (double pole : new double[] {0, -0.0, -1, -2, -1e17, -INFINITY, INFINITY}) {
            assertThat(UnaryOp.LGAMMA.apply(pole)).isEqualTo(INFINITY);
        }
        assertThat(UnaryOp.LGAMMA.apply(1)).isZero();
        assertThat(UnaryOp.LGAMMA.apply(2)).isZero();
        assertThat(UnaryOp.LGAMMA.apply(2.6e305)).isEqualTo(INFINITY);
        assertThat(UnaryOp.LGAMMA.apply(Double.NaN)).isNaN();
        assertThat(UnaryOp.LGAMMA.apply(-Double.MIN_VALUE)).isCloseTo(744.44, within(0.01));
        assertThat(UnaryOp.DIGAMMA.apply(0)).isEqualTo(-INFINITY);
        assertThat(UnaryOp.DIGAMMA.apply(-0.0)).isEqualTo(INFINITY);
        assertThat(UnaryOp.DIGAMMA.apply(INFINITY)).isEqualTo(INFINITY);
        for (double pole : new double[] {-1, -2, -1e17, -INFINITY, Double.NaN}) {
            assertThat(UnaryOp.DIGAMMA.apply(pole)).isNaN();
        }
    }

    @Test
    void polesAndLimitsOfTheZetaFunction() {
        assertThat(BinaryOp.ZETA.apply(1, 2)).isEqualTo(INFINITY);
        assertThat(BinaryOp.ZETA.apply(0.5, 2)).isNaN();
        assertThat(BinaryOp.ZETA.apply(2, 0)).isEqualTo(INFINITY);
        assertThat(BinaryOp.ZETA.apply(2, -3)).isEqualTo(INFINITY);
        assertThat(BinaryOp.ZETA.apply(2.5, -0.5)).isNaN();
        assertThat(BinaryOp.ZETA.apply(2, -INFINITY)).isEqualTo(INFINITY);
        assertThat(BinaryOp.ZETA.apply(2, INFINITY)).isZero();
        assertThat(BinaryOp.ZETA.apply(INFINITY, 2)).isZero();
        assertThat(BinaryOp.ZETA.apply(1e6, 5e5)).isZero();
        assertThat(BinaryOp.ZETA.apply(Double.NaN, 1)).isNaN();
    }

    @Test
    void theEdgesOfErrorFunctionsAndTheirInverses() {
        assertThat(UnaryOp.ERFC.apply(INFINITY)).isZero();
        assertThat(UnaryOp.ERFC.apply(-INFINITY)).isEqualTo(2);
        assertThat(UnaryOp.ERFCX.apply(INFINITY)).isZero();
        assertThat(UnaryOp.ERFCX.apply(-INFINITY)).isEqualTo(INFINITY);
        assertThat(UnaryOp.ERFINV.apply(1)).isEqualTo(INFINITY);
        assertThat(UnaryOp.ERFINV.apply(-1)).isEqualTo(-INFINITY);
        assertThat(UnaryOp.ERFINV.apply(1.1)).isNaN();
        assertThat(UnaryOp.ERFINV.apply(-0.0)).isEqualTo(-0.0);
        assertThat(UnaryOp.NORMAL_QUANTILE.apply(0)).isEqualTo(-INFINITY);
        assertThat(UnaryOp.NORMAL_QUANTILE.apply(1)).isEqualTo(INFINITY);
        assertThat(UnaryOp.NORMAL_QUANTILE.apply(-0.1)).isNaN();
        for (UnaryOp op : new UnaryOp[] {UnaryOp.ERFC, UnaryOp.ERFCX, UnaryOp.ERFINV}) {
            assertThat(op.apply(Double.NaN)).isNaN();
        }
    }

    @Test
    void compositionsOfThem() {
        Expr log = unary(Expr::logNormalCdf);
        assertThat(log.eval(-1e3)).isCloseTo(-500007.8266948124, within(1e-9));
        assertThat(log.eval(-INFINITY)).isEqualTo(-INFINITY);
        assertThat(log.eval(INFINITY)).isZero();
        assertThat(log.eval(10)).isCloseTo(-7.619853024160527e-24, within(1e-38));
        Expr entropy = unary(Expr::entr);
        assertThat(entropy.eval(0)).isZero();
        assertThat(entropy.eval(-1)).isEqualTo(-INFINITY);
        assertThat(entropy.eval(Double.NaN)).isNaN();
        Expr product = binary(Expr::xlog1py);
        assertThat(product.eval(0, -1)).isZero();
        assertThat(product.eval(0, Double.NaN)).isNaN();
        assertThat(product.eval(3, 1e-20)).isCloseTo(3e-20, within(1e-35));
        Expr sign = unary(Expr::signBit);
        assertThat(sign.eval(-0.0)).isEqualTo(1);
        assertThat(sign.eval(0)).isZero();
        assertThat(sign.eval(-INFINITY)).isEqualTo(1);
        Expr sum = binary(Expr::logAddExp2);
        assertThat(sum.eval(-INFINITY, -INFINITY)).isEqualTo(-INFINITY);
        assertThat(sum.eval(2000, 2000)).isCloseTo(2001, within(1e-12));
        assertThat(binary(Expr::lcm).eval(0, 0)).isZero();
        assertThat(binary(Expr::lcm).eval(-4, 6)).isEqualTo(12);
    }

    @Test
    void derivativesOfTheGammaFunctions() {
        for (double x : new double[] {0.3, 1.7, 12.5, -0.4, -3.3}) {
            double trigamma = unary(e -> e.polygamma(1)).eval(x);
            double third = unary(e -> e.polygamma(2)).eval(x);
            assertThat(GradientTest.value(unary(Expr::lgamma), 0, 1, x))
                    .isEqualTo(UnaryOp.DIGAMMA.apply(x));
            assertThat(GradientTest.value(unary(Expr::digamma), 0, 1, x))
                    .isCloseTo(trigamma, within(1e-14 * Math.abs(trigamma)));
            assertThat(GradientTest.value(binary(Expr::zeta), 1, 1, 2, x))
                    .isCloseTo(third, within(1e-13 * Math.abs(third)));
            assertThat(unary(e -> e.polygamma(0)).eval(x)).isEqualTo(UnaryOp.DIGAMMA.apply(x));
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> Gradient.of(binary(Expr::zeta), 0))
                .withMessageContaining("zeta: has no gradient with respect to the exponent");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> constant(1).polygamma(-1))
                .withMessage("polygamma: the order -1 is negative");
    }
}
