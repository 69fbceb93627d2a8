package dev.gatun.kernel.threads;

import dev.gatun.memory.internal.StackProbe;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The thread pool of the library: {@link Threads#count()} threads, of which the caller is one.
 *
 * {@snippet :
 * float[] sums = new float[8];
 * Workers.run(8, part -> sums[part] = sumOf(part)); // returns when all eight are done
 * }
 *
 * <p>{@link #run} is a fork and a join: the caller runs tasks as the workers do, then waits for
 * those still running. Writes of the caller before the call are visible to the tasks, and writes of
 * the tasks are visible to the caller after it.
 *
 * <p>The workers serve one call at a time. A call from inside a task, or during the call of another
 * thread, runs all its tasks on its own thread: no call waits for a worker, so there is no
 * deadlock, and busy cores get no more threads. Callers may be virtual threads.
 *
 * <p>Workers are daemon threads, started when first needed. After a call they spin for some
 * milliseconds, so that they are awake for the next loop of the same computation, then park, and
 * end after {@value #IDLE_SECONDS} seconds without work; the next call starts them again. While
 * other processes keep the cores busy, calls stay on the thread of their caller ({@link
 * Contention}).
 *
 * <p>A task may access confined memory of the caller only through segments without the lifetime
 * check ({@link dev.gatun.memory.internal.NativeAccess#rebase}); the caller has acquired the memory
 * while it waits.
 */
public final class Workers {
    /**
     * How long an idle worker spins before it parks. A worker may be woken on the core of its
     * caller, and the scheduler moves it to another only if it does not park again at once.
     */
    private static final long SPIN_NANOS =
            Runtime.getRuntime().availableProcessors() > 1 ? 5_000_000 : 0;

    /** After how long without work a worker ends. */
    private static final int IDLE_SECONDS = 10;

    private static final long IDLE_NANOS = IDLE_SECONDS * 1_000_000_000L;

    /** How long no thread is started after the system refused one. */
    private static final long RETRY_NANOS = 1_000_000_000L;

    /** The call that the workers serve now; null if there is none. */
    private static final AtomicReference<@Nullable TaskGroup> CURRENT = new AtomicReference<>();

    /**
     * The workers that are not to end. The array is never changed, but replaced with this class
     * locked.
     */
    private static volatile Worker[] team = {};

    /** Whether the system refused a thread; the time from which on another may be started. */
    private static volatile boolean isShort;

    private static volatile long shortUntil;

    /** The number of workers ever started, for their names; guarded by this class. */
    private static int started;

    private Workers() {}

    /**
     * Runs tasks 0 to {@code tasks - 1}, each once, on the caller and the workers, in any order,
     * and returns when all have ended.
     *
     * <p>If a task throws, tasks that have not been begun are cancelled, and the exception is
     * thrown here once those that have been begun have ended; their exceptions are added to it as
     * suppressed.
     *
     * @param tasks the number of tasks; for 0 or less nothing is run
     * @param task called with the number of each task
     */
    public static void run(int tasks, IntConsumer task) {
        int helpers = Math.min(tasks, available()) - 1;
        if (helpers <= 0) {
            runAlone(tasks, task);
            return;
        }
        StackProbe.forManyCalls();
        // Before the group is published, since otherwise a surplus worker could take a task.
        Worker[] workers = currentTeam();
        TaskGroup group = new TaskGroup(tasks, task, Thread.currentThread());
        if (!CURRENT.compareAndSet(null, group)) {
            runAlone(tasks, task);
            return;
        }
        try {
            for (int i = 0; i < Math.min(helpers, workers.length); i++) {
                workers[i].wake();
            }
            group.runTasks();
        } finally {
            // In any case no task uses the caller's memory after this method has returned.
            group.cancelRest();
            boolean wasLate = group.await();
            CURRENT.set(null);
            if (wasLate) {
                Contention.detected();
            }
        }
        group.rethrow();
    }

    /**
     * The number of threads that a call would use now: one inside a task, during the call of
     * another thread, or while other processes keep the cores busy.
     */
    public static int available() {
        int threads = Threads.count();
        return threads == 1
                        || CURRENT.getPlain() != null
                        || Contention.isDetected()
                        || Thread.currentThread() instanceof Worker
                ? 1
                : threads;
    }

    /**
     * Ends the workers, after their current tasks, and waits for them for a second at most each.
     * The next call starts new ones.
     */
    public static void shutdown() {
        Worker[] retired;
        synchronized (Workers.class) {
            retired = team;
            team = new Worker[0];
            for (Worker worker : retired) {
                worker.retire();
            }
        }
        if (Thread.currentThread() instanceof Worker) {
            return;
        }
        for (Worker worker : retired) {
            end(worker);
        }
    }

    /** Waits for a thread that is to end, for a second at most. */
    public static void end(Thread thread) {
        boolean wasInterrupted = Thread.interrupted();
        try {
            thread.join(1000);
        } catch (InterruptedException e) {
            wasInterrupted = true;
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void runAlone(int tasks, IntConsumer task) {
        for (int i = 0; i < tasks; i++) {
            task.accept(i);
        }
    }

    /** The workers, after starting or ending some if the number of threads has changed. */
    private static Worker[] currentTeam() {
        Worker[] now = team;
        int size = Threads.count() - 1;
        boolean fits = now.length == size;
        return fits || (now.length < size && isShort()) ? now : resize(size);
    }

    private static boolean isShort() {
        return isShort && System.nanoTime() - shortUntil < 0;
    }

    /** Starts or ends workers. */
    private static synchronized Worker[] resize(int size) {
        Worker[] old = team;
        Worker[] resized = Arrays.copyOf(old, size);
        int count = Math.min(old.length, size);
        isShort = false;
        try {
            while (count < size) {
                Worker worker = new Worker(++started);
                worker.start();
                resized[count++] = worker;
            }
        } catch (OutOfMemoryError noMoreThreads) {
            shortUntil = System.nanoTime() + RETRY_NANOS;
            isShort = true;
            resized = Arrays.copyOf(resized, count);
        }
        team = resized;
        for (int i = size; i < old.length; i++) {
            old[i].retire();
        }
        return resized;
    }

    /** Removes a worker that ends. */
    private static synchronized void leave(Worker worker) {
        Worker[] old = team;
        for (int i = 0; i < old.length; i++) {
            if (old[i] == worker) {
                Worker[] others = Arrays.copyOf(old, old.length - 1);
                System.arraycopy(old, i + 1, others, i, others.length - i);
                team = others;
                return;
            }
        }
    }

    /** Whether there is a task for a worker. */
    private static boolean isWorkWaiting() {
        TaskGroup group = CURRENT.get();
        return group != null && group.hasTasks();
    }

    /** A thread that runs tasks of one group after another. */
    private static final class Worker extends Thread {
        private volatile boolean isParked;
        private volatile boolean isRetired;

        Worker(int number) {
            super(null, null, "gatun-worker-" + number, 0, false);
            setDaemon(true);
            // That of the starting thread would stay reachable as long as this thread runs.
            setContextClassLoader(null);
        }

        @Override
        public void run() {
            try {
                boolean isToLive = true;
                while (isToLive) {
                    try {
                        isToLive = turn();
                    } catch (Throwable thrown) {
                        // The group records exceptions of tasks. Others are a temporary lack of
                        // stack or heap, for which the worker need not end.
                        Thread.onSpinWait();
                    }
                }
            } finally {
                leave(this);
            }
        }

        /** Runs tasks of the current group, or waits for one; returns whether to continue. */
        private boolean turn() {
            // In this order, so that a worker that sees a group also sees whether it was retired
            // before.
            TaskGroup group = CURRENT.get();
            if (isRetired) {
                return false;
            }
            if (group != null && group.hasTasks()) {
                group.runTasks();
                return true;
            }
            return spin() || park();
        }

        /** Spins; returns whether there may be a task. */
        private boolean spin() {
            long start = System.nanoTime();
            long now = start;
            do {
                Thread.onSpinWait();
                if (isRetired || isWorkWaiting()) {
                    return true;
                }
                long last = now;
                now = System.nanoTime();
                if (now - last > Contention.JUMP_NANOS) {
                    Contention.detected();
                    return false;
                }
            } while (now - start < SPIN_NANOS);
            return false;
        }

        /**
         * Parks until there is a task; returns false if there was none for so long that this thread
         * should end.
         */
        private boolean park() {
            long start = System.nanoTime();
            boolean hasWaited = false;
            isParked = true;
            try {
                // The caller publishes a group and then reads isParked; this thread writes isParked
                // and then looks for a group. So one of the two sees the other.
                while (!isWorkWaiting() && !isRetired) {
                    if (hasWaited) {
                        return System.nanoTime() - start < IDLE_NANOS;
                    }
                    LockSupport.parkNanos(Workers.class, IDLE_NANOS);
                    Thread.interrupted(); // interrupts mean nothing to a worker
                    hasWaited = true;
                }
                return true;
            } finally {
                isParked = false;
            }
        }

        void wake() {
            if (isParked) {
                LockSupport.unpark(this);
            }
        }

        void retire() {
            isRetired = true;
            LockSupport.unpark(this);
        }
    }
}
