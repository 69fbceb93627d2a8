package dev.gatun.kernel;

import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * One daemon thread that turns hot kernels into compiled loops.
 *
 * <p>A vector loop is slow until C2 has compiled it, for each vector is boxed until then. So the
 * thread {@linkplain Warmup runs the new loop} on memory of its own until it beats the interpreter
 * there, and only then hands it over; a loop that never does is dropped, and the interpreter stays.
 * Several loops are warmed in turns: each waits for C2 most of the time.
 */
final class Promoter {
    /** Elements after which an interpreted kernel is worth compiling. */
    static final long THRESHOLD = 1L << 16;

    /**
     * What the program has the JIT and the cores for itself, from its first hot kernel on: its own
     * code is interpreted as well, and is in more of a hurry.
     */
    private static final int HEAD_START_MILLIS = 1000;

    /** Loops that are warmed at once, so that one which takes long does not hold up the rest. */
    private static final int AT_ONCE = 2;

    private static final LinkedBlockingQueue<Variant> QUEUE = new LinkedBlockingQueue<>();

    static {
        // No lambda: a fresh process has better things to do than to link one.
        Thread compiler =
                new Thread("gatun-kernel-compiler") {
                    @Override
                    public void run() {
                        work();
                    }
                };
        compiler.setDaemon(true);
        compiler.start();
    }

    private Promoter() {}

    static void promote(Variant variant) {
        QUEUE.add(variant);
    }

    private static void work() {
        List<Warmup> warming = new ArrayList<>();
        try (Scope scope = Scope.open("kernel warm-up")) {
            Storage[] memory = Warmup.memory(scope);
            Thread.sleep(HEAD_START_MILLIS);
            while (true) {
                if (warming.isEmpty()) {
                    begin(QUEUE.take(), memory, warming);
                }
                while (warming.size() < AT_ONCE && !QUEUE.isEmpty()) {
                    begin(QUEUE.take(), memory, warming);
                }
                warming.removeIf(Promoter::isDecided);
                // The JIT works on them meanwhile.
                Thread.sleep(1);
            }
        } catch (InterruptedException stop) {
            // Whatever is still warming stays interpreted.
        }
    }

    private static void begin(Variant variant, Storage[] memory, List<Warmup> warming) {
        try {
            warming.add(new Warmup(variant, memory));
        } catch (UnsupportedOperationException tooLong) {
            reject(Level.INFO, String.valueOf(tooLong.getMessage()), null);
        } catch (RuntimeException | Error failure) {
            reject(Level.WARNING, variant.outputs.toString(), failure);
        }
    }

    /** Warms a loop some more; whether it has been handed over or dropped. */
    private static boolean isDecided(Warmup warmup) {
        try {
            switch (warmup.turn()) {
                case WARMING -> {
                    return false;
                }
                case FAST -> {
                    warmup.variant.become(warmup.compiled);
                    KernelCounters.SWITCHES.increment();
                }
                case SLOW ->
                        reject(Level.INFO, warmup + " has not become faster by compiling", null);
            }
        } catch (RuntimeException | Error failure) {
            reject(Level.WARNING, warmup.toString(), failure);
        }
        return true;
    }

    private static void reject(Level level, String what, @Nullable Throwable failure) {
        KernelCounters.REJECTIONS.increment();
        // Fetched when there is something to say: logging takes 20 ms to load.
        System.getLogger(Promoter.class.getName())
                .log(level, "a kernel stays interpreted: " + what, failure);
    }
}
