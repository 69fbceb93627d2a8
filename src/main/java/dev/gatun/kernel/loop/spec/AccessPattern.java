package dev.gatun.kernel.loop.spec;

import dev.gatun.shape.DType;

/**
 * How a kernel meets memory, for which there is a loop of its own.
 *
 * @param type the type of every operand
 * @param splats bit k set: input k is one element a row
 * @param isRow whether there is only ever one row, of dense operands, and nothing is reduced
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
