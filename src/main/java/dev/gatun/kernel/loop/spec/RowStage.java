package dev.gatun.kernel.loop.spec;

import java.util.List;

/** A part of a row program, over numbered variables. */
public sealed interface RowStage {
    /**
     * What one pass over rows computes: several variables at once, from the values that variables
     * have before it.
     *
     * @param isOverRows whether it runs over the elements of each row, or else over the numbers of
     *     the rows
     * @param targets the variables that it sets
     * @param outputs their values, whose arguments are variables
     */
    record Pass(boolean isOverRows, List<Integer> targets, List<Output> outputs)
            implements RowStage {}

    /**
     * What is done with the element of each row at an index, unless the index is one that is
     * ignored.
     *
     * @param action what is done
     * @param row the row of elements; that of the index where none is read
     * @param number the number of each row that is set or read
     * @param index the index of each row
     * @param ignored the scalar that is the index to ignore
     */
    record AtIndex(Action action, int row, int number, int index, int ignored)
            implements RowStage {}

    /** What is done with an element. */
    enum Action {
        /** The number becomes the element; the first element of a row whose index is ignored. */
        PICK,
        /** The number becomes 0 if the index is ignored, 1 otherwise. */
        KEEP,
        /** The number is subtracted from the element. */
        SUBTRACT
    }
}
