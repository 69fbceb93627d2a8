package dev.gatun.bench.ops;

import dev.gatun.bench.measure.Trial;

/** A task, ready to be computed again and again; each engine writes the loop out. */
public interface Work extends AutoCloseable {
    /** Computes it so many times, giving back what each result took. */
    void run(long calls);

    /** Computes it once more, and copies the result to the heap. */
    float[] result();

    /** A trial of {@link #run}. */
    default Trial trial() {
        return calls -> {
            long start = System.nanoTime();
            run(calls);
            return System.nanoTime() - start;
        };
    }

    @Override
    default void close() {}
}
