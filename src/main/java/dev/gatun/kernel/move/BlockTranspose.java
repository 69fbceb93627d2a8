package dev.gatun.kernel.move;

/**
 * Transposes of blocks by machine code: squares of 8 x 8 elements of four bytes, or 4 x 4 of eight,
 * stand in vector registers meanwhile. See {@link TransposeWriter}.
 */
public final class BlockTranspose {
    static final MoveFunction.Widths FUNCTIONS =
            MoveFunction.both("transpose", MoveFunction.Kind.TRANSPOSE);

    private BlockTranspose() {}

    /** Whether there is code for elements of so many bytes. */
    public static boolean takes(int width) {
        return FUNCTIONS.take(width);
    }

    /**
     * Writes the transpose of a block. The caller keeps the memory from being freed.
     *
     * @param width the bytes of an element, which {@link #takes} allows
     * @param from the address of the block, {@code h} rows of {@code w} elements
     * @param fromRow bytes from a row of it to the next
     * @param to the address of the transpose, {@code w} rows of {@code h} elements
     * @param toRow bytes from a row of that to the next
     */
    public static void run(int width, long from, long fromRow, long to, long toRow, int h, int w) {
        long code = FUNCTIONS.of(width).address();
        MoveFunction.move(code, (long) h * w, from, fromRow, to, toRow, h, w);
    }
}
