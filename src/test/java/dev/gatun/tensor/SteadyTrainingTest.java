package dev.gatun.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.testing.ChildJvm;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Training step after step takes no more memory; by /proc, which other systems do not have. */
class SteadyTrainingTest {
    /** {@code -Dgatun.steady.steps=100000} for the long run. */
    private static final String STEPS = System.getProperty("gatun.steady.steps", "20000");

    private static final long MEBI = 1 << 20;

    @Test
    @EnabledOnOs(OS.LINUX)
    void stepsHoldWhatTheFirstOnesHeld() throws Exception {
        // A heap of fixed size, touched from the start, keeps the collector out of the figure.
        ChildJvm.Result child =
                ChildJvm.running(SteadyTrainingMain.class)
                        .with("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC")
                        .with("--add-modules=jdk.incubator.vector")
                        .run(STEPS);
        assertThat(child.exit()).as(child.err()).isZero();
        List<String> lines = child.out().lines().toList();
        long[] early = numbers(lines.get(0));
        long[] late = numbers(lines.get(1));
        // Loops that are compiled meanwhile are the JIT's memory.
        assertThat(late[0] - early[0]).as("resident, %s", child.out()).isLessThan(48 * 1024);
        assertThat(late[1]).as("ledger, %s", child.out()).isEqualTo(early[1]);
        assertThat(late[2] - early[2]).as("heap, %s", child.out()).isLessThan(2 * MEBI);
        assertThat(Long.parseLong(lines.get(2))).as("a step").isBetween(1L, 64 * 1024L);
    }

    private static long[] numbers(String line) {
        return Stream.of(line.split(" ", -1)).mapToLong(Long::parseLong).toArray();
    }
}
