package dev.gatun.bench.measure;

/**
 * The offsets in bytes of two operands and a result within one aligned block.
 *
 * <p>Java and the C program use the same offsets, so that neither has the better addresses. The
 * operands start at different offsets within a page, for a load waits for an earlier store whose
 * address has the same low twelve bits.
 *
 * @param left offset of the first operand
 * @param right offset of the second operand
 * @param result offset of the result
 * @param bytes size of the block
 */
public record BlockOffsets(long left, long right, long result, long bytes) {
    /**
     * The alignment of the block, and the unit of its size, so that it consists of whole pages of 2
     * MiB if the system uses them.
     */
    public static final long ALIGNMENT = 2 << 20;

    /** The size of a small page. */
    public static final long PAGE = 4096;

    private static final long STAGGER = 1088;

    /**
     * The offsets of operands of given lengths.
     *
     * @param leftFloats length of the first operand
     * @param rightFloats length of the second operand
     * @param resultFloats length of the result
     */
    public static BlockOffsets of(long leftFloats, long rightFloats, long resultFloats) {
        long right = pages(leftFloats) + STAGGER;
        long result = right - STAGGER + pages(rightFloats + STAGGER) + 2 * STAGGER;
        long end = result + pages(resultFloats);
        return new BlockOffsets(0, right, result, (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    }

    private static long pages(long floats) {
        return (floats * Float.BYTES + PAGE - 1) / PAGE * PAGE;
    }
}
