package dev.gatun.kernel.move;

/**
 * Rows of elements that stand apart, read by machine code with instructions that gather. See {@link
 * GatherWriter}.
 */
public final class StridedRows {
    /** The stride, in elements, up to which gathering was faster than reading the gaps too. */
    private static final long FARTHEST = 8;

    static final MoveFunction.Widths FUNCTIONS =
            MoveFunction.both("gathered rows", MoveFunction.Kind.GATHER);

    private StridedRows() {}

    /**
     * Whether there is code for elements of so many bytes at a distance.
     *
     * @param step the stride in elements
     */
    public static boolean takes(int width, long step) {
        return step != 0 && step != 1 && Math.abs(step) <= FARTHEST && FUNCTIONS.take(width);
    }

    /**
     * Writes rows whose elements are dense. The caller keeps the memory from being freed.
     *
     * @param width the bytes of an element
     * @param from the address of the first element; {@code w} rows of {@code h} elements
     * @param step bytes from an element of a row to the next, which {@link #takes} allows
     * @param fromRow bytes from a row to the next
     * @param to the address of the dense rows
     * @param toRow bytes from a row of them to the next
     */
    public static void pack(
            int width, long from, long step, long fromRow, long to, long toRow, int h, int w) {
        long code = FUNCTIONS.of(width).address();
        MoveFunction.move(code, (long) h * w, from, fromRow, to, toRow, h, w, step);
    }
}
