package dev.gatun.kernel;

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
 * <p>Workers are daemon threads, started when first needed. After a call they spin for some
 * milliseconds, so that the next loop of the same computation finds them awake, then park.
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

    /** The call that has the workers now. */
    private static final AtomicReference<@Nullable Job> CURRENT = new AtomicReference<>();

    /** All workers that are not retired; replaced under the lock of this class, never changed. */
    private static volatile Worker[] team = {};

    /** How many workers the system lets us have, as far as is known. */
    private static volatile int most = Threads.MOST;

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
        int helpers = Math.min(tasks, Threads.count()) - 1;
        if (helpers <= 0
                || CURRENT.getPlain() != null
                || Thread.currentThread() instanceof Worker) {
            runAlone(tasks, task);
            return;
        }
        // Before the job is seen: one worker too many would take part otherwise.
        Worker[] workers = fitted();
        Job job = new Job(tasks, task, Thread.currentThread());
        if (!CURRENT.compareAndSet(null, job)) {
            runAlone(tasks, task);
            return;
        }
        try {
            for (int i = 0; i < Math.min(helpers, workers.length); i++) {
                workers[i].wake();
            }
            job.takePart();
            job.await();
        } finally {
            CURRENT.set(null);
        }
        job.rethrow();
    }

    private static void runAlone(int tasks, IntConsumer task) {
        for (int i = 0; i < tasks; i++) {
            task.accept(i);
        }
    }

    /** As many workers as there should be now. */
    private static Worker[] fitted() {
        int size = Math.min(Threads.count() - 1, most);
        Worker[] now = team;
        return now.length == size ? now : resize(size);
    }

    /** Starts or retires workers. */
    private static synchronized Worker[] resize(int size) {
        Worker[] old = team;
        Worker[] resized = Arrays.copyOf(old, size);
        for (int i = old.length; i < size; i++) {
            resized[i] = new Worker(i + 1);
            try {
                resized[i].start();
            } catch (OutOfMemoryError noMoreThreads) {
                most = i;
                resized = Arrays.copyOf(resized, i);
                break;
            }
        }
        team = resized;
        for (int i = size; i < old.length; i++) {
            old[i].retire();
        }
        return resized;
    }

    /** Whether a worker would find a task. */
    private static boolean isWorkWaiting() {
        Job job = CURRENT.get();
        return job != null && job.hasTasks();
    }

    /** A thread that takes part in one job after another. */
    private static final class Worker extends Thread {
        private volatile boolean isParked;
        private volatile boolean isRetired;

        Worker(int number) {
            super(null, null, "gatun-worker-" + number, 0, false);
            setDaemon(true);
        }

        @Override
        public void run() {
            while (true) {
                // In this order: who sees a job sees whether it was retired before that job.
                Job job = CURRENT.get();
                if (isRetired) {
                    return;
                }
                if (job != null && job.hasTasks()) {
                    job.takePart();
                } else if (!spin()) {
                    park();
                }
            }
        }

        /** Waits a little; whether there may be something to do. */
        private boolean spin() {
            long start = System.nanoTime();
            do {
                Thread.onSpinWait();
                if (isRetired || isWorkWaiting()) {
                    return true;
                }
            } while (System.nanoTime() - start < SPIN_NANOS);
            return false;
        }

        private void park() {
            isParked = true;
            // Whoever publishes a job reads isParked afterwards, so one of us sees the other.
            if (!isWorkWaiting() && !isRetired) {
                LockSupport.park(Workers.class);
            }
            isParked = false;
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
