package dev.gatun.expr;

import static dev.gatun.expr.Expr.unary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bessel functions against values in 40 digits, at their edges, and derived. */
class BesselFunctionsTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    static Stream<Arguments> waves() {
        return Stream.of(
                Arguments.of(UnaryOp.BESSEL_J0, BesselValues.BESSEL_J0),
                Arguments.of(UnaryOp.BESSEL_J1, BesselValues.BESSEL_J1),
                Arguments.of(UnaryOp.BESSEL_Y0, BesselValues.BESSEL_Y0),
                Arguments.of(UnaryOp.BESSEL_Y1, BesselValues.BESSEL_Y1));
    }

    @ParameterizedTest
    @MethodSource("waves")
    void valuesOfWaves(UnaryOp op, double[][] values) {
        for (double[] each : values) {
            double wave = Math.min(1, Math.sqrt(2 / Math.PI / Math.abs(each[0])));
            double size = Math.max(wave, Math.abs(each[1]));
            assertThat(op.apply(each[0]))
                    .as("%s of %s", op, each[0])
                    .isCloseTo(each[1], within(0x1p-48 * size));
        }
    }

    static Stream<Arguments> modified() {
        return Stream.of(
                Arguments.of(UnaryOp.I0, BesselValues.I0),
                Arguments.of(UnaryOp.I0E, BesselValues.I0E),
                Arguments.of(UnaryOp.I1, BesselValues.I1),
                Arguments.of(UnaryOp.I1E, BesselValues.I1E),
                Arguments.of(UnaryOp.K0, BesselValues.K0),
                Arguments.of(UnaryOp.K0E, BesselValues.K0E),
                Arguments.of(UnaryOp.K1, BesselValues.K1),
                Arguments.of(UnaryOp.K1E, BesselValues.K1E));
    }

    @ParameterizedTest
    @MethodSource("modified")
    void valuesOfModifiedOnes(UnaryOp op, double[][] values) {
        for (double[] each : values) {
            assertThat(op.apply(each[0]))
                    .as("%s of %s", op, each[0])
                    .isCloseTo(each[1], within(8 * Math.ulp(each[1])));
        }
    }

    @Test
    void edges() {
        for (UnaryOp op : UnaryOp.values()) {
            if (op.compareTo(UnaryOp.BESSEL_J0) >= 0) {
                boolean grows = op == UnaryOp.I0 || op == UnaryOp.I1;
                assertThat(op.apply(INFINITY)).as("%s", op).isEqualTo(grows ? INFINITY : 0);
                assertThat(op.apply(Double.NaN)).as("%s", op).isNaN();
            }
        }
        for (UnaryOp op : new UnaryOp[] {UnaryOp.BESSEL_Y0, UnaryOp.BESSEL_Y1}) {
            assertThat(op.apply(0)).isEqualTo(-INFINITY);
            assertThat(op.apply(-0.0)).isEqualTo(-INFINITY);
            assertThat(op.apply(-1)).isNaN();
        }
        for (UnaryOp op : new UnaryOp[] {UnaryOp.K0, UnaryOp.K0E, UnaryOp.K1, UnaryOp.K1E}) {
            assertThat(op.apply(0)).isEqualTo(INFINITY);
            assertThat(op.apply(-1)).isNaN();
            assertThat(op.apply(Double.MIN_VALUE)).isPositive();
        }
        assertThat(UnaryOp.I0.apply(800)).isEqualTo(INFINITY);
        assertThat(UnaryOp.I1.apply(-INFINITY)).isEqualTo(-INFINITY);
    }

    @Test
    void evenAndOddOnes() {
        for (double x : new double[] {0, 0.3, 7, 9, 30}) {
            for (UnaryOp even : new UnaryOp[] {UnaryOp.BESSEL_J0, UnaryOp.I0, UnaryOp.I0E}) {
                assertThat(even.apply(-x)).isEqualTo(even.apply(x));
            }
            for (UnaryOp odd : new UnaryOp[] {UnaryOp.BESSEL_J1, UnaryOp.I1, UnaryOp.I1E}) {
                assertThat(odd.apply(-x)).isEqualTo(-odd.apply(x));
            }
        }
        assertThat(UnaryOp.BESSEL_J0.apply(0)).isCloseTo(1, within(0x1p-52));
        assertThat(UnaryOp.I0.apply(0)).isEqualTo(1);
    }

    @Test
    void slopesAtZero() {
        assertThat(slope(Expr::besselJ0, 0)).isEqualTo(-0.0);
        assertThat(slope(Expr::besselJ1, 0)).isEqualTo(0.5);
        assertThat(slope(Expr::i0, 0)).isZero();
        assertThat(slope(Expr::i1, 0)).isEqualTo(0.5);
        assertThat(slope(Expr::i1e, 0)).isEqualTo(0.5);
    }

    /** The second derivative by Bessel's equation, {@code x^2 f'' + x f' + (s x^2 - n^2) f = 0}. */
    @Test
    void secondDerivatives() {
        for (double x : new double[] {0.4, 3, 7.5, 11}) {
            solves(Expr::besselJ0, x, 1, 0);
            solves(Expr::besselJ1, x, 1, 1);
            solves(Expr::besselY0, x, 1, 0);
            solves(Expr::besselY1, x, 1, 1);
            solves(Expr::i0, x, -1, 0);
            solves(Expr::i1, x, -1, 1);
            solves(Expr::k0, x, -1, 0);
            solves(Expr::k1, x, -1, 1);
        }
    }

    private static void solves(UnaryOperator<Expr> function, double x, double sign, double order) {
        double value = unary(function).eval(x);
        double first = slope(function, x);
        Expr once = new Derivative(0).of(unary(function));
        double second = new Derivative(0).of(once).eval(x);
        double rest = x * x * second + x * first + (sign * x * x - order * order) * value;
        double size =
                x * x * Math.abs(second) + x * Math.abs(first) + x * x * Math.abs(value) + 1e-30;
        assertThat(rest).as("at %s", x).isCloseTo(0, within(1e-13 * size));
    }

    private static double slope(UnaryOperator<Expr> function, double x) {
        return GradientTest.value(unary(function), 0, 1, x);
    }
}
