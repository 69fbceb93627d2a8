package dev.gatun.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.kernel.loop.Tier;
import dev.gatun.testing.ChildJvm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Linear algebra, einsum, transforms and attention are the same for any number of threads. */
class ThreadBitsTest {
    /** Without C2's vectors every call computes functions alike, the first as the last. */
    @ParameterizedTest
    @ValueSource(strings = {"openblas", "java"})
    void onAnyThreads(String backend) throws Exception {
        ChildJvm.Result child =
                ChildJvm.running(ThreadBitsProbe.class)
                        .with("-ea", "--add-modules=jdk.incubator.vector")
                        .with("-Dgatun.backend=" + backend, "-D" + Tier.PROPERTY + "=interpret")
                        .with("-XX:+UnlockExperimentalVMOptions", "-XX:-EnableVectorSupport")
                        .run();
        assertThat(child.exit()).as(child.err()).isZero();
        assertThat(child.out()).isEqualTo("the same bits");
    }
}
