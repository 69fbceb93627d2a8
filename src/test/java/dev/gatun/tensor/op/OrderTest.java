package dev.gatun.tensor.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.gradcheck.GradCheck;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.tensor.AutogradTest;
import dev.gatun.tensor.Generator;
import dev.gatun.tensor.Gradients;
import dev.gatun.tensor.Tensor;
import dev.gatun.tensor.ValuesAndIndices;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Order where the table of operations does not look: long rows, ties, NaN, gradients of ties. */
class OrderTest {
    /** Long enough for several threads and blocks; with many equals. */
    @Test
    void longRowsAreSortedAsTheComparatorOfTheJdkSortsThem() {
        Random random = new Random(1);
        double[] values = random.doubles(30_000).map(v -> Math.rint(v * 5000)).toArray();
        values[17] = Double.NaN;
        values[29_000] = Double.NaN;
        values[5] = -0.0;
        int[] order =
                IntStream.range(0, values.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> values[i] + 0.0))
                        .mapToInt(Integer::intValue)
                        .toArray();
        long[] expected = Arrays.stream(order).asLongStream().toArray();
        try (Scope _ = Scope.open("order")) {
            Tensor doubles = Tensor.of(values);
            for (Tensor x : new Tensor[] {doubles, doubles.to(DType.F32)}) {
                assertThat(x.argsort(0).toLongArray()).containsExactly(expected);
                assertThat(x.topk(40, 0, false).indices().toLongArray())
                        .containsExactly(Arrays.copyOf(expected, 40));
                Tensor columns = Tensor.stack(1, x, x).expand(3, -1, -1);
                Tensor sorted = columns.argsort(1);
                assertThat(sorted.select(0, 2).select(1, 1).toLongArray())
                        .containsExactly(expected);
            }
        }
    }

    /** In descending order every element is better than all before it. */
    @Test
    void theLargestOfRisingAndOfFallingNumbers() {
        try (Scope _ = Scope.open("order")) {
            Tensor rising = Tensor.arange(10_000).to(DType.I32);
            for (Tensor x : new Tensor[] {rising, rising.flip(0), rising.to(DType.F64).flip(0)}) {
                ValuesAndIndices top = x.topk(300);
                assertThat(top.values().toDoubleArray())
                        .containsExactly(
                                IntStream.range(0, 300).mapToDouble(i -> 9999 - i).toArray());
                assertThat(x.gather(0, top.indices()).eq(top.values()).all().itemBoolean())
                        .isTrue();
            }
        }
    }

    @Test
    void extremesOfTheIntegersAreTheirOwn() {
        Tensor longs = Tensor.of(Long.MAX_VALUE, 0, Long.MIN_VALUE, -1);
        assertThat(longs.sort(0).values().toLongArray())
                .containsExactly(Long.MIN_VALUE, -1, 0, Long.MAX_VALUE);
        assertThat(longs.sort(0, true).indices().toLongArray()).containsExactly(0, 1, 3, 2);
        assertThat(longs.topk(1).values().itemLong()).isEqualTo(Long.MAX_VALUE);
        Tensor bytes = Tensor.of(new byte[] {-1, 0, 127});
        assertThat(bytes.argsort(0).toLongArray()).containsExactly(1, 2, 0);
        assertThat(bytes.sort(0).values().dtype()).isEqualTo(DType.U8);
    }

    @Test
    void nanIsTheLargest() {
        Tensor x = Tensor.of(1f, Float.NaN, Float.POSITIVE_INFINITY, -0f, 0f);
        assertThat(x.argsort(0).toLongArray()).containsExactly(3, 4, 0, 2, 1);
        assertThat(x.argsort(0, true).toLongArray()).containsExactly(1, 2, 0, 3, 4);
        assertThat(x.topk(1).values().item()).isNaN();
        assertThat(x.kthvalue(4, 0).values().item()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(x.median(0).values().item()).isNaN();
        assertThat(x.median(0).indices().itemLong()).isEqualTo(1);
        assertThat(x.unique().counts().toLongArray()).containsExactly(2, 1, 1, 1);
    }

    @Test
    void gradientsGoToTheElementsChosen() {
        try (Scope _ = Scope.open("order")) {
            Tensor x = Tensor.of(3f, 1f, 3f, 2f).requiresGrad_(true);
            x.sort(0).values().backward(Tensor.of(1f, 10f, 100f, 1000f));
            assertThat(AutogradTest.grad(x)).containsExactly(100, 1, 1000, 10);
            Tensor y = Tensor.of(3f, 1f, 3f, 2f).requiresGrad_(true);
            y.topk(2).values().backward(Tensor.of(1f, 10f));
            assertThat(AutogradTest.grad(y)).containsExactly(1, 0, 10, 0);
            Tensor z = Tensor.of(0f, 10f, 20f).requiresGrad_(true);
            z.quantile(0.75, 0, false).backward();
            assertThat(AutogradTest.grad(z)).containsExactly(0, 0.5, 0.5);
            assertThat(y.sort(0).indices().requiresGrad()).isFalse();
        }
    }

    @Test
    void quantilesOfSeveralLevelsStandInANewFirstAxis() {
        try (Scope _ = Scope.open("order")) {
            Tensor x = Tensor.of(new double[][] {{4, 0, 2}, {1, 1, 5}});
            Tensor q = Tensor.of(0.0, 0.25, 1.0);
            Tensor all = x.quantile(q, 1, false);
            assertThat(all.shape().dims()).containsExactly(3, 2);
            assertThat(all.toDoubleArray()).containsExactly(0, 1, 1, 1, 4, 5);
            assertThat(x.quantile(q, 1, true).shape().dims()).containsExactly(3, 2, 1);
            Tensor infinite = Tensor.of(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
            assertThat(infinite.quantile(0, 0, false).item()).isEqualTo(Double.NEGATIVE_INFINITY);
        }
    }

    @Test
    void ofRepeatedDestinationsTheLastStaysAndHasTheGradient() {
        try (Scope _ = Scope.open("order")) {
            Tensor x = Tensor.zeros(3).requiresGrad_(true);
            Tensor source = Tensor.of(1f, 2f, 3f).requiresGrad_(true);
            Tensor y = x.scatter(0, Tensor.of(1L, 1L, 0L), source);
            assertThat(y.toFloatArray()).containsExactly(3, 2, 0);
            y.backward(Tensor.of(1f, 10f, 100f));
            assertThat(AutogradTest.grad(x)).containsExactly(0, 0, 100);
            assertThat(AutogradTest.grad(source)).containsExactly(0, 10, 1);
        }
    }

    @Test
    void equalExtremesShareTheGradientAndOneZeroHasThatOfAProduct() {
        try (Scope _ = Scope.open("order")) {
            Tensor x = Tensor.of(2f, 0f).requiresGrad_(true);
            Tensor source = Tensor.of(2f, 1f).requiresGrad_(true);
            x.scatterMax(0, Tensor.of(0L, 0L), source).backward(Tensor.of(1f, 10f));
            assertThat(AutogradTest.grad(x)).containsExactly(0.5, 10);
            assertThat(AutogradTest.grad(source)).containsExactly(0.5, 0);
            Tensor factors = Tensor.of(3f, 0f).requiresGrad_(true);
            Tensor more = Tensor.of(0f, 5f).requiresGrad_(true);
            factors.scatterProd(0, Tensor.of(0L, 1L), more).sum().backward();
            assertThat(AutogradTest.grad(factors)).containsExactly(0, 5);
            assertThat(AutogradTest.grad(more)).containsExactly(3, 0);
        }
    }

    @Test
    void productsWithFactorsOfZeroHaveSecondGradients() {
        try (Scope _ = Scope.open("order")) {
            Tensor factors = Tensor.of(3.0, 0.0, 2.0, 0.0).requiresGrad_(true);
            Tensor more = Tensor.of(0.0, 5.0, 7.0, 0.0, 0.0, 2.0).requiresGrad_(true);
            Tensor index = Tensor.of(0L, 1L, 1L, 3L, 3L, 0L);
            Function<Tensor[], Tensor> product = in -> in[0].scatterProd(0, index, in[1]).sum();
            assertThat(GradCheck.STANDARD.first(product, factors, more).orThrow().compared())
                    .isPositive();
            assertThat(GradCheck.STANDARD.second(product, factors, more).orThrow().compared())
                    .isPositive();
            // 3 factors of 0 at place 3, so all its first and second derivatives are 0.
            Tensor first =
                    Gradients.of(product.apply(new Tensor[] {factors, more}), more).getFirst();
            assertThat(first.toDoubleArray()).containsExactly(6, 0, 0, 0, 0, 0);
            Tensor second = Gradients.of(first.select(0, 0), more).getFirst();
            assertThat(second.toDoubleArray()).containsExactly(0, 0, 0, 0, 0, 3);
        }
    }

    @Test
    void factorsAlongAnAxisOfAPartOfATensorHaveSecondGradients() {
        try (Scope _ = Scope.open("order")) {
            Tensor factors = Tensor.of(new double[][] {{0, 2}, {3, 0}, {1, 4}}).requiresGrad_(true);
            Tensor source = Tensor.of(new double[][] {{2, 0}, {0, 5}}).requiresGrad_(true);
            Tensor index = Tensor.of(new long[][] {{1}, {1}});
            for (int axis = 0; axis < 2; axis++) {
                int along = axis;
                Function<Tensor[], Tensor> product =
                        in -> in[0].scatterProd(along, index, in[1]).square().sum();
                assertThat(GradCheck.STANDARD.second(product, factors, source).orThrow().compared())
                        .isPositive();
            }
            Tensor none = Tensor.zeros(Shape.of(0, 2), DType.I64);
            Tensor alone =
                    factors.scatterProd(0, none, Tensor.zeros(Shape.of(0, 2), DType.F64)).sum();
            assertThat(Gradients.of(alone, factors).getFirst().toDoubleArray()).containsOnly(1);
        }
    }

    /** 4 standard deviations of the binomial distribution. */
    @Test
    void drawsHaveTheProbabilitiesOfTheirWeights() {
        try (Scope _ = Scope.open("order")) {
            Tensor weights = Tensor.of(0f, 1f, 3f, 0f);
            Tensor drawn = weights.multinomial(10_000, true, new Generator(7));
            long[] counts = drawn.bincount(4).toLongArray();
            assertThat(counts[0] + counts[3]).isZero();
            assertThat(counts[1]).isBetween(2500L - 174, 2500L + 174);
            Tensor rows = weights.expand(10_000, -1);
            Tensor first = rows.multinomial(2, false, new Generator(7)).select(1, 0);
            assertThat(first.eq(1).sum().itemLong()).isBetween(2500L - 174, 2500L + 174);
            assertThat(first.gt(0).logicalAnd(first.lt(3)).all().itemBoolean()).isTrue();
            for (boolean withReplacement : new boolean[] {true, false}) {
                assertThat(Tensor.zeros(0, 3).multinomial(2, withReplacement).shape())
                        .isEqualTo(Shape.of(0, 2));
            }
        }
    }

    @Test
    void countsByWeightAndSearchesRowByRow() {
        try (Scope _ = Scope.open("order")) {
            Tensor x = Tensor.of(2, 0, 2);
            assertThat(x.bincount(Tensor.of(1f, 2f, 4f), 0).toFloatArray())
                    .containsExactly(2, 0, 5);
            assertThat(x.bincount(5).toLongArray()).containsExactly(1, 0, 2, 0, 0);
            assertThat(x.to(DType.I32).bincount().toLongArray()).containsExactly(1, 0, 2);
            assertThat(Tensor.of(new long[0]).bincount().toLongArray()).isEmpty();
            assertThat(x.bincount(x, 0).dtype()).isEqualTo(DType.F64);
            Tensor rows = Tensor.of(new double[][] {{1, 3, 5}, {2, 4, 6}});
            Tensor values = Tensor.of(new double[][] {{3, 9}, {4, 0}});
            assertThat(rows.searchSorted(values, false).toLongArray()).containsExactly(1, 3, 1, 0);
            assertThat(rows.searchSorted(values, true).toLongArray()).containsExactly(2, 3, 2, 0);
            assertThat(Tensor.of(3f, 3f).histogram(2).counts().toFloatArray())
                    .containsExactly(0, 2);
            assertThat(Tensor.zeros(0).histogram(2).counts().toFloatArray()).containsExactly(0, 0);
        }
    }
}
