package dev.gatun.linalg.driver;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.gatun.shape.DType;
import java.lang.foreign.MemorySegment;

/**
 * Room for one matrix of at most {@value Driver#SMALL} rows at a time, for loops over a batch: the
 * matrices of a batch lie by rows, one after another, and are computed with in double whatever the
 * type. One thread uses it.
 */
public final class SmallMatrix {
    private final boolean isFloat;
    private final int n;
    private final double[] columns;
    private final double[] right;
    private final int[] pivots;

    /**
     * Room for a matrix n x n and a right side n x k.
     *
     * @param dtype F32 or F64
     */
    public SmallMatrix(DType dtype, long n, long k) {
        this.isFloat = dtype == DType.F32;
        this.n = Math.toIntExact(n);
        this.columns = new double[Math.toIntExact(n * n)];
        this.right = new double[Math.toIntExact(n * k)];
        this.pivots = new int[this.n];
    }

    /** Reads matrix {@code index} of a batch of n rows each, into columns. */
    private void load(MemorySegment from, long index, double[] to) {
        long at = index * to.length;
        int width = to.length / n;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < width; j++, at++) {
                to[j * n + i] =
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
        load(a, index, columns);
        int info = Triangular.lu(n, n, columns, pivots);
        if (info == 0) {
            load(b, index, right);
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
        load(a, index, columns);
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
            load(a, index, columns);
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
            load(a, index, columns);
            Triangular.lu(n, n, columns, pivots);
        }
        for (int i = 0; i < n; i++) {
            double pivot = columns[i * n + i];
            det *= pivots[i] == i + 1 ? pivot : -pivot;
        }
        put(to, index, det);
    }
}
