package dev.gatun.kernel.threads;

import dev.gatun.memory.internal.NumberProperty;

/**
 * The number of threads that one operation may use. A call of OpenBLAS uses one thread; large
 * products are divided into several calls. The system property {@value #PROPERTY} gives the initial
 * number, which is that of the processors by default.
 */
public final class Threads {
    /** The system property with the initial number. */
    public static final String PROPERTY = "gatun.threads";

    /** The greatest number that is accepted. */
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
