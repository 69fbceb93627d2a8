package dev.gatun.bench.measure;

/**
 * Something that can be called again and again, and says how long that took.
 *
 * <p>The loop is inside the trial: each implementation is compiled with its own call in it, so that
 * no dispatch through a shared loop is timed with it.
 */
@FunctionalInterface
public interface Trial {
    /** Longer than OpenBLAS's threads spin. */
    int SETTLE_MILLIS = 40;

    /**
     * Makes the call a number of times.
     *
     * @param calls how often, at least once
     * @return nanoseconds for all of them together
     */
    long nanos(long calls);

    /** Waits until the calls made have no after-effect on whoever is timed next; mostly at once. */
    default void settle() {}

    /**
     * The same trial, which settles by a pause in which threads of OpenBLAS go to sleep. They spin
     * for some 30 ms after a call with several threads, and would take the cores from whoever is
     * next, most of all when that is another process.
     */
    default Trial thenSettling() {
        Trial trial = this;
        return new Trial() {
            @Override
            public long nanos(long calls) {
                return trial.nanos(calls);
            }

            @Override
            public void settle() {
                try {
                    Thread.sleep(SETTLE_MILLIS);
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("the run was interrupted", stop);
                }
            }
        };
    }

    /**
     * A trial of a call that is long against the dispatch to it (some microseconds or more).
     *
     * @param call what to time
     */
    static Trial of(Runnable call) {
        return calls -> {
            long start = System.nanoTime();
            for (long i = 0; i < calls; i++) {
                call.run();
            }
            return System.nanoTime() - start;
        };
    }
}
