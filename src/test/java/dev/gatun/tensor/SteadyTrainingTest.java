package dev.gatun.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.SteadyProcess;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Training step after step takes no more memory; by /proc, which other systems do not have. */
class SteadyTrainingTest {
    /** {@code -Dgatun.steady.steps=100000} for the long run. */
    private static final String STEPS = System.getProperty("gatun.steady.steps", "20000");

    @Test
    @EnabledOnOs(OS.LINUX)
    void stepsHoldWhatTheFirstOnesHeld() throws Exception {
        List<String> lines = SteadyProcess.run(SteadyTrainingMain.class, 48 * 1024, STEPS);
        assertThat(Long.parseLong(lines.get(2))).as("a step, %s", lines).isBetween(1L, 64 * 1024L);
    }
}
