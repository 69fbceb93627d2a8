package dev.gatun.linalg.driver;

/** Triangular systems, the Cholesky factor and LU in Java; matrices lie by columns, dense. */
final class Triangular {
    private Triangular() {}

    /**
     * {@code A = L L'} into the lower triangle (Golub and Van Loan, Matrix Computations, 4.2.5).
     *
     * @return 0, or the order of the first leading minor that is not positive
     */
    static int cholesky(int n, double[] a) {
        for (int j = 0; j < n; j++) {
            for (int k = 0; k < j; k++) {
                double factor = a[k * n + j];
                for (int i = j; i < n; i++) {
                    a[j * n + i] -= factor * a[k * n + i];
                }
            }
            double pivot = a[j * n + j];
            if (!(pivot > 0)) {
                return j + 1;
            }
            double root = Math.sqrt(pivot);
            for (int i = j; i < n; i++) {
                a[j * n + i] /= root;
            }
            a[j * n + j] = root;
        }
        return 0;
    }

    /**
     * {@code A = P L U} by partial pivoting; row i was exchanged with {@code pivots[i] - 1}.
     *
     * @return 0, or the number of the first pivot that is 0
     */
    static int lu(int m, int n, double[] a, int... pivots) {
        int info = 0;
        for (int j = 0; j < Math.min(m, n); j++) {
            int best = j;
            for (int i = j + 1; i < m; i++) {
                if (Math.abs(a[j * m + i]) > Math.abs(a[j * m + best])) {
                    best = i;
                }
            }
            pivots[j] = best + 1;
            double pivot = a[j * m + best];
            if (pivot == 0) {
                info = info == 0 ? j + 1 : info;
                continue;
            }
            exchange(m, n, a, j, best);
            for (int i = j + 1; i < m; i++) {
                a[j * m + i] /= pivot;
            }
            for (int k = j + 1; k < n; k++) {
                double factor = a[k * m + j];
                for (int i = j + 1; i < m; i++) {
                    a[k * m + i] -= factor * a[j * m + i];
                }
            }
        }
        return info;
    }

    private static void exchange(int m, int n, double[] a, int row, int other) {
        if (row != other) {
            for (int k = 0; k < n; k++) {
                double kept = a[k * m + row];
                a[k * m + row] = a[k * m + other];
                a[k * m + other] = kept;
            }
        }
    }

    /** Solves {@code A X = B}, or with A transposed, by the factors of {@link #lu}. */
    static void solve(boolean isTransposed, int n, int k, double[] lu, int[] pivots, double[] b) {
        if (isTransposed) {
            solve(true, true, false, n, k, lu, b);
            solve(false, true, true, n, k, lu, b);
            for (int i = n - 1; i >= 0; i--) {
                exchange(n, k, b, i, pivots[i] - 1);
            }
        } else {
            for (int i = 0; i < n; i++) {
                exchange(n, k, b, i, pivots[i] - 1);
            }
            solve(false, false, true, n, k, lu, b);
            solve(true, false, false, n, k, lu, b);
        }
    }

    /**
     * Solves {@code op(A) X = B} into B, n x k.
     *
     * @return 0, or the number of the first element of the diagonal that is 0; B is unchanged then
     */
    static int solve(
            boolean isUpper,
            boolean isTransposed,
            boolean isUnit,
            int n,
            int k,
            double[] a,
            double[] b) {
        for (int i = 0; i < n && !isUnit; i++) {
            if (a[i * n + i] == 0) {
                return i + 1;
            }
        }
        boolean isForward = isUpper == isTransposed;
        for (int c = 0; c < k; c++) {
            for (int step = 0; step < n; step++) {
                int i = isForward ? step : n - 1 - step;
                if (isTransposed) {
                    double sum = b[c * n + i];
                    int from = isForward ? 0 : i + 1;
                    int to = isForward ? i : n;
                    for (int j = from; j < to; j++) {
                        sum -= a[i * n + j] * b[c * n + j];
                    }
                    b[c * n + i] = isUnit ? sum : sum / a[i * n + i];
                } else {
                    double x = isUnit ? b[c * n + i] : b[c * n + i] / a[i * n + i];
                    b[c * n + i] = x;
                    int from = isForward ? i + 1 : 0;
                    int to = isForward ? n : i;
                    for (int j = from; j < to; j++) {
                        b[c * n + j] -= a[i * n + j] * x;
                    }
                }
            }
        }
        return 0;
    }
}
