package dev.gatun.bench.measure;

/**
 * Something that can be called again and again, and says how long that took.
 *
 * <p>The loop is inside the trial: each implementation is compiled with its own call in it, so that
 * no dispatch through a shared loop is timed with it.
 */
@FunctionalInterface
public interface Trial {
    /**
     * Makes the call a number of times.
     *
     * @param calls how often, at least once
     * @return nanoseconds for all of them together
     */
    long nanos(long calls);

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
