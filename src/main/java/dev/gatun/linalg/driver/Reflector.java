package dev.gatun.linalg.driver;

/**
 * A reflector {@code P = 1 - tau v v'} of a few rows, which maps a vector to a multiple of its
 * first axis; v begins with 1 (Golub and Van Loan, Matrix Computations, 5.1.3, with the signs of
 * LAPACK). Matrices lie by columns, n x n.
 */
final class Reflector {
    private final double[] v;
    private int length;
    private double tau;

    /** Room for vectors of so many elements. */
    Reflector(int most) {
        v = new double[most];
    }

    /** Sets the vector to elements of a column, from a row to another, both included. */
    double of(int n, double[] a, int column, int fromRow, int toRow) {
        int count = toRow - fromRow + 1;
        System.arraycopy(a, column * n + fromRow, v, 0, count);
        return make(count);
    }

    /** Sets the vector to three elements, or the first two of them. */
    double of(int count, double first, double second, double third) {
        v[0] = first;
        v[1] = second;
        if (count > 2) {
            v[2] = third;
        }
        return make(count);
    }

    /** Returns what the vector is mapped to, its first element. */
    private double make(int count) {
        length = count;
        double size = 0;
        for (int i = 1; i < length; i++) {
            size = Math.max(size, Math.abs(v[i]));
        }
        double head = v[0];
        if (size == 0) {
            tau = 0;
            return head;
        }
        size = Math.max(size, Math.abs(head));
        double sum = 0;
        for (int i = 0; i < length; i++) {
            v[i] /= size;
            sum += v[i] * v[i];
        }
        double beta = -Math.copySign(Math.sqrt(sum), head);
        tau = (beta - v[0]) / beta;
        double by = v[0] - beta;
        v[0] = 1;
        for (int i = 1; i < length; i++) {
            v[i] /= by;
        }
        return beta * size;
    }

    /** What the first element of {@code P e} is, for the first axis e. */
    double corner() {
        return 1 - tau;
    }

    /** {@code A = P A} on the rows from {@code row}, in the columns from one to another. */
    void left(int n, double[] a, int row, int fromColumn, int toColumn) {
        if (tau == 0) {
            return;
        }
        for (int j = fromColumn; j <= toColumn; j++) {
            int at = j * n + row;
            double sum = 0;
            for (int i = 0; i < length; i++) {
                sum += v[i] * a[at + i];
            }
            sum *= tau;
            for (int i = 0; i < length; i++) {
                a[at + i] -= sum * v[i];
            }
        }
    }

    /**
     * {@code A = A P} on the columns from {@code column}, in the rows from the first to another.
     */
    void right(int n, double[] a, int column, int toRow) {
        if (tau == 0) {
            return;
        }
        for (int i = 0; i <= toRow; i++) {
            double sum = 0;
            for (int j = 0; j < length; j++) {
                sum += a[(column + j) * n + i] * v[j];
            }
            sum *= tau;
            for (int j = 0; j < length; j++) {
                a[(column + j) * n + i] -= sum * v[j];
            }
        }
    }
}
