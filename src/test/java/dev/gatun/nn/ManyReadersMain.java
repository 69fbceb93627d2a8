package dev.gatun.nn;

import dev.gatun.memory.Ledger;
import dev.gatun.memory.Scope;
import dev.gatun.nn.attention.Gpt2;
import dev.gatun.nn.attention.Gpt2Config;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.GradientMode;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Prints how many answers a second one model in a shared scope gives: to one thread, to 8, to 1,000
 * virtual ones, in turns; and the memory held at the most.
 */
@SuppressWarnings("NullAway") // the names of models that are there
public final class ManyReadersMain {
    private static final int ROUNDS = 5;
    private static final int VIRTUAL = 1_000;

    private ManyReadersMain() {}

    public static void main(String[] args) throws InterruptedException {
        try (Scope _ = Scope.shared("models")) {
            Layer layers = ManyReadersProbe.model();
            Gpt2 gpt = new Gpt2(Gpt2Config.of(65, 64, 128, 4, 4));
            gpt.eval();
            measure("layers (2, 12)", layers, 2, 12, 20_000);
            measure("GPT L4 d128 (1, 64)", gpt, 1, 64, 1_000);
        }
    }

    private static void measure(String name, Layer model, long rows, long length, int answers)
            throws InterruptedException {
        Reading reading = new Reading(model, rows, length);
        for (int warm = 0; warm < 4; warm++) {
            reading.perSecond(Thread.ofPlatform(), 1, answers);
        }
        for (int round = 0; round < ROUNDS; round++) {
            reading.peak.set(0);
            long held = Ledger.heldBytes();
            double one = reading.perSecond(Thread.ofPlatform(), 1, answers);
            double eight = reading.perSecond(Thread.ofPlatform(), 8, answers / 8);
            double virtual = reading.perSecond(Thread.ofVirtual(), VIRTUAL, answers / VIRTUAL);
            System.out.printf(
                    "%s: one thread %,.0f a second; 8 threads %,.0f (%.2f);"
                            + " 1,000 virtual %,.0f (%.2f); %.0f MB more at the most%n",
                    name,
                    one,
                    eight,
                    eight / one,
                    virtual,
                    virtual / one,
                    (double) (reading.peak.get() - held) / 1e6);
        }
    }

    private record Reading(Layer model, long rows, long length, AtomicLong peak) {
        Reading(Layer model, long rows, long length) {
            this(model, rows, length, new AtomicLong());
        }

        /** How many answers a second threads get together that ask at once, each for so many. */
        double perSecond(Thread.Builder builder, int threads, int each)
                throws InterruptedException {
            CountDownLatch done = new CountDownLatch(threads);
            long start = System.nanoTime();
            for (int i = 0; i < threads; i++) {
                builder.start(() -> {
                    try (GradientMode _ = Gradients.noGrad()) {
                        for (int answer = 0; answer < each; answer++) {
                            answer();
                        }
                    } finally {
                        done.countDown();
                    }
                });
            }
            done.await();
            double seconds = (System.nanoTime() - start) * 1e-9;
            return threads * each / seconds;
        }

        private void answer() {
            try (Scope _ = Scope.open("reader")) {
                Tensor words = Tensor.zeros(Shape.of(rows, length), DType.I64);
                model.apply(words).sum().item();
            }
            peak.accumulateAndGet(Ledger.heldBytes(), Math::max);
        }
    }
}
