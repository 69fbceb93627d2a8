package dev.gatun.openblas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final int ROOM = Admission.Room.total(OpenBlas.maxThreads(), true);

    @Test
    void roomIsWhatTheTableHoldsBesideTheWorkers() {
        assertThat(Admission.Room.total(64, true)).isEqualTo(64);
        assertThat(Admission.Room.total(8, true)).isEqualTo(42);
        assertThat(Admission.Room.total(1024, true)).isEqualTo(128);
        assertThat(Admission.Room.total(1, false)).isEqualTo(1);
        assertThat(Admission.Room.SEATS + Admission.Room.PERMITS.availablePermits())
                .isEqualTo(ROOM);
    }

    @Test
    void neverLetsInMoreThanThereIsRoomFor() throws InterruptedException {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4 * ROOM; i++) {
            Thread.Builder builder = i % 4 == 0 ? Thread.ofVirtual() : Thread.ofPlatform();
            threads.add(builder.start(() -> stayInside(start, inside, most)));
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(most.get()).isBetween(2, ROOM);
        assertThat(inside).hasValue(0);
        // All those threads are dead: their seats are free for this one, or it has one already.
        assertThat(seatOfANewThread()).isTrue();
    }

    private static void stayInside(CountDownLatch start, AtomicInteger inside, AtomicInteger most) {
        try {
            start.await();
            for (int call = 0; call < 20; call++) {
                boolean permit = Admission.enter();
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                Thread.sleep(1);
                inside.decrementAndGet();
                Admission.leave(permit);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts", e);
        }
    }

    private static boolean seatOfANewThread() throws InterruptedException {
        AtomicInteger permits = new AtomicInteger();
        Thread newcomer =
                Thread.ofPlatform()
                        .start(() -> {
                            boolean permit = Admission.enter();
                            permits.set(permit ? 1 : 0);
                            Admission.leave(permit);
                        });
        newcomer.join();
        return permits.get() == 0;
    }

    @Test
    void aThreadThatIsInsideMayEnterAgain() throws InterruptedException {
        List<Boolean> permits = new ArrayList<>();
        Thread.ofVirtual()
                .start(() -> {
                    boolean outer = Admission.enter();
                    boolean inner = Admission.enter();
                    permits.add(outer);
                    permits.add(inner);
                    Admission.leave(inner);
                    permits.add(Admission.enter());
                    Admission.leave(outer);
                    boolean next = Admission.enter();
                    permits.add(next);
                    Admission.leave(next);
                })
                .join();
        assertThat(permits).containsExactly(true, false, false, true);
    }
}
