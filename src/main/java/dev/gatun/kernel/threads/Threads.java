package dev.gatun.kernel.threads;

import dev.gatun.memory.internal.NumberProperty;

/**
 * How many threads one operation may use: the only place that decides it. OpenBLAS is given one a
 * call, and large products are divided above it. The system property {@value #PROPERTY} gives the
 * number to start with; without it that is the number of processors.
 */
public final class Threads {
    /** The system property with the number to start with. */
    public static final String PROPERTY = "gatun.threads";

    /** More would be a mistake. */
    public static final int MOST = 1024;

    private static volatile int count;

    private Threads() {}

    /**
     * The number of threads.
     *
     * @throws IllegalArgumentException if the property is not a number from 1 to {@link #MOST}
     */
    public static int count() {
        int known = count;
        return known != 0 ? known : firstCount();
    }

    private static synchronized int firstCount() {
        if (count == 0) {
            int processors = Math.min(Runtime.getRuntime().availableProcessors(), MOST);
            count = (int) NumberProperty.whole(PROPERTY, 1, MOST, processors);
        }
        return count;
    }

    /**
     * Sets the number of threads, for the whole process.
     *
     * @throws IllegalArgumentException if it is not from 1 to {@link #MOST}
     */
    public static void setCount(int threads) {
        if (threads < 1 || threads > MOST) {
            throw new IllegalArgumentException(
                    "threads: %d is not between 1 and %d".formatted(threads, MOST));
        }
        synchronized (Threads.class) {
            count = threads;
        }
    }
}
