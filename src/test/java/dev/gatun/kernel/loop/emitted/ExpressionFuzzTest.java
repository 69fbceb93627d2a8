package dev.gatun.kernel.loop.emitted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.testing.ChildJvm;
import org.junit.jupiter.api.Test;

/**
 * Random expressions in a process of their own. The property {@code gatun.fuzz.expressions} says
 * how many, {@code gatun.fuzz.seed} the first seed.
 */
class ExpressionFuzzTest {
    private static final String COUNT = System.getProperty("gatun.fuzz.expressions", "2000");
    private static final String SEED = System.getProperty("gatun.fuzz.seed", "1");

    @Test
    void noExpressionIsWrong() throws Exception {
        ChildJvm.Result result =
                ChildJvm.running(ExpressionFuzz.class).with("-ea").run(COUNT, SEED);
        assertThat(result.out())
                .as(result.err())
                .startsWith(COUNT + " expressions")
                .endsWith("; wrong: 0");
        assertThat(result.exit()).isZero();
    }
}
