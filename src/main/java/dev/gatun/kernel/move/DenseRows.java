package dev.gatun.kernel.move;

/**
 * Dense rows moved by machine code: copies of rows that stand apart or of one row several times,
 * rows at indices, and rows that are added to those at indices. In Java each row is a call of its
 * own, which takes a microsecond while bytecode is interpreted. See {@link RowWriter}.
 */
final class DenseRows {
    /** The bytes of a row from which on the call does not count. */
    private static final long LONG = 1 << 14;

    static final MoveFunction COPY =
            new MoveFunction("dense rows", MoveFunction.Kind.COPY_ROWS, Integer.BYTES);
    static final MoveFunction SELECT =
            new MoveFunction("rows at indices", MoveFunction.Kind.SELECT_ROWS, Integer.BYTES);
    static final MoveFunction.Widths ADD =
            MoveFunction.both("rows added at indices", MoveFunction.Kind.ADD_ROWS);

    private DenseRows() {}

    /** Whether there is code for rows of so many bytes. */
    static boolean take(long bytes) {
        return bytes < LONG && bytes % Integer.BYTES == 0 && COPY.isPresent();
    }

    /** Whether there is code for indices; their memory and that of the rows has an address. */
    static boolean take(long bytes, Operand indices, Operand from, Operand to) {
        return take(bytes)
                && indices.storage().hasAddress()
                && from.storage().hasAddress()
                && to.storage().hasAddress();
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
        run(COPY, Integer.BYTES, from, fromRow, to, toRow, bytes, rows);
    }

    /**
     * Copies rows at indices, which are in the range of what is read.
     *
     * @param from the address of the row of index 0
     * @param indices of I64 and rank 1
     * @param first the place of the first index
     * @param bound how many rows can be read
     */
    static void select(
            long from,
            long fromRow,
            long to,
            long toRow,
            long bytes,
            long rows,
            Operand indices,
            long first,
            long bound) {
        long step = step(indices);
        long at = address(indices) + first * step;
        run(SELECT, Integer.BYTES, from, fromRow, to, toRow, bytes, rows, at, step, bound);
    }

    /**
     * Adds rows, one after the other, to those at indices, which are in the range of what is
     * written.
     *
     * @param width the bytes of an element, a float or a double
     * @param to the address of the row of index 0
     * @param indices of I64 and rank 1, one for each row
     * @param bound how many rows can be added to
     */
    static void add(
            int width,
            long from,
            long fromRow,
            long to,
            long toRow,
            long bytes,
            Operand indices,
            long bound) {
        long rows = indices.layout().numel();
        run(
                ADD.of(width),
                width,
                from,
                fromRow,
                to,
                toRow,
                bytes,
                rows,
                address(indices),
                step(indices),
                bound);
    }

    private static long address(Operand indices) {
        return indices.storage().address() + indices.layout().offset() * Long.BYTES;
    }

    private static long step(Operand indices) {
        return indices.layout().stride(0) * Long.BYTES;
    }

    private static void run(
            MoveFunction function,
            int width,
            long from,
            long fromRow,
            long to,
            long toRow,
            long bytes,
            long rows,
            long... indices) {
        long[] numbers = new long[6 + indices.length];
        numbers[0] = from;
        numbers[1] = fromRow;
        numbers[2] = to;
        numbers[3] = toRow;
        numbers[4] = bytes / width;
        numbers[5] = rows;
        System.arraycopy(indices, 0, numbers, 6, indices.length);
        MoveFunction.move(function.address(), bytes / width * rows, numbers);
    }
}
