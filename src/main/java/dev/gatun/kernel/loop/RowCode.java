package dev.gatun.kernel.loop;

/**
 * What a {@link RowProgram} does row by row, with indices, single elements, and numbers in double.
 */
@FunctionalInterface
public interface RowCode {
    /** Goes over one row: the one at which the block stands. */
    void run(RowBlock row);
}
