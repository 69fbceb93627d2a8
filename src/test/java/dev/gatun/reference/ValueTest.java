package dev.gatun.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values worked out by hand, and what is refused. */
class ValueTest {
    private static Value matrix() {
        return Value.of(new int[] {2, 3}, 1, 2, 3, 4, 5, 6);
    }

    private static Value vector(double... numbers) {
        return Value.of(new int[] {numbers.length}, numbers);
    }

    private static void check(Value value, int[] shape, double... data) {
        assertThat(value.shape()).isEqualTo(shape);
        assertThat(value.data()).isEqualTo(data);
    }

    @Test
    void broadcasts() {
        check(matrix().add(vector(10, 20, 30)), new int[] {2, 3}, 11, 22, 33, 14, 25, 36);
        Value column = Value.of(new int[] {2, 1}, 10, 20);
        check(matrix().sub(column), new int[] {2, 3}, -9, -8, -7, -16, -15, -14);
        check(vector(1, 2).mul(column), new int[] {2, 2}, 10, 20, 20, 40);
        check(Value.scalar(6).div(vector(1, 2, 3)), new int[] {3}, 6, 3, 2);
        check(matrix().add(Value.of(new int[] {0, 1, 3})), new int[] {0, 2, 3});
    }

    @Test
    void moves() {
        check(matrix().transpose(), new int[] {3, 2}, 1, 4, 2, 5, 3, 6);
        check(matrix().reshape(3, -1), new int[] {3, 2}, 1, 2, 3, 4, 5, 6);
        check(matrix().reshape(1, 2, 3).permute(2, 0, -2), new int[] {3, 1, 2}, 1, 4, 2, 5, 3, 6);
        check(matrix().slice(-1, 1, 3), new int[] {2, 2}, 2, 3, 5, 6);
        check(matrix().slice(0, 1, 1), new int[] {0, 3});
        check(matrix().take(1, 2, 0, 2), new int[] {2, 3}, 3, 1, 3, 6, 4, 6);
        check(matrix().rows(new int[] {1, 0}, 2, 1), new int[] {2, 1, 3}, 4, 5, 6, 1, 2, 3);
        check(
                Value.concat(1, matrix(), Value.of(new int[] {2, 1}, 7, 8)),
                new int[] {2, 4},
                1,
                2,
                3,
                7,
                4,
                5,
                6,
                8);
        assertThat(1 / vector(-0.0).reshape(1, 1).item()).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void reduces() {
        check(matrix().sum(false), new int[] {}, 21);
        check(matrix().sum(true), new int[] {1, 1}, 21);
        check(matrix().sum(false, 0), new int[] {3}, 5, 7, 9);
        check(matrix().mean(true, -1), new int[] {2, 1}, 2, 5);
        check(matrix().max(false, 0), new int[] {3}, 4, 5, 6);
        check(Value.of(new int[] {0, 2}).sum(false, 0), new int[] {2}, 0, 0);
        assertThat(vector(1, Double.NaN, 3).max(false).item()).isNaN();
        assertThat(vector(Double.NEGATIVE_INFINITY).max(false).item()).isEqualTo(-1 / 0.0);
    }

    @Test
    void multipliesMatrices() {
        Value b = Value.of(new int[] {3, 2}, 1, 0, 0, 1, 1, 1);
        check(matrix().matmul(b), new int[] {2, 2}, 4, 5, 10, 11);
        Value batch = Value.concat(0, matrix().reshape(1, 2, 3), matrix().mul(2).reshape(1, 2, 3));
        check(batch.matmul(b), new int[] {2, 2, 2}, 4, 5, 10, 11, 8, 10, 20, 22);
        Value nothing = Value.of(new int[] {2, 0}).matmul(Value.of(new int[] {0, 2}));
        check(nothing, new int[] {2, 2}, 0, 0, 0, 0);
    }

    @Test
    void selects() {
        double nan = Double.NaN;
        Value condition = vector(1, 0, 2);
        check(
                Value.where(condition, vector(1, nan, 3), vector(nan, 5, 1 / 0.0)),
                new int[] {3},
                1,
                5,
                3);
        check(vector(1, 2, nan).maskedFill(condition, -1), new int[] {3}, -1, 2, -1);
        check(vector(-1, 0, 2).relu(), new int[] {3}, 0, 0, 2);
        assertThat(vector(nan).relu().item()).isNaN();
    }

    /** Values of 18 digits from mpmath. */
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1e-10, 1.12837916709551262e-10",
        "0.1, 0.112462916018284898",
        "0.5, 0.520499877813046538",
        "1, 0.842700792949714869",
        "1.5, 0.966105146475310727",
        "1.9999, 0.995320197907029392",
        "2, 0.995322265018952734",
        "2.5, 0.999593047982555041",
        "3, 0.999977909503001415",
        "4, 0.9999999845827421",
        "5.5, 0.999999999999992642",
        "6, 0.999999999999999978",
        "1e200, 1",
        "Infinity, 1"
    })
    void errorFunction(double x, double expected) {
        assertThat(Value.scalar(x).erf().item()).isCloseTo(expected, within(1e-15 * expected));
        assertThat(Value.scalar(-x).erf().item()).isCloseTo(-expected, within(1e-15 * expected));
    }

    @Test
    void leavesAddUpAndOthersStartAnew() {
        Value x = Value.scalar(3);
        Value square = x.mul(x);
        Value f = square.add(square);
        f.backward(1);
        assertThat(x.grad()[0]).isEqualTo(12);
        f.backward(1);
        assertThat(x.grad()[0]).isEqualTo(24);
        assertThat(square.grad()[0]).isEqualTo(2);
        x.zeroGrad();
        f.backward(-1);
        assertThat(x.grad()[0]).isEqualTo(-12);
        x.mul(x.detach()).backward(1);
        assertThat(x.grad()[0]).isEqualTo(-9);
    }

    @Test
    void aDeepGraphNeedsNoStack() {
        Value x = Value.scalar(1);
        Value sum = x;
        for (int i = 0; i < 100_000; i++) {
            sum = sum.add(x);
        }
        sum.backward(1);
        assertThat(x.grad()[0]).isEqualTo(100_001);
    }

    @Test
    void theFirstOfEqualsIsTheGreatest() {
        Value x = vector(2, 7, 7);
        x.max(false).backward(1);
        assertThat(x.grad()).containsExactly(0, 1, 0);
    }

    @Test
    void refusesWhatDoesNotFit() {
        refuses(() -> Value.of(new int[] {2, 3}, 1, 2), "size of [2, 3]");
        refuses(() -> matrix().add(vector(1, 2)), "3 does not broadcast with 2");
        refuses(() -> matrix().matmul(matrix()), "matmul: inner sizes");
        refuses(() -> vector(1).matmul(matrix()), "no axis -2 in [1]");
        refuses(() -> matrix().reshape(4), "reshape to [4]");
        refuses(() -> matrix().reshape(4, -1), "reshape to [4, -1]");
        refuses(() -> matrix().permute(0, 0), "axis 0 named twice");
        refuses(() -> matrix().permute(), "permute: every axis once");
        refuses(() -> matrix().sum(false, 2), "no axis 2 in [2, 3]");
        refuses(() -> matrix().sum(false, 1, -1), "axis -1 named twice");
        refuses(() -> matrix().slice(1, 1, 4), "take: 3 of 3");
        refuses(() -> matrix().take(1, -1), "take: -1 of 3");
        refuses(() -> Value.concat(0, matrix(), Value.of(new int[] {1, 2}, 1, 2)), "concat");
        refuses(() -> matrix().item(), "item of [2, 3]");
        refuses(() -> matrix().backward(1), "backward: one number an element");
    }

    private static void refuses(Runnable call, String problem) {
        assertThatThrownBy(call::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }
}
