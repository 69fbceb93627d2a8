package dev.gatun.shape;

/**
 * A range of indices along one axis, as NumPy's {@code start:stop:step}. A negative start or stop
 * counts from the end; both are clamped to the axis, so that a slice never fails. With a negative
 * step the order is reversed.
 *
 * @param start the first index
 * @param stop the end of the range, which does not belong to it
 * @param step the distance between indices, not 0
 */
public record Slice(long start, long stop, long step) {
    /** The whole axis: NumPy's {@code :}. */
    public static final Slice ALL = every(1);

    // An open end is the least or greatest long, which clamps to the end of any axis.
    private static final long BEFORE_ALL = Long.MIN_VALUE;
    private static final long BEYOND_ALL = Long.MAX_VALUE;

    /** Checks the step. */
    public Slice {
        if (step == 0) {
            throw ShapeRules.refuse("slice", "step is 0");
        }
    }

    /** NumPy's {@code start:stop}. */
    public static Slice of(long start, long stop) {
        return new Slice(start, stop, 1);
    }

    /** NumPy's {@code start:stop:step}. */
    public static Slice of(long start, long stop, long step) {
        return new Slice(start, stop, step);
    }

    /** NumPy's {@code start:}. */
    public static Slice from(long start) {
        return from(start, 1);
    }

    /** NumPy's {@code start::step}. */
    public static Slice from(long start, long step) {
        return new Slice(start, step > 0 ? BEYOND_ALL : BEFORE_ALL, step);
    }

    /** NumPy's {@code :stop}. */
    public static Slice to(long stop) {
        return to(stop, 1);
    }

    /** NumPy's {@code :stop:step}. */
    public static Slice to(long stop, long step) {
        return new Slice(step > 0 ? BEFORE_ALL : BEYOND_ALL, stop, step);
    }

    /** NumPy's {@code ::step}. */
    public static Slice every(long step) {
        return step > 0
                ? new Slice(BEFORE_ALL, BEYOND_ALL, step)
                : new Slice(BEYOND_ALL, BEFORE_ALL, step);
    }

    /** The first index of an axis of this size; without meaning if {@link #count} is 0. */
    public long first(long size) {
        return clamp(start, size);
    }

    /** The number of indices of an axis of this size. */
    public long count(long size) {
        long from = clamp(start, size);
        long to = clamp(stop, size);
        if (step > 0) {
            return from < to ? (to - from - 1) / step + 1 : 0;
        }
        // The negative of the least long overflows; a step of the greatest gives the same count.
        return from > to ? (from - to - 1) / -Math.max(step, -Long.MAX_VALUE) + 1 : 0;
    }

    /** Clamps into [0, size] for a positive step, into [-1, size - 1] for a negative one. */
    private long clamp(long index, long size) {
        long fromFront = index < 0 ? index + size : index;
        return step > 0 ? Math.clamp(fromFront, 0, size) : Math.clamp(fromFront, -1, size - 1);
    }

    /** NumPy's notation, with open ends left out. */
    @Override
    public String toString() {
        return text(start) + ":" + text(stop) + (step == 1 ? "" : ":" + step);
    }

    private static String text(long end) {
        return end == BEFORE_ALL || end == BEYOND_ALL ? "" : Long.toString(end);
    }
}
