package dev.gatun.optable.oracle;

import dev.gatun.shape.Shape;

/** Linear algebra on small well-conditioned matrices by the plainest methods. */
public final class LinearOracle {
    private LinearOracle() {}

    /** What is computed of one matrix of each operand. */
    public interface Of {
        double[][] apply(double[][]... matrices);
    }

    /**
     * A matrix for each matrix of the first operand's batch; operands with two axes count for all.
     */
    public static NdArray each(long rows, long columns, Of of, NdArray... x) {
        Shape shape = x[0].shape().with(-2, rows).with(-1, columns);
        double[] all = new double[Math.toIntExact(shape.numel())];
        int size = Math.toIntExact(rows * columns);
        for (int i = 0; size > 0 && i < all.length / size; i++) {
            double[][][] matrices = new double[x.length][][];
            for (int k = 0; k < x.length; k++) {
                matrices[k] = matrix(x[k], x[k].shape().rank() == 2 ? 0 : i);
            }
            double[][] result = of.apply(matrices);
            for (int row = 0; row < rows; row++) {
                int at = i * size + row * (int) columns;
                // A product over nothing does not know how wide it is.
                System.arraycopy(
                        result[row], 0, all, at, Math.min((int) columns, result[row].length));
            }
        }
        return new NdArray(shape, all);
    }

    /** A row of numbers for each matrix. */
    public static NdArray rows(long columns, Of of, NdArray... x) {
        NdArray result = each(1, columns, of, x);
        return result.reshape(result.shape().remove(-2));
    }

    /** A number for each matrix. */
    public static NdArray numbers(Of of, NdArray... x) {
        NdArray result = rows(1, of, x);
        return result.reshape(result.shape().remove(-1));
    }

    private static double[][] matrix(NdArray x, int index) {
        int m = (int) x.shape().dim(-2);
        int n = (int) x.shape().dim(-1);
        double[][] matrix = new double[m][n];
        for (int i = 0; i < m; i++) {
            System.arraycopy(x.values(), (index * m + i) * n, matrix[i], 0, n);
        }
        return matrix;
    }

    /** How many columns; 0 of a matrix without rows. */
    static int width(double[][] a) {
        return a.length == 0 ? 0 : a[0].length;
    }

    public static double[][] eye(int n) {
        double[][] eye = new double[n][n];
        for (int i = 0; i < n; i++) {
            eye[i][i] = 1;
        }
        return eye;
    }

    public static double[][] product(double[][] a, double[][] b) {
        double[][] c = new double[a.length][width(b)];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                for (int j = 0; j < c[i].length; j++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }

    public static double[][] transposed(double[][] a) {
        double[][] t = new double[width(a)][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < t.length; j++) {
                t[j][i] = a[i][j];
            }
        }
        return t;
    }

    /** The mean of a matrix and its transpose. */
    public static double[][] symmetric(double[][] a) {
        double[][] s = new double[a.length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a.length; j++) {
                s[i][j] = (a[i][j] + a[j][i]) / 2;
            }
        }
        return s;
    }

    /** The elements on and below the diagonal. */
    public static double[][] lower(double[][] a) {
        double[][] l = new double[a.length][width(a)];
        for (int i = 0; i < a.length; i++) {
            System.arraycopy(a[i], 0, l[i], 0, Math.min(i + 1, l[i].length));
        }
        return l;
    }

    /** The solution of {@code A X = B} by elimination with the largest pivot of the column. */
    public static double[][] solve(double[][] a, double[][] b) {
        int n = a.length;
        int k = width(b);
        double[][] w = new double[n][n + k];
        for (int i = 0; i < n; i++) {
            System.arraycopy(a[i], 0, w[i], 0, n);
            System.arraycopy(b[i], 0, w[i], n, k);
        }
        for (int j = 0; j < n; j++) {
            exchange(w, j);
            for (int i = 0; i < n; i++) {
                double factor = w[i][j] / w[j][j];
                for (int c = j; i != j && c < n + k; c++) {
                    w[i][c] -= factor * w[j][c];
                }
            }
        }
        double[][] x = new double[n][k];
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < k; c++) {
                x[i][c] = w[i][n + c] / w[i][i];
            }
        }
        return x;
    }

    /** Brings the row with the largest element of column j, at or below row j, to row j. */
    private static boolean exchange(double[][] w, int j) {
        int best = j;
        for (int i = j + 1; i < w.length; i++) {
            best = Math.abs(w[i][j]) > Math.abs(w[best][j]) ? i : best;
        }
        double[] held = w[j];
        w[j] = w[best];
        w[best] = held;
        return best != j;
    }

    public static double det(double[][] a) {
        double[][] w = new double[a.length][];
        for (int i = 0; i < a.length; i++) {
            w[i] = a[i].clone();
        }
        double det = 1;
        for (int j = 0; j < w.length; j++) {
            det = exchange(w, j) ? -det : det;
            det *= w[j][j];
            for (int i = j + 1; w[j][j] != 0 && i < w.length; i++) {
                double factor = w[i][j] / w[j][j];
                for (int c = j; c < w.length; c++) {
                    w[i][c] -= factor * w[j][c];
                }
            }
        }
        return det;
    }

    /** The lower triangle whose product with its transpose a positive matrix is. */
    public static double[][] cholesky(double[][] a) {
        int n = a.length;
        double[][] l = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = a[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= l[i][k] * l[j][k];
                }
                l[i][j] = i == j ? Math.sqrt(sum) : sum / l[j][j];
            }
        }
        return l;
    }

    /**
     * The factors of a matrix whose rows are ordered by the largest pivots.
     *
     * @param rows which row of the matrix each row of L is
     */
    @SuppressWarnings("ArrayRecordComponent") // made for one comparison
    public record Factors(double[][] rows, double[][] l, double[][] u) {}

    public static Factors lu(double[][] a) {
        int m = a.length;
        int n = width(a);
        int few = Math.min(m, n);
        double[][] w = new double[m][n + 1]; // the last column: which row
        for (int i = 0; i < m; i++) {
            System.arraycopy(a[i], 0, w[i], 0, n);
            w[i][n] = i;
        }
        for (int j = 0; j < few; j++) {
            exchange(w, j);
            for (int i = j + 1; i < m; i++) {
                w[i][j] /= w[j][j];
                for (int c = j + 1; c < n; c++) {
                    w[i][c] -= w[i][j] * w[j][c];
                }
            }
        }
        Factors factors = new Factors(new double[1][m], new double[m][few], new double[few][n]);
        for (int i = 0; i < m; i++) {
            factors.rows[0][i] = w[i][n];
            for (int j = 0; j < n; j++) {
                if (i > j) {
                    factors.l[i][j] = w[i][j];
                } else {
                    factors.u[i][j] = w[i][j];
                }
            }
            if (i < few) {
                factors.l[i][i] = 1;
            }
        }
        return factors;
    }

    /** Orthonormal columns that span those of a matrix, by Gram and Schmidt, done twice. */
    public static double[][] orthonormal(double[][] a) {
        double[][] q = transposed(a);
        for (int j = 0; j < q.length; j++) {
            for (int k = 0; k < 2 * j; k++) {
                double[] other = q[k % j];
                double along = product(new double[][] {q[j]}, column(other))[0][0];
                for (int i = 0; i < a.length; i++) {
                    q[j][i] -= along * other[i];
                }
            }
            double norm = Math.sqrt(product(new double[][] {q[j]}, column(q[j]))[0][0]);
            for (int i = 0; i < a.length; i++) {
                q[j][i] /= norm;
            }
        }
        return transposed(q);
    }

    private static double[][] column(double[] values) {
        return transposed(new double[][] {values});
    }

    /** The exponential by its series, of a matrix that is halved until it is small. */
    public static double[][] exponential(double[][] a) {
        int halvings = 6;
        double[][] term = eye(a.length);
        double[][] sum = eye(a.length);
        for (int k = 1; k < 20; k++) {
            term = scaled(product(term, a), Math.scalb(1.0, -halvings) / k);
            for (int i = 0; i < a.length; i++) {
                for (int j = 0; j < a.length; j++) {
                    sum[i][j] += term[i][j];
                }
            }
        }
        for (int k = 0; k < halvings; k++) {
            sum = product(sum, sum);
        }
        return sum;
    }

    public static double[][] scaled(double[][] a, double by) {
        double[][] b = new double[a.length][width(a)];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b[i].length; j++) {
                b[i][j] = by * a[i][j];
            }
        }
        return b;
    }
}
