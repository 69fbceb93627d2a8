package dev.gatun.bench.gemm;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.gatun.bench.measure.Places;
import dev.gatun.memory.Scope;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Two square float matrices, on and off the heap, with their product in double precision.
 *
 * <p>The bound on the error of a float product is the a-priori one of the textbook inner product
 * (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1): an entry summed in any
 * order differs from the exact one by at most {@code gamma(n) |row| . |column|}, with {@code
 * gamma(n) = n u / (1 - n u)} and {@code u = 2^-24}; the inner product of absolute values is at
 * most the product of the two Euclidean norms. The bound of the problem takes the longest row and
 * the longest column.
 */
final class Problem implements AutoCloseable {
    private static final long SEED = 0x6761_7475_6eL;
    private static final double UNIT_ROUNDOFF = 0x1p-24;

    final int size;
    final float[] left;
    final float[] right;
    final float[] result;
    final Places places;
    final MemorySegment leftMemory;
    final MemorySegment rightMemory;
    final MemorySegment resultMemory;
    private final Scope scope = Scope.open("gemm");
    private final double[] expected;
    private final double errorBound;

    /** Matrices of {@code size} rows and columns with entries in [-1, 1), the same in every run. */
    Problem(int size) {
        this.size = size;
        int count = size * size;
        SplittableRandom random = new SplittableRandom(SEED + size);
        left = uniform(random, count);
        right = uniform(random, count);
        result = new float[count];
        places = Places.of(count, count, count);
        MemorySegment block = scope.allocate(places.bytes(), Places.PAGE);
        leftMemory = block.asSlice(places.left(), (long) count * Float.BYTES);
        rightMemory = block.asSlice(places.right(), (long) count * Float.BYTES);
        resultMemory = block.asSlice(places.result(), (long) count * Float.BYTES);
        MemorySegment.copy(left, 0, leftMemory, JAVA_FLOAT, 0, count);
        MemorySegment.copy(right, 0, rightMemory, JAVA_FLOAT, 0, count);
        expected = product(left, right, size);
        errorBound = bound(left, right, size);
    }

    private static float[] uniform(SplittableRandom random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (random.nextInt() >> 8) * 0x1p-23f;
        }
        return values;
    }

    /** Each entry summed in double in the order of k, row by row. */
    private static double[] product(float[] a, float[] b, int n) {
        double[] c = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < n; k++) {
                double aik = a[i * n + k];
                for (int j = 0; j < n; j++) {
                    c[i * n + j] += aik * b[k * n + j];
                }
            }
        }
        return c;
    }

    private static double bound(float[] a, float[] b, int n) {
        double longestRow = 0;
        double longestColumn = 0;
        for (int i = 0; i < n; i++) {
            double row = 0;
            double column = 0;
            for (int k = 0; k < n; k++) {
                row += (double) a[i * n + k] * a[i * n + k];
                column += (double) b[k * n + i] * b[k * n + i];
            }
            longestRow = Math.max(longestRow, row);
            longestColumn = Math.max(longestColumn, column);
        }
        double gamma = n * UNIT_ROUNDOFF / (1 - n * UNIT_ROUNDOFF);
        return gamma * Math.sqrt(longestRow * longestColumn);
    }

    /** How far a float product may end from the double one, in any entry. */
    double errorBound() {
        return errorBound;
    }

    /**
     * The largest difference of a float product from the double one.
     *
     * @param product row-major, size x size
     * @return NaN if any entry is not a number, which is within no bound
     */
    double maxError(float[] product) {
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            worst = Math.max(worst, Math.abs(product[i] - expected[i]));
        }
        return worst;
    }

    /** Makes sure that a product that writes nothing is not taken for a right one. */
    void forgetResult() {
        Arrays.fill(result, Float.NaN);
        MemorySegment.copy(result, 0, resultMemory, JAVA_FLOAT, 0, result.length);
    }

    /** The result off the heap, as an array. */
    float[] resultFromMemory() {
        return resultMemory.toArray(JAVA_FLOAT);
    }

    @Override
    public void close() {
        scope.close();
    }
}
