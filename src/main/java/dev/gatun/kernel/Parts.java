package dev.gatun.kernel;

/** Work in equal units shared among threads, where there is enough of it. */
final class Parts {
    /** Some of the units. */
    interface Body {
        /** Does the units from {@code start} on and before {@code end}. */
        void run(long start, long end);
    }

    private Parts() {}

    /**
     * Runs all units.
     *
     * @param bytes a unit's size
     */
    static void run(long units, long bytes, Body body) {
        body.run(0, units);
    }
}
