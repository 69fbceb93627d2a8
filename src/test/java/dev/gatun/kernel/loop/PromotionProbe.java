package dev.gatun.kernel.loop;

import dev.gatun.expr.Expr;
import dev.gatun.kernel.Background;
import dev.gatun.kernel.loop.interpreted.Interpreter;
import dev.gatun.kernel.threads.Workers;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import dev.gatun.shape.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * A program of its own: kernels are promoted, whatever becomes of the thread that does it. Prints a
 * word for each step.
 */
final class PromotionProbe {
    private static final int N = 1 << 16;

    private PromotionProbe() {}

    public static void main(String[] arguments) throws InterruptedException {
        for (String step : arguments) {
            switch (step) {
                case "promote" -> System.out.println(isPromoted() ? "promoted" : "interpreted");
                case "fill" -> fill();
                case "kill" -> kill();
                case "shutdown" -> {
                    Background.shutdown();
                    System.out.println(isAlive() ? "alive" : "ended");
                }
                case "idle" -> {
                    Workers.run(2, i -> {});
                    long end = System.nanoTime() + 60_000_000_000L;
                    while (isAlive() && System.nanoTime() < end) {
                        Thread.sleep(50);
                    }
                    System.out.println(isAlive() ? "alive" : "ended");
                }
                default -> throw new IllegalArgumentException(step);
            }
        }
    }

    /**
     * Runs an expression that no kernel has been made of until it is compiled, for a minute. It has
     * a function that emitted loops have not.
     */
    private static boolean isPromoted() {
        double number = System.nanoTime();
        Kernel kernel = Kernel.of(Expr.unary(x -> x.mul(number).add(3).lgamma()));
        long end = System.nanoTime() + 60_000_000_000L;
        try (Scope scope = Scope.open()) {
            Storage in = Storage.reserve(scope, N * 4L);
            Storage out = Storage.reserve(scope, N * 4L);
            in.view().fill((byte) 0);
            while (kernel.row(DType.F32) instanceof Interpreter) {
                if (System.nanoTime() > end) {
                    return false;
                }
                kernel.run(DType.F32, 0, N, in, 0, out, 0);
            }
        }
        return true;
    }

    /** Leaves no room in the Java heap, for half a second at a time. */
    @SuppressWarnings("ModifiedButNotUsed") // it only takes room
    private static void fill() throws InterruptedException {
        for (int round = 0; round < 4; round++) {
            List<byte[]> taken = new ArrayList<>();
            int size = 1 << 20;
            long end = System.nanoTime() + 500_000_000L;
            while (System.nanoTime() < end) {
                try {
                    taken.add(new byte[size]);
                } catch (OutOfMemoryError full) {
                    size = Math.max(size / 2, 16);
                }
            }
            taken.clear();
            Thread.sleep(50);
        }
        System.out.println("filled");
    }

    /** Interrupts the thread that promotes, which ends it. */
    private static void kill() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals(Promoter.THREAD_NAME)) {
                thread.interrupt();
                thread.join();
            }
        }
        System.out.println("killed");
    }

    private static boolean isAlive() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("gatun-"));
    }
}
