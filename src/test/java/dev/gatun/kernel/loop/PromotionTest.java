package dev.gatun.kernel.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.expr.Expr;
import dev.gatun.kernel.loop.interpreted.Interpreter;
import dev.gatun.kernel.loop.spec.AccessPattern;
import dev.gatun.kernel.loop.spec.KernelBody;
import dev.gatun.shape.DType;
import dev.gatun.testing.ChildJvm;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole processes: the thread that promotes outlives what happens to it, or is replaced. */
class PromotionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "promote fill promote -> promoted filled promoted",
                "promote kill promote -> promoted killed promoted",
                "promote shutdown promote shutdown -> promoted ended promoted ended",
                "promote idle promote -> promoted ended promoted"
            })
    void goesOn(String story) throws Exception {
        String[] parts = story.split(" -> ", 2);
        ChildJvm.Result child =
                ChildJvm.running(PromotionProbe.class)
                        .with("-Xmx64m", "--add-modules=jdk.incubator.vector")
                        .with("-Dgatun.threads=2", "-Dgatun.backend=java")
                        .run(parts[0].split(" ", -1));
        assertThat(child.exit()).as(child.err()).isZero();
        assertThat(child.out().lines().toList()).containsExactly(parts[1].split(" "));
        assertThat(child.err()).doesNotContain("interpreted");
    }

    @Test
    void attemptsComeAtEverLargerIntervals() {
        assertThat(Specialization.threshold(0)).isEqualTo(Promoter.THRESHOLD);
        long last = Promoter.THRESHOLD;
        for (int attempts = 1; attempts < 1000; attempts++) {
            long next = Specialization.threshold(attempts);
            assertThat(next).isGreaterThanOrEqualTo(last).isLessThanOrEqualTo(1L << 38);
            last = next;
        }
    }

    /** A loop that does not become fast is not given up: its kernel asks again. */
    @Test
    void aKernelThatWasNotPromotedIsQueuedAgain() {
        Specialization specialization =
                new Specialization(
                        KernelBody.storing(1, List.of(Expr.arg(0).mul(20261126)), false),
                        AccessPattern.row(DType.F32, 0),
                        null);
        specialization.isNotPromoted();
        long before = KernelCounters.now().rejections();
        assertThat(specialization.attempts()).isEqualTo(1);
        specialization.saw(Specialization.threshold(1));
        long end = System.nanoTime() + 60_000_000_000L;
        while (specialization.loop() instanceof Interpreter && System.nanoTime() < end) {
            specialization.saw(1L << 38);
            Thread.onSpinWait();
        }
        assertThat(specialization.loop()).isNotInstanceOf(Interpreter.class);
        assertThat(KernelCounters.now().rejections()).isEqualTo(before);
    }
}
