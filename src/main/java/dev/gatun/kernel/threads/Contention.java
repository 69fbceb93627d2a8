package dev.gatun.kernel.threads;

/**
 * Detects that other processes compete for the cores that the workers run on.
 *
 * <p>A spinning thread that is preempted, because another process has its core, reads a clock that
 * jumps by a time slice, some milliseconds. Dividing an operation among threads is then slower than
 * not dividing it, because the operation ends when its last task does, and that task waits for its
 * time slice. So after each such jump operations stay on the thread of their caller for a pause: at
 * first of {@value #SHORTEST_MILLIS} ms, and twice as long each time that the cores are still busy
 * afterwards, up to {@value #LONGEST_MILLIS} ms. Results do not depend on it.
 */
public final class Contention {
    /** Less than a time slice of any scheduler, more than most pauses of the JVM itself. */
    static final long JUMP_NANOS = 2_000_000;

    private static final int SHORTEST_MILLIS = 10;
    private static final int LONGEST_MILLIS = 160;

    /** After so long without a jump the next pause is the shortest again. */
    private static final long CALM_NANOS = 100_000_000;

    private static volatile boolean isPausing;

    private static boolean isIgnored; // guarded by this class, as are the other fields
    private static long pauseEnds;
    private static long pauseMillis;

    private Contention() {}

    /** Whether operations should stay on the threads of their callers now. */
    static boolean isDetected() {
        return isPausing && isStillPausing();
    }

    private static synchronized boolean isStillPausing() {
        isPausing = isPausing && System.nanoTime() - pauseEnds < 0;
        return isPausing;
    }

    /** Called by a thread that found that it had been preempted. */
    static synchronized void detected() {
        if (isIgnored || isStillPausing()) {
            return;
        }
        long now = System.nanoTime();
        boolean isSoonAgain = pauseMillis > 0 && now - pauseEnds < CALM_NANOS;
        pauseMillis = isSoonAgain ? Math.min(2 * pauseMillis, LONGEST_MILLIS) : SHORTEST_MILLIS;
        pauseEnds = now + pauseMillis * 1_000_000;
        isPausing = true;
    }

    /**
     * Turns the detection off or on, for tests that need every worker on a machine that may be
     * busy.
     */
    public static synchronized void ignore(boolean ignored) {
        isIgnored = ignored;
        isPausing = false;
        pauseMillis = 0;
    }
}
