package dev.gatun.openblas;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The bound on threads inside OpenBLAS. OpenBLAS has a table of work buffers, twice as many as the
 * threads it is built for; each thread inside holds one, and so does each of its own workers. When
 * more come it prints a warning, with several hundred it corrupts memory or ends the process. Every
 * call goes through here:
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
 * <p>The first platform threads that call take a seat and keep it while they live: for them,
 * entering is one look into a table. Everybody else queues for a permit and holds it for the length
 * of the call. Seats and permits together are as many as the table has room for ({@link Room}). The
 * seat of a thread that has died is handed on, so a program that goes through many short-lived
 * threads loses nothing.
 *
 * <p>Virtual threads never take a seat, because there may be millions and each lives for moments;
 * they use permits, and one that waits for a permit gives up its carrier. A thread that is already
 * inside may enter again.
 *
 * <p>The first entry of a thread also loads the library ({@link OpenBlas#load()}), so a caller that
 * has been admitted may use the generated bindings and needs no check of its own.
 */
final class Admission {
    /** Many more than seats, so that two threads seldom fall on one place. */
    private static final int PLACES = 4096;

    /** Those without a seat look whether one has come free once in so many of their calls. */
    private static final int LOOK_INTERVAL = 256;

    /**
     * The id of the thread that sits at each place; a thread's only place is its id modulo their
     * number. Written under the lock, read without: a thread looks for its own id alone, which
     * nobody else writes, and which stays while it lives. Ids are never used again.
     */
    private static final long[] SEATED = new long[PLACES];

    /** Who sits at a place; guarded by itself. Weak, so that a dead thread can be collected. */
    private static final Map<Integer, WeakReference<Thread>> HOLDERS = new HashMap<>();

    private static final ReentrantLock THREADED = new ReentrantLock();

    private static final AtomicInteger QUEUED_CALLS = new AtomicInteger();

    /**
     * Whether a thread without a seat is inside on a permit; null before its first call. A JDK
     * type, so that no thread outlives this class's loader holding on to it.
     */
    private static final ThreadLocal<@Nullable Boolean> HAS_PERMIT = new ThreadLocal<>();

    /** How many fit in. Apart, because it is known only once the library is loaded. */
    static final class Room {
        /** The smallest number of buffers OpenBLAS is ever built with. */
        private static final int LEAST_BUFFERS = 50;

        /** Enough for any machine, and a bound on the memory of the buffers themselves. */
        private static final int MOST = 128;

        private static final int TOTAL = total(OpenBlas.maxThreads(), OpenBlas.isThreaded());
        static final int SEATS = TOTAL * 3 / 4;
        static final Semaphore PERMITS = new Semaphore(TOTAL - SEATS);

        private Room() {}

        /**
         * The buffers less those that workers may hold: 64 for a library built for 64 threads. One
         * that is built without threads also lacks the locks, and lets in one at a time.
         */
        static int total(int maxThreads, boolean isThreaded) {
            int buffers = Math.max(LEAST_BUFFERS, 2 * maxThreads);
            return isThreaded ? Math.min(buffers - maxThreads, MOST) : 1;
        }
    }

    private Admission() {}

    /**
     * Lets the calling thread into OpenBLAS, waiting while too many are inside.
     *
     * @return whether the call holds a permit, to be handed to {@link #leave(boolean)}
     * @throws OpenBlasUnavailableException if the library cannot be loaded; nothing is held then
     */
    static boolean enter() {
        long id = Thread.currentThread().threadId();
        return SEATED[place(id)] != id && enterWithoutSeat();
    }

    /** Ends what {@link #enter()} began. */
    static void leave(boolean permit) {
        if (permit) {
            HAS_PERMIT.set(false);
            Room.PERMITS.release();
        }
    }

    /**
     * {@link #enter()} for the routines of level 3. Before version 0.3.34 their threaded forms
     * share the state of OpenBLAS's threads with each other (OpenBLAS #5836), and calls of
     * different kinds at once can corrupt each other. So where OpenBLAS may use several threads
     * they run one at a time; on one thread a call they share nothing.
     */
    static boolean enterLevel3() {
        boolean permit = enter();
        if (OpenBlas.isOnSeveralThreads()) {
            THREADED.lock();
        }
        return permit;
    }

    /** Ends what {@link #enterLevel3()} began. */
    static void leaveLevel3(boolean permit) {
        if (THREADED.isHeldByCurrentThread()) {
            THREADED.unlock();
        }
        leave(permit);
    }

    private static int place(long threadId) {
        return (int) threadId & PLACES - 1;
    }

    private static boolean enterWithoutSeat() {
        OpenBlas.load();
        Boolean hasPermit = HAS_PERMIT.get();
        if (hasPermit != null && hasPermit) {
            return false;
        }
        boolean look = hasPermit == null || QUEUED_CALLS.getAndIncrement() % LOOK_INTERVAL == 0;
        if (look && takeSeat(Thread.currentThread())) {
            return false;
        }
        Room.PERMITS.acquireUninterruptibly();
        HAS_PERMIT.set(true);
        return true;
    }

    private static boolean takeSeat(Thread thread) {
        if (thread.isVirtual()) {
            return false;
        }
        int place = place(thread.threadId());
        synchronized (HOLDERS) {
            if (HOLDERS.size() == Room.SEATS || HOLDERS.containsKey(place)) {
                HOLDERS.values().removeIf(Admission::isDead);
            }
            if (HOLDERS.size() == Room.SEATS || HOLDERS.containsKey(place)) {
                return false;
            }
            HOLDERS.put(place, new WeakReference<>(thread));
            SEATED[place] = thread.threadId();
            return true;
        }
    }

    private static boolean isDead(WeakReference<Thread> holder) {
        Thread thread = holder.get();
        return thread == null || !thread.isAlive();
    }
}
