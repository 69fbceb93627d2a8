package dev.gatun.openblas;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The bound on threads inside OpenBLAS. OpenBLAS keeps a fixed table of work buffers, one for each
 * thread that is inside it; when a few hundred threads are, the table is full and the process dies.
 * Every call goes through here:
 *
 * <pre>{@code
 * boolean permit = Admission.enter();
 * try {
 *     Cblas.cblas_sgemm(...);
 * } finally {
 *     Admission.leave(permit);
 * }
 * }</pre>
 *
 * <p>The first {@value #SEATS} platform threads that call take a seat and keep it while they live:
 * for them, entering is one read of a thread-local. Everybody else queues for one of {@value
 * #PERMITS} permits and holds it for the length of the call. At most {@code SEATS + PERMITS}
 * threads are inside at once. The seat of a thread that has died is handed on when a newcomer finds
 * no free one, so a program that goes through many short-lived threads loses nothing.
 *
 * <p>Virtual threads never take a seat, because there may be millions and each lives for moments;
 * they use permits, and one that waits for a permit gives up its carrier. A thread that is already
 * inside may enter again.
 *
 * <p>The first entry of a thread also loads the library ({@link OpenBlas#load()}), so a caller that
 * has been admitted may use the generated bindings and needs no check of its own.
 */
final class Admission {
    static final int SEATS = 128;
    static final int PERMITS = 64;

    /** Those without a seat look for one that has come free once in so many of their calls. */
    private static final int SWEEP_INTERVAL = 256;

    /**
     * Whether the thread may go straight in, having a seat or being inside on a permit; null before
     * its first call. A JDK type, so that no thread outlives this class's loader holding on to it.
     */
    private static final ThreadLocal<@Nullable Boolean> ADMITTED = new ThreadLocal<>();

    private static final Semaphore QUEUE = new Semaphore(PERMITS);
    private static final AtomicInteger QUEUED_CALLS = new AtomicInteger();

    /** Who sits where; guarded by itself. Weak, so that a dead thread can be collected. */
    private static final List<WeakReference<Thread>> HOLDERS = new ArrayList<>(SEATS);

    private Admission() {}

    /**
     * Lets the calling thread into OpenBLAS, waiting while too many are inside.
     *
     * @return whether the call holds a permit, to be handed to {@link #leave(boolean)}
     * @throws OpenBlasUnavailableException if the library cannot be loaded; nothing is held then
     */
    static boolean enter() {
        Boolean admitted = ADMITTED.get();
        return (admitted == null || !admitted) && enterWithoutSeat(admitted == null);
    }

    /** Ends what {@link #enter()} began. */
    static void leave(boolean permit) {
        if (permit) {
            ADMITTED.set(false);
            QUEUE.release();
        }
    }

    private static boolean enterWithoutSeat(boolean firstCall) {
        OpenBlas.load();
        boolean sweep = firstCall || QUEUED_CALLS.getAndIncrement() % SWEEP_INTERVAL == 0;
        boolean seated = sweep && takeSeat(Thread.currentThread());
        if (!seated) {
            QUEUE.acquireUninterruptibly();
        }
        ADMITTED.set(true);
        return !seated;
    }

    private static boolean takeSeat(Thread thread) {
        if (thread.isVirtual()) {
            return false;
        }
        synchronized (HOLDERS) {
            if (HOLDERS.size() == SEATS) {
                HOLDERS.removeIf(Admission::isDead);
            }
            return HOLDERS.size() < SEATS && HOLDERS.add(new WeakReference<>(thread));
        }
    }

    private static boolean isDead(WeakReference<Thread> holder) {
        Thread thread = holder.get();
        return thread == null || !thread.isAlive();
    }
}
