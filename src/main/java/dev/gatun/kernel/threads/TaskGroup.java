package dev.gatun.kernel.threads;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The tasks of one call of {@link Workers#run}, and the caller that waits for them. */
final class TaskGroup {
    /**
     * How long the caller spins before it parks; the tasks of one group take about equally long.
     */
    private static final long SPIN_NANOS = 50_000;

    /**
     * A caller that waits for longer than this, and for longer than it worked itself, waits for a
     * preempted thread.
     */
    private static final long LATE_NANOS = 500_000;

    private final int tasks;
    private final IntConsumer task;
    private final Thread caller;
    private final long begun = System.nanoTime();

    /** The next task to run; none is left if it is not less than the number of tasks. */
    private final AtomicInteger next = new AtomicInteger();

    /** The number of tasks neither finished nor cancelled. */
    private final AtomicInteger pending;

    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean isCallerParked;

    TaskGroup(int tasks, IntConsumer task, Thread caller) {
        this.tasks = tasks;
        this.task = task;
        this.caller = caller;
        this.pending = new AtomicInteger(tasks);
    }

    /** Whether there is a task that no thread has begun. */
    boolean hasTasks() {
        return next.get() < tasks;
    }

    /**
     * Runs tasks until all have been begun. An exception of a task is recorded for {@link
     * #rethrow}.
     */
    void runTasks() {
        for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
            try {
                task.accept(i);
            } catch (Throwable thrown) {
                record(thrown);
                cancelRest();
            } finally {
                finished(1);
            }
        }
    }

    /** Cancels the tasks that have not been begun. */
    void cancelRest() {
        finished(Math.max(0, tasks - next.getAndSet(tasks)));
    }

    private void finished(int count) {
        if (pending.addAndGet(-count) == 0 && isCallerParked) {
            LockSupport.unpark(caller);
        }
    }

    /**
     * Waits for the tasks of other threads. Called by the caller alone.
     *
     * @return whether it waited for so long that a thread with a task must have been preempted
     */
    boolean await() {
        if (pending.get() == 0) {
            return false;
        }
        long start = System.nanoTime();
        do {
            Thread.onSpinWait();
            if (pending.get() == 0) {
                return false;
            }
        } while (System.nanoTime() - start < SPIN_NANOS);
        boolean wasInterrupted = false;
        while (pending.get() > 0) {
            isCallerParked = true;
            if (pending.get() > 0) {
                LockSupport.park(this);
                // While the thread is interrupted, park returns at once.
                wasInterrupted |= Thread.interrupted();
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
        return System.nanoTime() - start > Math.max(LATE_NANOS, start - begun);
    }

    @SuppressWarnings("ReferenceEquality") // an exception cannot suppress itself
    private void record(Throwable thrown) {
        Throwable first = failure.compareAndExchange(null, thrown);
        if (first != null && first != thrown) {
            try {
                first.addSuppressed(thrown);
            } catch (OutOfMemoryError | StackOverflowError noRoom) {
                // Only the first one is thrown then.
            }
        }
    }

    /** Throws the exception of a task, if there was one. */
    void rethrow() {
        Throwable thrown = failure.get();
        if (thrown != null) {
            TaskGroup.<RuntimeException>asUnchecked(thrown);
        }
    }

    /** Throws any exception; a task may throw a checked one that the compiler does not see. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void asUnchecked(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
