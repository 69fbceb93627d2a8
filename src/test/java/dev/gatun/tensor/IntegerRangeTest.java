package dev.gatun.tensor;

import static dev.gatun.shape.DType.F32;
import static dev.gatun.shape.DType.F64;
import static dev.gatun.shape.DType.I32;
import static dev.gatun.shape.DType.I64;
import static dev.gatun.shape.DType.U8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.kernel.threads.Threads;
import dev.gatun.memory.Scope;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongBinaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Reductions, products, indexing, conversions and reading of integers over the whole range, where a
 * detour through double would show; what {@link IntegersTest} has not.
 */
class IntegerRangeTest {
    private static final long BIG = (1L << 53) + 1;
    private static final long MIN = Long.MIN_VALUE;
    private static final long MAX = Long.MAX_VALUE;

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open("range");
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void theReportedValuesAreExact() {
        Tensor x = Tensor.of(BIG, -BIG);
        Tensor mask = Tensor.of(1f, 0f);
        assertThat(x).hasToString("[ 9007199254740993 -9007199254740993] [2] int64");
        assertThat(Tensor.scalar(MIN)).hasToString("-9223372036854775808 [] int64");
        assertThat(x.eq(BIG - 1).toDoubleArray()).containsExactly(0, 0);
        assertThat(x.eq(Tensor.of(BIG - 1, -BIG)).toDoubleArray()).containsExactly(0, 1);
        assertThat(Tensor.where(mask, x, x.neg()).toLongArray()).containsExactly(BIG, BIG);
        assertThat(x.maskedFill(mask, BIG + 2).toLongArray()).containsExactly(BIG + 2, -BIG);
        assertThat(x.maximum(BIG - 2).toLongArray()).containsExactly(BIG, BIG - 2);
        assertThat(x.abs().toLongArray()).containsExactly(BIG, BIG);
        assertThat(x.copy().add_(2).toLongArray()).containsExactly(BIG + 2, 2 - BIG);
        assertThat(Tensor.full(Shape.of(1), BIG, I64).itemLong()).isEqualTo(BIG);
        assertThat(Tensor.of(MAX).add(1).itemLong()).isEqualTo(MIN);
        assertThat(Tensor.of(MAX, 1).sum().itemLong()).isEqualTo(MIN);
        assertThat(Tensor.of(MIN).abs().itemLong()).isEqualTo(MIN);
        assertThat(Tensor.of(MIN).neg().itemLong()).isEqualTo(MIN);
        assertThat(Tensor.where(mask, BIG, MIN).toLongArray()).containsExactly(BIG, MIN);
        assertThat(x.getLong(-1)).isEqualTo(-BIG);
        assertThat(x.zerosLike().set(BIG, 0).getLong(0)).isEqualTo(BIG);
    }

    @Test
    void allCloseTellsNeighboursApart() {
        Tensor x = Tensor.of(BIG);
        assertThat(x.allClose(Tensor.of(BIG - 1), 0, 0)).isFalse();
        assertThat(x.allClose(Tensor.of(BIG - 1), 0, 1)).isTrue();
        assertThat(x.allClose(Tensor.of(BIG - 1))).isTrue();
        assertThat(Tensor.of(MIN).allClose(Tensor.of(MAX), 0, 0x1p64 - 2048)).isFalse();
        assertThat(Tensor.of(MIN).allClose(Tensor.of(MAX), 0, 0x1p64)).isTrue();
        assertThat(Tensor.of(MIN).allClose(Tensor.of(0L), 0, 0x1p63)).isTrue();
        assertThat(Tensor.of(MIN).allClose(Tensor.of(1L), 0, 0x1p63)).isFalse();
        assertThat(Tensor.of(MAX).allClose(Tensor.of(MAX), 0, Double.NaN)).isTrue();
        assertThat(Tensor.of(MAX).allClose(Tensor.of(0L), 0, Double.NaN)).isFalse();
    }

    /** Numbers that a double would round, of a type's range. */
    private static long[] draw(SplittableRandom random, int count, DType dtype) {
        return random.longs(count).map(v -> LongArray.wrapped(v, dtype)).toArray();
    }

    private static Tensor of(DType dtype, long[] values, long... shape) {
        return Tensor.of(values, shape).to(dtype);
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"I64", "I32", "U8"})
    void reductionsAreExactAlongEitherAxis(DType dtype) {
        SplittableRandom random = new SplittableRandom(5);
        for (int rows : new int[] {1, 3, 65, 130}) {
            for (int columns : new int[] {1, 2, 33, 2049}) {
                long[] values = draw(random, rows * columns, dtype);
                Tensor x = of(dtype, values, rows, columns);
                for (Tensor each : List.of(x, x.t().copy().t())) {
                    checkReductions(each, dtype, values, rows, columns);
                }
            }
        }
    }

    private static void checkReductions(
            Tensor x, DType dtype, long[] values, int rows, int columns) {
        assertThat(x.sum(1).toLongArray()).isEqualTo(rows(values, rows, columns, 0, Long::sum));
        assertThat(x.prod(1, true).toLongArray())
                .isEqualTo(rows(values, rows, columns, 1, (a, b) -> a * b));
        assertThat(x.max(1).toLongArray()).isEqualTo(rows(values, rows, columns, MIN, Math::max));
        assertThat(x.min(1).toLongArray()).isEqualTo(rows(values, rows, columns, MAX, Math::min));
        assertThat(x.t().sum(0).toLongArray()).isEqualTo(rows(values, rows, columns, 0, Long::sum));
        assertThat(x.max(1).dtype()).isEqualTo(dtype);
        assertThat(x.sum().dtype()).isEqualTo(I64);
        assertThat(x.sum().itemLong()).isEqualTo(LongStream.of(values).sum());
        long[] running = values.clone();
        for (int i = 0; i < running.length; i++) {
            running[i] += i % columns == 0 ? 0 : running[i - 1];
        }
        assertThat(x.cumsum(1).toLongArray()).isEqualTo(running);
        assertThat(x.t().cumsum(0).t().toLongArray()).isEqualTo(running);
        long largest = LongStream.of(values).max().orElseThrow();
        assertThat(x.argMax().itemLong())
                .isEqualTo(
                        LongStream.range(0, values.length)
                                .filter(i -> values[(int) i] == largest)
                                .findFirst()
                                .orElseThrow());
        Tensor places = x.argMin(1, true);
        assertThat(x.gather(1, places).toLongArray())
                .isEqualTo(rows(values, rows, columns, MAX, Math::min));
    }

    private static long[] rows(
            long[] values, int rows, int columns, long first, LongBinaryOperator fold) {
        long[] folded = new long[rows];
        for (int r = 0; r < rows; r++) {
            folded[r] = Arrays.stream(values, r * columns, (r + 1) * columns).reduce(first, fold);
        }
        return folded;
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"I64", "I32", "U8"})
    void productsAreExactAndWrap(DType dtype) {
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < 60; i++) {
            int m = random.nextInt(5);
            int k = random.nextInt(70);
            int n = random.nextInt(9);
            long[] left = draw(random, 2 * m * k, dtype);
            long[] right = draw(random, k * n, dtype);
            Tensor a = of(dtype, left, 2, m, k);
            Tensor b = of(dtype, right, k, n);
            long[] expected = new long[2 * m * n];
            for (int row = 0; row < 2 * m; row++) {
                for (int column = 0; column < n; column++) {
                    long sum = 0;
                    for (int p = 0; p < k; p++) {
                        sum += left[row * k + p] * right[p * n + column];
                    }
                    expected[row * n + column] = LongArray.wrapped(sum, dtype);
                }
            }
            Tensor turned = b.t().copy().t().flip(0).copy().flip(0);
            for (Tensor product : List.of(a.matmul(b), a.matmul(turned))) {
                assertThat(product.dtype()).isEqualTo(dtype);
                assertThat(product.shape()).isEqualTo(Shape.of(2, m, n));
                assertThat(product.toLongArray()).containsExactly(expected);
            }
            if (m > 0 && n > 0) {
                Tensor row = a.select(0, 1).select(0, 0);
                Tensor column = b.select(1, 0);
                assertThat(row.dot(column).itemLong()).isEqualTo(expected[m * n]);
                assertThat(row.matmul(b).toLongArray())
                        .containsExactly(Arrays.copyOfRange(expected, m * n, m * n + n));
                Tensor bias = of(dtype, draw(random, n, dtype), n);
                assertThat(bias.addmm(a.select(0, 1), b).toLongArray())
                        .containsExactly(a.select(0, 1).matmul(b).add(bias).toLongArray());
                assertThat(row.outer(row).dtype()).isEqualTo(dtype);
                assertThat(row.outer(row).toLongArray())
                        .containsExactly(row.unsqueeze(1).mul(row).toLongArray());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"I64", "I32"})
    void indexingMovesAndAddsExactly(DType dtype) {
        SplittableRandom random = new SplittableRandom(7);
        long[] values = draw(random, 6 * 40, dtype);
        Tensor x = of(dtype, values, 6, 40);
        for (Tensor each : List.of(x, x.t().copy().t())) {
            Tensor index = Tensor.of(3, 0, 3);
            Tensor picked = each.indexSelect(0, index);
            assertThat(picked.getLong(0, 7)).isEqualTo(values[3 * 40 + 7]);
            Tensor sum = each.indexAdd(0, index, picked);
            long wanted = LongArray.wrapped(3 * values[3 * 40 + 7], dtype);
            assertThat(sum.getLong(3, 7)).isEqualTo(wanted);
            assertThat(each.scatterAdd(1, Tensor.zeros(Shape.of(6, 2), I64), each).getLong(0, 0))
                    .isEqualTo(LongArray.wrapped(2 * values[0] + values[1], dtype));
            assertThat(each.tril().getLong(5, 5)).isEqualTo(values[5 * 40 + 5]);
            assertThat(Tensor.cat(0, each, each).getLong(11, 39)).isEqualTo(values[5 * 40 + 39]);
            assertThat(each.repeat(2, 1).getLong(6, 1)).isEqualTo(values[1]);
        }
    }

    @Test
    void conversionsCutOffBitsOrSaturate() {
        long[] values = {MIN, -BIG, Integer.MIN_VALUE - 1L, -1, 0, 255, 256, 1L << 31, BIG, MAX};
        Tensor x = Tensor.of(values);
        assertThat(x.to(I32).toLongArray())
                .containsExactly(LongStream.of(values).map(v -> (int) v).toArray());
        assertThat(x.to(U8).toLongArray())
                .containsExactly(LongStream.of(values).map(v -> v & 0xff).toArray());
        assertThat(x.to(I32).to(I64).toLongArray()).containsExactly(x.to(I32).toLongArray());
        Tensor doubles =
                Tensor.of(1e19, -1e19, Double.NaN, 2.9, -2.9, 0x1p62, Double.NEGATIVE_INFINITY);
        assertThat(doubles.to(I64).toLongArray())
                .containsExactly(MAX, MIN, 0, 2, -2, 1L << 62, MIN);
        assertThat(doubles.to(I32).toLongArray())
                .containsExactly(
                        Integer.MAX_VALUE,
                        Integer.MIN_VALUE,
                        0,
                        2,
                        -2,
                        Integer.MAX_VALUE,
                        Integer.MIN_VALUE);
        assertThat(x.to(F64).toDoubleArray())
                .containsExactly(LongStream.of(values).mapToDouble(v -> v).toArray());
        assertThat(Tensor.zeros(Shape.of(10), I32).copy_(x).toLongArray())
                .containsExactly(x.to(I32).toLongArray());
    }

    @Test
    void numbersThatATypeCannotHoldAreRefused() {
        Tensor small = Tensor.of(new int[] {1, 2});
        long beyond = 1L << 31;
        List<Runnable> refused =
                List.of(
                        () -> small.add(beyond),
                        () -> small.add((double) beyond),
                        () -> small.clamp(0, beyond),
                        () -> small.maskedFill(small, beyond),
                        () -> small.copy().add_(beyond),
                        () -> small.copy().mul_((double) beyond),
                        () -> small.copy().fill_(beyond),
                        () -> small.copy().fill_(3e9),
                        () -> small.copy().fill_(Double.NaN),
                        () -> Tensor.full(Shape.of(2), beyond, I32),
                        () -> Tensor.full(Shape.of(2), 256, U8),
                        () -> Tensor.full(Shape.of(2), Double.POSITIVE_INFINITY, I64),
                        () -> Tensor.full(Shape.of(2), 0x1p63, I64),
                        () -> Tensor.arange(0, 300, 1, U8));
        assertThat(refused)
                .allSatisfy(call ->
                        assertThatThrownBy(call::run)
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessageContaining("is out of the range of"));
        assertThat(small.toLongArray()).containsExactly(1, 2);
        assertThat(small.lt(beyond).toDoubleArray()).containsExactly(1, 1);
        assertThat(small.to(U8).add(-1).toLongArray()).containsExactly(0, 1);
        assertThatThrownBy(() -> small.pow(-1)).hasMessageContaining("pow: integers to the power");
        assertThat(small.clamp(0, Double.POSITIVE_INFINITY).dtype()).isEqualTo(F32);
        assertThat(small.add(1e300).dtype()).isEqualTo(F32);
    }

    @Test
    void masksOfAnyTypeAreTrueWhereTheyAreNotZero() {
        Tensor x = Tensor.of(BIG, BIG, BIG, BIG, BIG);
        Tensor mask = Tensor.of(1e-310, -0.0, Double.NaN, 0.25, 0);
        assertThat(x.maskedFill(mask, MIN).toLongArray()).containsExactly(MIN, BIG, MIN, MIN, BIG);
        Tensor half = Tensor.of(0x1p-24f, -0f, Float.NaN, 0.25f, 0).to(DType.F16);
        assertThat(Tensor.where(half, MAX, x).toLongArray())
                .containsExactly(MAX, BIG, MAX, MAX, BIG);
        assertThat(x.maskedFill(mask.requiresGrad_(true), 0).requiresGrad()).isFalse();
    }

    @Test
    void writesInPlaceThatOverlapReadWhatWasThere() {
        Tensor x = Tensor.of(MAX, 1, BIG, -1, MIN);
        x.narrow(0, 1, 4).add_(x.narrow(0, 0, 4));
        assertThat(x.toLongArray()).containsExactly(MAX, MIN, BIG + 1, BIG - 1, MAX);
        Tensor ints = Tensor.of(new int[] {1, -1});
        assertThat(ints.add_(Tensor.of(1L << 40, MAX)).toLongArray()).containsExactly(1, -2);
        assertThat(ints.dtype()).isEqualTo(I32);
        assertThatThrownBy(() -> ints.add_(0.5)).hasMessageContaining("the result has fractions");
        assertThatThrownBy(() -> ints.mul_(Tensor.of(1.5f, 1f)))
                .hasMessageContaining("the result has fractions");
        assertThatThrownBy(() -> ints.narrow(0, 0, 1).expand(3).add_(1))
                .hasMessageContaining("share one place in memory");
    }

    @Test
    void integersOfAClosedScopeAreRefused() {
        Tensor x;
        try (Scope _ = Scope.open("gone")) {
            x = Tensor.of(new long[] {1, 2, 3, 4}, 2, 2);
        }
        List<Runnable> refused =
                List.of(
                        () -> x.add(1),
                        () -> x.add(x),
                        () -> x.eq(Double.NaN),
                        () -> x.lt(0.5),
                        () -> x.gt(1e300),
                        () -> x.add_(1),
                        () -> x.fill_(1),
                        () -> x.set(1, 0, 0),
                        () -> x.getLong(0, 0),
                        () -> x.matmul(x),
                        () -> x.pow(2),
                        () -> x.toLongArray2d());
        assertThat(refused)
                .allSatisfy(call ->
                        assertThatThrownBy(call::run)
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("'gone' is closed"));
    }

    @Test
    void sequencesAreExact() {
        assertThat(Tensor.arange(BIG, BIG + 3, 1).toLongArray())
                .containsExactly(BIG, BIG + 1, BIG + 2);
        assertThat(Tensor.arange(BIG, BIG + 3, 2, I64).toLongArray()).containsExactly(BIG, BIG + 2);
        assertThat(Tensor.arange(MAX - 2, MAX, 1, I64).toLongArray())
                .containsExactly(MAX - 2, MAX - 1);
        Tensor drawn = Tensor.randint(MAX - 3, MAX, Shape.of(64), I64, new Generator(2));
        assertThat(drawn.toLongArray()).containsOnly(MAX - 3, MAX - 2, MAX - 1);
    }

    @Test
    void threadsShareLargeOnes() {
        int threads = Threads.count();
        int n = 1_000_003;
        long[] values = new SplittableRandom(8).longs(n).toArray();
        try {
            for (int count : new int[] {1, 2, 3}) {
                Threads.setCount(count);
                Tensor x = Tensor.of(values);
                long[] sums = x.mul(x).add(BIG).sub_(x).toLongArray();
                for (int i = 0; i < n; i++) {
                    long expected = values[i] * values[i] + BIG - values[i];
                    if (sums[i] != expected) {
                        assertThat(sums[i]).as("element %d", i).isEqualTo(expected);
                    }
                }
                Tensor wide = x.narrow(0, 0, 1_000_000).reshape(1000, 1000);
                Tensor row = wide.select(0, 3);
                long[] turned = wide.t().sub(row.unsqueeze(1)).toLongArray();
                for (int i = 0; i < 1000; i++) {
                    for (int j = 0; j < 1000; j += 7) {
                        assertThat(turned[i * 1000 + j])
                                .isEqualTo(values[j * 1000 + i] - values[3000 + i]);
                    }
                }
            }
        } finally {
            Threads.setCount(threads);
        }
    }
}
