package dev.gatun.linalg.driver;

/**
 * Eigenvalues of symmetric matrices by Jacobi's rotations (Golub and Van Loan, Matrix Computations,
 * 8.5), with room for one matrix at a time. Slow, and accurate.
 */
final class JacobiEigh {
    private final int n;
    private final double[] v;
    private final double[] diagonal;
    private final double[] w;
    private final int[] order;

    JacobiEigh(int n) {
        this.n = n;
        v = new double[n * n];
        diagonal = new double[n];
        w = new double[n];
        order = new int[n];
    }

    /**
     * Eigenvalues in ascending order, to be read before the next call; the lower triangle of A is
     * read, and its place taken by the eigenvectors.
     */
    double[] run(double[] a) {
        int exponent = Jacobi.down(a);
        for (int j = 0; j < n; j++) {
            for (int i = j + 1; i < n; i++) {
                a[i * n + j] = a[j * n + i];
            }
        }
        Jacobi.identity(n, v);
        diagonalize(a);
        for (int j = 0; j < n; j++) {
            diagonal[j] = a[j * n + j];
        }
        Jacobi.order(diagonal, false, order);
        for (int j = 0; j < n; j++) {
            w[j] = Math.scalb(diagonal[order[j]], exponent);
            System.arraycopy(v, order[j] * n, a, j * n, n);
        }
        return w;
    }

    private void diagonalize(double[] a) {
        double noise = Jacobi.ULP * Math.sqrt(Jacobi.dot(n * n, a, 0, a, 0)) / (2 * Math.max(n, 1));
        boolean isRotated = true;
        for (int sweep = 0; sweep < Jacobi.MOST_SWEEPS && isRotated; sweep++) {
            isRotated = false;
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    double pq = a[q * n + p];
                    if (Math.abs(pq) > noise) {
                        isRotated = true;
                        double t = Jacobi.tangent((a[q * n + q] - a[p * n + p]) / (2 * pq));
                        Jacobi.rotate(n, a, p, q, t);
                        Jacobi.rotateRows(n, a, p, q, t);
                        Jacobi.rotate(n, v, p, q, t);
                    }
                }
            }
        }
    }
}
