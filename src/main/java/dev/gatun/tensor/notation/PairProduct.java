package dev.gatun.tensor.notation;

import java.util.Arrays;

/**
 * What the labels of two tensors are in their product: those of the batch, which both have and the
 * result keeps; those of the rows, which the left one alone has; those that are summed over; and
 * those of the columns, which the right one alone has.
 *
 * @param isSwapped whether the second tensor is the left one, because the result's last axis is one
 *     of the first's
 */
@SuppressWarnings("ArrayRecordComponent") // never written
record PairProduct(boolean isSwapped, int[] batch, int[] rows, int[] summed, int... columns) {
    /**
     * The product of two tensors, each label of which is in the other or kept.
     *
     * @param kept the set of labels that are not summed over
     * @param output the labels of the result at last
     */
    static PairProduct of(int[] first, int[] second, long kept, int... output) {
        long shared = LabelledTensor.mask(first) & LabelledTensor.mask(second);
        int[] batch = only(first, shared & kept);
        int[] summed = only(first, shared & ~kept);
        int[] left = only(first, ~shared);
        int[] right = only(second, ~shared);
        boolean isSwapped =
                right.length > 0 && output.length > 0 && has(left, output[output.length - 1]);
        return isSwapped
                ? new PairProduct(true, batch, right, summed, left)
                : new PairProduct(false, batch, left, summed, right);
    }

    private static boolean has(int[] labels, int wanted) {
        return Arrays.stream(labels).anyMatch(label -> label == wanted);
    }

    /** Those in a set, in their order. */
    static int[] only(int[] labels, long set) {
        return Arrays.stream(labels).filter(label -> (set >> label & 1) != 0).toArray();
    }

    static int[] join(int[]... parts) {
        return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
    }

    /**
     * Whether it is a product of elements: the sum has no terms to add, or each matrix is a row.
     */
    boolean isOfElements() {
        boolean areRows = rows.length + columns.length == 0 && batch.length > 0;
        return summed.length == 0 || areRows;
    }

    /** The labels of the result. */
    int[] result() {
        return join(batch, rows, columns);
    }
}
