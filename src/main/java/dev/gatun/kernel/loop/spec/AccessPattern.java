package dev.gatun.kernel.loop.spec;

import dev.gatun.shape.DType;

/**
 * The access pattern of a kernel's operands; each pattern has a loop of its own.
 *
 * @param type the type of every operand
 * @param splats a set of bits; bit k is set if input k has one element for each row
 * @param isRow whether there is only one row, of dense operands, and nothing is reduced
 */
public record AccessPattern(DType type, long splats, boolean isRow) {
    /** The pattern of a single row of dense operands. */
    public static AccessPattern row(DType type) {
        return new AccessPattern(type, 0, true);
    }

    /** The pattern of any number of rows. */
    public static AccessPattern rows(DType type, long splats) {
        return new AccessPattern(type, splats, false);
    }
}
