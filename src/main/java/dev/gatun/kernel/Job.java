package dev.gatun.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** One call of {@link Workers#run}: its tasks, and who waits for them. */
final class Job {
    /**
     * How long the caller looks before it parks; the tasks of one job are of about equal length.
     */
    private static final long SPIN_NANOS =
            Runtime.getRuntime().availableProcessors() > 1 ? 50_000 : 0;

    private final int tasks;
    private final IntConsumer task;
    private final Thread caller;

    /** The next task to take; beyond the last one, nothing is left. */
    private final AtomicInteger next = new AtomicInteger();

    /** Tasks neither finished nor left out. */
    private final AtomicInteger pending;

    private volatile boolean isCallerParked;
    private @Nullable Throwable failure; // guarded by this

    Job(int tasks, IntConsumer task, Thread caller) {
        this.tasks = tasks;
        this.task = task;
        this.caller = caller;
        this.pending = new AtomicInteger(tasks);
    }

    /** Whether a task is left to take. */
    boolean hasTasks() {
        return next.get() < tasks;
    }

    /** Does tasks until none is left to take. */
    void takePart() {
        for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
            int finished = 1;
            try {
                task.accept(i);
            } catch (Throwable thrown) {
                keep(thrown);
                finished += Math.max(0, tasks - next.getAndSet(tasks));
            }
            if (pending.addAndGet(-finished) == 0 && isCallerParked) {
                LockSupport.unpark(caller);
            }
        }
    }

    /** Waits for the tasks others took. Only the caller calls this. */
    void await() {
        if (pending.get() > 0) {
            long start = System.nanoTime();
            while (pending.get() > 0 && System.nanoTime() - start < SPIN_NANOS) {
                Thread.onSpinWait();
            }
        }
        boolean wasInterrupted = false;
        while (pending.get() > 0) {
            isCallerParked = true;
            if (pending.get() > 0) {
                LockSupport.park(this);
                wasInterrupted |=
                        Thread.interrupted(); // an interrupt would make park return at once
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("ReferenceEquality") // only the same object must not suppress itself
    private synchronized void keep(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
        } else if (failure != thrown) {
            failure.addSuppressed(thrown);
        }
    }

    /** Throws what a task threw, if one did. */
    synchronized void rethrow() {
        if (failure != null) {
            Job.<RuntimeException>asUnchecked(failure);
        }
    }

    /** A checked exception can come out of a task only unseen by the compiler, and goes on so. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void asUnchecked(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
