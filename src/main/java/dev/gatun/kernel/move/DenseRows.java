package dev.gatun.kernel.move;

/**
 * Copies of dense rows that stand apart, or of one row several times, by machine code: in Java each
 * row is a call of its own, which takes a microsecond while bytecode is interpreted. See {@link
 * DenseRowWriter}.
 */
final class DenseRows {
    /** The bytes of a row from which on the call does not count. */
    private static final long LONG = 1 << 14;

    static final MoveFunction FUNCTION = MoveFunction.ofRows("dense rows");

    private DenseRows() {}

    /** Whether there is code for rows of so many bytes. */
    static boolean take(long bytes) {
        return bytes < LONG && bytes % Integer.BYTES == 0 && FUNCTION.isPresent();
    }

    /**
     * Copies rows. The caller keeps the memory from being freed.
     *
     * @param from the address of the first row
     * @param fromRow bytes from a row to the next
     * @param to where it is copied to; no row overlaps another, nor what is copied
     * @param toRow bytes from a row there to the next
     * @param bytes of a row, which {@link #take} allows
     */
    static void copy(long from, long fromRow, long to, long toRow, long bytes, long rows) {
        long atATime = Math.max(1, LONG / bytes);
        for (long done = 0; done < rows; done += atATime) {
            int w = (int) Math.min(rows - done, atATime);
            int h = (int) (bytes / Integer.BYTES);
            MoveFunction.move(
                    FUNCTION.address(),
                    h * w,
                    from + done * fromRow,
                    fromRow,
                    to + done * toRow,
                    toRow,
                    h,
                    w);
        }
    }
}
