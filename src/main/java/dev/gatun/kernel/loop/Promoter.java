package dev.gatun.kernel.loop;

import dev.gatun.kernel.threads.Workers;
import dev.gatun.memory.Scope;
import dev.gatun.memory.internal.Storage;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A daemon thread that turns hot kernels into compiled loops.
 *
 * <p>A vector loop is slow until C2 has compiled it, for each vector is boxed until then. So the
 * thread {@linkplain Warmup runs the new loop} on memory of its own until it beats the interpreter
 * there, and only then hands it over. Several loops are warmed in turns: each waits for C2 most of
 * the time. A loop that is not fast after a while is compiled anew, once its kernel has seen many
 * more elements: for a time that was measured says more about the other programs on the machine
 * than about the loop. Only a kernel that cannot be compiled stays interpreted for good.
 *
 * <p>The thread starts when there is something to do, ends after {@value #IDLE_SECONDS} seconds
 * without, and another takes the place of one that died.
 */
public final class Promoter {
    /** Elements after which an interpreted kernel is worth compiling. */
    static final long THRESHOLD = 1L << 16;

    static final String THREAD_NAME = "gatun-kernel-compiler";

    /**
     * What the program has the JIT and the cores for itself, from its first hot kernel on: its own
     * code is interpreted as well, and is in more of a hurry.
     */
    private static final int HEAD_START_MILLIS = 1000;

    /** Loops that are warmed at once, so that one which takes long does not hold up the rest. */
    private static final int AT_ONCE = 2;

    private static final int IDLE_SECONDS = 10;

    /** Kernels that wait; guarded by itself, as is the rest. */
    private static final ArrayDeque<Specialization> QUEUE = new ArrayDeque<>();

    private static @Nullable Compiler compiler;
    private static boolean hasStarted;

    private Promoter() {}

    /** Queues a kernel. What it throws leaves the queue as it was. */
    static void promote(Specialization variant) {
        synchronized (QUEUE) {
            if (compiler == null || !compiler.isAlive()) {
                Compiler started = new Compiler(hasStarted ? 0 : HEAD_START_MILLIS);
                started.start();
                compiler = started;
                hasStarted = true;
            }
            QUEUE.add(variant);
            QUEUE.notifyAll();
        }
    }

    /**
     * Ends the thread and waits a moment for it. Kernels that it had not finished come back when
     * they are hot again.
     */
    public static void shutdown() {
        Compiler ending;
        synchronized (QUEUE) {
            ending = compiler;
            compiler = null;
            QUEUE.forEach(Specialization::isNotPromoted);
            QUEUE.clear();
        }
        if (ending != null && ending != Thread.currentThread()) {
            ending.interrupt();
            Workers.end(ending);
        }
    }

    /** The thread. */
    private static final class Compiler extends Thread {
        private final int delayMillis;
        private final List<Warmup> warming = new ArrayList<>();

        Compiler(int delayMillis) {
            super(null, null, THREAD_NAME, 0, false);
            this.delayMillis = delayMillis;
            setDaemon(true);
            // Not the starter's: it would live as long as this thread.
            setContextClassLoader(null);
        }

        @Override
        public void run() {
            try (Scope scope = Scope.open("kernel warm-up")) {
                Storage[] memory = Warmup.memory(scope);
                Thread.sleep(delayMillis);
                while (next(memory)) {
                    // The JIT works on them meanwhile.
                    Thread.sleep(1);
                }
            } catch (InterruptedException stop) {
                // Shut down.
            } finally {
                warming.forEach(warmup -> warmup.variant.isNotPromoted());
                synchronized (QUEUE) {
                    if (compiler == this) {
                        compiler = null;
                    }
                }
            }
        }

        /** Warms every loop some more; whether to go on. */
        private boolean next(Storage[] memory) throws InterruptedException {
            try {
                Specialization variant = take();
                if (variant != null) {
                    begin(variant, memory);
                }
                warming.removeIf(this::isDecided);
                return variant != null || !warming.isEmpty();
            } catch (VirtualMachineError passing) {
                // The heap is full, for now.
                return true;
            }
        }

        /** A kernel to begin with, or null if there is none or enough under way. */
        private @Nullable Specialization take() throws InterruptedException {
            synchronized (QUEUE) {
                if (warming.isEmpty() && QUEUE.isEmpty()) {
                    QUEUE.wait(IDLE_SECONDS * 1000L);
                    if (QUEUE.isEmpty() && compiler == this) {
                        compiler = null; // in the same lock: nobody counts on this thread
                    }
                }
                return compiler == this && warming.size() < AT_ONCE ? QUEUE.poll() : null;
            }
        }

        private void begin(Specialization variant, Storage[] memory) {
            try {
                warming.add(new Warmup(variant, memory));
            } catch (VirtualMachineError passing) {
                variant.isNotPromoted();
            } catch (UnsupportedOperationException tooLong) {
                reject(String.valueOf(tooLong.getMessage()), null);
            } catch (RuntimeException | Error failure) {
                reject(variant.outputs.toString(), failure);
            }
        }

        /** Warms a loop some more; whether it has been handed over, or put off. */
        private boolean isDecided(Warmup warmup) {
            try {
                switch (warmup.turn()) {
                    case WARMING -> {
                        return false;
                    }
                    case FAST -> {
                        warmup.variant.become(warmup.compiled);
                        KernelCounters.SWITCHES.increment();
                    }
                    case SLOW -> warmup.variant.isNotPromoted();
                }
            } catch (VirtualMachineError passing) {
                return false;
            } catch (RuntimeException | Error failure) {
                reject(warmup.toString(), failure);
            }
            return true;
        }

        private static void reject(String what, @Nullable Throwable failure) {
            KernelCounters.REJECTIONS.increment();
            // Fetched when there is something to say: logging takes 20 ms to load.
            System.getLogger(Promoter.class.getName())
                    .log(Level.DEBUG, "a kernel stays interpreted: " + what, failure);
        }
    }
}
