package dev.gatun.kernel.fill;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The known answers published with the generator, and how the library numbers its blocks. */
class PhiloxTest {
    private static int[] block(long low, long high, long key) {
        int[] words = new int[Philox.BLOCK];
        Philox.block(low, high, key, words, 0);
        return words;
    }

    @Test
    void givesThePublishedAnswers() {
        assertThat(block(0, 0, 0)).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        assertThat(block(-1, -1, -1))
                .containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
        assertThat(block(0x85a308d3_243f6a88L, 0x03707344_13198a2eL, 0x299f31d0_a4093822L))
                .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    @Test
    void blocksAreNumbered() {
        int[] words = new int[12];
        Philox.words(7, 3, 0xffffffffL, words, 3);
        for (int i = 0; i < 3; i++) {
            int[] expected = block(0xffffffffL + i, 3, 7);
            for (int j = 0; j < 4; j++) {
                assertThat(words[4 * i + j]).isEqualTo(expected[j]);
            }
        }
    }

    @Test
    void anotherAttemptIsAnotherNumber() {
        int[] expected = block(9, (5L << 56) | 3, 7);
        assertThat(Philox.again(7, 3, 9, 5)).isEqualTo(Philox.join(expected[0], expected[1]));
        assertThat(Philox.join(-1, 1)).isEqualTo(0x1_ffffffffL);
    }
}
