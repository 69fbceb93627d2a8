package dev.gatun.nn;

import dev.gatun.memory.Ledger;
import dev.gatun.memory.Scope;
import dev.gatun.nn.attention.Gpt2;
import dev.gatun.nn.attention.Gpt2Config;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Prints how many answers a second one model in a shared scope gives: to one thread, to 8, to 1,000
 * virtual ones, in turns; and the memory held at the most.
 */
@SuppressWarnings("NullAway") // the names of models that are there
public final class ManyReadersMain {
    private static final int ROUNDS = 5;
    private static final double SECOND = 1e9; // in nanoseconds

    private ManyReadersMain() {}

    public static void main(String[] args) throws InterruptedException {
        try (Scope _ = Scope.shared("models")) {
            Layer layers = ManyReadersProbe.model();
            Gpt2 gpt = new Gpt2(Gpt2Config.of(65, 64, 128, 4, 4));
            gpt.eval();
            measure("layers (2, 12)", layers, 2, 12);
            measure("GPT L4 d128 (1, 64)", gpt, 1, 64);
        }
    }

    private static void measure(String name, Layer model, long rows, long length)
            throws InterruptedException {
        for (int warm = 0; warm < 8; warm++) {
            perSecond(model, rows, length, List.of(Thread.ofPlatform()), new AtomicLong());
        }
        for (int round = 0; round < ROUNDS; round++) {
            AtomicLong peak = new AtomicLong();
            long held = Ledger.heldBytes();
            double one = perSecond(model, rows, length, threads(1, false), peak);
            double eight = perSecond(model, rows, length, threads(8, false), peak);
            double virtual = perSecond(model, rows, length, threads(1_000, true), peak);
            System.out.printf(
                    "%s: one thread %,.0f a second; 8 threads %,.0f (%.2f);"
                            + " 1,000 virtual %,.0f (%.2f); %.0f MB more at the most%n",
                    name,
                    one,
                    eight,
                    eight / one,
                    virtual,
                    virtual / one,
                    (double) (peak.get() - held) / 1e6);
        }
    }

    private static List<Thread.Builder> threads(int count, boolean isVirtual) {
        List<Thread.Builder> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            threads.add(isVirtual ? Thread.ofVirtual() : Thread.ofPlatform());
        }
        return threads;
    }

    /** How many answers a second all of the threads get together. */
    private static double perSecond(
            Layer model, long rows, long length, List<Thread.Builder> threads, AtomicLong peak)
            throws InterruptedException {
        AtomicLong answers = new AtomicLong();
        CountDownLatch done = new CountDownLatch(threads.size());
        long start = System.nanoTime();
        for (Thread.Builder each : threads) {
            each.start(() -> {
                try (GradientMode _ = Gradients.noGrad()) {
                    while (System.nanoTime() - start < SECOND) {
                        try (Scope _ = Scope.open("reader")) {
                            model.apply(Tensor.randint(0, 50, rows, length)).sum().item();
                        }
                        answers.incrementAndGet();
                        Thread.yield(); // so that virtual ones take turns
                        peak.accumulateAndGet(Ledger.heldBytes(), Math::max);
                    }
                } finally {
                    done.countDown();
                }
            });
        }
        done.await();
        return (double) answers.get() * SECOND / (double) (System.nanoTime() - start);
    }
}
