package dev.gatun.bench.measure;

/**
 * A call that can be repeated and timed.
 *
 * <p>Each implementation contains the loop, so that it is compiled with its own call inlined and no
 * virtual dispatch is timed.
 */
@FunctionalInterface
public interface Trial {
    /** Longer than the threads of OpenBLAS spin after a call. */
    int SETTLE_MILLIS = 40;

    /**
     * Calls a number of times.
     *
     * @param calls the number of calls, at least 1
     * @return nanoseconds of all calls together
     */
    long nanos(long calls);

    /** Waits until the calls have no effect on the next trial; returns at once by default. */
    default void settle() {}

    /**
     * The same trial, which settles by a pause until the threads of OpenBLAS sleep. They spin for
     * some 30 ms after a call with several threads, and would take the cores from the next trial,
     * in particular from another process.
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
     * A trial of a call that takes much longer than the dispatch to it (some microseconds or more).
     *
     * @param call the call to time
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
