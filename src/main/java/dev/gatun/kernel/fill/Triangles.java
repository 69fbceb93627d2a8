package dev.gatun.kernel.fill;

import dev.gatun.kernel.move.Convert;
import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.move.StridedBuffer;
import dev.gatun.shape.Layout;

/**
 * The lower and the upper triangle of matrices, with zeros elsewhere.
 *
 * <p>Matrices are in the last two axes. The diagonal is shifted by a number of columns to the
 * right, or to the left if the number is negative, and belongs to both triangles.
 */
public final class Triangles {
    private Triangles() {}

    /**
     * Copies the lower triangle, the elements on and below the diagonal.
     *
     * @param from broadcasts to the output's shape; of its type
     * @param to overlaps neither itself nor the input
     */
    public static void tril(Operand from, Operand to, long diagonal) {
        Copy.copy(from, to);
        clear(to, diagonal, true);
    }

    /**
     * Copies the upper triangle, the elements on and above the diagonal; parameters as for {@link
     * #tril}.
     */
    public static void triu(Operand from, Operand to, long diagonal) {
        Copy.copy(from, to);
        clear(to, diagonal, false);
    }

    /** Writes zeros after the diagonal in each row, or before it. */
    private static void clear(Operand to, long diagonal, boolean behind) {
        Layout layout = to.layout();
        if (layout.numel() == 0) {
            return;
        }
        long rows = layout.shape().dim(layout.rank() - 2);
        long columns = layout.shape().dim(layout.rank() - 1);
        long step = layout.stride(layout.rank() - 1);
        // Clamped to just outside the matrix, so that sums do not overflow.
        long shift = Math.clamp(diagonal, -rows, columns);
        StridedBuffer zeros = StridedBuffer.of(to.dtype().bytes());
        Convert.one(0L, to.dtype(), zeros);
        zeros.spread((int) Math.min(columns, zeros.capacity));
        for (long row = 0; row < layout.numel() / columns; row++) {
            long at = row % rows + shift;
            long first = behind ? Math.clamp(at + 1, 0, columns) : 0;
            long end = behind ? columns : Math.clamp(at, 0, columns);
            long offset = FillByIndex.rowOffset(layout, row);
            for (long column = first; column < end; column += zeros.capacity) {
                int n = (int) Math.min(end - column, zeros.capacity);
                zeros.store(to.memory(), offset + column * step, step, 0, n, 1);
            }
        }
    }
}
