package dev.gatun.bench.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.bench.console.Failure;
import dev.gatun.expr.Expr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTextTest {
    private static final Expr X = Expr.arg(0);
    private static final Expr Y = Expr.arg(1);

    private static Expr of(String text) {
        return ExpressionText.parse(text).expression();
    }

    @Test
    void countsOperands() {
        assertThat(ExpressionText.parse("x0 + x3 * x1").operands()).isEqualTo(4);
        assertThat(ExpressionText.parse("2").operands()).isZero();
    }

    @Test
    void readsWhatIsWritten() {
        assertThat(of("x0 * sigmoid(x0)")).isEqualTo(X.mul(X.sigmoid()));
        assertThat(of("x0 + x1 * 2 - 3e-2")).isEqualTo(X.add(Y.mul(2)).sub(0.03));
        assertThat(of(" ( x0+x1 )*-2 / x1")).isEqualTo(X.add(Y).mul(Expr.constant(2).neg()).div(Y));
        assertThat(of("maximum(exp(x0), lerp(x0, x1, 0.5))"))
                .isEqualTo(X.exp().maximum(X.lerp(Y, Expr.constant(0.5))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "x0 +; an operand is missing at the end",
                "x0 $ 2; what is $ 2?",
                "frobnicate(x0); there is no function frobnicate of 1",
                "exp(x0, x1); there is no function exp of 2",
                "(x0 + 1; ) is missing at the end",
                "x0 x1; what is x1 doing there?",
                "* x0; an operand is missing before *",
                "sin x0; ( is missing before x0"
            })
    void saysWhatIsNoExpression(String text, String why) {
        assertThatThrownBy(() -> ExpressionText.parse(text))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(why);
    }
}
