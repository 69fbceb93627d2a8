package dev.gatun.expr;

import static dev.gatun.expr.Expr.binary;
import static dev.gatun.expr.Expr.constant;
import static dev.gatun.expr.Expr.scalar;
import static dev.gatun.expr.Expr.select;
import static dev.gatun.expr.Expr.unary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.expr.Gradient.Operand;
import dev.gatun.expr.Gradient.Operand.Input;
import dev.gatun.expr.Gradient.Operand.Output;
import dev.gatun.expr.Gradient.Operand.Upstream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class GradientTest {
    private static final Input X = new Input(0);
    private static final Input Y = new Input(1);
    private static final Output OUT = new Output();
    private static final Upstream UP = new Upstream();

    /** The value of a gradient, its operands taken from the forward call. */
    static double value(Expr f, int arg, double upstream, double... at) {
        Gradient gradient = Gradient.of(f, arg);
        double[] operands =
                gradient.operands().stream()
                        .mapToDouble(operand ->
                                switch (operand) {
                                    case Input(int index) -> at[index];
                                    case Output() -> f.eval(at);
                                    case Upstream() -> upstream;
                                })
                        .toArray();
        return gradient.expressions().getFirst().eval(operands);
    }

    private static void checkAgainstDifferences(Expr f, double... at) {
        for (int arg = 0; arg < at.length; arg++) {
            double h = 1e-5 * Math.max(1, Math.abs(at[arg]));
            double[] up = at.clone();
            double[] down = at.clone();
            up[arg] += h;
            down[arg] -= h;
            double slope = (f.eval(up) - f.eval(down)) / (up[arg] - down[arg]);
            assertThat(value(f, arg, 3, at))
                    .as("%s with respect to x%d at %s", f, arg, at)
                    .isCloseTo(3 * slope, within(1e-8 + 1e-7 * Math.abs(slope)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyFunctionOfOneValue(UnaryOp op) {
        Expr f = new Expr.Unary(op, Expr.arg(0));
        Expr inner = new Expr.Unary(op, Expr.arg(0).mul(Expr.arg(0)).add(0.3));
        // Neither they nor x * x + 0.3 are near a pole of the tangent.
        for (double x : new double[] {0.2, 0.7, 1.4, 2.4, 3.01}) {
            if (!Double.isNaN(f.eval(x))) {
                checkAgainstDifferences(f, x);
            }
            if (!Double.isNaN(inner.eval(x))) {
                checkAgainstDifferences(inner, x);
            }
        }
    }

    @ParameterizedTest
    // SpecialFunctionsTest, and below
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"ZETA", "GAMMAINC", "GAMMAINCC", "NEXT_FLOAT_AFTER"})
    void everyFunctionOfTwoValues(BinaryOp op) {
        Expr f = new Expr.Binary(op, Expr.arg(0), Expr.arg(1));
        checkAgainstDifferences(f, 0.7, 1.9);
        checkAgainstDifferences(f, 2.3, 0.4);
        Expr inner = binary((x, y) -> new Expr.Binary(op, x.exp(), x.mul(y).add(1)).mul(y));
        checkAgainstDifferences(inner, 0.7, 1.9);
    }

    /** Differences of doubles see the steps between floats, which are no slope. */
    @Test
    void theNextFloatMovesAsTheNumberItIsNextTo() {
        Expr f = new Expr.Binary(BinaryOp.NEXT_FLOAT_AFTER, Expr.arg(0), Expr.arg(1));
        for (double[] at : new double[][] {{0.7, 1.9}, {2.3, 0.4}, {-1, -1}}) {
            assertThat(value(f, 0, 3, at)).isEqualTo(3);
            assertThat(value(f, 1, 3, at)).isZero();
        }
    }

    static Stream<Arguments> compositions() {
        return Stream.of(
                        unary(x -> x.mul(0.5).mul(x.mul(Math.sqrt(0.5)).erf().add(1))),
                        unary(x -> x.mul(x.sigmoid())),
                        unary(x -> x.mul(x.softplus().tanh())),
                        unary(x -> select(x.gt(1), x.log(), x.mul(x))),
                        unary(x -> x.pow(2.5).add(x.pow(3)).sub(x.pow(-1))),
                        unary(x -> constant(2).pow(x).div(x.add(1))))
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("compositions")
    void compositionsAndTheirSecondDerivatives(Expr f) {
        for (double x : new double[] {0.3, 0.9, 1.7}) {
            checkAgainstDifferences(f, x);
            Gradient first = Gradient.of(f, 0);
            if (!first.readsOutput()) {
                checkAgainstDifferences(first.expressions().getFirst(), x, 1.5);
            }
        }
    }

    static Stream<Arguments> savedOperands() {
        return Stream.of(
                Arguments.of(unary(Expr::tanh), List.of(OUT, UP)),
                Arguments.of(unary(Expr::exp), List.of(OUT, UP)),
                Arguments.of(unary(Expr::sigmoid), List.of(OUT, UP)),
                Arguments.of(unary(Expr::sqrt), List.of(OUT, UP)),
                Arguments.of(unary(Expr::rsqrt), List.of(OUT, UP)),
                Arguments.of(unary(Expr::expm1), List.of(X, UP)),
                Arguments.of(unary(Expr::log), List.of(X, UP)),
                Arguments.of(unary(Expr::neg), List.of(UP)),
                Arguments.of(unary(x -> x.mul(3).add(1)), List.of(UP)),
                Arguments.of(unary(Expr::floor), List.of()),
                Arguments.of(unary(x -> select(x.le(0), constant(0), x)), List.of(X, UP)),
                Arguments.of(unary(x -> x.neg().exp()), List.of(OUT, UP)),
                Arguments.of(binary((x, y) -> x.add(y)), List.of(UP)),
                Arguments.of(binary((x, y) -> x.mul(y)), List.of(Y, UP)),
                Arguments.of(binary((x, y) -> x.div(y)), List.of(Y, UP)));
    }

    @ParameterizedTest
    @MethodSource("savedOperands")
    void readsNoMoreThanItMust(Expr f, List<Operand> operands) {
        assertThat(Gradient.of(f, 0).operands()).isEqualTo(operands);
    }

    @Test
    void severalGradientsShareTheirOperands() {
        Gradient both = Gradient.of(binary((x, y) -> x.div(y)), 0, 1);
        assertThat(both.operands()).containsExactly(Y, OUT, UP);
        assertThat(both.readsInput(0)).isFalse();
        assertThat(both.readsInput(1)).isTrue();
        assertThat(both.readsOutput()).isTrue();
        assertThat(both.expressions().get(0)).hasToString("x2 / x0");
        assertThat(both.expressions().get(1).eval(2, 3, 10)).isEqualTo(-15);
    }

    @Test
    void scalarsKeepTheirNumbers() {
        Gradient gradient = Gradient.of(binary((x, y) -> y.mul(scalar(1)).add(x)), 1);
        assertThat(gradient.operands()).containsExactly(UP);
        assertThat(gradient.expressions().getFirst()).hasToString("x0 * s1");
    }

    @Test
    void kinksAsPyTorch() {
        assertThat(value(unary(Expr::abs), 0, 5, 0.0)).isZero();
        assertThat(value(unary(Expr::sign), 0, 5, 2)).isZero();
        assertThat(value(unary(x -> select(x.le(0), constant(0), x)), 0, 5, 0.0)).isZero();
        assertThat(value(binary((x, y) -> x.maximum(y)), 0, 8, 3, 3)).isEqualTo(4);
        assertThat(value(binary((x, y) -> x.maximum(y)), 1, 8, 3, 3)).isEqualTo(4);
        assertThat(value(binary((x, y) -> x.minimum(y)), 1, 8, 3, 3)).isEqualTo(4);
        assertThat(value(binary((x, y) -> x.minimum(y)), 0, 8, 3, 4)).isEqualTo(8);
        assertThat(value(binary((x, y) -> x.pow(y)), 0, 5, 0, 0)).isZero();
        assertThat(value(binary((x, y) -> x.pow(y)), 1, 5, 0, 2)).isZero();
        assertThat(value(binary((x, y) -> x.pow(y)), 1, 5, 0, 0)).isZero();
        assertThat(value(unary(x -> x.pow(0)), 0, 5, 0)).isZero();
    }

    @Test
    void theBranchNotTakenCannotSpoilTheGradient() {
        Expr safeLog = unary(x -> select(x.gt(0), x.log(), constant(-1)));
        assertThat(value(safeLog, 0, 2, 0)).isZero();
        assertThat(value(safeLog, 0, Double.POSITIVE_INFINITY, -1)).isZero();
        assertThat(value(safeLog, 0, 2, 4)).isEqualTo(0.5);
    }
}
