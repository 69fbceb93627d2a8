package dev.gatun.openblas;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Several callers of level 3 at once, each in another routine and size as the others, get what one
 * caller alone gets, to the bit. OpenBLAS 0.3.31 shares state between them where it uses threads of
 * its own.
 */
class CallersTest {
    private static final int[] SIZES = {64, 100, 128, 200, 256, 333, 512, 1024};
    private static final int LARGEST = 1024;

    private final int before = OpenBlas.threads();

    @AfterEach
    void restore() {
        OpenBlas.setThreads(before);
    }

    /** One routine; all matrices are n x n. */
    private interface Routine {
        void run(int n, MemorySegment a, MemorySegment b, MemorySegment c);
    }

    private static Routine product(Transpose transA, Transpose transB) {
        return (n, a, b, c) ->
                Blas.sgemm(Order.ROW_MAJOR, transA, transB, n, n, n, 1, a, n, b, n, 0, c, n);
    }

    private static final List<Routine> ROUTINES =
            List.of(
                    product(Transpose.NO, Transpose.NO),
                    product(Transpose.NO, Transpose.YES),
                    product(Transpose.YES, Transpose.NO),
                    product(Transpose.YES, Transpose.YES),
                    (n, a, b, c) -> {
                        MemorySegment.copy(b, 0, c, 0, 4L * n * n);
                        Blas.strsm(
                                Order.ROW_MAJOR,
                                Side.LEFT,
                                Triangle.LOWER,
                                Transpose.NO,
                                Diagonal.UNIT,
                                n,
                                n,
                                1,
                                a,
                                n,
                                c,
                                n);
                    },
                    (n, a, b, c) -> {
                        MemorySegment.copy(b, 0, c, 0, 4L * n * n);
                        Blas.ssyrk(
                                Order.ROW_MAJOR,
                                Triangle.UPPER,
                                Transpose.NO,
                                n,
                                n,
                                1,
                                a,
                                n,
                                1,
                                c,
                                n);
                    });

    /** What one caller alone gets. */
    private record ExpectedMemory(Routine routine, int n, MemorySegment c) {}

    @ParameterizedTest
    @CsvSource({"2, 2", "2, 5", "2, 8", "1, 8"})
    void getWhatOneGets(int threads, int callers) throws InterruptedException {
        OpenBlas.setThreads(threads);
        long seconds = 8;
        Random random = new Random(20261126);
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        AtomicInteger done = new AtomicInteger();
        try (Arena arena = Arena.ofShared()) {
            MemorySegment a = arena.allocate(4L * LARGEST * LARGEST, 64);
            MemorySegment b = arena.allocate(4L * LARGEST * LARGEST, 64);
            for (long i = 0; i < (long) LARGEST * LARGEST; i++) {
                // Small, so that a triangular solve does not grow.
                a.setAtIndex(JAVA_FLOAT, i, (random.nextFloat() - 0.5f) / 64);
                b.setAtIndex(JAVA_FLOAT, i, random.nextFloat() - 0.5f);
            }
            List<ExpectedMemory> expected = new ArrayList<>();
            for (int n : SIZES) {
                for (Routine routine : ROUTINES) {
                    MemorySegment c = arena.allocate(4L * n * n, 64);
                    routine.run(n, a, b, c);
                    expected.add(new ExpectedMemory(routine, n, c));
                }
            }
            long end = System.nanoTime() + seconds * 1_000_000_000L;
            List<Thread> running = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                Random own = new Random(caller);
                MemorySegment c = arena.allocate(4L * LARGEST * LARGEST, 64);
                running.add(
                        Thread.ofPlatform()
                                .start(() -> {
                                    do {
                                        int at = own.nextInt(expected.size());
                                        ExpectedMemory one = expected.get(at);
                                        one.routine.run(one.n, a, b, c);
                                        long size = one.c.byteSize();
                                        if (c.asSlice(0, size).mismatch(one.c) != -1) {
                                            wrong.add("case " + at + ", n = " + one.n);
                                        }
                                        done.incrementAndGet();
                                    } while (System.nanoTime() < end);
                                }));
            }
            for (Thread thread : running) {
                thread.join();
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(done.get()).isGreaterThanOrEqualTo(callers);
    }

    /** Above one thread a caller waits for the one before it; on one thread it does not. */
    @Test
    void runOneAtATimeOnSeveralThreadsAlone() throws InterruptedException {
        for (int threads : new int[] {1, 2}) {
            OpenBlas.setThreads(threads);
            boolean permit = Admission.enterLevel3();
            Thread other =
                    Thread.ofPlatform().start(() -> Admission.leaveLevel3(Admission.enterLevel3()));
            if (threads == 1) {
                other.join();
            } else {
                while (other.getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
            }
            Admission.leaveLevel3(permit);
            other.join();
        }
    }
}
