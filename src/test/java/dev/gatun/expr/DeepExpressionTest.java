package dev.gatun.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Expressions deeper than the stack, and with more paths than there is memory. */
class DeepExpressionTest {
    private static Expr chain(int length, UnaryOperator<Expr> link) {
        Expr made = Expr.arg(0);
        for (int i = 0; i < length; i++) {
            made = link.apply(made);
        }
        return made;
    }

    @Test
    void aChainOfThousandsIsEvaluatedComparedAndDifferentiated() {
        Expr sum = chain(10_000, e -> e.add(Expr.arg(1)));
        assertThat(sum.eval(1, 0.5)).isEqualTo(5001);
        assertThat(sum).isEqualTo(chain(10_000, e -> Expr.arg(1).add(e)));
        assertThat(sum.hashCode()).isEqualTo(chain(10_000, e -> e.add(Expr.arg(1))).hashCode());
        assertThat(sum).isNotEqualTo(chain(9_999, e -> e.add(Expr.arg(1))));
        Expr product = chain(5_000, e -> e.mul(Expr.arg(1)));
        Gradient gradient = Gradient.of(product, 0);
        Expr slope = gradient.expressions().getFirst();
        assertThat(gradient.operands()).hasSize(2);
        assertThat(slope.eval(1.0001, 2)).isCloseTo(2 * Math.pow(1.0001, 5_000), within(1e-9));
        Expr maxima = chain(2_000, e -> e.maximum(Expr.arg(1)).add(1));
        assertThat(maxima.eval(0, 0)).isEqualTo(2_000);
    }

    @Test
    void aHundredThousandAreRefusedByName() {
        Expr sum = chain(100_000, e -> e.add(Expr.arg(1)));
        assertThatThrownBy(() -> sum.eval(1, 0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than 65536 operations");
        assertThatThrownBy(() -> Gradient.of(sum, 0)).hasMessageContaining("65536");
        assertThatThrownBy(sum::hashCode).hasMessageContaining("65536");
    }

    @Test
    void printingEndsSomewhere() {
        assertThat(chain(100_000, e -> e.add(1)).toString())
                .contains("...")
                .hasSizeLessThan(10_000);
        assertThat(chain(100, e -> e.mul(e)).toString()).contains("...").hasSizeLessThan(10_000);
        assertThat(chain(100, e -> e.mul(e))).isEqualTo(chain(100, e -> e.mul(e)));
    }

    @Test
    void printingNeedsNoStack() throws InterruptedException {
        String[] text = new String[1];
        Expr sum = chain(100_000, e -> e.neg().add(1));
        Thread narrow = new Thread(null, () -> text[0] = sum.toString(), "narrow", 160 * 1024);
        narrow.start();
        narrow.join();
        assertThat(text[0]).startsWith("1 - (1 - (").contains("(...)").endsWith("))");
    }
}
