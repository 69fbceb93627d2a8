package dev.gatun.kernel.matmul;

import java.lang.foreign.MemorySegment;

/**
 * Packs blocks of a matrix into the panels that a {@link MicroKernel} reads. Only bits are copied,
 * with one loop for types of four bytes and one for those of eight.
 */
final class Panels {
    private Panels() {}

    /** Copies rows of bytes. */
    static void copy(
            MemorySegment source,
            long sourceStride,
            int rows,
            long rowBytes,
            MemorySegment target,
            long targetStride) {
        for (int i = 0; i < rows; i++) {
            MemorySegment.copy(source, i * sourceStride, target, i * targetStride, rowBytes);
        }
    }

    /**
     * Transposes: element j of row i becomes element i of row j.
     *
     * @param ld elements between the starts of two rows of the source
     * @param pitch elements between the starts of two rows of the target
     * @param shift base-2 logarithm of the bytes of an element
     */
    static void transpose(
            MemorySegment source,
            long ld,
            int rows,
            int columns,
            MemorySegment target,
            long pitch,
            int shift) {
        if (shift == 2) {
            TransposedInts.copy(source, ld, rows, columns, target, pitch);
        } else {
            TransposedLongs.copy(source, ld, rows, columns, target, pitch);
        }
    }
}
