package dev.gatun.linalg.driver;

import java.util.Arrays;

/**
 * Singular values by Jacobi's rotations of columns (Golub and Van Loan, Matrix Computations,
 * 8.6.3), with room for one matrix at a time. Slow, and accurate.
 */
final class JacobiSvd {
    private final boolean isTurned;
    private final int m;
    private final int n;
    private final double[] w;
    private final double[] v;
    private final double[] norms;
    private final int[] order;
    private final double[] s;
    private final double[] u;
    private final double[] ordered;
    private final double[] tau;
    private final double[] reflectors;
    private final double[] basis;

    /**
     * Room for matrices of a size; those of more columns than rows are transposed.
     *
     * @param isFull whether U and V are square, not of min(rows, columns) columns
     */
    JacobiSvd(int rows, int columns, boolean isFull) {
        isTurned = rows < columns;
        m = Math.max(rows, columns);
        n = Math.min(rows, columns);
        w = new double[m * n];
        v = new double[n * n];
        norms = new double[n];
        order = new int[n];
        s = new double[n];
        u = new double[m * (isFull ? m : n)];
        ordered = new double[n * n];
        tau = new double[n];
        reflectors = new double[u.length];
        basis = new double[u.length];
    }

    /** {@code A = U S V'}; A is kept. */
    void run(double[] a) {
        if (isTurned) {
            Jacobi.transpose(n, m, a, w);
        } else {
            System.arraycopy(a, 0, w, 0, w.length);
        }
        int exponent = Jacobi.down(w);
        Jacobi.identity(n, v);
        double noise = orthogonalize();
        for (int j = 0; j < n; j++) {
            norms[j] = Math.sqrt(Jacobi.dot(m, w, j * m, w, j * m));
        }
        Jacobi.order(norms, true, order);
        Arrays.fill(u, 0);
        int rank = 0;
        for (int j = 0; j < n; j++) {
            int from = order[j];
            s[j] = Math.scalb(norms[from], exponent);
            System.arraycopy(v, from * n, ordered, j * n, n);
            if (norms[from] > noise) {
                for (int i = 0; i < m; i++) {
                    u[j * m + i] = w[from * m + i] / norms[from];
                }
                rank++;
            }
        }
        complete(rank);
    }

    /** The singular values in descending order. */
    double[] s() {
        return s;
    }

    /** U by columns. */
    double[] u() {
        return isTurned ? ordered : u;
    }

    /** V by columns. */
    double[] v() {
        return isTurned ? u : ordered;
    }

    /**
     * Rotates pairs of columns until all are orthogonal to each other.
     *
     * @return the length below which a column is rounding
     */
    private double orthogonalize() {
        double noise = Jacobi.ULP * Math.sqrt(Jacobi.dot(w.length, w, 0, w, 0));
        boolean isRotated = true;
        for (int sweep = 0; sweep < Jacobi.MOST_SWEEPS && isRotated; sweep++) {
            isRotated = false;
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    double pp = Jacobi.dot(m, w, p * m, w, p * m);
                    double qq = Jacobi.dot(m, w, q * m, w, q * m);
                    double pq = Jacobi.dot(m, w, p * m, w, q * m);
                    double product = Math.sqrt(pp) * Math.sqrt(qq);
                    boolean isNoise = Math.min(pp, qq) <= noise * noise;
                    if (Math.abs(pq) > Jacobi.ULP * product && !isNoise) {
                        isRotated = true;
                        double t = Jacobi.tangent((qq - pp) / (2 * pq));
                        Jacobi.rotate(m, w, p, q, t);
                        Jacobi.rotate(n, v, p, q, t);
                    }
                }
            }
        }
        return noise;
    }

    /** Writes columns of U from {@code rank} on, orthogonal to those before and each other. */
    private void complete(int rank) {
        int columns = m == 0 ? 0 : u.length / m;
        if (rank < columns) {
            System.arraycopy(u, 0, reflectors, 0, u.length);
            Householder.factor(m, rank, reflectors, tau);
            Householder.q(m, columns, rank, reflectors, tau, basis);
            System.arraycopy(basis, rank * m, u, rank * m, (columns - rank) * m);
        }
    }
}
