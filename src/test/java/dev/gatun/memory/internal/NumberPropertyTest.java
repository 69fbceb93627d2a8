package dev.gatun.memory.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NumberPropertyTest {
    private static final String NAME = "gatun.test.number";

    @AfterEach
    void clear() {
        System.clearProperty(NAME);
    }

    private static long bytes(String text) {
        System.setProperty(NAME, text);
        return NumberProperty.bytes(NAME, 7);
    }

    private static long whole(String text) {
        System.setProperty(NAME, text);
        return NumberProperty.whole(NAME, -3, 50, 7);
    }

    @Test
    void sizesAreReadAsPeopleWriteThem() {
        assertThat(NumberProperty.bytes(NAME, 7)).isEqualTo(7);
        assertThat(bytes("3m")).isEqualTo(3 << 20);
        assertThat(bytes(" 2K ")).isEqualTo(2048);
        assertThat(bytes("4096")).isEqualTo(4096);
        assertThat(bytes(" ")).isEqualTo(7);
        for (String bad : new String[] {"-1", "0", "x", "1.5g", "m", "99999999999t", "1e3"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> bytes(bad))
                    .withMessage(
                            "-Dgatun.test.number="
                                    + bad
                                    + ": write bytes, or a number with k, m, g or t");
        }
    }

    @Test
    void wholeNumbersAreFromARange() {
        assertThat(NumberProperty.whole(NAME, -3, 50, 7)).isEqualTo(7);
        assertThat(whole(" 50 ")).isEqualTo(50);
        assertThat(whole("-3")).isEqualTo(-3);
        assertThat(whole("")).isEqualTo(7);
        for (String bad : new String[] {"51", "-4", "x", "0x10", "1.0", "9999999999999999999"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> whole(bad))
                    .withMessage(
                            "-Dgatun.test.number=" + bad + ": write a whole number from -3 to 50");
        }
        System.setProperty(NAME, "x");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NumberProperty.whole(NAME, Long.MIN_VALUE, Long.MAX_VALUE, 7))
                .withMessage("-Dgatun.test.number=x: write a whole number");
    }
}
