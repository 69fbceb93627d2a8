package dev.gatun.kernel.matmul;

import java.lang.foreign.MemorySegment;

/**
 * The innermost loop of the matrix product: a tile of C stays in registers while it is computed
 * from a panel of A and a panel of B.
 *
 * <p>A left panel is {@link #rows} rows of A, {@link #depth} elements from the start of one to the
 * start of the next. A right panel is {@link #columns} columns of B, row by row. Both are padded
 * with zeros beyond the edge of a matrix, and the padding is left out when the tile is merged into
 * C.
 *
 * <p>Each element type has an implementation by the Vector API and one by plain loops, because C2
 * keeps vectors in registers only if it knows their type. The rest of the product ({@link
 * BlockedProduct}) is shared.
 */
abstract sealed class MicroKernel
        permits FloatMicroKernel, DoubleMicroKernel, PlainFloatMicroKernel, PlainDoubleMicroKernel {
    /** Rows of C in a tile. */
    final int rows;

    /** Columns of C in a tile. */
    final int columns;

    /** The greatest number of steps of the inner dimension in a panel. */
    final int depth;

    /** Base-2 logarithm of the bytes of an element. */
    final int shift;

    MicroKernel(int rows, int columns, int depth, int elementBytes) {
        this.rows = rows;
        this.columns = columns;
        this.depth = depth;
        this.shift = Integer.numberOfTrailingZeros(elementBytes);
    }

    /**
     * Multiplies two panels and overwrites a tile.
     *
     * @param steps of the inner dimension, at most {@link #depth}
     * @param left rows x steps, rows {@link #depth} apart
     * @param right steps x columns
     * @param sum rows x columns
     */
    abstract void multiply(int steps, MemorySegment left, MemorySegment right, MemorySegment sum);

    /**
     * Packs a complete right panel: {@link #columns} elements of each of a number of rows.
     *
     * @param source from the first element on
     * @param ld elements between the starts of two rows
     */
    abstract void pack(MemorySegment source, long ld, int steps, MemorySegment panel);

    /**
     * {@code C = alpha sum + beta C} in the upper left {@code height x width} of a tile. With
     * {@code beta = 0} C is not read.
     *
     * @param c from the tile's first element on
     * @param product of which alpha and the distance of the rows of C are used
     * @param beta the product's at its first panels, 1 afterwards
     */
    abstract void merge(
            MemorySegment sum, MemorySegment c, int height, int width, Gemm product, double beta);
}
