package dev.gatun.optable.oracle;

import dev.gatun.shape.Shape;
import java.util.Arrays;

/** Products of matrices, in twice the precision of double. */
public final class MatrixOracle {
    private MatrixOracle() {}

    /** The product of two arrays, vectors and batches as {@code matmul} has them. */
    public static NdArray of(NdArray a, NdArray b) {
        boolean isRow = a.shape().rank() == 1;
        boolean isColumn = b.shape().rank() == 1;
        NdArray x = isRow ? a.reshape(a.shape().insert(0, 1)) : a;
        NdArray y = isColumn ? b.reshape(b.shape().insert(1, 1)) : b;
        Shape shape = shape(x.shape(), y.shape());
        int m = Math.toIntExact(shape.dim(-2));
        int n = Math.toIntExact(shape.dim(-1));
        int k = Math.toIntExact(x.shape().dim(-1));
        double[] all = new double[Math.toIntExact(shape.numel())];
        Shape batches = shape.with(shape.rank() - 2, 1).with(shape.rank() - 1, 1);
        int[] to = {0};
        if (m > 0 && n > 0) {
            NdArray.generate(
                    batches,
                    at -> {
                        double[] left = matrix(x, at, m * k);
                        double[] right = matrix(y, at, k * n);
                        System.arraycopy(product(left, right, m, k, n), 0, all, to[0], m * n);
                        to[0] += m * n;
                        return 0;
                    });
        }
        shape = isColumn ? shape.remove(-1) : shape;
        return new NdArray(isRow ? shape.remove(isColumn ? -1 : -2) : shape, all);
    }

    private static Shape shape(Shape x, Shape y) {
        long[] dims = new long[Math.max(x.rank(), y.rank())];
        for (int axis = 1; axis <= dims.length; axis++) {
            long left = axis <= x.rank() ? x.dim(-axis) : 1;
            long right = axis <= y.rank() ? y.dim(-axis) : 1;
            dims[dims.length - axis] =
                    axis == 1 ? right : axis == 2 ? left : left == 1 ? right : left;
        }
        return Shape.of(dims);
    }

    /** The matrix of a batch that meets an index. */
    private static double[] matrix(NdArray x, long[] index, int size) {
        int batch = 0;
        int rank = x.shape().rank();
        for (int axis = 0; axis < rank - 2; axis++) {
            long dim = x.shape().dim(axis);
            long at = dim == 1 ? 0 : index[index.length - rank + axis];
            batch = Math.toIntExact(batch * dim + at);
        }
        return Arrays.copyOfRange(x.values(), batch * size, (batch + 1) * size);
    }

    /**
     * Each term is the sum of two numbers without rounding, and what a sum loses is kept (T. Ogita,
     * S. Rump and S. Oishi, Accurate sum and dot product, SIAM Journal on Scientific Computing 26,
     * 2005: Dot2).
     */
    private static double[] product(double[] a, double[] b, int m, int k, int n) {
        double[] sums = new double[m * n];
        double[] rests = new double[n];
        for (int row = 0; row < m; row++) {
            Arrays.fill(rests, 0);
            int to = row * n;
            for (int i = 0; i < k; i++) {
                double x = a[row * k + i];
                int from = i * n;
                for (int j = 0; j < n; j++) {
                    double y = b[from + j];
                    double term = x * y;
                    double old = sums[to + j];
                    double sum = old + term;
                    double part = sum - old;
                    double lost = (old - (sum - part)) + (term - part);
                    sums[to + j] = sum;
                    rests[j] += Math.fma(x, y, -term) + lost;
                }
            }
            for (int j = 0; j < n; j++) {
                sums[to + j] += Double.isFinite(rests[j]) ? rests[j] : 0;
            }
        }
        return sums;
    }
}
