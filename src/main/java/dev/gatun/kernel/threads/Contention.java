package dev.gatun.kernel.threads;

/**
 * Whether other processes want the cores that the workers run on.
 *
 * <p>A thread that is ready to run and does not, because another process has its core, is seen by
 * the clock: it jumps by a time slice, some milliseconds, between two looks. Sharing an operation
 * among threads then costs more than it gains, for the operation ends when its last part does, and
 * that part waits for its time slice. So after each such jump operations stay on the thread of
 * their caller for a while: at first for {@value #SHORTEST_MILLIS} ms, and for twice as long each
 * time that the cores are found as busy afterwards, up to {@value #LONGEST_MILLIS} ms. Results do
 * not depend on it.
 */
public final class Contention {
    /** Below a time slice of any scheduler, above what the JVM itself stops threads for mostly. */
    static final long JUMP_NANOS = 2_000_000;

    private static final int SHORTEST_MILLIS = 10;
    private static final int LONGEST_MILLIS = 160;

    /** Without a jump for so long after a pause, the next pause is the shortest again. */
    private static final long CALM_NANOS = 100_000_000;

    private static volatile boolean isPausing;

    private static boolean isIgnored; // guarded by this class, as is the rest
    private static long pauseEnds;
    private static long pauseMillis;

    private Contention() {}

    /** Whether operations should stay on their callers' threads now. */
    static boolean isMet() {
        return isPausing && isStillPausing();
    }

    private static synchronized boolean isStillPausing() {
        isPausing = isPausing && System.nanoTime() - pauseEnds < 0;
        return isPausing;
    }

    /** Told by a thread that was ready to run and did not. */
    static synchronized void met() {
        if (isIgnored || isStillPausing()) {
            return;
        }
        long now = System.nanoTime();
        boolean isSoonAgain = pauseMillis > 0 && now - pauseEnds < CALM_NANOS;
        pauseMillis = isSoonAgain ? Math.min(2 * pauseMillis, LONGEST_MILLIS) : SHORTEST_MILLIS;
        pauseEnds = now + pauseMillis * 1_000_000;
        isPausing = true;
    }

    /** For tests that need every worker, on a machine that may be busy. */
    public static synchronized void ignore(boolean isToBeIgnored) {
        isIgnored = isToBeIgnored;
        isPausing = false;
        pauseMillis = 0;
    }
}
