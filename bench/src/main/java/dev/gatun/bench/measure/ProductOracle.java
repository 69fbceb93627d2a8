package dev.gatun.bench.measure;

import dev.gatun.reference.Matmul;

/**
 * The product in double precision, and the bound on the error of one in float.
 *
 * <p>The bound is the a-priori one of the textbook inner product (Higham, Accuracy and Stability of
 * Numerical Algorithms, section 3.1): an entry summed in any order differs from the exact one by at
 * most {@code gamma(n) |row| . |column|}, with {@code gamma(n) = n u / (1 - n u)} and {@code u =
 * 2^-24}; the inner product of absolute values is at most the product of the two Euclidean norms.
 * One bound for the whole product takes the longest row and the longest column.
 */
public final class ProductOracle {
    private static final double UNIT_ROUNDOFF = 0x1p-24;

    private final double[] expected;
    private final double errorBound;

    private ProductOracle(double[] expected, double errorBound) {
        this.expected = expected;
        this.errorBound = errorBound;
    }

    /**
     * The product of two matrices.
     *
     * @param rows of the left matrix
     * @param inner columns of the left, rows of the right
     * @param columns of the right matrix
     * @param left rows x inner, row-major
     * @param right inner x columns, row-major
     */
    public static ProductOracle of(int rows, int inner, int columns, float[] left, float[] right) {
        double[] product = Matmul.oracle(left, right, rows, columns, inner);
        double longestRow = longest(left, rows, inner, inner, 1);
        double longestColumn = longest(right, columns, inner, 1, columns);
        double gamma = inner * UNIT_ROUNDOFF / (1 - inner * UNIT_ROUNDOFF);
        return new ProductOracle(product, gamma * longestRow * longestColumn);
    }

    /** The largest Euclidean norm of {@code count} vectors of {@code length} elements. */
    private static double longest(float[] values, int count, int length, int apart, int step) {
        double longest = 0;
        for (int i = 0; i < count; i++) {
            double squares = 0;
            for (int k = 0; k < length; k++) {
                double value = values[i * apart + k * step];
                squares += value * value;
            }
            longest = Math.max(longest, squares);
        }
        return Math.sqrt(longest);
    }

    /** The bound on the difference of a float product from the double one, in any entry. */
    public double errorBound() {
        return errorBound;
    }

    /**
     * The largest difference of a float product from the double one.
     *
     * @param product row-major, of the same shape; the array may be longer
     * @return the difference; NaN if any entry is NaN, which is within no bound
     */
    public double maxError(float[] product) {
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            worst = Math.max(worst, Math.abs(product[i] - expected[i]));
        }
        return worst;
    }

    /**
     * Checks a product.
     *
     * @param name the name of the library in the message
     * @param product row-major, of the same shape
     * @throws IllegalStateException if its error is greater than the bound
     */
    public void require(String name, float[] product) {
        double error = maxError(product);
        if (!(error <= errorBound)) {
            throw new IllegalStateException(
                    "%s is wrong: off by %g where rounding explains %g"
                            .formatted(name, error, errorBound));
        }
    }
}
