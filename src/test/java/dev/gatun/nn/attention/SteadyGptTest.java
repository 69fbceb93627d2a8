package dev.gatun.nn.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.testing.ChildJvm;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Training a GPT step after step takes no more memory; by /proc, which is Linux's. */
class SteadyGptTest {
    /**
     * Steps, layers, heads, width, context and batch; {@code -Dgatun.steady.gpt="10000 4 4 128 64
     * 12"} for the long run.
     */
    private static final String SIZES = System.getProperty("gatun.steady.gpt", "3000 1 2 8 8 2");

    private static final long MEBI = 1 << 20;

    @Test
    @EnabledOnOs(OS.LINUX)
    void stepsHoldWhatTheFirstOnesHeld() throws Exception {
        // A heap of fixed size, touched from the start, keeps the collector out of the figure.
        ChildJvm.Result child =
                ChildJvm.running(SteadyGptMain.class)
                        .with("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC")
                        .with("--add-modules=jdk.incubator.vector")
                        .run(SIZES.split(" ", -1));
        assertThat(child.exit()).as(child.err()).isZero();
        List<String> lines = child.out().lines().toList();
        long[] early = numbers(lines.get(0));
        long[] late = numbers(lines.get(1));
        // Loops that are compiled meanwhile are the JIT's memory.
        assertThat(late[0] - early[0]).as("resident, %s", child.out()).isLessThan(64 * 1024);
        assertThat(late[1]).as("ledger, %s", child.out()).isEqualTo(early[1]);
        assertThat(late[2] - early[2]).as("heap, %s", child.out()).isLessThan(2 * MEBI);
    }

    private static long[] numbers(String line) {
        return Stream.of(line.split(" ", -1)).mapToLong(Long::parseLong).toArray();
    }
}
