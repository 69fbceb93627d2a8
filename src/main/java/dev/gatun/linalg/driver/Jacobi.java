package dev.gatun.linalg.driver;

import java.util.Arrays;

/**
 * What {@link JacobiSvd} and {@link JacobiEigh} share: rotations, and matrices by columns, dense.
 */
final class Jacobi {
    static final double ULP = Math.ulp(1.0);

    /** Convergence is quadratic; ten sweeps are many. */
    static final int MOST_SWEEPS = 60;

    private Jacobi() {}

    /** The smaller root of {@code t^2 + 2 theta t - 1 = 0}. */
    static double tangent(double theta) {
        double size = Math.abs(theta);
        double t = size > 1e150 ? 0.5 / size : 1 / (size + Math.sqrt(size * size + 1));
        return theta < 0 ? -t : t;
    }

    static void rotate(int rows, double[] x, int p, int q, double t) {
        double c = 1 / Math.sqrt(t * t + 1);
        double s = c * t;
        for (int i = 0; i < rows; i++) {
            double xp = x[p * rows + i];
            double xq = x[q * rows + i];
            x[p * rows + i] = c * xp - s * xq;
            x[q * rows + i] = s * xp + c * xq;
        }
    }

    static void rotateRows(int n, double[] a, int p, int q, double t) {
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

    static double dot(int n, double[] x, int from, double[] y, int yFrom) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += x[from + i] * y[yFrom + i];
        }
        return sum;
    }

    static double[] identity(int n) {
        double[] v = new double[n * n];
        identity(n, v);
        return v;
    }

    static void identity(int n, double[] v) {
        Arrays.fill(v, 0);
        for (int i = 0; i < n; i++) {
            v[i * n + i] = 1;
        }
    }

    static double[] transposed(int m, int n, double[] a) {
        double[] turned = new double[a.length];
        transpose(m, n, a, turned);
        return turned;
    }

    static void transpose(int m, int n, double[] a, double[] turned) {
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < m; i++) {
                turned[i * n + j] = a[j * m + i];
            }
        }
    }

    /** Writes the places of values in ascending or descending order; equal ones stay in order. */
    static void order(double[] values, boolean isDescending, int[] order) {
        for (int i = 0; i < order.length; i++) {
            int at = i;
            while (at > 0
                    && (isDescending
                            ? values[order[at - 1]] < values[i]
                            : values[order[at - 1]] > values[i])) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = i;
        }
    }
}
