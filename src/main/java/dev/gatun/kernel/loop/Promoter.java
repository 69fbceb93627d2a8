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
 * A daemon thread that compiles the loops of hot kernels.
 *
 * <p>A vector loop is slow until C2 has compiled it, for each vector is boxed until then. So the
 * thread {@linkplain Warmup runs the new loop} on memory of its own until it is faster than the
 * interpreter, and only then replaces the interpreter by it. Several loops are warmed in turns,
 * because each waits for C2 most of the time. A loop that is not fast after a while is compiled
 * anew when its kernel has computed many more elements, because measured times depend on the other
 * programs on the machine. Only a kernel that cannot be compiled stays interpreted for good.
 *
 * <p>The thread starts when there is work and ends after {@value #IDLE_SECONDS} seconds without;
 * one that has died is replaced.
 */
public final class Promoter {
    /** The number of elements after which an interpreted kernel is compiled. */
    static final long THRESHOLD = 1L << 16;

    static final String THREAD_NAME = "gatun-kernel-compiler";

    /**
     * The time after the first hot kernel in which the JIT and the cores are left to the program,
     * whose own code is interpreted as well.
     */
    private static final int HEAD_START_MILLIS = 1000;

    /**
     * The number of loops that are warmed in turns, so that a slow one does not delay the others.
     */
    private static final int AT_ONCE = 2;

    private static final int IDLE_SECONDS = 10;

    /** The waiting kernels; guards itself and the other fields. */
    private static final ArrayDeque<Specialization> QUEUE = new ArrayDeque<>();

    private static @Nullable Compiler compiler;
    private static boolean hasStarted;

    private Promoter() {}

    /** Queues a kernel. If it throws, the queue is unchanged. */
    static void promote(Specialization specialization) {
        synchronized (QUEUE) {
            if (compiler == null || !compiler.isAlive()) {
                Compiler started = new Compiler(hasStarted ? 0 : HEAD_START_MILLIS);
                started.start();
                compiler = started;
                hasStarted = true;
            }
            QUEUE.add(specialization);
            QUEUE.notifyAll();
        }
    }

    /**
     * Ends the thread and waits for it for a second at most. Kernels that are not finished are
     * queued again when they are hot.
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
            // That of the starting thread would stay reachable as long as this thread runs.
            setContextClassLoader(null);
        }

        @Override
        public void run() {
            try (Scope scope = Scope.open("kernel warm-up")) {
                Storage[] memory = Warmup.memory(scope);
                Thread.sleep(delayMillis);
                while (next(memory)) {
                    // The JIT compiles them meanwhile.
                    Thread.sleep(1);
                }
            } catch (InterruptedException stop) {
                // Shut down.
            } finally {
                warming.forEach(warmup -> warmup.specialization.isNotPromoted());
                synchronized (QUEUE) {
                    if (compiler == this) {
                        compiler = null;
                    }
                }
            }
        }

        /** Warms every loop some more; returns whether to continue. */
        private boolean next(Storage[] memory) throws InterruptedException {
            try {
                Specialization specialization = take();
                if (specialization != null) {
                    begin(specialization, memory);
                }
                warming.removeIf(this::isDecided);
                return specialization != null || !warming.isEmpty();
            } catch (VirtualMachineError passing) {
                // The heap is full at the moment.
                return true;
            }
        }

        /** The next kernel to warm, or null if there is none or enough are being warmed. */
        private @Nullable Specialization take() throws InterruptedException {
            synchronized (QUEUE) {
                if (warming.isEmpty() && QUEUE.isEmpty()) {
                    QUEUE.wait(IDLE_SECONDS * 1000L);
                    if (QUEUE.isEmpty() && compiler == this) {
                        compiler = null; // under the same lock
                    }
                }
                return compiler == this && warming.size() < AT_ONCE ? QUEUE.poll() : null;
            }
        }

        private void begin(Specialization specialization, Storage[] memory) {
            try {
                warming.add(new Warmup(specialization, memory));
            } catch (VirtualMachineError passing) {
                specialization.isNotPromoted();
            } catch (UnsupportedOperationException tooLong) {
                reject(String.valueOf(tooLong.getMessage()), null);
            } catch (RuntimeException | Error failure) {
                reject(specialization.body.outputs().toString(), failure);
            }
        }

        /** Warms a loop some more; returns whether it is in use now, or put off. */
        private boolean isDecided(Warmup warmup) {
            try {
                switch (warmup.turn()) {
                    case WARMING -> {
                        return false;
                    }
                    case FAST -> {
                        warmup.specialization.become(warmup.compiled);
                        KernelCounters.SWITCHES.increment();
                    }
                    case SLOW -> warmup.specialization.isNotPromoted();
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
            // Fetched only here, because logging takes 20 ms to load.
            System.getLogger(Promoter.class.getName())
                    .log(Level.DEBUG, "a kernel stays interpreted: " + what, failure);
        }
    }
}
