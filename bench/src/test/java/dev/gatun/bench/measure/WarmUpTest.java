package dev.gatun.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.kernel.loop.KernelCounters;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
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

    private record PretendedJit(LongSupplier time, BooleanSupplier work) implements Jit {
        @Override
        public long nanos() {
            return time.getAsLong();
        }

        @Override
        public boolean isAtWork() {
            return work.getAsBoolean();
        }
    }

    /** Tells its time as it goes. */
    private static Jit telling(LongSupplier time) {
        return new PretendedJit(time, () -> false);
    }

    private double warm(LongUnaryOperator each, Supplier<KernelCounters> kernels) {
        return warm(each, kernels, new PretendedJit(() -> 0, () -> false));
    }

    private double warm(LongUnaryOperator each, Supplier<KernelCounters> kernels, Jit jit) {
        return new WarmUp(LEAST, 1000, kernels, jit)
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

    /** Its first call, interpreted, takes as long as all of the warm-up, or much longer. */
    @Test
    void aFirstCallThatTheJitWorksDuringIsNoLongCall() {
        long ready = 90 * LEAST;
        double each =
                warm(
                        at -> at < ready ? 30 * LEAST : 9,
                        () -> QUIET,
                        telling(() -> Math.min(spent.get(), ready)));
        assertThat(each).isEqualTo(9);
        assertThat(spent.get()).isGreaterThan(ready);
    }

    /** C2 says what it took when it is done. */
    @Test
    void waitsForACompilationThatIsUnderWay() {
        long ready = 7 * LEAST;
        double each =
                warm(
                        at -> at < ready ? 9000 : 9,
                        () -> QUIET,
                        new PretendedJit(
                                () -> spent.get() < ready ? 0 : ready, () -> spent.get() < ready));
        assertThat(each).isEqualTo(9);
        assertThat(spent.get()).isGreaterThan(ready);
    }

    @Test
    void theJitOfThisProcessComesToRest() throws InterruptedException {
        for (int i = 0; i < 600 && Jit.HERE.isAtWork(); i++) {
            Thread.sleep(100);
        }
        assertThat(Jit.HERE.isAtWork()).isFalse();
        assertThat(Jit.HERE.nanos()).isPositive();
    }

    @Test
    void aJitThatNeverRestsIsWaitedForLonger() {
        assertThat(warm(_ -> 10, () -> QUIET, telling(spent::get))).isEqualTo(10);
        assertThat(spent.get()).isBetween(400 * LEAST, 401 * LEAST);
    }

    /** As slow as ever while C2 compiles, at a steady pace, and then a thousand times faster. */
    @Test
    void waitsWhileTheJitIsAtWork() {
        long ready = 7 * LEAST;
        double each =
                warm(
                        at -> at < ready ? 9000 : 9,
                        () -> QUIET,
                        telling(() -> Math.min(spent.get(), ready)));
        assertThat(each).isEqualTo(9);
        assertThat(spent.get()).isGreaterThan(ready);
    }

    @Test
    void patienceEnds() {
        assertThat(warm(_ -> 10, () -> COMPILING)).isEqualTo(10);
        assertThat(spent.get()).isBetween(20 * LEAST, 21 * LEAST);
    }
}
