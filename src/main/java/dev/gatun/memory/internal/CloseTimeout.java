package dev.gatun.memory.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * How long closing a scope waits for operations of other threads that use it: {@code
 * -Dgatun.scope.patience}, in seconds, 10 by default.
 */
final class CloseTimeout {
    private static final String PROPERTY = "gatun.scope.patience";

    /** A year; its nanoseconds do not overflow a long. */
    private static final long MOST = TimeUnit.DAYS.toSeconds(365);

    private static final long SECONDS = NumberProperty.whole(PROPERTY, 0, MOST, 10);
    private static final long RETRY_NANOS = 20_000;

    private CloseTimeout() {}

    /**
     * Reads the property, so that a bad value is refused when the first scope is opened and not
     * when one is closed.
     */
    static void initialize() {}

    /**
     * Waits until a condition is true. An interrupt does not end the wait; the interrupt status is
     * restored.
     *
     * @throws IllegalStateException the given one, when the timeout is over
     */
    static void await(BooleanSupplier done, Supplier<IllegalStateException> late) {
        long start = System.nanoTime();
        boolean wasInterrupted = false;
        try {
            while (!done.getAsBoolean()) {
                if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(SECONDS)) {
                    throw late.get();
                }
                LockSupport.parkNanos(RETRY_NANOS);
                wasInterrupted |= Thread.interrupted(); // or parking would return at once
            }
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The timeout in messages. */
    static String text() {
        return SECONDS + " s (-D" + PROPERTY + ")";
    }
}
