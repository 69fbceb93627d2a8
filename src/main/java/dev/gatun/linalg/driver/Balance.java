package dev.gatun.linalg.driver;

/**
 * A similar matrix whose eigenvalues are found with less rounding: {@code D^-1 P' A P D}. P moves
 * to the corners the rows and columns that are triangular already, whose eigenvalues are on the
 * diagonal; D, of powers of two, brings the norms of each row and column between them together
 * (Parlett and Reinsch, Balancing a matrix for calculation of eigenvalues and eigenvectors, 1969;
 * with the norms of James, Langou and Lowery, On matrix balancing and eigenvector computation,
 * 2014). Matrices lie by columns, dense, with elements of about 1.
 */
final class Balance {
    /** Norms that are nearer than this are left. */
    private static final double WORTH = 0.95;

    /** Powers of two in D are at most this: no product with one is out of range. */
    private static final int MOST = 300;

    private final int n;
    private final double[] a;

    /** With which row and column each one outside {@link #low} to {@link #high} was exchanged. */
    private final int[] exchanged;

    /** The exponents of D. */
    private final int[] exponents;

    private int low;
    private int high;

    private Balance(int n, double[] a) {
        this.n = n;
        this.a = a;
        exchanged = new int[n];
        exponents = new int[n];
        high = n - 1;
    }

    /** Overwrites A by the balanced matrix. */
    static Balance of(int n, double[] a) {
        Balance balance = new Balance(n, a);
        while (balance.isolateRow()) {
            balance.high--;
        }
        while (balance.isolateColumn()) {
            balance.low++;
        }
        boolean isScaled = true;
        while (isScaled) {
            isScaled = false;
            for (int i = balance.low; i <= balance.high; i++) {
                isScaled |= balance.scale(i);
            }
        }
        return balance;
    }

    /** The first row and column that is not triangular. */
    int low() {
        return low;
    }

    /** The last row and column that is not triangular; less than {@link #low} where all are. */
    int high() {
        return high;
    }

    /** Exchanges with the last row one that is 0 but for its diagonal. */
    private boolean isolateRow() {
        for (int row = high; row >= 0; row--) {
            boolean isIsolated = true;
            for (int j = 0; j <= high && isIsolated; j++) {
                isIsolated = j == row || a[j * n + row] == 0;
            }
            if (isIsolated) {
                exchange(row, high);
                return true;
            }
        }
        return false;
    }

    /** Exchanges with the first column one that is 0 but for its diagonal. */
    private boolean isolateColumn() {
        for (int column = low; column <= high; column++) {
            boolean isIsolated = true;
            for (int i = low; i <= high && isIsolated; i++) {
                isIsolated = i == column || a[column * n + i] == 0;
            }
            if (isIsolated) {
                exchange(column, low);
                return true;
            }
        }
        return false;
    }

    private void exchange(int from, int to) {
        exchanged[to] = from;
        for (int i = 0; i < n && from != to; i++) {
            double kept = a[from * n + i];
            a[from * n + i] = a[to * n + i];
            a[to * n + i] = kept;
        }
        exchangeRows(n, a, from, to);
    }

    private static void exchangeRows(int n, double[] x, int row, int other) {
        for (int j = 0; j < n && row != other; j++) {
            double kept = x[j * n + row];
            x[j * n + row] = x[j * n + other];
            x[j * n + other] = kept;
        }
    }

    /** Whether the row and the column have been brought nearer to each other. */
    private boolean scale(int i) {
        double column = 0;
        double row = 0;
        for (int k = low; k <= high; k++) {
            column += a[i * n + k] * a[i * n + k];
            row += a[k * n + i] * a[k * n + i];
        }
        column = Math.sqrt(column);
        row = Math.sqrt(row);
        if (column == 0 || row == 0) {
            return false; // its squares are too small to be seen
        }
        // column 2^e and row 2^-e are equal at about half the difference of their exponents.
        int e = Math.toIntExact(Math.round((Math.log(row) - Math.log(column)) / Math.log(4)));
        e = Math.clamp(exponents[i] + e, -MOST, MOST) - exponents[i];
        if (Math.scalb(column, e) + Math.scalb(row, -e) >= WORTH * (column + row)) {
            return false;
        }
        exponents[i] += e;
        for (int k = 0; k < n; k++) {
            a[i * n + k] = Math.scalb(a[i * n + k], e);
        }
        for (int k = 0; k < n; k++) {
            a[k * n + i] = Math.scalb(a[k * n + i], -e);
        }
        return true;
    }

    /** Makes of vectors of the balanced matrix, the columns of V, those of the original. */
    void restore(double[] v) {
        for (int j = 0; j < n; j++) {
            for (int i = low; i <= high; i++) {
                v[j * n + i] = Math.scalb(v[j * n + i], exponents[i]);
            }
        }
        for (int i = low - 1; i >= 0; i--) {
            exchangeRows(n, v, i, exchanged[i]);
        }
        for (int i = high + 1; i < n; i++) {
            exchangeRows(n, v, i, exchanged[i]);
        }
    }
}
