package dev.gatun.openblas;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Limits the number of threads inside OpenBLAS. OpenBLAS has a table of work buffers, twice as many
 * as the threads it is built for; each calling thread uses one, and so does each of its own
 * workers. With more callers it prints a warning, with several hundred it corrupts memory or
 * terminates the process. Every call is made like this:
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
 * <p>The first platform threads that call are assigned a seat, which they keep while they live: for
 * them, entering is one lookup in a table. All others wait for a permit, for the duration of the
 * call. Seats and permits together are as many as the table has buffers ({@link Room}). The seat of
 * a thread that has died is assigned to another.
 *
 * <p>Virtual threads have no seats, because there may be millions of them, each short-lived; they
 * use permits, and one that waits for a permit releases its carrier. A thread that is inside may
 * enter again.
 *
 * <p>The first entry of a thread also loads the library ({@link OpenBlas#load()}), so a caller that
 * has been admitted may use the generated bindings and needs no check of its own.
 */
final class Admission {
    /** Many more than seats, so that two threads seldom have the same place. */
    private static final int PLACES = 4096;

    /** Threads without a seat look for a free one once in so many calls. */
    private static final int LOOK_INTERVAL = 256;

    /**
     * The id of the thread that has the seat at each place; the place of a thread is its id modulo
     * the number of places. Written under the lock and read without: a thread looks only for its
     * own id, which no other thread writes or removes while it lives. Ids are not reused.
     */
    private static final long[] SEATED = new long[PLACES];

    /**
     * The thread at each place; guarded by itself. Weak, so that a dead thread can be collected.
     */
    private static final Map<Integer, WeakReference<Thread>> HOLDERS = new HashMap<>();

    private static final ReentrantLock THREADED = new ReentrantLock();

    private static final AtomicInteger QUEUED_CALLS = new AtomicInteger();

    /**
     * Whether a thread without a seat has a permit; null before its first call. Of a type of the
     * JDK, so that a thread does not keep the class loader reachable.
     */
    private static final ThreadLocal<@Nullable Boolean> HAS_PERMIT = new ThreadLocal<>();

    /**
     * The number of callers that OpenBLAS has buffers for. In a class of its own, because it is
     * known only after the library is loaded.
     */
    static final class Room {
        /** The least number of buffers that OpenBLAS can be built with. */
        private static final int LEAST_BUFFERS = 50;

        /** Enough for any machine, and a limit on the memory of the buffers. */
        private static final int MOST = 128;

        private static final int TOTAL = total(OpenBlas.maxThreads(), OpenBlas.isThreaded());
        static final int SEATS = TOTAL * 3 / 4;
        static final Semaphore PERMITS = new Semaphore(TOTAL - SEATS);

        private Room() {}

        /**
         * The number of buffers minus those of OpenBLAS's own workers: 64 for a library built for
         * 64 threads. A library built without threads has no locks, and admits one caller at a
         * time.
         */
        static int total(int maxThreads, boolean isThreaded) {
            int buffers = Math.max(LEAST_BUFFERS, 2 * maxThreads);
            return isThreaded ? Math.min(buffers - maxThreads, MOST) : 1;
        }
    }

    private Admission() {}

    /**
     * Admits the calling thread, after waiting while too many are inside.
     *
     * @return whether the call has a permit, to be passed to {@link #leave(boolean)}
     * @throws OpenBlasUnavailableException if the library cannot be loaded; the thread is not
     *     admitted then
     */
    static boolean enter() {
        long id = Thread.currentThread().threadId();
        return SEATED[place(id)] != id && enterWithoutSeat();
    }

    /** Ends the call that {@link #enter()} admitted. */
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

    /** Ends the call that {@link #enterLevel3()} admitted. */
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
