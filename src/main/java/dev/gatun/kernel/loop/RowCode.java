package dev.gatun.kernel.loop;

/**
 * Code of a {@link RowProgram} that runs row by row, with indices, single elements, and numbers in
 * double.
 */
@FunctionalInterface
public interface RowCode {
    /** Runs on the current row of the block. */
    void run(RowBlock row);
}
