package dev.gatun.nn.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.SteadyProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Training a GPT step after step takes no more memory; by /proc, which is Linux's. */
class SteadyGptTest {
    /**
     * Steps, layers, heads, width, context and batch; {@code -Dgatun.steady.gpt="10000 4 4 128 64
     * 12" -Dgatun.patience=7200} for the long run.
     */
    private static final String SIZES = System.getProperty("gatun.steady.gpt", "3000 1 2 8 8 2");

    @Test
    @EnabledOnOs(OS.LINUX)
    void stepsHoldWhatTheFirstOnesHeld() throws Exception {
        assertThat(SteadyProcess.run(SteadyGptMain.class, 64 * 1024, SIZES.split(" ", -1)))
                .hasSize(2);
    }
}
