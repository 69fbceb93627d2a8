package dev.gatun.linalg.driver;

import java.util.Arrays;

/** The QR factorization by Householder's reflectors; matrices lie by columns, dense. */
final class Householder {
    private Householder() {}

    /**
     * {@code A = Q R}: R into the upper triangle, below it the reflectors without their leading
     * ones (Golub and Van Loan, Matrix Computations, 5.2.1, with the signs of LAPACK).
     */
    static void factor(int m, int n, double[] a, double[] tau) {
        for (int j = 0; j < Math.min(m, n); j++) {
            double below = 0;
            for (int i = j + 1; i < m; i++) {
                below += a[j * m + i] * a[j * m + i];
            }
            if (below == 0) {
                tau[j] = 0;
                continue;
            }
            double head = a[j * m + j];
            double norm = Math.sqrt(head * head + below);
            double beta = head > 0 ? -norm : norm;
            tau[j] = (beta - head) / beta;
            for (int i = j + 1; i < m; i++) {
                a[j * m + i] /= head - beta;
            }
            a[j * m + j] = beta;
            for (int c = j + 1; c < n; c++) {
                reflect(m, a, j, tau[j], a, c);
            }
        }
    }

    /** The first n columns of Q, m x n, made of the first k reflectors. */
    static double[] q(int m, int n, int k, double[] reflectors, double[] tau) {
        double[] q = new double[m * n];
        q(m, n, k, reflectors, tau, q);
        return q;
    }

    /** As {@link #q(int, int, int, double[], double[])}, into an array. */
    static void q(int m, int n, int k, double[] reflectors, double[] tau, double[] q) {
        Arrays.fill(q, 0);
        for (int c = 0; c < n; c++) {
            q[c * m + c] = 1;
        }
        for (int j = k - 1; j >= 0; j--) {
            for (int c = j; c < n; c++) {
                reflect(m, reflectors, j, tau[j], q, c);
            }
        }
    }

    /** Applies reflector j to a column of another matrix. */
    private static void reflect(int m, double[] v, int j, double tau, double[] to, int column) {
        double sum = to[column * m + j];
        for (int i = j + 1; i < m; i++) {
            sum += v[j * m + i] * to[column * m + i];
        }
        sum *= tau;
        to[column * m + j] -= sum;
        for (int i = j + 1; i < m; i++) {
            to[column * m + i] -= sum * v[j * m + i];
        }
    }
}
