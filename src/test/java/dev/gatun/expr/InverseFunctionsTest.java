package dev.gatun.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Functions that Math does not have, against those they undo, from tiny to large numbers. */
class InverseFunctionsTest {
    private static final int CASES = 20_000;

    @Test
    void powersOfTwoHaveExactLogarithms() {
        for (int exponent = -1074; exponent <= 1023; exponent++) {
            assertThat(UnaryOp.LOG2.apply(Math.scalb(1.0, exponent))).isEqualTo(exponent);
        }
        assertThat(UnaryOp.LOG2.apply(0)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(UnaryOp.LOG2.apply(-1)).isNaN();
        assertThat(UnaryOp.LOG2.apply(Double.POSITIVE_INFINITY)).isInfinite();
    }

    @Test
    void theLogarithmToBase2() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < CASES; i++) {
            double x = Math.exp(random.nextDouble(-700, 700));
            near(UnaryOp.LOG2.apply(x), Math.log(x) / Math.log(2), 4, x);
            double near = 1 + random.nextDouble(-0.2, 0.2);
            near(UnaryOp.LOG2.apply(near), Math.log(near) / Math.log(2), 4, near);
        }
    }

    /** StrictMath's hyperbolic functions are within 2.5 ulp. */
    @Test
    void theHyperbolicOnesUndoWhatTheyAreTheInverseOf() {
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < CASES; i++) {
            double small = Math.exp(random.nextDouble(-700, 0));
            near(UnaryOp.ASINH.apply(StrictMath.sinh(small)), small, 7, small);
            near(UnaryOp.ASINH.apply(StrictMath.sinh(-small)), -small, 7, -small);
            double half = small / 2;
            near(UnaryOp.ATANH.apply(StrictMath.tanh(half)), half, 7, half);
            near(UnaryOp.ATANH.apply(StrictMath.tanh(-half)), -half, 7, -half);
            double large = random.nextDouble(1, 700);
            near(UnaryOp.ASINH.apply(StrictMath.sinh(large)), large, 7, large);
            near(UnaryOp.ACOSH.apply(StrictMath.cosh(large)), large, 7, large);
        }
    }

    @Test
    void theirEdges() {
        assertThat(UnaryOp.ASINH.apply(-0.0)).isEqualTo(-0.0);
        assertThat(UnaryOp.ATANH.apply(-0.0)).isEqualTo(-0.0);
        assertThat(UnaryOp.ATANH.apply(1)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(UnaryOp.ATANH.apply(-1)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(UnaryOp.ATANH.apply(1.5)).isNaN();
        assertThat(UnaryOp.ACOSH.apply(1)).isZero();
        assertThat(UnaryOp.ACOSH.apply(0.5)).isNaN();
        assertThat(UnaryOp.ASINH.apply(Double.NEGATIVE_INFINITY))
                .isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(UnaryOp.ASINH.apply(1e300)).isCloseTo(691.4686750787737, within(1e-12));
    }

    private static void near(double have, double want, int ulps, double at) {
        assertThat(have).as("at %s", at).isCloseTo(want, within(ulps * Math.ulp(want)));
    }
}
