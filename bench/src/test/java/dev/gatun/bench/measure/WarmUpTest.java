package dev.gatun.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.kernel.KernelCounters;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Trials here only say how long they took, and kernels only pretend. */
class WarmUpTest {
    private static final long LEAST = 100_000;
    private static final KernelCounters QUIET = new KernelCounters(3, 5, 4, 3, 1);
    private static final KernelCounters COMPILING = new KernelCounters(3, 5, 5, 3, 1);
    private static final KernelCounters COMPILED = new KernelCounters(3, 5, 5, 4, 1);

    private final AtomicLong spent = new AtomicLong();

    private double warm(LongUnaryOperator each, Supplier<KernelCounters> kernels) {
        return new WarmUp(LEAST, 1000, kernels)
                .run(calls -> {
                    long nanos = calls * each.applyAsLong(spent.get());
                    spent.addAndGet(nanos);
                    return nanos;
                });
    }

    @Test
    void aSteadyTrialRunsTheLeastTime() {
        assertThat(warm(_ -> 10, () -> QUIET)).isEqualTo(10);
        assertThat(spent.get()).isBetween(LEAST, LEAST + 5000);
    }

    @Test
    void oneLongCallIsEnough() {
        assertThat(warm(_ -> LEAST, () -> QUIET)).isEqualTo(LEAST);
        assertThat(spent.get()).isEqualTo(LEAST);
    }

    @Test
    void waitsForAKernelThatIsBeingCompiled() {
        long ready = 5 * LEAST;
        double each =
                warm(at -> at < ready ? 370 : 26, () -> spent.get() < ready ? COMPILING : COMPILED);
        assertThat(each).isEqualTo(26);
        assertThat(spent.get()).isBetween(ready + LEAST / 2, ready + 2 * LEAST);
    }

    /** The JIT compiler counts nothing; what it gains shows in the times. */
    @Test
    void waitsUntilTheTimesSettle() {
        // Ever faster by more than a tenth, then steady.
        assertThat(warm(at -> Math.max(20, 1000 >> (at / (LEAST / 2))), () -> QUIET)).isEqualTo(20);
        assertThat(spent.get()).isGreaterThan(3 * LEAST);
    }

    @Test
    void patienceEnds() {
        assertThat(warm(_ -> 10, () -> COMPILING)).isEqualTo(10);
        assertThat(spent.get()).isBetween(20 * LEAST, 21 * LEAST);
    }
}
