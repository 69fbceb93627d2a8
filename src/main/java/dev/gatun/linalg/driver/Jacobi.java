package dev.gatun.linalg.driver;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Singular values and symmetric eigenvalues by Jacobi's rotations (Golub and Van Loan, Matrix
 * Computations, 8.5 and 8.6.3); matrices lie by columns, dense. Slow, and accurate.
 */
final class Jacobi {
    private static final double ULP = Math.ulp(1.0);

    /** Convergence is quadratic; ten sweeps are many. */
    private static final int MOST_SWEEPS = 60;

    private Jacobi() {}

    /** Singular values in descending order; U is m x uColumns, V is n x vColumns. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not kept
    record Singular(double[] s, double[] u, double[] v) {}

    /**
     * {@code A = U S V'}.
     *
     * @param isFull whether U and V are square, not of min(m, n) columns
     */
    static Singular svd(int m, int n, double[] a, boolean isFull) {
        if (m < n) {
            Singular turned = svd(n, m, transposed(m, n, a), isFull);
            return new Singular(turned.s, turned.v, turned.u);
        }
        double[] w = a.clone();
        int exponent = down(w);
        double[] v = identity(n);
        double noise = orthogonalize(m, n, w, v);
        double[] norms = new double[n];
        for (int j = 0; j < n; j++) {
            norms[j] = Math.sqrt(dot(m, w, j * m, w, j * m));
        }
        int[] order = order(norms, true);
        double[] s = new double[n];
        double[] u = new double[m * (isFull ? m : n)];
        double[] ordered = new double[n * n];
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
        complete(m, rank, u);
        return new Singular(s, u, ordered);
    }

    /**
     * Rotates pairs of columns until all are orthogonal to each other.
     *
     * @return the length below which a column is rounding
     */
    private static double orthogonalize(int m, int n, double[] w, double[] v) {
        double noise = ULP * Math.sqrt(dot(w.length, w, 0, w, 0));
        boolean isRotated = true;
        for (int sweep = 0; sweep < MOST_SWEEPS && isRotated; sweep++) {
            isRotated = false;
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    double pp = dot(m, w, p * m, w, p * m);
                    double qq = dot(m, w, q * m, w, q * m);
                    double pq = dot(m, w, p * m, w, q * m);
                    double product = Math.sqrt(pp) * Math.sqrt(qq);
                    boolean isNoise = Math.min(pp, qq) <= noise * noise;
                    if (Math.abs(pq) > ULP * product && !isNoise) {
                        isRotated = true;
                        double t = tangent((qq - pp) / (2 * pq));
                        rotate(m, w, p, q, t);
                        rotate(n, v, p, q, t);
                    }
                }
            }
        }
        return noise;
    }

    /** The smaller root of {@code t^2 + 2 theta t - 1 = 0}. */
    private static double tangent(double theta) {
        double size = Math.abs(theta);
        double t = size > 1e150 ? 0.5 / size : 1 / (size + Math.sqrt(size * size + 1));
        return theta < 0 ? -t : t;
    }

    private static void rotate(int rows, double[] x, int p, int q, double t) {
        double c = 1 / Math.sqrt(t * t + 1);
        double s = c * t;
        for (int i = 0; i < rows; i++) {
            double xp = x[p * rows + i];
            double xq = x[q * rows + i];
            x[p * rows + i] = c * xp - s * xq;
            x[q * rows + i] = s * xp + c * xq;
        }
    }

    /** Writes columns from {@code rank} on that are orthogonal to those before and each other. */
    private static void complete(int m, int rank, double[] u) {
        int columns = m == 0 ? 0 : u.length / m;
        if (rank < columns) {
            double[] tau = new double[rank];
            double[] reflectors = u.clone();
            Householder.factor(m, rank, reflectors, tau);
            double[] q = Householder.q(m, columns, rank, reflectors, tau);
            System.arraycopy(q, rank * m, u, rank * m, (columns - rank) * m);
        }
    }

    /**
     * Eigenvalues of a symmetric matrix in ascending order; its lower triangle is read, and its
     * place taken by the eigenvectors.
     */
    static double[] eigh(int n, double[] a) {
        int exponent = down(a);
        for (int j = 0; j < n; j++) {
            for (int i = j + 1; i < n; i++) {
                a[i * n + j] = a[j * n + i];
            }
        }
        double[] v = identity(n);
        diagonalize(n, a, v);
        double[] diagonal = new double[n];
        for (int j = 0; j < n; j++) {
            diagonal[j] = a[j * n + j];
        }
        int[] order = order(diagonal, false);
        double[] w = new double[n];
        for (int j = 0; j < n; j++) {
            w[j] = Math.scalb(diagonal[order[j]], exponent);
            System.arraycopy(v, order[j] * n, a, j * n, n);
        }
        return w;
    }

    private static void diagonalize(int n, double[] a, double[] v) {
        double noise = ULP * Math.sqrt(dot(n * n, a, 0, a, 0)) / (2 * Math.max(n, 1));
        boolean isRotated = true;
        for (int sweep = 0; sweep < MOST_SWEEPS && isRotated; sweep++) {
            isRotated = false;
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    double pq = a[q * n + p];
                    if (Math.abs(pq) > noise) {
                        isRotated = true;
                        double t = tangent((a[q * n + q] - a[p * n + p]) / (2 * pq));
                        rotate(n, a, p, q, t);
                        rotateRows(n, a, p, q, t);
                        rotate(n, v, p, q, t);
                    }
                }
            }
        }
    }

    private static void rotateRows(int n, double[] a, int p, int q, double t) {
        double c = 1 / Math.sqrt(t * t + 1);
        double s = c * t;
        for (int j = 0; j < n; j++) {
            double ap = a[j * n + p];
            double aq = a[j * n + q];
            a[j * n + p] = c * ap - s * aq;
            a[j * n + q] = s * ap + c * aq;
        }
    }

    /**
     * Scales by a power of two so that the largest element is about 1, and no square of it is out
     * of range.
     *
     * @return the exponent to scale back by
     */
    static int down(double[] a) {
        double largest = 0;
        for (double x : a) {
            largest = Math.max(largest, Math.abs(x));
        }
        int exponent = largest == 0 ? 0 : Math.getExponent(largest);
        if (exponent != 0) {
            up(a, -exponent);
        }
        return exponent;
    }

    static void up(double[] a, int exponent) {
        for (int i = 0; i < a.length; i++) {
            a[i] = Math.scalb(a[i], exponent);
        }
    }

    private static double dot(int n, double[] x, int from, double[] y, int yFrom) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += x[from + i] * y[yFrom + i];
        }
        return sum;
    }

    static double[] identity(int n) {
        double[] v = new double[n * n];
        for (int i = 0; i < n; i++) {
            v[i * n + i] = 1;
        }
        return v;
    }

    static double[] transposed(int m, int n, double[] a) {
        double[] turned = new double[a.length];
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < m; i++) {
                turned[i * n + j] = a[j * m + i];
            }
        }
        return turned;
    }

    private static int[] order(double[] values, boolean isDescending) {
        Comparator<Integer> byValue = Comparator.comparingDouble(i -> values[i]);
        return IntStream.range(0, values.length)
                .boxed()
                .sorted(isDescending ? byValue.reversed() : byValue)
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
