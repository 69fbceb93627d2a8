package dev.gatun.tensor;

import static dev.gatun.shape.DType.I32;
import static dev.gatun.shape.DType.I64;
import static dev.gatun.shape.DType.U8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.memory.Scope;
import dev.gatun.optable.Placement;
import dev.gatun.optable.RandomShapes;
import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeRules;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Operations on integers give what Java's long gives, over the whole range of their types, in every
 * layout, and wrap as Java and PyTorch do.
 */
class IntegersTest {
    private static final long BIG = 1L << 53;

    /** Where doubles, ints and longs end. */
    private static final long[] EDGES = {
        Long.MIN_VALUE,
        Long.MIN_VALUE + 1,
        -BIG - 1,
        -BIG,
        -BIG + 1,
        Integer.MIN_VALUE - 1L,
        Integer.MIN_VALUE,
        Integer.MIN_VALUE + 1L,
        -256,
        -3,
        -2,
        -1,
        0,
        1,
        2,
        3,
        255,
        256,
        (1 << 24) + 1,
        Integer.MAX_VALUE - 1L,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE + 1L,
        BIG - 1,
        BIG,
        BIG + 1,
        BIG + 3,
        Long.MAX_VALUE - 1,
        Long.MAX_VALUE
    };

    /** The value of elements that meet; of the types' range once wrapped. */
    private interface Value {
        long of(long... x);
    }

    /**
     * One operation.
     *
     * @param call given the tensors, and what is beside them, 0 where there is nothing
     */
    record Row(
            String name,
            int operands,
            Function<Call, Tensor> call,
            Numbered value,
            boolean isMask) {
        @Override
        public String toString() {
            return name;
        }
    }

    interface Numbered {
        long of(long n, long... x);
    }

    @SuppressWarnings("ArrayRecordComponent") // read by its call alone
    record Call(Tensor[] t, long n) {}

    private static Row pair(String name, Function<Tensor[], Tensor> call, Value value) {
        return new Row(name, 2, c -> call.apply(c.t), (n, x) -> value.of(x), false);
    }

    private static Row one(String name, Function<Tensor, Tensor> call, Value value) {
        return new Row(name, 1, c -> call.apply(c.t[0]), (n, x) -> value.of(x), false);
    }

    private static Row number(String name, Function<Call, Tensor> call, Numbered value) {
        return new Row(name, 1, call, value, false);
    }

    private static Row mask(Row row) {
        return new Row(row.name, row.operands, row.call, row.value, true);
    }

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.add(pair("add", t -> t[0].add(t[1]), x -> x[0] + x[1]));
        rows.add(pair("sub", t -> t[0].sub(t[1]), x -> x[0] - x[1]));
        rows.add(pair("mul", t -> t[0].mul(t[1]), x -> x[0] * x[1]));
        rows.add(pair("maximum", t -> t[0].maximum(t[1]), x -> Math.max(x[0], x[1])));
        rows.add(pair("minimum", t -> t[0].minimum(t[1]), x -> Math.min(x[0], x[1])));
        rows.add(
                pair(
                        "pow",
                        t -> t[0].pow(t[1].clamp(-3L, 70L)),
                        x -> pow(x[0], clamp(x[1], -3, 70))));
        rows.add(mask(pair("eq", t -> t[0].eq(t[1]), x -> x[0] == x[1] ? 1 : 0)));
        rows.add(mask(pair("ne", t -> t[0].ne(t[1]), x -> x[0] != x[1] ? 1 : 0)));
        rows.add(mask(pair("lt", t -> t[0].lt(t[1]), x -> x[0] < x[1] ? 1 : 0)));
        rows.add(mask(pair("le", t -> t[0].le(t[1]), x -> x[0] <= x[1] ? 1 : 0)));
        rows.add(mask(pair("gt", t -> t[0].gt(t[1]), x -> x[0] > x[1] ? 1 : 0)));
        rows.add(mask(pair("ge", t -> t[0].ge(t[1]), x -> x[0] >= x[1] ? 1 : 0)));
        rows.add(
                pair(
                        "where",
                        t -> Tensor.where(t[0].lt(t[1]), t[0], t[1]),
                        x -> Math.min(x[0], x[1])));
        rows.add(
                pair(
                        "where of a mask of halves",
                        t -> Tensor.where(t[0].lt(t[1]).mul(0.5), t[0], t[1]),
                        x -> Math.min(x[0], x[1])));
        rows.add(
                pair(
                        "where of a mask of integers",
                        t -> Tensor.where(t[1], t[0], t[1]),
                        x -> x[1] != 0 ? x[0] : x[1]));
        rows.add(one("neg", Tensor::neg, x -> -x[0]));
        rows.add(one("abs", Tensor::abs, x -> Math.abs(x[0])));
        rows.add(one("sign", Tensor::sign, x -> Long.signum(x[0])));
        rows.add(one("square", Tensor::square, x -> x[0] * x[0]));
        rows.add(one("relu", Tensor::relu, x -> Math.max(x[0], 0)));
        rows.add(one("floor", Tensor::floor, x -> x[0]));
        rows.add(one("ceil", Tensor::ceil, x -> x[0]));
        rows.add(one("round", Tensor::round, x -> x[0]));
        rows.add(mask(one("isNaN", Tensor::isNaN, x -> 0)));
        rows.add(one("copy", Tensor::copy, x -> x[0]));
        rows.add(one("contiguous", Tensor::contiguous, x -> x[0]));
        rows.addAll(numbers());
        rows.addAll(inPlace());
        return rows;
    }

    private static List<Row> numbers() {
        return List.of(
                number("add number", c -> c.t[0].add(c.n), (n, x) -> x[0] + n),
                number("sub number", c -> c.t[0].sub(c.n), (n, x) -> x[0] - n),
                number("rsub number", c -> c.t[0].rsub(c.n), (n, x) -> n - x[0]),
                number("mul number", c -> c.t[0].mul(c.n), (n, x) -> x[0] * n),
                number("maximum number", c -> c.t[0].maximum(c.n), (n, x) -> Math.max(x[0], n)),
                number("minimum number", c -> c.t[0].minimum(c.n), (n, x) -> Math.min(x[0], n)),
                number(
                        "clamp",
                        c -> c.t[0].clamp(Math.min(c.n, 7), 7),
                        (n, x) -> clamp(x[0], Math.min(n, 7), 7)),
                number("pow number", c -> c.t[0].pow(c.n & 127), (n, x) -> pow(x[0], n & 127)),
                number(
                        "maskedFill",
                        c -> c.t[0].maskedFill(c.t[0].gt(0), c.n),
                        (n, x) -> x[0] > 0 ? n : x[0]),
                number(
                        "where number yes",
                        c -> Tensor.where(c.t[0].gt(0), c.n, c.t[0]),
                        (n, x) -> x[0] > 0 ? n : x[0]),
                number(
                        "where number no",
                        c -> Tensor.where(c.t[0].gt(0), c.t[0], c.n),
                        (n, x) -> x[0] > 0 ? x[0] : n),
                mask(number("eq number", c -> c.t[0].eq(c.n), (n, x) -> x[0] == n ? 1 : 0)),
                mask(number("ne number", c -> c.t[0].ne(c.n), (n, x) -> x[0] != n ? 1 : 0)),
                mask(number("lt number", c -> c.t[0].lt(c.n), (n, x) -> x[0] < n ? 1 : 0)),
                mask(number("le number", c -> c.t[0].le(c.n), (n, x) -> x[0] <= n ? 1 : 0)),
                mask(number("gt number", c -> c.t[0].gt(c.n), (n, x) -> x[0] > n ? 1 : 0)),
                mask(number("ge number", c -> c.t[0].ge(c.n), (n, x) -> x[0] >= n ? 1 : 0)));
    }

    /** The operand is copied first, so that it is written to wherever it lies. */
    private static List<Row> inPlace() {
        return List.of(
                pair("add_", t -> out(t).add_(t[1]), x -> x[0] + x[1]),
                pair("sub_", t -> out(t).sub_(t[1]), x -> x[0] - x[1]),
                pair("mul_", t -> out(t).mul_(t[1]), x -> x[0] * x[1]),
                pair("copy_", t -> out(t).copy_(t[1]), x -> x[1]),
                number("add_ number", c -> out(c.t).add_(c.n), (n, x) -> x[0] + n),
                number("sub_ number", c -> out(c.t).sub_(c.n), (n, x) -> x[0] - n),
                number("mul_ number", c -> out(c.t).mul_(c.n), (n, x) -> x[0] * n),
                number("fill_", c -> out(c.t).fill_(c.n), (n, x) -> n),
                number("full", c -> Tensor.full(c.t[0].shape(), c.n, c.t[0].dtype()), (n, x) -> n));
    }

    /** The first operand, with the shape of all, where it may be written to. */
    private static Tensor out(Tensor... t) {
        Shape shape = t[0].shape();
        for (Tensor each : t) {
            shape = ShapeRules.broadcast("test", shape, each.shape());
        }
        int[] axes = IntStream.range(0, shape.rank()).toArray();
        return t[0].expand(shape.dims()).flip(axes).copy().flip(axes);
    }

    private static long clamp(long x, long low, long high) {
        return Math.min(Math.max(x, low), high);
    }

    private static long pow(long base, long exponent) {
        if (exponent < 0) {
            return base == 1 ? 1 : base == -1 ? (exponent % 2 == 0 ? 1 : -1) : 0;
        }
        long product = 1;
        for (long i = 0; i < exponent; i++) {
            product *= base;
        }
        return product;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void givesWhatLongsGive(Row row) {
        SplittableRandom random = new SplittableRandom(row.name.hashCode());
        for (DType dtype : List.of(I64, I32, U8)) {
            for (Placement placement : Placement.values()) {
                for (int i = 0; i < 8; i++) {
                    try (Scope _ = Scope.open("integers")) {
                        check(row, random, dtype, placement);
                    }
                }
            }
        }
    }

    private static void check(Row row, SplittableRandom random, DType dtype, Placement placement) {
        RandomShapes draw = new RandomShapes(random);
        Shape shape = draw.shape(0, 4);
        Tensor[] operands = new Tensor[row.operands];
        int whole = draw.below(row.operands);
        for (int k = 0; k < operands.length; k++) {
            Shape own = k == whole ? shape : draw.broadcasting(shape);
            Placement at = k == 0 ? placement : Placement.any(random);
            operands[k] = at.integers(own, dtype, () -> draw(random), random);
        }
        long n = LongArray.wrapped(draw(random), dtype);
        LongArray[] before = Arrays.stream(operands).map(LongArray::of).toArray(LongArray[]::new);
        Tensor result = row.call.apply(new Call(operands, n));
        LongArray expected =
                LongArray.generate(
                        shape,
                        index -> {
                            long[] x = new long[before.length];
                            for (int k = 0; k < x.length; k++) {
                                x[k] = before[k].broadcast(index);
                            }
                            long value = row.value.of(n, x);
                            return row.isMask ? value : LongArray.wrapped(value, dtype);
                        });
        String what = row.name + " of " + dtype + " at " + placement + " with " + n;
        assertThat(result.dtype()).as(what).isEqualTo(row.isMask ? DType.BOOL : dtype);
        assertThat(result.shape()).as(what).isEqualTo(shape);
        assertThat(LongArray.of(result).values()).as(what).isEqualTo(expected.values());
        assertThat(result.toLongArray()).as(what).isEqualTo(expected.values());
        for (int k = 0; k < operands.length; k++) {
            assertThat(LongArray.of(operands[k]).values()).as(what).isEqualTo(before[k].values());
        }
    }

    private static long draw(SplittableRandom random) {
        int pick = random.nextInt(8);
        return pick < 6
                ? EDGES[random.nextInt(EDGES.length)]
                : pick == 6 ? random.nextLong() : random.nextInt(-9, 10);
    }

    static Stream<Double> fractions() {
        return Stream.of(
                0.5,
                -0.5,
                2.0,
                -0.0,
                1e-300,
                BIG + 2.0,
                (double) Long.MAX_VALUE,
                -0x1p63,
                1e300,
                -1e300,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                255.5,
                Math.nextDown(0x1p63),
                2147483647.5,
                -2147483648.5,
                3e9);
    }

    @ParameterizedTest
    @MethodSource("fractions")
    void comparisonsWithDoublesAreExact(double number) {
        try (Scope _ = Scope.open("fractions")) {
            for (DType dtype : List.of(I64, I32, U8)) {
                Tensor x = Tensor.of(EDGES).to(dtype);
                for (int i = 0; i < EDGES.length; i++) {
                    long value = LongArray.wrapped(EDGES[i], dtype);
                    int order =
                            Double.isNaN(number)
                                    ? 0
                                    : Double.isInfinite(number)
                                            ? (number > 0 ? -1 : 1)
                                            : new BigDecimal(value)
                                                    .compareTo(new BigDecimal(number));
                    boolean is = !Double.isNaN(number);
                    String what = value + " and " + number;
                    assertThat(x.lt(number).get(i)).as(what).isEqualTo(is && order < 0 ? 1 : 0);
                    assertThat(x.le(number).get(i)).as(what).isEqualTo(is && order <= 0 ? 1 : 0);
                    assertThat(x.gt(number).get(i)).as(what).isEqualTo(is && order > 0 ? 1 : 0);
                    assertThat(x.ge(number).get(i)).as(what).isEqualTo(is && order >= 0 ? 1 : 0);
                    assertThat(x.eq(number).get(i)).as(what).isEqualTo(is && order == 0 ? 1 : 0);
                    assertThat(x.ne(number).get(i)).as(what).isEqualTo(is && order == 0 ? 0 : 1);
                }
            }
        }
    }
}
