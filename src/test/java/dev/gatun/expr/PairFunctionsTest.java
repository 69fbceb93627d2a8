package dev.gatun.expr;

import static dev.gatun.expr.Expr.binary;
import static dev.gatun.expr.Expr.unary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Signs, zeros and infinities of functions of two numbers, and what is small near a point. */
class PairFunctionsTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    @Test
    void quotientsRoundedDownAndTheirRests() {
        double[] numbers = {7, -7, 7.5, -7.5, 0, -0.0, 1e300, 3, -3, 0.1, INFINITY, Double.NaN};
        Expr down = binary((x, y) -> x.floorDivide(y));
        Expr rest = binary((x, y) -> x.remainder(y));
        for (double x : new double[] {7, -7, 7.5, -7.5, 6, -6}) {
            for (double y : new double[] {2, -2, 2.5, -2.5, 3, -3}) {
                assertThat(down.eval(x, y)).isEqualTo(Math.floor(x / y));
                assertThat(rest.eval(x, y)).isEqualTo(x - Math.floor(x / y) * y);
            }
        }
        for (double x : numbers) {
            for (double y : numbers) {
                double value = rest.eval(x, y);
                boolean hasSign = Double.isNaN(value) || value == 0 || value < 0 == y < 0;
                assertThat(hasSign).as("%s, %s", x, y).isTrue();
            }
        }
        // 1 / 0.1 rounds to 10, though ten times 0.1 in binary is more than 1.
        assertThat(down.eval(1, 0.1)).isEqualTo(9);
        assertThat(down.eval(1, 0)).isEqualTo(INFINITY);
        assertThat(down.eval(0, 0)).isNaN();
        assertThat(down.eval(5, INFINITY)).isZero();
        assertThat(down.eval(-5, INFINITY)).isEqualTo(-1);
    }

    @Test
    void signsAreCopiedFromZerosToo() {
        Expr copy = binary((x, y) -> x.copySign(y));
        assertThat(copy.eval(2, -0.0)).isEqualTo(-2);
        assertThat(copy.eval(-2, 0)).isEqualTo(2);
        assertThat(copy.eval(0, -3)).isEqualTo(-0.0);
        assertThat(copy.eval(-1, -INFINITY)).isEqualTo(-1);
    }

    @Test
    void logarithmsOfSums() {
        Expr sum = binary((x, y) -> x.logAddExp(y));
        assertThat(sum.eval(INFINITY, INFINITY)).isEqualTo(INFINITY);
        assertThat(sum.eval(-INFINITY, -INFINITY)).isEqualTo(-INFINITY);
        assertThat(sum.eval(-INFINITY, 3)).isEqualTo(3);
        assertThat(sum.eval(1000, 1000)).isCloseTo(1000 + Math.log(2), within(1e-12));
        assertThat(sum.eval(1, -1e20)).isEqualTo(1);
        assertThat(sum.eval(Double.NaN, 1)).isNaN();
        assertThat(GradientTest.value(sum, 0, 1, 2, 2)).isEqualTo(0.5);
    }

    @Test
    void zeroTimesALogarithm() {
        Expr product = binary((x, y) -> x.xlogy(y));
        assertThat(product.eval(0, 0)).isZero();
        assertThat(product.eval(0, INFINITY)).isZero();
        assertThat(product.eval(0, -1)).isZero();
        assertThat(product.eval(0, Double.NaN)).isNaN();
        assertThat(product.eval(2, 0)).isEqualTo(-INFINITY);
        assertThat(GradientTest.value(product, 0, 1, 0, 5)).isEqualTo(Math.log(5));
    }

    @Test
    void nearOneHalfAndNearZero() {
        Expr logit = unary(x -> x.logit());
        for (double d = 1e-15; d < 0.2; d *= 3) {
            double x = 0.5 + d;
            double exact = Math.log1p((2 * x - 1) / (1 - x));
            assertThat(logit.eval(x)).isCloseTo(exact, within(4 * Math.ulp(exact)));
        }
        assertThat(logit.eval(1)).isEqualTo(INFINITY);
        assertThat(logit.eval(0)).isEqualTo(-INFINITY);
        assertThat(logit.eval(1.5)).isNaN();
        Expr sinc = unary(x -> x.sinc());
        assertThat(sinc.eval(0)).isEqualTo(1);
        assertThat(sinc.eval(1)).isCloseTo(0, within(1e-16));
        assertThat(sinc.eval(0.2499999)).isCloseTo(sinc.eval(0.2500001), within(1e-6));
        assertThat(GradientTest.value(sinc, 0, 1, 0)).isZero();
        assertThat(GradientTest.value(sinc, 0, 1, 1e-3))
                .isCloseTo(-Math.PI * Math.PI / 3 * 1e-3, within(1e-8));
    }
}
