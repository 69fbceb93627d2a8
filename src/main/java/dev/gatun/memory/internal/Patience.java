package dev.gatun.memory.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * How long closing a scope waits for operations of other threads that are under way in it: {@code
 * -Dgatun.scope.patience}, in seconds, 10 by default.
 */
final class Patience {
    private static final String PROPERTY = "gatun.scope.patience";

    /** A year, which is counted in nanoseconds without overflow. */
    private static final long MOST = TimeUnit.DAYS.toSeconds(365);

    private static final long SECONDS = NumberProperty.whole(PROPERTY, 0, MOST, 10);
    private static final long RETRY_NANOS = 20_000;

    private Patience() {}

    /**
     * Reads the property, or refuses what it holds: when scopes are opened, not when one closes.
     */
    static void initialize() {}

    /**
     * Returns when something has come true. An interrupt does not end the wait; the thread's flag
     * is as it was afterwards.
     *
     * @throws IllegalStateException the given one, if it takes longer than that
     */
    static void until(BooleanSupplier done, Supplier<IllegalStateException> late) {
        if (done.getAsBoolean()) {
            return;
        }
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

    /** As a message says it. */
    static String text() {
        return SECONDS + " s (-D" + PROPERTY + ")";
    }
}
