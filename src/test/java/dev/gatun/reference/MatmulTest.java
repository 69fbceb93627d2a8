package dev.gatun.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MatmulTest {
    private static final long SEED = 20260101;

    interface Floats {
        void multiply(float[] a, float[] b, float[] c, int m, int n, int k);
    }

    record Step(String name, Floats floats) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Step> steps() {
        return Stream.of(
                new Step("naive", Matmul::naive),
                new Step("reordered", Matmul::reordered),
                new Step("blocked", Matmul::blocked));
    }

    /** m, n, k: empty, single, odd, around the block, several blocks with a rest. */
    private static final int[][] SIZES = {
        {0, 0, 0},
        {0, 3, 2},
        {3, 0, 2},
        {3, 2, 0},
        {1, 1, 1},
        {1, 7, 13},
        {13, 1, 7},
        {7, 13, 1},
        {2, 3, 7},
        {31, 64, 65},
        {64, 64, 64},
        {65, 31, 64},
        {129, 65, 7},
        {13, 207, 129},
        {207, 129, 130},
    };

    @ParameterizedTest
    @MethodSource("steps")
    void staysWithinTheBoundOfTheOracle(Step step) {
        Random random = new Random(SEED);
        for (int[] size : SIZES) {
            int m = size[0];
            int n = size[1];
            int k = size[2];
            float[] af = floats(random.doubles((long) m * k, -1, 1).toArray());
            float[] bf = floats(random.doubles((long) k * n, -1, 1).toArray());
            float[] cf = new float[m * n + 1];
            Arrays.fill(cf, Float.NaN);
            step.floats.multiply(af, bf, cf, m, n, k);
            check(
                    doubles(cf),
                    Matmul.oracle(af, bf, m, n, k),
                    Matmul.errorBound(af, bf, m, n, k),
                    size);
        }
    }

    private static void check(double[] c, double[] exact, double[] bound, int[] size) {
        for (int i = 0; i < exact.length; i++) {
            assertThat(Math.abs(c[i] - exact[i]))
                    .as("element %d of %s", i, Arrays.toString(size))
                    .isLessThanOrEqualTo(bound[i]);
        }
        assertThat(c[exact.length]).as("what lies behind").isNaN();
    }

    @ParameterizedTest
    @MethodSource("steps")
    void multipliesSmallIntegersExactly(Step step) {
        float[] cf = new float[4];
        step.floats.multiply(
                new float[] {1, 2, 3, 4, 5, 6}, new float[] {7, 8, 9, 10, 11, 12}, cf, 2, 2, 3);
        assertThat(cf).containsExactly(58, 64, 139, 154);
    }

    @ParameterizedTest
    @MethodSource("steps")
    void carriesNanAndInfinity(Step step) {
        float[] a = {Float.NaN, 1, 1, 0, Float.POSITIVE_INFINITY, 1};
        float[] b = {1, 0, 2, 1};
        float[] c = new float[6];
        step.floats.multiply(a, b, c, 3, 2, 2);
        float inf = Float.POSITIVE_INFINITY;
        assertThat(c).containsExactly(Float.NaN, Float.NaN, 1, 0, inf, Float.NaN);
        assertThat(Matmul.oracle(a, b, 3, 2, 2)).containsExactly(doubles(c));
    }

    @Test
    void theOracleMultipliesSmallIntegersExactly() {
        double[] c =
                Matmul.oracle(
                        new double[] {1, 2, 3, 4, 5, 6},
                        new double[] {7, 8, 9, 10, 11, 12},
                        2,
                        2,
                        3);
        assertThat(c).containsExactly(58, 64, 139, 154);
    }

    @Test
    void theBoundOfDoublesHoldsForSumsInAnotherOrder() {
        Random random = new Random(SEED);
        for (int[] size : SIZES) {
            int m = size[0];
            int n = size[1];
            int k = size[2];
            double[] a = random.doubles((long) m * k, -1, 1).toArray();
            double[] b = random.doubles((long) k * n, -1, 1).toArray();
            double[] c = new double[m * n + 1];
            c[m * n] = Double.NaN;
            for (int p = k - 1; p >= 0; p--) {
                for (int i = 0; i < m; i++) {
                    for (int j = 0; j < n; j++) {
                        c[i * n + j] += a[i * k + p] * b[p * n + j];
                    }
                }
            }
            check(c, Matmul.oracle(a, b, m, n, k), Matmul.errorBound(a, b, m, n, k), size);
        }
    }

    @Test
    void theOracleAgreesWithExactArithmetic() {
        Random random = new Random(SEED);
        int k = 207;
        double[] a = random.doubles(k, -1, 1).toArray();
        double[] b = random.doubles(k, -1, 1).toArray();
        assertExact(a, b, Matmul.oracle(a, b, 1, 1, k)[0], k * 0x1p-53);
        float[] af = floats(a);
        float[] bf = floats(b);
        // Products of floats are exact in double, so only the sums round.
        assertExact(doubles(af), doubles(bf), Matmul.oracle(af, bf, 1, 1, k)[0], k * 0x1p-53);
    }

    private static void assertExact(double[] a, double[] b, double got, double relative) {
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal size = BigDecimal.ZERO;
        for (int p = 0; p < a.length; p++) {
            BigDecimal product = new BigDecimal(a[p]).multiply(new BigDecimal(b[p]));
            sum = sum.add(product);
            size = size.add(product.abs());
        }
        BigDecimal error = sum.subtract(new BigDecimal(got)).abs();
        assertThat(error.divide(size, MathContext.DECIMAL64).doubleValue()).isLessThan(relative);
    }

    @Test
    void theBoundIsTightEnoughToCatchAWrongElement() {
        Random random = new Random(SEED);
        float[] a = floats(random.doubles(64 * 64, -1, 1).toArray());
        float[] b = floats(random.doubles(64 * 64, -1, 1).toArray());
        double[] bound = Matmul.errorBound(a, b, 64, 64, 64);
        double largest = Arrays.stream(bound).max().orElseThrow();
        // 64 products of about a quarter each: 64 u * 16 = 6e-5. One product left out is 0.25.
        assertThat(largest).isBetween(3e-5, 2e-4);
    }

    @Test
    void theBoundOfOneProductIsOneRounding() {
        double unit = 0x1p-24;
        double[] bound = Matmul.errorBound(new float[] {3}, new float[] {-5}, 1, 1, 1);
        assertThat(bound[0]).isCloseTo(15 * unit, withPercentage(0.001));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void refusesWhatDoesNotFit(Step step) {
        float[] six = new float[6];
        float[] c = {1, 2, 3, 4};
        assertThatThrownBy(() -> step.floats.multiply(new float[5], six, c, 2, 2, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("matmul: a has 5 elements; 2 x 3 are needed");
        assertThatThrownBy(() -> step.floats.multiply(six, new float[5], c, 2, 2, 3))
                .hasMessage("matmul: b has 5 elements; 3 x 2 are needed");
        assertThatThrownBy(() -> step.floats.multiply(six, six, new float[3], 2, 2, 3))
                .hasMessage("matmul: c has 3 elements; 2 x 2 are needed");
        assertThatThrownBy(() -> step.floats.multiply(six, six, c, -1, 2, 3))
                .hasMessage("matmul: a size is negative: m = -1, n = 2, k = 3");
        assertThatThrownBy(() -> step.floats.multiply(six, six, c, 1 << 16, 1 << 16, 0))
                .hasMessage("matmul: c has 4 elements; 65536 x 65536 are needed");
        assertThat(c).containsExactly(1, 2, 3, 4);
    }

    private static float[] floats(double[] x) {
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = (float) x[i];
        }
        return y;
    }

    private static double[] doubles(float[] x) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i];
        }
        return y;
    }
}
