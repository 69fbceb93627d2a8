package dev.gatun.expr;

import static dev.gatun.expr.Expr.arg;
import static dev.gatun.expr.Expr.binary;
import static dev.gatun.expr.Expr.constant;
import static dev.gatun.expr.Expr.scalar;
import static dev.gatun.expr.Expr.select;
import static dev.gatun.expr.Expr.unary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExprTest {
    private static final double[] SPECIAL = {
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        0.0,
        -0.0,
        1,
        -1,
        0.5,
        -2.5,
        3,
        1e300,
        -1e-310
    };

    @Test
    void prints() {
        Expr gelu = unary(x -> x.mul(0.5).mul(x.mul(Math.sqrt(0.5)).erf().add(1)));
        assertThat(gelu).hasToString("x0 * 0.5 * (erf(x0 * 0.7071067811865476) + 1)");
        assertThat(binary((x, y) -> x.sub(y.sub(x)).div(x.mul(y))))
                .hasToString("(x0 - (x1 - x0)) / (x0 * x1)");
        assertThat(binary((x, y) -> select(x.isNaN(), y.neg(), x.maximum(y).pow(scalar(0)))))
                .hasToString("select(isNaN(x0), -x1, pow(max(x0, x1), s0))");
        assertThat(unary(x -> x.add(1).neg().mul(x.le(3)))).hasToString("-(x0 + 1) * (x0 <= 3)");
        assertThat(constant(-0.0)).hasToString("-0.0");
    }

    @Test
    void evaluatesInDouble() {
        assertThat(unary(x -> x.mul(x.sigmoid())).eval(1)).isEqualTo(1 / (1 + Math.exp(-1)));
        Expr axpy = binary((x, y) -> x.mul(scalar(0)).add(y).add(scalar(1)));
        assertThat(axpy.eval(new double[] {2, 3}, new double[] {10, 100})).isEqualTo(123);
        assertThat(
                        Expr.nary(5, args -> args.stream().reduce(constant(0), Expr::add))
                                .eval(1, 2, 3, 4, 5))
                .isEqualTo(15);
        assertThat(Expr.ternary((a, b, c) -> a.mul(b).sub(c)).eval(2, 3, 4)).isEqualTo(2);
        assertThat(unary(x -> x.softplus()).eval(-800)).isEqualTo(Math.exp(-800));
        assertThat(unary(x -> x.softplus()).eval(800)).isEqualTo(800);
        assertThat(unary(x -> x.sigmoid()).eval(-740))
                .isEqualTo(Math.exp(-740), within(3 * Double.MIN_VALUE));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> axpy.eval(1))
                .withMessageContaining("reads 2 arguments and 2 scalars, given 1 and 0");
        assertThatIllegalArgumentException().isThrownBy(() -> arg(-1));
    }

    @Test
    void comparisonsFollowIeee() {
        Expr[] all = {
            binary((x, y) -> x.lt(y)),
            binary((x, y) -> x.le(y)),
            binary((x, y) -> x.gt(y)),
            binary((x, y) -> x.ge(y)),
            binary((x, y) -> x.eq(y)),
            binary((x, y) -> x.ne(y))
        };
        assertThat(values(all, 1, 2)).containsExactly(1, 1, 0, 0, 0, 1);
        assertThat(values(all, 2, 2)).containsExactly(0, 1, 0, 1, 1, 0);
        assertThat(values(all, Double.NaN, 2)).containsExactly(0, 0, 0, 0, 0, 1);
        assertThat(values(all, 0.0, -0.0)).containsExactly(0, 1, 0, 1, 1, 0);
        assertThat(unary(x -> x.isNaN()).eval(Double.NaN)).isEqualTo(1);
        assertThat(unary(x -> select(x, 1, 2)).eval(Double.NaN)).isEqualTo(1);
        assertThat(unary(x -> select(x, 1, 2)).eval(-0.0)).isEqualTo(2);
    }

    private static double[] values(Expr[] all, double a, double b) {
        return java.util.Arrays.stream(all).mapToDouble(e -> e.eval(a, b)).toArray();
    }

    @Test
    void powFollowsIeee() {
        Expr pow = binary((x, y) -> x.pow(y));
        assertThat(pow.eval(1, Double.NaN)).isEqualTo(1);
        assertThat(pow.eval(-1, Double.NEGATIVE_INFINITY)).isEqualTo(1);
        assertThat(pow.eval(Double.NaN, 0)).isEqualTo(1);
        assertThat(pow.eval(0, 0)).isEqualTo(1);
        assertThat(pow.eval(-8, 1.0 / 3)).isNaN();
    }

    @Test
    void equalityLooksThroughOrderAndSharing() {
        Expr one = binary((x, y) -> x.mul(y).add(x.exp()));
        Expr two = binary((x, y) -> x.exp().add(y.mul(x)));
        Expr three = binary((x, y) -> y.exp().add(y.mul(x)));
        assertThat(one).isEqualTo(two).hasSameHashCodeAs(two).isNotEqualTo(three);
        assertThat(unary(x -> x.sub(1))).isNotEqualTo(unary(x -> constant(1).sub(x)));
        assertThat(binary((x, y) -> x.lt(y))).isNotEqualTo(binary((x, y) -> y.lt(x)));
        assertThat(binary((x, y) -> x.eq(y))).isEqualTo(binary((x, y) -> y.eq(x)));
        assertThat(constant(0.0)).isNotEqualTo(constant(-0.0));
    }

    @Test
    void sharingKeepsWorkLinear() {
        Expr power = arg(0);
        for (int i = 0; i < 60; i++) {
            power = power.mul(power);
        }
        assertThat(Program.of(power).steps()).hasSize(61);
        Expr again = Program.of(power).expressions().getFirst();
        assertThat(again).isEqualTo(power).hasSameHashCodeAs(power);
        assertThat(Gradient.of(power, 0).expressions()).hasSize(1);
    }

    @Test
    void programsHoldWhatIsSharedOnce() {
        Program program =
                Program.of(
                        List.of(
                                binary((x, y) -> x.add(y).exp()),
                                binary((x, y) -> y.add(x).exp().mul(2))));
        assertThat(program.steps()).hasSize(6);
        assertThat(program.outputs()).hasSize(2);
        assertThat(program.args()).isEqualTo(2);
        assertThat(program.scalars()).isZero();
        assertThat(Program.of(scalar(3)).scalars()).isEqualTo(4);
    }

    /** Each rewrite against the operation itself, at every special value. */
    @Test
    void simplificationKeepsEveryValue() {
        for (double x : SPECIAL) {
            assertThat(value(e -> e.add(-0.0), x)).isEqualTo(bits(x + -0.0));
            assertThat(value(e -> e.add(0.0), x)).isEqualTo(bits(x + 0.0));
            assertThat(value(e -> e.sub(0.0), x)).isEqualTo(bits(x - 0.0));
            assertThat(value(e -> constant(-0.0).sub(e), x)).isEqualTo(bits(-0.0 - x));
            assertThat(value(e -> e.mul(1), x)).isEqualTo(bits(x * 1));
            assertThat(value(e -> e.mul(-1), x)).isEqualTo(bits(x * -1));
            assertThat(value(e -> e.mul(0), x)).isEqualTo(bits(x * 0));
            assertThat(value(e -> e.div(8), x)).isEqualTo(bits(x / 8));
            assertThat(value(e -> e.div(-1), x)).isEqualTo(bits(x / -1));
            assertThat(value(e -> e.neg().neg(), x)).isEqualTo(bits(x));
            assertThat(value(e -> e.neg().abs().abs(), x)).isEqualTo(bits(Math.abs(x)));
            assertThat(value(e -> e.exp().add(e.neg()), x)).isEqualTo(bits(Math.exp(x) - x));
            assertThat(value(e -> e.neg().add(e.exp()), x)).isEqualTo(bits(-x + Math.exp(x)));
            assertThat(value(e -> e.sub(e.neg()), x)).isEqualTo(bits(x + x));
            assertThat(value(e -> e.pow(2), x)).isEqualTo(bits(Math.pow(x, 2)));
            assertThat(value(e -> e.pow(-1), x)).isEqualTo(bits(1 / x));
            assertThat(value(e -> e.pow(0), x)).isEqualTo(bits(1));
            assertThat(value(e -> e.maximum(e), x)).isEqualTo(bits(x));
            assertThat(value(e -> e.sub(e), x))
                    .isEqualTo(bits(Double.isFinite(x) ? 0 : Double.NaN));
        }
        assertThat(unary(x -> x.pow(3)).eval(-1.25)).isEqualTo(Math.pow(-1.25, 3));
        assertThat(unary(x -> x.div(3))).hasToString("x0 / 3");
        assertThat(unary(x -> x.div(4))).hasToString("x0 * 0.25");
        assertThat(unary(x -> select(constant(1), x, 2))).isEqualTo(arg(0));
        assertThat(unary(x -> select(x.lt(0), x, x))).isEqualTo(arg(0));
        assertThat(constant(2).sqrt().mul(3)).isEqualTo(constant(Math.sqrt(2) * 3));
    }

    private static long value(java.util.function.UnaryOperator<Expr> body, double x) {
        return bits(unary(body).eval(x));
    }

    private static long bits(double value) {
        return Double.doubleToLongBits(value);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, -0.5, 1.5, 2.5, -2.5, 0.49999999999999994, -0.0, 1e17})
    void roundsHalvesToEven(double x) {
        assertThat(bits(unary(Expr::round).eval(x))).isEqualTo(bits(Math.rint(x)));
    }
}
