package dev.gatun.kernel.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.kernel.loop.Tier;
import dev.gatun.testing.ChildJvm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reductions and row kernels leave the same bits whatever the number of threads, in each tier. */
class SameBitsTest {
    /** Without C2's vectors every call computes functions alike, the first as the last. */
    @ParameterizedTest
    @CsvSource({
        "interpret, functions, -XX:+UnlockExperimentalVMOptions -XX:-EnableVectorSupport",
        "vector, functions, -XX:+UnlockExperimentalVMOptions -XX:-EnableVectorSupport",
        "vector, none, -ea"
    })
    void onAnyThreads(String tier, String functions, String flags) throws Exception {
        ChildJvm.Result child =
                ChildJvm.running(SameBitsProbe.class)
                        .with("-ea", "--add-modules=jdk.incubator.vector")
                        .with("-Dgatun.backend=java", "-D" + Tier.PROPERTY + "=" + tier)
                        .with(flags.split(" ", -1))
                        .run(functions);
        assertThat(child.exit()).as(child.err()).isZero();
        assertThat(child.out()).isEqualTo("the same bits in tier " + tier);
    }
}
