package dev.gatun.reference;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Objects;

/**
 * Matrix products in plain Java: the oracle for all others, and, for floats, the usual steps from
 * three loops towards a BLAS.
 *
 * <p>Everywhere A is m x k, B is k x n and C, which is overwritten, m x n, row by row without gaps:
 * element (i, j) of A is {@code a[i * k + j]}. Arrays may be longer than needed. Every method
 * throws {@link IllegalArgumentException} for a negative size or an array too short, before it
 * writes anything.
 *
 * <p>{@link #naive}, {@link #reordered} and {@link #blocked} make the same multiplications and
 * additions in different orders.
 */
public final class Matmul {
    /**
     * Side of the blocks of {@link #blocked}: three of 64 x 64 floats take 48 KiB, which the second
     * level of any cache holds, and one row of each is in the first.
     */
    private static final int BLOCK = 64;

    /** Half the distance from 1 to the next float, and to the next double. */
    private static final double FLOAT_UNIT = Math.ulp(1f) / 2.0;

    private static final double DOUBLE_UNIT = Math.ulp(1.0) / 2.0;

    private Matmul() {}

    /**
     * The product of floats, products and sums in double.
     *
     * @return C, m x n
     */
    public static double[] oracle(float[] a, float[] b, int m, int n, int k) {
        check("oracle", a, b, m, n, k);
        return oracle(doubles(a), doubles(b), m, n, k);
    }

    /**
     * The product of doubles, products and sums in double.
     *
     * @return C, m x n
     */
    public static double[] oracle(double[] a, double[] b, int m, int n, int k) {
        check("oracle", a, b, m, n, k);
        double[] c = new double[m * n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int p = 0; p < k; p++) {
                    sum += a[i * k + p] * b[p * n + j];
                }
                c[i * n + j] = sum;
            }
        }
        return c;
    }

    /**
     * The bound on the error of each element of a product computed in float against {@link
     * #oracle(float[], float[], int, int, int) the oracle's}, whatever the order of its sums and
     * whether or not it fuses multiplications and additions: {@code gamma |A| |B|}, with {@code
     * gamma = k u / (1 - k u)} for the unit roundoff u of float, and as much for the oracle's own.
     * From N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, SIAM 2002,
     * sections 3.1 and 3.5. Products that underflow lose up to half the smallest float each, which
     * is added.
     *
     * <p>It holds for finite operands whose products and sums do not overflow.
     *
     * @return the bounds, m x n
     */
    public static double[] errorBound(float[] a, float[] b, int m, int n, int k) {
        check("errorBound", a, b, m, n, k);
        return errorBound(doubles(a), doubles(b), m, n, k, FLOAT_UNIT, Float.MIN_VALUE);
    }

    /**
     * As {@link #errorBound(float[], float[], int, int, int)}, of a product computed in double,
     * with the unit roundoff and the smallest number of double.
     *
     * @return the bounds, m x n
     */
    public static double[] errorBound(double[] a, double[] b, int m, int n, int k) {
        check("errorBound", a, b, m, n, k);
        return errorBound(a, b, m, n, k, DOUBLE_UNIT, Double.MIN_VALUE);
    }

    private static double[] errorBound(
            double[] a, double[] b, int m, int n, int k, double unit, double smallest) {
        double gamma = gamma(k, unit) + gamma(k, DOUBLE_UNIT);
        double[] bound = new double[m * n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int p = 0; p < k; p++) {
                    sum += Math.abs(a[i * k + p] * b[p * n + j]);
                }
                bound[i * n + j] = gamma * sum + k * smallest;
            }
        }
        return bound;
    }

    /**
     * Three loops in the order of the definition: each element of C is a row of A times a column of
     * B. The column is read across the rows of B, a new cache line for every element.
     */
    public static void naive(float[] a, float[] b, float[] c, int m, int n, int k) {
        check("naive", a, b, c, m, n, k);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                float sum = 0;
                for (int p = 0; p < k; p++) {
                    sum += a[i * k + p] * b[p * n + j];
                }
                c[i * n + j] = sum;
            }
        }
    }

    /**
     * The loops in the order i, k, j: each row of C is a sum of rows of B. All rows are read and
     * written from left to right, so that caches are used well and a compiler can vectorise.
     */
    public static void reordered(float[] a, float[] b, float[] c, int m, int n, int k) {
        check("reordered", a, b, c, m, n, k);
        Arrays.fill(c, 0, m * n, 0);
        for (int i = 0; i < m; i++) {
            for (int p = 0; p < k; p++) {
                float factor = a[i * k + p];
                for (int j = 0; j < n; j++) {
                    c[i * n + j] += factor * b[p * n + j];
                }
            }
        }
    }

    /**
     * The order i, k, j within blocks: a block of B is used for many rows of C while it is in the
     * cache, instead of the whole of B for each row.
     */
    public static void blocked(float[] a, float[] b, float[] c, int m, int n, int k) {
        check("blocked", a, b, c, m, n, k);
        Arrays.fill(c, 0, m * n, 0);
        for (int i0 = 0; i0 < m; i0 += BLOCK) {
            for (int p0 = 0; p0 < k; p0 += BLOCK) {
                for (int j0 = 0; j0 < n; j0 += BLOCK) {
                    block(a, b, c, m, n, k, i0, j0, p0);
                }
            }
        }
    }

    private static void block(
            float[] a, float[] b, float[] c, int m, int n, int k, int i0, int j0, int p0) {
        int iEnd = Math.min(i0 + BLOCK, m);
        int jEnd = Math.min(j0 + BLOCK, n);
        int pEnd = Math.min(p0 + BLOCK, k);
        for (int i = i0; i < iEnd; i++) {
            for (int p = p0; p < pEnd; p++) {
                float factor = a[i * k + p];
                for (int j = j0; j < jEnd; j++) {
                    c[i * n + j] += factor * b[p * n + j];
                }
            }
        }
    }

    /** The relative error bound of k rounded multiplications and additions. */
    private static double gamma(int k, double unit) {
        return k * unit / (1 - k * unit);
    }

    private static double[] doubles(float[] x) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i];
        }
        return y;
    }

    private static void check(String method, Object a, Object b, int m, int n, int k) {
        check(method, a, b, (long) m * n, m, n, k);
    }

    private static void check(String method, Object a, Object b, Object c, int m, int n, int k) {
        Objects.requireNonNull(c, method + ": c is null");
        check(method, a, b, (long) Array.getLength(c), m, n, k);
    }

    private static void check(String method, Object a, Object b, long c, int m, int n, int k) {
        Objects.requireNonNull(a, method + ": a is null");
        Objects.requireNonNull(b, method + ": b is null");
        if (m < 0 || n < 0 || k < 0) {
            throw new IllegalArgumentException(
                    "matmul: a size is negative: m = %d, n = %d, k = %d".formatted(m, n, k));
        }
        require("a", Array.getLength(a), m, k);
        require("b", Array.getLength(b), k, n);
        require("c", c, m, n);
    }

    private static void require(String name, long length, int rows, int columns) {
        if (length < (long) rows * columns || (long) rows * columns > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "matmul: %s has %d elements; %d x %d are needed"
                            .formatted(name, length, rows, columns));
        }
    }
}
