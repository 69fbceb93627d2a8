package dev.gatun.bench.measure;

/**
 * Where two operands and a result stand in one aligned block, in bytes.
 *
 * <p>Java and the C program use the same places, so that neither has luckier addresses. The
 * operands start at different offsets within a page: a store close behind a load at the same low
 * twelve bits of the address costs extra.
 *
 * @param left offset of the first operand
 * @param right offset of the second operand
 * @param result offset of the result
 * @param bytes size of the block
 */
public record Places(long left, long right, long result, long bytes) {
    /** What the block is aligned to and filled up to: pages of 2 MiB hold all of it, or none. */
    public static final long ALIGNMENT = 2 << 20;

    /** The least that a page holds. */
    public static final long PAGE = 4096;

    private static final long STAGGER = 1088;

    /**
     * Places for operands of given lengths.
     *
     * @param leftFloats length of the first operand
     * @param rightFloats length of the second operand
     * @param resultFloats length of the result
     */
    public static Places of(long leftFloats, long rightFloats, long resultFloats) {
        long right = pages(leftFloats) + STAGGER;
        long result = right - STAGGER + pages(rightFloats + STAGGER) + 2 * STAGGER;
        long end = result + pages(resultFloats);
        return new Places(0, right, result, (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    }

    private static long pages(long floats) {
        return (floats * Float.BYTES + PAGE - 1) / PAGE * PAGE;
    }
}
