package dev.gatun.kernel.fill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.expr.NormalQuantile;
import dev.gatun.kernel.RandomOperand;
import dev.gatun.kernel.move.Operand;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RandomFillTest {
    private static final int MANY = 100_003;
    private static final long KEY = 20261122;

    private final SplittableRandom random = new SplittableRandom(20261122);

    private double[] filled(Layout layout, DType dtype, Consumer<Operand> fill) {
        RandomOperand output = RandomOperand.ofBytes(layout, dtype, random);
        fill.accept(output.operand);
        output.assertRestUntouched();
        return output.values();
    }

    private double[] many(DType dtype, Consumer<Operand> fill) {
        return filled(Layout.contiguous(Shape.of(MANY)), dtype, fill);
    }

    /** Every fill, for an operand of F64. */
    private static Consumer<Operand> every(int kind) {
        return switch (kind) {
            case 0 -> to -> RandomFill.uniform(to, KEY, 1);
            case 1 -> to -> RandomFill.normal(to, KEY, 1);
            case 2 -> to -> RandomFill.bernoulli(to, KEY, 1, 0.3);
            default -> to -> RandomFill.integers(to, KEY, 1, -5, 1000);
        };
    }

    @ParameterizedTest
    @MethodSource("dev.gatun.kernel.RandomOperand#shapes")
    void layoutDoesNotMatter(Shape shape) {
        for (int kind = 0; kind < 4; kind++) {
            for (DType dtype : new DType[] {DType.F32, DType.F64}) {
                double[] expected = filled(Layout.contiguous(shape), dtype, every(kind));
                for (Layout layout : RandomOperand.layouts(shape)) {
                    assertThat(filled(layout, dtype, every(kind))).isEqualTo(expected);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F32", "F64"})
    void lengthDoesNotMatter(DType dtype) {
        for (int kind = 0; kind < 4; kind++) {
            double[] all = many(dtype, every(kind));
            for (int n : new int[] {0, 1, 7, 13, 207, 4099}) {
                assertThat(filled(Layout.contiguous(Shape.of(n)), dtype, every(kind)))
                        .isEqualTo(Arrays.copyOf(all, n));
            }
        }
    }

    @Test
    void uniformIsTheWordsThemselves() {
        int[] words = new int[8];
        Philox.words(KEY, 5, 0, words, 2);
        double[] floats = many(DType.F32, to -> RandomFill.uniform(to, KEY, 5));
        double[] doubles = many(DType.F64, to -> RandomFill.uniform(to, KEY, 5));
        for (int i = 0; i < 8; i++) {
            assertThat(floats[i]).isEqualTo((words[i] >>> 8) / 0x1p24);
        }
        for (int i = 0; i < 4; i++) {
            long bits = Philox.join(words[2 * i], words[2 * i + 1]);
            assertThat(doubles[i]).isEqualTo((bits >>> 11) / 0x1p53);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F32", "F64"})
    void uniformIsUniform(DType dtype) {
        double[] values = many(dtype, to -> RandomFill.uniform(to, KEY, 0));
        assertThat(Arrays.stream(values).boxed()).allMatch(v -> v >= 0 && v < 1);
        assertMoments(values, 0.5, 1 / 12.0);
        assertDistribution(values, v -> v);
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F32", "F64"})
    void normalIsNormal(DType dtype) {
        double[] values = many(dtype, to -> RandomFill.normal(to, KEY, 0));
        assertMoments(values, 0, 1);
        assertDistribution(values, RandomFillTest::normalBelow);
        assertThat(Arrays.stream(values).map(v -> v * v * v).average().orElseThrow())
                .isCloseTo(0, within(4 * Math.sqrt(15.0 / MANY)));
        assertThat(Arrays.stream(values).map(v -> v * v * v * v).average().orElseThrow())
                .isCloseTo(3, within(4 * Math.sqrt(96.0 / MANY)));
    }

    /** Four standard errors. */
    private static void assertMoments(double[] values, double mean, double variance) {
        double error = 4 * Math.sqrt(variance / values.length);
        assertThat(Arrays.stream(values).average().orElseThrow()).isCloseTo(mean, within(error));
        double squares =
                Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
        assertThat(squares)
                .isCloseTo(variance, within(4 * variance * Math.sqrt(2.0 / values.length)));
    }

    /** Kolmogorov and Smirnov's distance, below what chance exceeds once in a thousand times. */
    private static void assertDistribution(double[] values, DoubleUnaryOperator below) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double distance = 0;
        for (int i = 0; i < sorted.length; i++) {
            double expected = below.applyAsDouble(sorted[i]);
            distance = Math.max(distance, Math.abs(expected - (double) i / sorted.length));
            distance = Math.max(distance, Math.abs(expected - (i + 1.0) / sorted.length));
        }
        assertThat(distance).isLessThan(1.95 / Math.sqrt(sorted.length));
    }

    /**
     * The normal distribution function: its power series about the middle, and Laplace's continued
     * fraction of the tail elsewhere, where the series would cancel.
     */
    private static double normalBelow(double x) {
        double density = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
        double z = Math.abs(x);
        if (z < 1) {
            double term = x;
            double sum = x;
            for (int k = 1; k < 200; k++) {
                term *= x * x / (2 * k + 1);
                sum += term;
            }
            return 0.5 + density * sum;
        }
        double fraction = z;
        for (int k = 1000; k > 0; k--) {
            fraction = z + k / fraction;
        }
        double tail = density / fraction;
        return x < 0 ? tail : 1 - tail;
    }

    @Test
    void quantileInvertsTheDistribution() {
        for (int exponent = 1; exponent <= 53; exponent++) {
            for (double p : new double[] {0x1p-53, 0x1.5p-53, 0x1.bp-53}) {
                double at = Math.min(p * Math.pow(2, 53 - exponent), 0.5);
                double x = NormalQuantile.of(at);
                // The distribution amplifies an error of x by about 1 + x^2.
                assertThat(normalBelow(x) / at).isCloseTo(1, within(4e-15 * (1 + x * x)));
                assertThat(NormalQuantile.of(1 - at)).isCloseTo(-x, within(Math.ulp(1 - at) / at));
            }
        }
    }

    @Test
    void bernoulliKeepsItsProbability() {
        for (double p : new double[] {0.1, 0.5, 0.9}) {
            double[] values = many(DType.U8, to -> RandomFill.bernoulli(to, KEY, 0, p));
            assertThat(Arrays.stream(values).boxed()).allMatch(v -> v == 0 || v == 1);
            assertThat(Arrays.stream(values).average().orElseThrow())
                    .isCloseTo(p, within(4 * Math.sqrt(p * (1 - p) / MANY)));
        }
        assertThat(many(DType.F32, to -> RandomFill.bernoulli(to, KEY, 0, 0))).containsOnly(0);
        assertThat(many(DType.F32, to -> RandomFill.bernoulli(to, KEY, 0, 1))).containsOnly(1);
    }

    @Test
    void integersAreAllLikely() {
        double[] values = many(DType.I64, to -> RandomFill.integers(to, KEY, 0, -3, 4));
        double[] counts = new double[7];
        for (double value : values) {
            counts[(int) value + 3]++;
        }
        double expected = MANY / 7.0;
        double chiSquare = Arrays.stream(counts).map(c -> (c - expected) * (c - expected)).sum();
        // 6 degrees of freedom: exceeded once in a thousand times.
        assertThat(chiSquare / expected).isLessThan(22.46);
    }

    @Test
    void integersReachTheEndsOfLong() {
        RandomOperand output =
                RandomOperand.ofBytes(Layout.contiguous(Shape.of(4001)), DType.I64, random);
        // Three quarters of all longs: one draw in four is rejected.
        RandomFill.integers(output.operand, KEY, 0, Long.MIN_VALUE, 1L << 62);
        long positive = 0;
        for (int i = 0; i < 4001; i++) {
            assertThat(output.bits(i)).isLessThan(1L << 62);
            positive += output.bits(i) >= 0 ? 1 : 0;
        }
        assertThat(positive / 4001.0).isCloseTo(1 / 3.0, within(4 * Math.sqrt(2 / 9.0 / 4001)));
        RandomFill.integers(output.operand, KEY, 0, 5, 6);
        assertThat(output.values()).containsOnly(5);
    }

    @Test
    void permutationHasEachNumberOnce() {
        for (int n : new int[] {0, 1, 2, 7, 207, 10_007}) {
            Layout layout = Layout.contiguous(Shape.of(n));
            double[] values = filled(layout, DType.I64, to -> RandomFill.permutation(to, KEY, 0));
            Arrays.sort(values);
            for (int i = 0; i < n; i++) {
                assertThat(values[i]).isEqualTo(i);
            }
        }
    }

    @Test
    void permutationsAreAllLikely() {
        int[] counts = new int[27];
        for (int draw = 0; draw < 6000; draw++) {
            int at = draw;
            double[] order =
                    filled(
                            Layout.contiguous(Shape.of(3)),
                            DType.I32,
                            to -> RandomFill.permutation(to, KEY, at));
            counts[(int) (9 * order[0] + 3 * order[1] + order[2])]++;
        }
        int[] seen = Arrays.stream(counts).filter(c -> c > 0).toArray();
        assertThat(seen).hasSize(6);
        double chiSquare = Arrays.stream(seen).mapToDouble(c -> (c - 1000.0) * (c - 1000.0)).sum();
        // 5 degrees of freedom: exceeded once in a thousand times.
        assertThat(chiSquare / 1000).isLessThan(20.52);
    }

    @Test
    void drawsAndKeysDiffer() {
        double[] values = many(DType.F64, to -> RandomFill.uniform(to, KEY, 0));
        assertThat(many(DType.F64, to -> RandomFill.uniform(to, KEY, 1))).isNotEqualTo(values);
        assertThat(many(DType.F64, to -> RandomFill.uniform(to, KEY + 1, 0))).isNotEqualTo(values);
        assertThat(many(DType.F64, to -> RandomFill.uniform(to, KEY, 0))).isEqualTo(values);
    }
}
