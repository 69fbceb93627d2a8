package dev.gatun.tensor.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Quotients, rests, bits and shifts of integers, exact over their whole range. */
class IntegerDivisionTest {
    private static final long[] NUMBERS = {
        0, 1, -1, 2, -2, 3, -3, 7, -7, 255, Long.MAX_VALUE, Long.MIN_VALUE, (1L << 53) + 1
    };

    private final Scope scope = Scope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    private interface Longs {
        long of(long a, long b);
    }

    private static void check(Tensor made, Longs expected) {
        assertThat(made.dtype()).isEqualTo(DType.I64);
        long[] got = made.toLongArray();
        for (int i = 0; i < NUMBERS.length; i++) {
            for (int j = 0; j < NUMBERS.length; j++) {
                assertThat(got[i * NUMBERS.length + j])
                        .as("%s, %s", NUMBERS[i], NUMBERS[j])
                        .isEqualTo(expected.of(NUMBERS[i], NUMBERS[j]));
            }
        }
    }

    @Test
    void everyPair() {
        Tensor a = Tensor.of(NUMBERS, NUMBERS.length, 1);
        Tensor b = Tensor.of(NUMBERS, 1, NUMBERS.length);
        check(a.fmod(b), (x, y) -> y == 0 ? 0 : x % y);
        check(a.remainder(b), (x, y) -> y == 0 ? 0 : Math.floorMod(x, y));
        check(a.floorDivide(b), (x, y) -> y == 0 ? 0 : Math.floorDiv(x, y));
        check(a.bitwiseAnd(b), (x, y) -> x & y);
        check(a.bitwiseOr(b), (x, y) -> x | y);
        check(a.bitwiseXor(b), (x, y) -> x ^ y);
        check(a.bitwiseLeftShift(b), (x, y) -> y < 0 || y > 63 ? 0 : x << y);
        check(a.bitwiseRightShift(b), (x, y) -> y < 0 || y > 63 ? x >> 63 : x >> y);
    }

    @Test
    void narrowTypesAndMasks() {
        Tensor bytes = Tensor.of(new long[] {0, 1, 254, 255}, 4).to(DType.U8);
        assertThat(bytes.bitwiseNot().toLongArray()).containsExactly(255, 254, 1, 0);
        assertThat(bytes.bitwiseLeftShift(1).toLongArray()).containsExactly(0, 2, 252, 254);
        assertThat(bytes.floorDivide(7).toLongArray()).containsExactly(0, 0, 36, 36);
        Tensor mask = Tensor.of(true, false);
        assertThat(mask.bitwiseNot().toLongArray()).containsExactly(0, 1);
        assertThat(mask.bitwiseXor(Tensor.of(true, true)).dtype()).isEqualTo(DType.BOOL);
        assertThat(mask.bitwiseAnd(3).toLongArray()).containsExactly(1, 0);
    }

    @Test
    void bitsOfFractionsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tensor.zeros(2).bitwiseNot())
                .withMessageContaining("bitwiseNot: takes integers, not tensor [2] float32");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tensor.arange(2).bitwiseOr(Tensor.zeros(2)))
                .withMessageContaining("bitwiseOr: takes integers");
    }
}
