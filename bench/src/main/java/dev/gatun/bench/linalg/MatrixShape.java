package dev.gatun.bench.linalg;

import java.util.SplittableRandom;

/**
 * How many square matrices a call takes, and of which size.
 *
 * @param size rows and columns
 * @param count of matrices
 */
record MatrixShape(int size, int count) {
    private static final long SEED = 0x6c61_7061_636bL;

    /** Matrices by rows, one after another, with entries in [-1, 1) but for the diagonal. */
    double[] matrices(Routine.Operand operand) {
        SplittableRandom random = new SplittableRandom(SEED + size);
        int each = size * size;
        double[] a = random.doubles((long) each * count, -1, 1).toArray();
        for (int from = 0; from < a.length && operand != Routine.Operand.GENERAL; from += each) {
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < i; j++) {
                    a[from + i * size + j] = a[from + j * size + i];
                }
                // Larger than the sum of the others: positive definite.
                a[from + i * size + i] += operand == Routine.Operand.POSITIVE ? size : 0;
            }
        }
        return a;
    }

    /** A right side of one column for each. */
    double[] rightSides() {
        return new SplittableRandom(SEED).doubles((long) size * count, -1, 1).toArray();
    }

    /** The matrices by columns. */
    double[] byColumns(double[] matrices) {
        double[] turned = new double[matrices.length];
        int each = size * size;
        for (int from = 0; from < matrices.length; from += each) {
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    turned[from + j * size + i] = matrices[from + i * size + j];
                }
            }
        }
        return turned;
    }
}
