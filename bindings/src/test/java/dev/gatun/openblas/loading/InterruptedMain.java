package dev.gatun.openblas.loading;

import dev.gatun.openblas.OpenBlas;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Run by a child JVM: sixteen interrupted threads ask for OpenBLAS at once, the first to do so. */
final class InterruptedMain {
    private static final int THREADS = 16;

    private InterruptedMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        AtomicInteger right = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Thread.Builder kind = i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
            threads.add(
                    kind.start(() -> {
                        await(start);
                        Thread.currentThread().interrupt();
                        OpenBlas.load();
                        if (OpenBlas.isAvailable() && Thread.currentThread().isInterrupted()) {
                            right.incrementAndGet();
                        }
                    }));
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println(OpenBlas.origin() + " for " + right + " of " + THREADS);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody has interrupted it yet", e);
        }
    }
}
