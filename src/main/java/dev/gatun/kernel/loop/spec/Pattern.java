package dev.gatun.kernel.loop.spec;

import dev.gatun.shape.DType;

/**
 * How a kernel meets memory, for which there is a loop of its own.
 *
 * @param type the type of every operand
 * @param splats bit k set: input k is one element a row
 * @param isRow whether there is only ever one row, of dense operands, and nothing is reduced
 */
public record Pattern(DType type, long splats, boolean isRow) {
    /** The pattern of a single row of dense operands. */
    public static Pattern row(DType type) {
        return new Pattern(type, 0, true);
    }

    /** The pattern of any number of rows. */
    public static Pattern rows(DType type, long splats) {
        return new Pattern(type, splats, false);
    }
}
