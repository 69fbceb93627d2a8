package dev.gatun.memory;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.gatun.memory.internal.Storage;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SharedScopeTest {

    @Test
    void anyThreadReadsAndAnyThreadCloses() throws Exception {
        Scope weights = Scope.shared("weights");
        assertThat(Scope.current()).isSameAs(weights);
        Storage storage = Storage.reserve(weights, 8);
        storage.segment().set(JAVA_LONG, 0, 17);
        try (var pool = Executors.newSingleThreadExecutor()) {
            assertThat(pool.submit(() -> storage.segment().get(JAVA_LONG, 0)).get()).isEqualTo(17);
            pool.submit(weights::close).get();
        }
        assertThat(Scope.current()).isSameAs(Scope.automatic());
        assertThatIllegalStateException()
                .isThrownBy(() -> storage.acquire(null))
                .withMessageContaining(
                        "a buffer of 8 bytes cannot be used: scope 'weights' is closed");
        assertThatIllegalStateException().isThrownBy(weights::close);
    }

    @Test
    void threadsMayAllocateAtOnce() throws Exception {
        try (Scope shared = Scope.shared("shared");
                var pool = Executors.newFixedThreadPool(4)) {
            List<Future<List<Storage>>> futures = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                futures.add(
                        pool.submit(() -> {
                            List<Storage> mine = new ArrayList<>();
                            for (int i = 0; i < 2_000; i++) {
                                mine.add(Storage.reserve(shared, 40));
                            }
                            return mine;
                        }));
            }
            List<Long> addresses = new ArrayList<>();
            for (Future<List<Storage>> future : futures) {
                future.get().forEach(storage -> addresses.add(storage.address()));
            }
            assertThat(addresses).doesNotHaveDuplicates().hasSize(8_000);
            assertThat(shared.liveBuffers()).isEqualTo(8_000);
            assertThat(shared.liveBytes()).isEqualTo(8_000 * 40);
        }
    }

    @Test
    void closingWaitsForAUseUnderWay() throws Exception {
        Scope shared = Scope.shared("shared");
        Storage storage = Storage.reserve(shared, 8);
        storage.acquire("a kernel");
        MemorySegment view = storage.view();
        view.set(JAVA_LONG, 0, 1);
        CountDownLatch started = new CountDownLatch(1);
        try (var pool = Executors.newSingleThreadExecutor()) {
            Future<?> closing =
                    pool.submit(() -> {
                        started.countDown();
                        shared.close();
                    });
            started.await();
            while (shared.isOpen()) {
                Thread.onSpinWait();
            }
            assertThatIllegalStateException().isThrownBy(() -> storage.acquire("a later kernel"));
            assertThat(closing.isDone()).isFalse();
            assertThat(Ledger.entries()).anyMatch(entry -> entry.scope().equals("shared"));
            view.set(JAVA_LONG, 0, 2); // still ours
            storage.release();
            closing.get(10, TimeUnit.SECONDS);
        }
        assertThat(Ledger.entries()).noneMatch(entry -> entry.scope().equals("shared"));
    }

    /** Readers check a pattern that recycled memory would break. */
    @Test
    void readersFinishOrAreRefusedWhileScopesClose() throws Exception {
        int rounds = 300;
        try (var pool = Executors.newFixedThreadPool(3)) {
            for (int round = 0; round < rounds; round++) {
                Scope shared = Scope.shared("round");
                Storage storage = Storage.reserve(shared, 1 << 12);
                long pattern = 0x5151_0000L + round;
                for (int i = 0; i < 512; i++) {
                    storage.view().setAtIndex(JAVA_LONG, i, pattern);
                }
                List<Future<Long>> readers = new ArrayList<>();
                for (int t = 0; t < 3; t++) {
                    readers.add(pool.submit(() -> readUntilRefused(storage, pattern)));
                }
                shared.close();
                try (Scope next = Scope.open()) { // takes the freed slab and overwrites it
                    next.allocate(1 << 12).fill((byte) -1);
                }
                for (Future<Long> reader : readers) {
                    assertThat(reader.get(10, TimeUnit.SECONDS)).isZero();
                }
            }
        }
    }

    private static long readUntilRefused(Storage storage, long pattern) {
        long wrong = 0;
        while (true) {
            try {
                storage.acquire("reader");
            } catch (IllegalStateException closed) {
                return wrong;
            }
            MemorySegment view = storage.view();
            for (int i = 0; i < 512; i++) {
                wrong += view.getAtIndex(JAVA_LONG, i) == pattern ? 0 : 1;
            }
            storage.release();
        }
    }

    /** A thread whose {@code equals} takes every thread for itself. */
    private static final class Vain extends Thread {
        Vain(Runnable task) {
            super(task);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Thread;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    @Test
    void whoseScopesAreInsideIsAskedOfNoEquals() throws Exception {
        CountDownLatch opened = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Scope[] scopes = new Scope[2];
        Thread home =
                new Vain(() -> {
                    scopes[0] = Scope.shared("shared");
                    scopes[1] = Scope.open("inner");
                    opened.countDown();
                    try {
                        closed.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    scopes[1].close(); // still open, as it is this thread's alone
                });
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        home.setUncaughtExceptionHandler((_, failure) -> thrown.set(failure));
        home.start();
        opened.await();
        scopes[0].close();
        assertThat(scopes[1].isOpen()).isTrue();
        closed.countDown();
        home.join();
        assertThat(thrown.get()).isNull();
    }
}
