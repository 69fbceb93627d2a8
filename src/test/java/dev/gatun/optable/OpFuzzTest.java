package dev.gatun.optable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.testing.ChildJvm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random calls in processes of their own, with and without the Vector API and OpenBLAS. The
 * property {@code gatun.fuzz.calls} says how many calls each makes.
 */
class OpFuzzTest {
    private static final String CALLS = System.getProperty("gatun.fuzz.calls", "10000");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--add-modules=jdk.incubator.vector",
                "-Dgatun.backend=java -Dgatun.threads=1",
                "--add-modules=jdk.incubator.vector -Dgatun.code=vector"
            })
    void noCallIsWrong(String flags) throws Exception {
        ChildJvm.Result result =
                ChildJvm.running(OpFuzz.class)
                        .with("-ea", "-Dgatun.canaries=check")
                        .with(flags.split(" ", -1))
                        .run(CALLS, Integer.toString(flags.hashCode()));
        assertThat(result.out())
                .as(result.err())
                .isEqualTo(CALLS + " calls, none wrong, nothing held");
        assertThat(result.exit()).isZero();
    }
}
