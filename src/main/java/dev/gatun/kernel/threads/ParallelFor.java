package dev.gatun.kernel.threads;

import dev.gatun.memory.internal.NativeAccess;

/** Work in equal units shared among threads, where there is enough of it. */
public final class ParallelFor {
    /** A thread gets no less than so many bytes to copy, or what takes as long; an estimate. */
    public static final long GRAIN = 512 << 10;

    /** Some of the units. */
    public interface Body {
        /** Does the units from {@code start} on and before {@code end}. */
        void run(long start, long end);
    }

    private ParallelFor() {}

    /**
     * Runs all units; which thread runs which makes no difference to the result.
     *
     * @param cost of a unit, in bytes that are copied in the same time
     */
    public static void run(long units, long cost, Body body) {
        long parts = 1;
        // Where segments keep their owner, other threads could not touch them.
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
