package dev.gatun.linalg.driver;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.gatun.shape.DType;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Room for one matrix of at most {@value Driver#SMALL} rows at a time, for loops over a batch: the
 * matrices of a batch lie by rows, one after another, and are computed with in double whatever the
 * type. One thread uses it.
 */
public final class SmallMatrix {
    private final boolean isFloat;
    private final int m;
    private final int n;
    private final double[] columns;
    private final double[] right;
    private final int[] pivots;
    private final double[] tau;
    private @Nullable JacobiEigh eigh;
    private @Nullable JacobiSvd svd;

    /**
     * Room for a matrix m x n and another one, of max(m, n) rows and k columns.
     *
     * @param dtype F32 or F64
     */
    public SmallMatrix(DType dtype, long m, long n, long k) {
        this.isFloat = dtype == DType.F32;
        this.m = Math.toIntExact(m);
        this.n = Math.toIntExact(n);
        this.columns = new double[Math.toIntExact(m * n)];
        this.right = new double[Math.toIntExact(Math.max(m, n) * k)];
        this.pivots = new int[Math.min(this.m, this.n)];
        this.tau = new double[pivots.length];
    }

    /** Reads matrix {@code index} of a batch of so many rows each, into columns. */
    private void load(MemorySegment from, long index, int rows, double[] to) {
        long at = index * to.length;
        int width = rows == 0 ? 0 : to.length / rows;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < width; j++, at++) {
                to[j * rows + i] =
                        isFloat
                                ? from.getAtIndex(JAVA_FLOAT, at)
                                : from.getAtIndex(JAVA_DOUBLE, at);
            }
        }
    }

    private void store(double[] from, MemorySegment to, long index) {
        long at = index * from.length;
        int width = from.length / n;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < width; j++, at++) {
                put(to, at, from[j * n + i]);
            }
        }
    }

    private void put(MemorySegment to, long at, double value) {
        if (isFloat) {
            to.setAtIndex(JAVA_FLOAT, at, (float) value);
        } else {
            to.setAtIndex(JAVA_DOUBLE, at, value);
        }
    }

    /**
     * Overwrites matrix {@code index} of {@code b} with the solution of {@code A X = B}.
     *
     * @return 0, or the number of the first pivot that is 0; B is unchanged then
     */
    public int solve(long index, MemorySegment a, MemorySegment b) {
        if (n == 0) {
            return 0;
        }
        load(a, index, m, columns);
        int info = Triangular.lu(n, n, columns, pivots);
        if (info == 0) {
            load(b, index, n, right);
            Triangular.solve(false, n, right.length / n, columns, pivots, right);
            store(right, b, index);
        }
        return info;
    }

    /**
     * Overwrites matrix {@code index} with its lower Cholesky factor.
     *
     * @return 0, or the order of the first leading minor that is not positive; unchanged then
     */
    public int cholesky(long index, MemorySegment a) {
        if (n == 0) {
            return 0;
        }
        load(a, index, m, columns);
        int info = Triangular.cholesky(n, columns);
        if (info == 0) {
            for (int j = 1; j < n; j++) {
                for (int i = 0; i < j; i++) {
                    columns[j * n + i] = 0;
                }
            }
            store(columns, a, index);
        }
        return info;
    }

    /**
     * Writes the sign of a determinant, and the logarithm of its size, to numbers {@code index}.
     */
    public void slogdet(long index, MemorySegment a, MemorySegment sign, MemorySegment log) {
        double signs = 1;
        double logs = 0;
        if (n > 0) {
            load(a, index, m, columns);
            Triangular.lu(n, n, columns, pivots);
        }
        for (int i = 0; i < n; i++) {
            double pivot = columns[i * n + i];
            signs *= pivots[i] == i + 1 ? Math.signum(pivot) : -Math.signum(pivot);
            logs += Math.log(Math.abs(pivot));
        }
        put(sign, index, signs + 0.0); // not -0
        put(log, index, logs);
    }

    /** Writes the determinant of matrix {@code index} to number {@code index}. */
    public void det(long index, MemorySegment a, MemorySegment to) {
        double det = 1;
        if (n > 0) {
            load(a, index, m, columns);
            Triangular.lu(n, n, columns, pivots);
        }
        for (int i = 0; i < n; i++) {
            double pivot = columns[i * n + i];
            det *= pivots[i] == i + 1 ? pivot : -pivot;
        }
        put(to, index, det);
    }

    /**
     * Writes the order of the rows of matrix {@code index}, L and U: {@code A = P L U}.
     *
     * @param rows m longs for each matrix
     * @param lower m x min(m, n), by rows
     * @param upper min(m, n) x n, by rows
     */
    public void lu(
            long index,
            MemorySegment a,
            MemorySegment rows,
            MemorySegment lower,
            MemorySegment upper) {
        load(a, index, m, columns);
        Triangular.lu(m, n, columns, pivots);
        int k = pivots.length;
        long first = index * m;
        for (int i = 0; i < m; i++) {
            rows.setAtIndex(JAVA_LONG, first + i, i);
        }
        for (int i = 0; i < k; i++) {
            long other = first + pivots[i] - 1;
            long kept = rows.getAtIndex(JAVA_LONG, first + i);
            rows.setAtIndex(JAVA_LONG, first + i, rows.getAtIndex(JAVA_LONG, other));
            rows.setAtIndex(JAVA_LONG, other, kept);
        }
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < k; j++) {
                double below = i == j ? 1 : 0;
                put(lower, (first + i) * k + j, i > j ? columns[j * m + i] : below);
            }
        }
        putUpper(upper, index, k);
    }

    /** Writes what is on and above the diagonal as a matrix of so many rows, by rows. */
    private void putUpper(MemorySegment to, long index, int rows) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < n; j++) {
                put(to, (index * rows + i) * n + j, i <= j ? columns[j * m + i] : 0);
            }
        }
    }

    /**
     * Writes Q, m x {@code width}, and R, {@code width} x n, of matrix {@code index}, by rows.
     * There is room for Q as the other matrix.
     */
    public void qr(long index, int width, MemorySegment a, MemorySegment q, MemorySegment r) {
        load(a, index, m, columns);
        int exponent = Jacobi.down(columns);
        Householder.factor(m, n, columns, tau);
        Householder.q(m, width, tau.length, columns, tau, right);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < width; j++) {
                put(q, (index * m + i) * width + j, right[j * m + i]);
            }
        }
        Jacobi.up(columns, exponent);
        putUpper(r, index, width);
    }

    /** Overwrites symmetric matrix {@code index} with its eigenvectors, by columns. */
    public void eigh(long index, MemorySegment a, MemorySegment w) {
        if (eigh == null) {
            eigh = new JacobiEigh(n);
        }
        load(a, index, n, columns);
        double[] values = eigh.run(columns);
        for (int i = 0; i < n; i++) {
            put(w, index * n + i, values[i]);
        }
        for (int i = 0; i < columns.length; i++) {
            put(a, index * columns.length + i, columns[i]);
        }
    }

    /**
     * Writes the singular values of matrix {@code index} and, by rows, U and V transposed, which
     * are square or have min(m, n) columns and rows.
     */
    public void svd(
            long index,
            boolean isFull,
            MemorySegment a,
            MemorySegment s,
            MemorySegment u,
            MemorySegment vh) {
        if (svd == null) {
            svd = new JacobiSvd(m, n, isFull);
        }
        load(a, index, m, columns);
        svd.run(columns);
        double[] values = svd.s();
        for (int i = 0; i < values.length; i++) {
            put(s, index * values.length + i, values[i]);
        }
        double[] left = svd.u();
        int width = left.length / m;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < width; j++) {
                put(u, (index * m + i) * width + j, left[j * m + i]);
            }
        }
        double[] rightVectors = svd.v();
        for (int i = 0; i < rightVectors.length; i++) {
            put(vh, index * rightVectors.length + i, rightVectors[i]);
        }
    }
}
