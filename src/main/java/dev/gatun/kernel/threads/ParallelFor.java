package dev.gatun.kernel.threads;

import dev.gatun.memory.internal.NativeAccess;

/** A loop over units of equal cost, divided among threads if it is long enough. */
public final class ParallelFor {
    /** The least work for a thread, as a number of bytes to copy; an estimate. */
    public static final long GRAIN = 512 << 10;

    /** The body of the loop, over a range of units. */
    public interface Body {
        /** Runs the units in [start, end). */
        void run(long start, long end);
    }

    private ParallelFor() {}

    /**
     * Runs all units. The result must not depend on how they are divided.
     *
     * @param cost the cost of a unit, as the number of bytes that are copied in the same time
     */
    public static void run(long units, long cost, Body body) {
        long parts = 1;
        // Without native access segments stay confined, and other threads cannot access them.
        if (units > 1 && units >= GRAIN * 2 / cost && NativeAccess.isGranted()) {
            parts = Math.clamp(units / Math.max(GRAIN / cost, 1), 1, Threads.count());
        }
        if (parts == 1) {
            body.run(0, units);
            return;
        }
        long share = Math.ceilDiv(units, parts);
        Workers.run(
                (int) parts,
                part -> {
                    long start = part * share;
                    body.run(Math.min(start, units), Math.min(start + share, units));
                });
    }
}
