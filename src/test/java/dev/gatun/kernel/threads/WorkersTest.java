package dev.gatun.kernel.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gatun.memory.internal.NativeAccess;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class WorkersTest {
    private final int before = Threads.count();

    @BeforeEach
    void fourThreads() {
        Threads.setCount(4);
        Contention.ignore(true);
    }

    @AfterEach
    void restore() {
        Threads.setCount(before);
        Contention.ignore(false);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 2, 3, 7, 13, 207, 100_000})
    void runsEachTaskOnce(int tasks) {
        for (int threads : new int[] {1, 2, 5}) {
            Threads.setCount(threads);
            AtomicIntegerArray runs = new AtomicIntegerArray(Math.max(tasks, 0));
            Workers.run(tasks, runs::incrementAndGet);
            for (int i = 0; i < tasks; i++) {
                assertThat(runs.get(i)).as("task %d on %d threads", i, threads).isEqualTo(1);
            }
        }
    }

    @Test
    void seesWhatTheCallerWroteAndShowsWhatTheTasksWrote() {
        int[] numbers = new int[64];
        for (int round = 1; round <= 20_000; round++) {
            int expected = round;
            Arrays.fill(numbers, round);
            Workers.run(numbers.length, i -> numbers[i] = numbers[i] == expected ? -expected : 0);
            for (int number : numbers) {
                assertThat(number).isEqualTo(-round);
            }
        }
    }

    @Test
    void usesAsManyThreadsAsThereAre() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        // Nobody passes the barrier unless four threads take part.
        CyclicBarrier four = new CyclicBarrier(4);
        Workers.run(
                4,
                i -> {
                    threads.add(Thread.currentThread());
                    await(four);
                });
        assertThat(threads).hasSize(4).contains(Thread.currentThread());
        threads.remove(Thread.currentThread());
        assertThat(threads).allMatch(Thread::isDaemon);
    }

    @Test
    void passesOnWhatATaskThrew() {
        Thread caller = Thread.currentThread();
        for (boolean byCaller : new boolean[] {true, false}) {
            for (Throwable thrown :
                    new Throwable[] {
                        new IllegalArgumentException(), new AssertionError(), new IOException()
                    }) {
                CyclicBarrier both = new CyclicBarrier(2);
                assertThatThrownBy(() ->
                                Workers.run(
                                        2,
                                        i -> {
                                            await(both);
                                            if (Thread.currentThread().equals(caller) == byCaller) {
                                                sneak(thrown);
                                            }
                                        }))
                        .isSameAs(thrown);
            }
        }
        runsEachTaskOnce(13);
    }

    @Test
    void keepsFurtherExceptionsAsSuppressed() {
        CyclicBarrier both = new CyclicBarrier(2);
        Throwable thrown =
                catchThrowable(() ->
                        Workers.run(
                                2,
                                i -> {
                                    await(both);
                                    throw new IllegalStateException("task " + i);
                                }));
        assertThat(thrown).isInstanceOf(IllegalStateException.class);
        assertThat(thrown.getSuppressed()).hasSize(1);
        assertThat(Set.of(thrown.getMessage(), thrown.getSuppressed()[0].getMessage()))
                .containsExactlyInAnyOrder("task 0", "task 1");
    }

    @Test
    void leavesOutTasksNotBegunAfterAFailureAndWaitsForThoseUnderWay() {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        assertThatThrownBy(() ->
                        Workers.run(
                                1_000_000,
                                i -> {
                                    begun.incrementAndGet();
                                    try {
                                        TimeUnit.MILLISECONDS.sleep(1);
                                        throw new ArithmeticException();
                                    } catch (InterruptedException e) {
                                        throw new IllegalStateException(e);
                                    } finally {
                                        ended.incrementAndGet();
                                    }
                                }))
                .isInstanceOf(ArithmeticException.class);
        assertThat(begun.get()).isEqualTo(ended.get()).isLessThanOrEqualTo(4);
    }

    @Test
    void runsCallsFromInsideATaskOnTheSameThread() {
        AtomicInteger inner = new AtomicInteger();
        Workers.run(
                8,
                i -> {
                    Thread outer = Thread.currentThread();
                    Workers.run(
                            5,
                            j -> {
                                assertThat(Thread.currentThread()).isSameAs(outer);
                                inner.incrementAndGet();
                            });
                });
        assertThat(inner.get()).isEqualTo(40);
    }

    @Test
    void servesManyCallersAtOnceWhileTheNumberOfThreadsChanges() throws InterruptedException {
        int rounds = 300;
        AtomicInteger done = new AtomicInteger();
        Set<Throwable> failures = ConcurrentHashMap.newKeySet();
        Thread[] callers = new Thread[16];
        for (int c = 0; c < callers.length; c++) {
            Thread.Builder builder = c % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
            callers[c] =
                    builder.start(() -> {
                        try {
                            for (int r = 0; r < rounds; r++) {
                                int[] squares = new int[17];
                                Workers.run(17, i -> squares[i] = i * i);
                                assertThat(Arrays.stream(squares).sum()).isEqualTo(1496);
                                done.incrementAndGet();
                            }
                        } catch (Throwable failure) {
                            failures.add(failure);
                        }
                    });
        }
        for (int i = 0; Arrays.stream(callers).anyMatch(Thread::isAlive); i++) {
            Threads.setCount(1 + i % 6);
        }
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(failures).isEmpty();
        assertThat(done.get()).isEqualTo(callers.length * rounds);
    }

    @Test
    void retiresWorkersWhenThereAreToBeFewer() throws InterruptedException {
        Workers.run(4, i -> {});
        assertThat(workers()).isEqualTo(3);
        Threads.setCount(2);
        Workers.run(2, i -> {});
        while (workers() != 1) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        Threads.setCount(3);
        usesExactly(3);
    }

    @Test
    void startsAgainAfterAShutdown() {
        for (int round = 0; round < 3; round++) {
            usesExactly(4);
            Workers.shutdown();
            assertThat(workers()).isZero();
        }
        usesExactly(4);
    }

    @Test
    void finishesWhatIsUnderWayWhenItIsShutDown() {
        for (int round = 0; round < 20; round++) {
            AtomicInteger done = new AtomicInteger();
            Workers.run(
                    64,
                    i -> {
                        if (i == 8) {
                            Workers.shutdown();
                        }
                        done.incrementAndGet();
                    });
            assertThat(done.get()).isEqualTo(64);
        }
        usesExactly(4);
    }

    @Test
    void staysWholeWhenTasksOverflowTheStackOrTheHeap() {
        for (int round = 0; round < 20; round++) {
            Error thrown = round % 2 == 0 ? new OutOfMemoryError() : null;
            assertThatThrownBy(() ->
                            Workers.run(
                                    8,
                                    i -> {
                                        if (thrown != null) {
                                            throw thrown;
                                        }
                                        overflow(i);
                                    }))
                    .isInstanceOf(VirtualMachineError.class);
            usesExactly(4);
        }
    }

    /** At every depth near the end of the stack a call either does all its tasks or throws. */
    @Test
    void callersNearTheEndOfTheirStack() throws InterruptedException {
        int[] calls = new int[2];
        Set<Throwable> failures = ConcurrentHashMap.newKeySet();
        Thread deep =
                new Thread(
                        null,
                        () -> {
                            try {
                                callFromTheEnd(calls);
                            } catch (StackOverflowError asExpected) {
                                return;
                            } catch (Throwable wrong) {
                                failures.add(wrong);
                            }
                        },
                        "deep",
                        512 << 10);
        deep.start();
        deep.join();
        assertThat(failures).isEmpty();
        assertThat(calls[0]).as("overflows").isPositive();
        assertThat(calls[1]).as("calls that fit").isPositive();
        usesExactly(4);
    }

    @SuppressWarnings("InfiniteRecursion") // until the stack ends
    private static void callFromTheEnd(int[] calls) {
        try {
            callFromTheEnd(calls);
        } catch (StackOverflowError end) {
            if (calls[1] < 100) {
                AtomicInteger ran = new AtomicInteger();
                boolean isOver = false;
                try {
                    Workers.run(16, i -> ran.incrementAndGet());
                } catch (StackOverflowError overflow) {
                    isOver = true;
                }
                calls[isOver ? 0 : 1]++;
                if (!isOver && ran.get() != 16) {
                    throw new AssertionError(ran.get() + " of 16 tasks", end);
                }
            }
            throw end;
        }
    }

    @SuppressWarnings("InfiniteRecursion") // until the stack ends
    private static int overflow(int depth) {
        return 1 + overflow(depth + 1) * depth;
    }

    @Test
    void keepsTheCallersInterrupt() {
        AtomicInteger done = new AtomicInteger();
        Thread.currentThread().interrupt();
        Workers.run(
                4,
                i -> {
                    long end = System.nanoTime() + 5_000_000;
                    while (System.nanoTime() < end) {
                        Thread.onSpinWait();
                    }
                    done.incrementAndGet();
                });
        assertThat(Thread.interrupted()).isTrue();
        assertThat(done.get()).isEqualTo(4);
    }

    @Test
    void reachesConfinedMemoryThroughARebasedView() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment numbers = arena.allocate(4 * 207, 64);
            MemorySegment view = NativeAccess.rebase(numbers);
            Workers.run(207, i -> view.setAtIndex(ValueLayout.JAVA_INT, i, i));
            for (int i = 0; i < 207; i++) {
                assertThat(numbers.getAtIndex(ValueLayout.JAVA_INT, i)).isEqualTo(i);
            }
        }
    }

    private static void usesExactly(int threads) {
        CyclicBarrier all = new CyclicBarrier(threads);
        Workers.run(threads, i -> await(all));
        assertThat(workers()).isEqualTo(threads - 1);
    }

    private static long workers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("gatun-worker-"))
                .count();
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
