package dev.gatun.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.testing.ChildJvm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No class is lost where operations overflow the stack. */
class EndOfStackTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void everythingWorksAfterwards(int threads) throws Exception {
        ChildJvm.Result child =
                ChildJvm.running(EndOfStackProbe.class)
                        .with("--add-modules=jdk.incubator.vector", "-Dgatun.threads=" + threads)
                        .run();
        assertThat(child.exit()).as(child.err()).isZero();
        assertThat(child.out().lines())
                .containsExactly("overflowed", "product 262144.0", "exp 4096.0", "closed");
    }
}
