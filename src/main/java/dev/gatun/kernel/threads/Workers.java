package dev.gatun.kernel.threads;

import dev.gatun.memory.internal.StackProbe;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The one pool of the library: {@link Threads#count()} threads, of which the caller is one.
 *
 * {@snippet :
 * float[] sums = new float[8];
 * Workers.run(8, part -> sums[part] = sumOf(part)); // returns when all eight are done
 * }
 *
 * <p>{@link #run} is a fork and a join: the caller takes tasks as the workers do, then waits for
 * those still running. What the caller wrote before is visible to the tasks, what they wrote is
 * visible to the caller after.
 *
 * <p>One call at a time has the workers. A call from inside a task, and one made while another
 * thread's is under way, does all its tasks itself: nothing waits for a worker, so nothing can
 * deadlock, and cores that are busy already get no more threads. Callers may be virtual threads.
 *
 * <p>Workers are daemon threads, started when first needed. After a call they look for work for
 * some milliseconds, so that the next loop of the same computation finds them awake, then park, and
 * end after {@value #IDLE_SECONDS} seconds without work; the next call starts them again. While
 * other processes keep the cores busy, calls stay on their caller's thread ({@link Contention}).
 *
 * <p>A task may touch the caller's confined memory only through views without the lifetime check
 * ({@link dev.gatun.memory.internal.NativeAccess#rebase}); the caller holds the memory while it
 * waits.
 */
public final class Workers {
    /**
     * How long an idle worker looks for work before it parks. Long enough for the scheduler to find
     * it a core of its own: a worker may wake on its caller's, and one that parks again at once
     * never leaves it.
     */
    private static final long SPIN_NANOS =
            Runtime.getRuntime().availableProcessors() > 1 ? 5_000_000 : 0;

    /** How long a worker without work lives. */
    private static final int IDLE_SECONDS = 10;

    private static final long IDLE_NANOS = IDLE_SECONDS * 1_000_000_000L;

    /** When the system has no more threads, how long until it is asked again. */
    private static final long RETRY_NANOS = 1_000_000_000L;

    /** The call that has the workers now. */
    private static final AtomicReference<@Nullable TaskGroup> CURRENT = new AtomicReference<>();

    /** All workers that are to live on; replaced under the lock of this class, never changed. */
    private static volatile Worker[] team = {};

    /** Whether the system had no more threads, and when it may be asked again. */
    private static volatile boolean isShort;

    private static volatile long shortUntil;

    /** Workers ever started, for their names; guarded by this class. */
    private static int started;

    private Workers() {}

    /**
     * Runs tasks 0 to {@code tasks - 1}, each once, on the caller and the workers, in any order,
     * and returns when all are done.
     *
     * <p>If a task throws, tasks not yet begun are left out, and what it threw is thrown here once
     * those under way have ended; exceptions of these are added to it as suppressed.
     *
     * @param tasks how many; none for 0 or less
     * @param task told its number
     */
    public static void run(int tasks, IntConsumer task) {
        int helpers = Math.min(tasks, available()) - 1;
        if (helpers <= 0) {
            runAlone(tasks, task);
            return;
        }
        StackProbe.forManyCalls();
        // Before the job is seen: one worker too many would take part otherwise.
        Worker[] workers = fitted();
        TaskGroup job = new TaskGroup(tasks, task, Thread.currentThread());
        if (!CURRENT.compareAndSet(null, job)) {
            runAlone(tasks, task);
            return;
        }
        try {
            for (int i = 0; i < Math.min(helpers, workers.length); i++) {
                workers[i].wake();
            }
            job.takePart();
        } finally {
            // Whatever happens, nobody works on the caller's memory once this has returned.
            job.leaveOut();
            boolean wasLate = job.await();
            CURRENT.set(null);
            if (wasLate) {
                Contention.met();
            }
        }
        job.rethrow();
    }

    /**
     * How many threads a call would have now: one inside a task, while another thread's call is
     * under way, or while other processes want the cores.
     */
    public static int available() {
        int threads = Threads.count();
        return threads == 1
                        || CURRENT.getPlain() != null
                        || Contention.isMet()
                        || Thread.currentThread() instanceof Worker
                ? 1
                : threads;
    }

    /**
     * Ends the workers, those with a task after it, and waits a moment for them. The next call
     * starts new ones.
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

    /** Waits for a thread that has been told to end, for a second at most. */
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

    /** As many workers as there should be now. */
    private static Worker[] fitted() {
        Worker[] now = team;
        int size = Threads.count() - 1;
        boolean fits = now.length == size;
        return fits || (now.length < size && isShort()) ? now : resize(size);
    }

    private static boolean isShort() {
        return isShort && System.nanoTime() - shortUntil < 0;
    }

    /** Starts or retires workers. */
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

    /** A worker that ends is no longer there. */
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

    /** Whether a worker would find a task. */
    private static boolean isWorkWaiting() {
        TaskGroup job = CURRENT.get();
        return job != null && job.hasTasks();
    }

    /** A thread that takes part in one job after another. */
    private static final class Worker extends Thread {
        private volatile boolean isParked;
        private volatile boolean isRetired;

        Worker(int number) {
            super(null, null, "gatun-worker-" + number, 0, false);
            setDaemon(true);
            // Not the starter's: it would live as long as this thread.
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
                        // What a task throws its job keeps; the rest is a want of stack or heap
                        // that passes, and no reason to end.
                        Thread.onSpinWait();
                    }
                }
            } finally {
                leave(this);
            }
        }

        /** Takes part in the current job, or waits for one; whether to go on. */
        private boolean turn() {
            // In this order: who sees a job sees whether it was retired before that job.
            TaskGroup job = CURRENT.get();
            if (isRetired) {
                return false;
            }
            if (job != null && job.hasTasks()) {
                job.takePart();
                return true;
            }
            return spin() || park();
        }

        /** Waits a little; whether there may be something to do. */
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
                    Contention.met();
                    return false;
                }
            } while (now - start < SPIN_NANOS);
            return false;
        }

        /** Waits for work; false if there was none for so long that this thread should end. */
        private boolean park() {
            long start = System.nanoTime();
            boolean hasWaited = false;
            isParked = true;
            try {
                // Whoever publishes a job reads isParked afterwards, so one of us sees the other.
                while (!isWorkWaiting() && !isRetired) {
                    if (hasWaited) {
                        return System.nanoTime() - start < IDLE_NANOS;
                    }
                    LockSupport.parkNanos(Workers.class, IDLE_NANOS);
                    Thread.interrupted(); // of somebody else's making, and means nothing here
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
