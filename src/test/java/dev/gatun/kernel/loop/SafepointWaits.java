package dev.gatun.kernel.loop;

import dev.gatun.Gatun;
import dev.gatun.memory.Scope;
import dev.gatun.tensor.Tensor;
import dev.gatun.testing.ChildJvm;
import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program, not a test: how long safepoints wait for a thread that computes with long arrays, in a
 * process of its own whose log tells it. A loop that is called without leaving the state of Java
 * code has them wait for its whole call.
 *
 * <p>Prints a line for loops and one for a thread of plain Java, as {@code loops: 612 safepoints
 * reached in 43 us (median), 98 us (99 %), 212 us (longest)}. What both have in common is the wait
 * for a core.
 */
public final class SafepointWaits {
    private static final long SECONDS = 10;

    private static final Pattern REACHED = Pattern.compile("Reaching safepoint:\\s+(\\d+) ns");

    private SafepointWaits() {}

    public static void main(String[] args) throws Exception {
        if (args.length == 0) {
            measure("loops");
            measure("plain Java");
        } else {
            compute(args[0].equals("loops") ? SafepointWaits::loops : SafepointWaits::plain);
        }
    }

    private static void measure(String what) throws Exception {
        ChildJvm.Result child =
                ChildJvm.running(SafepointWaits.class)
                        .with("--add-modules=jdk.incubator.vector", "-Xlog:safepoint")
                        .run(what);
        Matcher reached = REACHED.matcher(child.out());
        long[] nanos = reached.results().mapToLong(r -> Long.parseLong(r.group(1))).toArray();
        if (child.exit() != 0 || nanos.length == 0) {
            throw new IllegalStateException(child.out() + child.err());
        }
        Arrays.sort(nanos);
        System.out.printf(
                "%s: %d safepoints reached in %.0f us (median), %.0f us (99 %%), %.0f us (longest)%n",
                what,
                nanos.length,
                nanos[nanos.length / 2] / 1e3,
                nanos[nanos.length * 99 / 100] / 1e3,
                nanos[nanos.length - 1] / 1e3);
    }

    private static void compute(LongConsumer work) throws InterruptedException {
        Gatun.setThreads(1);
        long end = System.nanoTime() + SECONDS * 1_000_000_000;
        Thread thread = Thread.ofPlatform().daemon().start(() -> work.accept(end));
        while (thread.isAlive()) {
            Thread.sleep(5);
            Thread.getAllStackTraces(); // has all threads stop
        }
    }

    private static void loops(long end) {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.randn(1 << 22);
            Tensor rows = x.reshape(1 << 11, 1 << 11);
            while (System.nanoTime() < end) {
                try (Scope _ = Scope.open()) {
                    x.exp().sum();
                    x.mul(x).add(1).sqrt();
                    rows.softmax(1);
                    rows.sum(0);
                    rows.layerNorm(null, null, 1e-5).max();
                }
            }
        }
    }

    private static void plain(long end) {
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }
}
