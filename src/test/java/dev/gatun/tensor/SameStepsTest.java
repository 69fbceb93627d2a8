package dev.gatun.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.testing.ChildJvm;
import org.junit.jupiter.api.Test;

/** Training leaves the same bits on any number of threads. */
class SameStepsTest {
    /** Interpreted, for a kernel is promoted when it is, and that changes functions' bits. */
    @Test
    void fiftyStepsOfAGptBlockOnOneToEightThreads() throws Exception {
        ChildJvm.Result child =
                ChildJvm.running(SameStepsProbe.class)
                        .with("--add-modules=jdk.incubator.vector", "-Dgatun.code=interpret")
                        .run();
        assertThat(child.exit()).as(child.err()).isZero();
        int parameters = 128 * 3 * 128 + 128 * 128 + 2 * 128 * 4 * 128 + 4 * 128;
        assertThat(child.out()).isEqualTo("compared " + (50 + parameters) + " numbers");
    }
}
