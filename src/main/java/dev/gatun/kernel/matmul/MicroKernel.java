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
sealed interface MicroKernel
        permits FloatMicroKernel, DoubleMicroKernel, PlainFloatMicroKernel, PlainDoubleMicroKernel {

    /** Rows of C in a tile. */
    int rows();

    /** Columns of C in a tile. */
    int columns();

    /** The greatest number of steps of the inner dimension in a panel. */
    int depth();

    /** Base-2 logarithm of the bytes of an element. */
    int shift();

    /**
     * Multiplies two panels and overwrites a tile.
     *
     * @param steps of the inner dimension, at most {@link #depth}
     * @param left rows x steps, rows {@link #depth} apart
     * @param right steps x columns
     * @param sum rows x columns
     */
    void multiply(int steps, MemorySegment left, MemorySegment right, MemorySegment sum);

    /**
     * Packs a complete right panel: {@link #columns} elements of each of a number of rows.
     *
     * @param source from the first element on
     * @param ld elements between the starts of two rows
     */
    void pack(MemorySegment source, long ld, int steps, MemorySegment panel);

    /**
     * {@code C = alpha sum + beta C} in the upper left {@code height x width} of a tile. With
     * {@code beta = 0} C is not read.
     *
     * @param c from the tile's first element on
     * @param ldc elements between the starts of two rows of C
     */
    void merge(
            MemorySegment sum,
            MemorySegment c,
            long ldc,
            int height,
            int width,
            double alpha,
            double beta);
}
