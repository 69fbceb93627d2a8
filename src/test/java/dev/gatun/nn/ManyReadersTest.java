package dev.gatun.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.testing.ChildJvm;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One model in evaluation mode under a shared scope, read by many threads at once. */
class ManyReadersTest {
    private static final Pattern REPORT =
            Pattern.compile(
                    "answers with other bits: 0\\Rbytes at the most: (\\d+)\\R"
                            + "bytes left: (-?\\d+)\\Rbatches: 0");

    /** In one tier, for a kernel is promoted when it is, and that changes functions' bits. */
    @ParameterizedTest
    @ValueSource(strings = {"interpret", "vector"})
    void eightThreadsAndAThousandVirtualOnesGetTheBitsOfOne(String tier) throws Exception {
        ChildJvm.Result child =
                ChildJvm.running(ManyReadersProbe.class)
                        .with("--add-modules=jdk.incubator.vector", "-Dgatun.code=" + tier)
                        .run();
        assertThat(child.exit()).as(child.err()).isZero();
        Matcher report = REPORT.matcher(child.out().strip());
        assertThat(report.matches()).as(child.out()).isTrue();
        // a reader's scope is one slab of a mebibyte; a virtual thread is rarely stopped in one
        assertThat(Long.parseLong(report.group(1))).isLessThan(200L << 20);
        assertThat(Long.parseLong(report.group(2))).isLessThanOrEqualTo(32L << 20);
    }
}
