package dev.gatun.optable.oracle;

import static dev.gatun.optable.oracle.LinearOracle.eye;
import static dev.gatun.optable.oracle.LinearOracle.product;
import static dev.gatun.optable.oracle.LinearOracle.scaled;
import static dev.gatun.optable.oracle.LinearOracle.solve;
import static dev.gatun.optable.oracle.LinearOracle.transposed;
import static dev.gatun.optable.oracle.LinearOracle.width;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Eigenvalues and singular values of small well-conditioned matrices by the plainest methods. */
public final class SpectrumOracle {
    private SpectrumOracle() {}

    /**
     * Eigenvalues and, as columns, eigenvectors of norm 1.
     *
     * @param values ascending
     */
    @SuppressWarnings("ArrayRecordComponent") // made for one comparison
    public record Eigen(double[] values, double[][] vectors) {
        static Eigen sorted(double[] values, double[][] vectors) {
            int[] order =
                    IntStream.range(0, values.length)
                            .boxed()
                            .sorted(Comparator.comparingDouble(i -> values[i]))
                            .mapToInt(Integer::intValue)
                            .toArray();
            double[][] turned = transposed(vectors);
            return new Eigen(
                    Arrays.stream(order).mapToDouble(i -> values[i]).toArray(),
                    transposed(
                            Arrays.stream(order)
                                    .mapToObj(i -> turned[i])
                                    .toArray(double[][]::new)));
        }
    }

    /** Of a symmetric matrix, by Jacobi's rotations. */
    public static Eigen symmetric(double[][] a) {
        int n = a.length;
        double[][] w = scaled(a, 1);
        double[][] v = eye(n);
        for (int sweep = 0; sweep < 12; sweep++) {
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    double angle = Math.atan2(2 * w[p][q], w[q][q] - w[p][p]) / 2;
                    double c = Math.cos(angle);
                    double s = Math.sin(angle);
                    turn(w, p, q, c, s);
                    turn(v, p, q, c, s);
                    w = transposed(w);
                    turn(w, p, q, c, s);
                }
            }
        }
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = w[i][i];
        }
        return Eigen.sorted(values, v);
    }

    /** Rotates two columns. */
    private static void turn(double[][] a, int p, int q, double c, double s) {
        for (double[] row : a) {
            double x = row[p];
            row[p] = c * x - s * row[q];
            row[q] = s * x + c * row[q];
        }
    }

    /** Singular values, descending, and vectors as columns of U and V. */
    @SuppressWarnings("ArrayRecordComponent") // made for one comparison
    public record Singular(double[][] u, double[] s, double[][] v) {}

    /** Of a matrix of full rank, by the eigenvalues of the product with its transpose. */
    public static Singular singular(double[][] a) {
        if (a.length < width(a)) {
            Singular turned = singular(transposed(a));
            return new Singular(turned.v, turned.s, turned.u);
        }
        int n = width(a);
        Eigen eigen = symmetric(scaled(product(transposed(a), a), -1));
        double[] s = new double[n];
        double[][] u = product(a, eigen.vectors);
        for (int j = 0; j < n; j++) {
            s[j] = Math.sqrt(-eigen.values[j]);
            for (int i = 0; i < a.length; i++) {
                u[i][j] /= s[j];
            }
        }
        return new Singular(u, s, eigen.vectors);
    }

    /** The best approximation of a rank. */
    public static double[][] truncated(double[][] a, int rank) {
        Singular of = singular(a);
        double[][] sum = new double[a.length][width(a)];
        for (int k = 0; k < rank; k++) {
            for (int i = 0; i < a.length; i++) {
                for (int j = 0; j < sum[i].length; j++) {
                    sum[i][j] += of.u[i][k] * of.s[k] * of.v[j][k];
                }
            }
        }
        return sum;
    }

    /**
     * Of a matrix whose eigenvalues are real and of different size: values by the iteration of
     * Francis without shifts, with the orthonormal factor of Gram and Schmidt; vectors by inverse
     * iteration.
     */
    public static Eigen real(double[][] a) {
        int n = a.length;
        double[][] w = a;
        for (int k = 0; k < 400; k++) {
            double[][] q = LinearOracle.orthonormal(w);
            w = product(product(transposed(q), w), q);
        }
        double[] values = new double[n];
        double[][] vectors = new double[n][];
        for (int j = 0; j < n; j++) {
            values[j] = w[j][j];
            double[][] shifted = eye(n);
            for (int i = 0; i < n; i++) {
                for (int c = 0; c < n; c++) {
                    shifted[i][c] = a[i][c] - (i == c ? values[j] * (1 + 1e-9) : 0);
                }
            }
            double[][] v = new double[n][1];
            for (double[] row : v) {
                row[0] = 1;
            }
            for (int k = 0; k < 4; k++) {
                v = solve(shifted, v);
                double norm = Math.sqrt(product(transposed(v), v)[0][0]);
                v = scaled(v, 1 / norm);
            }
            vectors[j] = transposed(v)[0];
        }
        return Eigen.sorted(values, transposed(vectors));
    }
}
