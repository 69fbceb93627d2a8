package dev.gatun.kernel.threads;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** One call of {@link Workers#run}: its tasks, and who waits for them. */
final class TaskGroup {
    /**
     * How long the caller looks before it parks; the tasks of one job are of about equal length.
     */
    private static final long SPIN_NANOS = 50_000;

    /** A task that the caller waits for so much longer than it worked itself was held up. */
    private static final long LATE_NANOS = 500_000;

    private final int tasks;
    private final IntConsumer task;
    private final Thread caller;
    private final long begun = System.nanoTime();

    /** The next task to take; beyond the last one, nothing is left. */
    private final AtomicInteger next = new AtomicInteger();

    /** Tasks neither finished nor left out. */
    private final AtomicInteger pending;

    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean isCallerParked;

    TaskGroup(int tasks, IntConsumer task, Thread caller) {
        this.tasks = tasks;
        this.task = task;
        this.caller = caller;
        this.pending = new AtomicInteger(tasks);
    }

    /** Whether a task is left to take. */
    boolean hasTasks() {
        return next.get() < tasks;
    }

    /** Does tasks until none is left to take. What a task throws is kept for {@link #rethrow}. */
    void takePart() {
        for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
            try {
                task.accept(i);
            } catch (Throwable thrown) {
                keep(thrown);
                leaveOut();
            } finally {
                finished(1);
            }
        }
    }

    /** Tasks not yet begun will not be. */
    void leaveOut() {
        finished(Math.max(0, tasks - next.getAndSet(tasks)));
    }

    private void finished(int count) {
        if (pending.addAndGet(-count) == 0 && isCallerParked) {
            LockSupport.unpark(caller);
        }
    }

    /**
     * Waits for the tasks others took. Only the caller calls this.
     *
     * @return whether it waited for so long that whoever had them cannot have run all the time
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
                // An interrupt would make park return at once.
                wasInterrupted |= Thread.interrupted();
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
        return System.nanoTime() - start > Math.max(LATE_NANOS, start - begun);
    }

    @SuppressWarnings("ReferenceEquality") // only the same object must not suppress itself
    private void keep(Throwable thrown) {
        Throwable first = failure.compareAndExchange(null, thrown);
        if (first != null && first != thrown) {
            try {
                first.addSuppressed(thrown);
            } catch (OutOfMemoryError | StackOverflowError noRoom) {
                // The first one is thrown, and says enough.
            }
        }
    }

    /** Throws what a task threw, if one did. */
    void rethrow() {
        Throwable thrown = failure.get();
        if (thrown != null) {
            TaskGroup.<RuntimeException>asUnchecked(thrown);
        }
    }

    /** A checked exception can come out of a task only unseen by the compiler, and goes on so. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void asUnchecked(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
