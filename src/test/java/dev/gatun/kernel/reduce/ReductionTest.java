package dev.gatun.kernel.reduce;

import static dev.gatun.shape.DType.F32;
import static dev.gatun.shape.DType.F64;
import static dev.gatun.shape.DType.I64;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.kernel.CanaryOperand;
import dev.gatun.kernel.move.Operand;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import dev.gatun.shape.ShapeRules;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

public class ReductionTest {
    private static final long SEED = 20261122;

    public interface Call {
        void run(Operand x, Operand out, int... axes);
    }

    /** What elements are drawn from. */
    public interface Domain {
        double draw(DType dtype, Random random);
    }

    public record Row(
            String name,
            Call call,
            ToDoubleFunction<double[]> oracle,
            Domain domain,
            boolean takesNothing) {
        Row of(Domain other) {
            return new Row(name, call, oracle, other, takesNothing);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    public static Stream<Row> rows() {
        return Stream.of(
                row("sum", Reduction::sum, a -> Arrays.stream(a).sum()),
                row("prod", Reduction::prod, a -> Arrays.stream(a).reduce(1, (x, y) -> x * y))
                        .of(ReductionTest::factor),
                row("mean", Reduction::mean, ReductionTest::mean),
                extreme("max", Reduction::max, a -> Arrays.stream(a).max().orElseThrow()),
                extreme("min", Reduction::min, a -> Arrays.stream(a).min().orElseThrow()),
                row("any", Reduction::any, a -> Arrays.stream(a).anyMatch(v -> v != 0) ? 1 : 0),
                row("all", Reduction::all, a -> Arrays.stream(a).allMatch(v -> v != 0) ? 1 : 0),
                row("variance", (x, o, n) -> Reduction.variance(x, o, 1, n), a -> variance(a, 1)),
                row("biased", (x, o, n) -> Reduction.variance(x, o, 0, n), a -> variance(a, 0)),
                row(
                        "deviation",
                        (x, o, n) -> Reduction.standardDeviation(x, o, 1, n),
                        a -> Math.sqrt(variance(a, 1))),
                norm(0),
                norm(1),
                norm(2),
                norm(3.5),
                norm(-2),
                norm(Double.POSITIVE_INFINITY),
                row(
                        "logSumExp",
                        Reduction::logSumExp,
                        a -> Math.log(Arrays.stream(a).map(Math::exp).sum())));
    }

    private static Row row(String name, Call call, ToDoubleFunction<double[]> oracle) {
        return new Row(name, call, oracle, (_, random) -> CanaryOperand.draw(random), true);
    }

    private static Row extreme(String name, Call call, ToDoubleFunction<double[]> oracle) {
        return new Row(name, call, oracle, (_, random) -> CanaryOperand.draw(random), false);
    }

    /**
     * Factors of a product that is exact however many there are and in whatever order they are
     * multiplied, in a float as in a long, and that no factor may be missing from or be twice in.
     * Other numbers would be 0 or beyond any type after a few hundred, or 0 times infinity.
     */
    private static double factor(DType dtype, Random random) {
        int pick = random.nextInt(dtype.isFloating() ? 8 : 256);
        return pick == 0 ? 2 : pick == 1 && dtype.isFloating() ? 0.5 : dtype == DType.U8 ? 1 : -1;
    }

    private static Row norm(double p) {
        return row("norm " + p, (x, out, axes) -> Reduction.norm(x, out, p, axes), a -> norm(a, p));
    }

    private static double norm(double[] a, double p) {
        if (p == 0) {
            return Arrays.stream(a).filter(v -> v != 0).count();
        }
        if (Double.isInfinite(p)) {
            return Arrays.stream(a).map(Math::abs).max().orElse(0);
        }
        return Math.pow(Arrays.stream(a).map(v -> Math.pow(Math.abs(v), p)).sum(), 1 / p);
    }

    private static double mean(double[] a) {
        return Arrays.stream(a).sum() / a.length;
    }

    private static double variance(double[] a, double correction) {
        double mean = mean(a);
        double sum = Arrays.stream(a).map(v -> (v - mean) * (v - mean)).sum();
        return sum / Math.max(a.length - correction, 0);
    }

    private static final List<Shape> SHAPES =
            List.of(
                    Shape.scalar(),
                    Shape.of(1),
                    Shape.of(207),
                    Shape.of(7, 13),
                    Shape.of(130, 3),
                    Shape.of(3, 1, 71),
                    Shape.of(2, 3, 4, 5));

    @ParameterizedTest
    @MethodSource("rows")
    public void agreesWithPlainLoops(Row row) {
        Random random = new Random(SEED);

        for (Shape shape : SHAPES) {
            for (int set = 0; set < 1 << shape.rank(); set++) {
                int[] axes = axes(set);
                if (axes.length == 0 && shape.rank() > 0) {
                    continue;
                }
                for (Layout layout : CanaryOperand.inputLayouts(shape)) {
                    check(row, F32, layout, random, axes);
                    check(row, F64, layout, random, axes);
                }
            }
        }
    }

    private static int[] axes(int set) {
        List<Integer> axes = new ArrayList<>();
        for (int axis = 0; axis < 8; axis++) {
            if ((set >> axis & 1) == 1) {
                axes.add(axis);
            }
        }
        return axes.stream().mapToInt(Integer::intValue).toArray();
    }

    private static void check(Row row, DType dtype, Layout layout, Random random, int... axes) {
        check(row, dtype, layout, dtype, random, axes);
    }

    private static void check(
            Row row, DType from, Layout layout, DType to, Random random, int... axes) {
        Operand x = CanaryOperand.random(from, layout, () -> row.domain.draw(from, random));
        double[] expected = expected(row, x, axes);
        Shape shape = ShapeRules.reduce(row.name, x.layout().shape(), random.nextBoolean(), axes);
        List<Layout> outputs = CanaryOperand.layouts(shape);
        Operand out = CanaryOperand.empty(to, outputs.get(random.nextInt(outputs.size())));
        row.call.run(x, out, axes);
        String what = row + " of " + x.dtype() + " " + x.layout();
        String where = " over " + Arrays.toString(axes) + " to " + out.layout();
        CanaryOperand.check(what + where, out, expected);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void convertsStorageTypes(Row row) {
        Random random = new Random(SEED);
        Shape shape = Shape.of(7, 13, 71);
        for (Layout layout : CanaryOperand.layouts(shape)) {
            for (int[] axes : new int[][] {{0}, {2}, {0, 2}, {1, 2}, {}}) {
                check(row, DType.BF16, layout, F32, random, axes);
                check(row, DType.F16, layout, F32, random, axes);
                check(row, F32, layout, DType.BF16, random, axes);
            }
        }
    }

    /** Gathers the elements of each output in one plain walk, then asks the oracle. */
    private static double[] expected(Row row, Operand x, int... axes) {
        Shape shape = x.layout().shape();
        boolean[] reduced = ShapeRules.axes(row.name, shape, axes);
        Shape kept = ShapeRules.reduce(row.name, shape, true, axes);
        List<List<Double>> members = new ArrayList<>();
        for (int i = 0; i < kept.numel(); i++) {
            members.add(new ArrayList<>());
        }
        double[] values = CanaryOperand.values(x);
        for (int i = 0; i < values.length; i++) {
            int rest = i;
            int output = 0;
            int scale = 1;
            for (int axis = shape.rank() - 1; axis >= 0; axis--) {
                int index = rest % (int) shape.dim(axis);
                rest /= (int) shape.dim(axis);
                if (!reduced[axis] && axes.length > 0) {
                    output += scale * index;
                    scale *= (int) shape.dim(axis);
                }
            }
            members.get(output).add(values[i]);
        }
        return members.stream()
                .mapToDouble(m ->
                        row.oracle.applyAsDouble(
                                m.stream().mapToDouble(Double::doubleValue).toArray()))
                .toArray();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void reducesNothing(Row row) {

        Operand x = CanaryOperand.empty(F32, Layout.contiguous(Shape.of(3, 0)));
        if (row.takesNothing) {
            Operand out = CanaryOperand.empty(F32, Layout.contiguous(Shape.of(3), 1));
            row.call.run(x, out, 1);
            double one = row.oracle.applyAsDouble(new double[0]);
            CanaryOperand.check(row.name, out, one, one, one);
        }
        Operand none = CanaryOperand.empty(F32, Layout.contiguous(Shape.of(0)));
        row.call.run(x, none, 0);
        CanaryOperand.checkCanaries(none);
    }

    /** What is computed in longs where the elements are integers. */
    private static List<Row> integerRows() {
        Row prod =
                row("prod", Reduction::prod, ReductionTest::wrappedProduct)
                        .of(ReductionTest::factor);
        Stream<Row> others = rows().filter(row -> row.name.matches("sum|max|min"));
        return Stream.concat(others, Stream.of(prod)).toList();
    }

    private static double wrappedProduct(double[] factors) {
        return Arrays.stream(factors).mapToLong(v -> (long) v).reduce(1, (x, y) -> x * y);
    }

    @ParameterizedTest
    @EnumSource(names = {"I64", "I32", "U8"})
    void integersAgreeWithPlainLoops(DType dtype) {
        Random random = new Random(SEED);
        List<Shape> shapes = new ArrayList<>(SHAPES);
        shapes.addAll(List.of(Shape.of(9001), Shape.of(150, 40), Shape.of(2, 5000)));
        for (Row row : integerRows()) {
            for (Shape shape : shapes) {
                for (int set = 0; set < 1 << shape.rank(); set++) {
                    for (Layout layout : CanaryOperand.inputLayouts(shape)) {
                        check(row, dtype, layout, I64, random, axes(set));
                    }
                }
            }
        }
    }

    @Test
    void integersWrap() {
        Operand x = CanaryOperand.empty(I64, Layout.contiguous(Shape.of(5000)));
        for (int i = 0; i < 5000; i++) {
            x.memory().setAtIndex(JAVA_LONG, i, Long.MAX_VALUE - i);
        }
        Operand out = CanaryOperand.empty(I64, Layout.contiguous(Shape.scalar()));
        Reduction.sum(x, out);
        // 5000 * (2^63 - 1) - (0 + 1 + ... + 4999), modulo 2^64
        assertThat(out.memory().get(JAVA_LONG, 0)).isEqualTo(-5000L - 4999L * 2500);
        Reduction.prod(x, out);
        long product = 1;
        for (int i = 0; i < 5000; i++) {
            product *= Long.MAX_VALUE - i;
        }
        assertThat(out.memory().get(JAVA_LONG, 0)).isEqualTo(product);
    }

    @Test
    void reducesIntegersExactly() {
        Layout layout = Layout.contiguous(Shape.of(2, 3)).transpose(0, 1);
        Operand x = CanaryOperand.of(I64, layout, 0x1p53, 1, 0, -7, 5, 2);
        x.memory().setAtIndex(JAVA_LONG, 0, (1L << 53) + 1);
        Operand out = CanaryOperand.empty(I64, Layout.contiguous(Shape.of(3)));
        Reduction.sum(x, out, 1);
        assertThat(out.memory().getAtIndex(JAVA_LONG, 0)).isEqualTo((1L << 53) + 2);
        CanaryOperand.check("sum", out, 0x1p53 + 2, -7, 7);
        Reduction.prod(x, out, 1);
        CanaryOperand.check("prod", out, 0x1p53, 0, 10);
        Reduction.max(x, out, 1);
        CanaryOperand.check("max", out, 0x1p53, 0, 5);
        Reduction.min(x, out, 1);
        CanaryOperand.check("min", out, 1, -7, 2);
        Reduction.any(x, out, 1);
        CanaryOperand.check("any", out, 1, 1, 1);
        Operand bytes = CanaryOperand.empty(DType.U8, Layout.contiguous(Shape.of(3)));
        Reduction.all(x, bytes, 1);
        assertThat(CanaryOperand.values(bytes)).containsExactly(1, 0, 1);
        Operand one = CanaryOperand.empty(I64, Layout.contiguous(Shape.scalar()));
        Reduction.sum(CanaryOperand.empty(I64, Layout.contiguous(Shape.of(0))), one);
        CanaryOperand.check("nothing", one, 0);
    }

    @Test
    void reducesNarrowIntegersInLongs() {
        for (DType dtype : List.of(DType.I32, DType.U8)) {
            Operand x =
                    CanaryOperand.of(
                            dtype, Layout.contiguous(Shape.of(2, 3)), 200, 100, 7, 0, 9, 3);
            Operand out = CanaryOperand.empty(I64, Layout.contiguous(Shape.of(2)));
            Reduction.sum(x, out, 1);
            CanaryOperand.check("sum", out, 307, 12);
            Reduction.prod(x, out, 1);
            CanaryOperand.check("prod", out, 140_000, 0);
            Reduction.max(x, out, 1);
            CanaryOperand.check("max", out, 200, 9);
            Reduction.all(x, out, 1);
            CanaryOperand.check("all", out, 1, 0);
            Operand mean = CanaryOperand.empty(F64, Layout.contiguous(Shape.of(2)));
            Reduction.mean(x, mean, 1);
            CanaryOperand.check("mean", mean, 307 / 3.0, 4);
        }
    }

    @Test
    public void findsVariancesOfLargeNumbers() {
        // Two passes and the correction: the mean itself does not fit the type.
        Operand x =
                CanaryOperand.of(
                        F32, Layout.contiguous(Shape.of(3)), 10_000_001, 10_000_002, 10_000_004);
        Operand out = CanaryOperand.empty(F32, Layout.contiguous(Shape.scalar()));
        Reduction.variance(x, out, 1);
        CanaryOperand.check("variance", out, 7 / 3.0);
    }

    @Test
    public void letsNaNWin() {
        double nan = Double.NaN;

        for (int n : new int[] {3, 16, 77}) {
            Operand x = CanaryOperand.random(F32, Layout.contiguous(Shape.of(2, n)), new Random(n));
            CanaryOperand.set(x, n + n / 2, nan);
            Operand out = CanaryOperand.empty(F32, Layout.contiguous(Shape.of(2)));
            Reduction.max(x, out, 1);
            assertThat(CanaryOperand.values(out)[0]).isNotNaN();
            assertThat(CanaryOperand.values(out)[1]).isNaN();
            Reduction.min(x, out, 1);
            assertThat(CanaryOperand.values(out)[1]).isNaN();
            Reduction.variance(x, out, 1, 1);
            assertThat(CanaryOperand.values(out)[1]).isNaN();
            Operand columns = CanaryOperand.empty(F32, Layout.contiguous(Shape.of(n)));
            Reduction.max(x, columns, 0);
            assertThat(CanaryOperand.values(columns)[n / 2]).isNaN();
            assertThat(CanaryOperand.values(columns)[0]).isNotNaN();
        }
    }

    /**
     * Operations make NaNs with either sign, and an order of bits would put one below all numbers.
     */
    @Test
    public void letsNaNOfEitherSignWinFromAnyLane() {
        for (int bits : new int[] {0x7fc00000, 0xffc00000, 0x7f800001, 0xff800001, 0xffffffff}) {
            for (int at = 0; at < 70; at++) {
                Operand x =
                        CanaryOperand.random(
                                F32, Layout.contiguous(Shape.of(1, 70)), new Random(at));
                x.memory().setAtIndex(ValueLayout.JAVA_INT, at, bits);
                Operand out = CanaryOperand.empty(F32, Layout.contiguous(Shape.of(1)));
                Reduction.max(x, out, 1);
                assertThat(CanaryOperand.values(out)[0]).isNaN();
                Reduction.min(x, out, 1);
                assertThat(CanaryOperand.values(out)[0]).isNaN();
            }
        }
    }

    @Test
    public void knowsInfinities() {
        double inf = Double.POSITIVE_INFINITY;
        Layout two = Layout.contiguous(Shape.of(3, 2));
        Operand x = CanaryOperand.of(F64, two, -inf, -inf, inf, 1, -inf, 2);
        Operand out = CanaryOperand.empty(F64, Layout.contiguous(Shape.of(3)));

        Reduction.logSumExp(x, out, 1);
        CanaryOperand.check("logSumExp", out, -inf, inf, 2);
        Reduction.max(x, out, 1);
        CanaryOperand.check("max", out, -inf, inf, 2);
    }

    /** Rows of several pieces: pieces of negative infinity alone, far apart, with NaN. */
    @Test
    public void addsExponentialsOfLongRows() {
        double inf = Double.POSITIVE_INFINITY;
        int n = 2 * FoldNest.PIECE + 5;
        for (DType type : List.of(F32, F64)) {
            Operand x = CanaryOperand.of(type, Layout.contiguous(Shape.of(6, n)));
            double[] expected = new double[6];
            for (int row = 0; row < 6; row++) {
                double base = row == 1 ? 1000 : -1000;
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    boolean isOfFirst = i < FoldNest.PIECE;
                    double v = base + i % 3 - (row < 2 && isOfFirst ? 200 : 0);
                    v = (row == 2 && !isOfFirst) || row == 3 ? -inf : v;
                    v = row == 4 && i == n - 1 ? inf : v;
                    v = row == 5 && i == n - 3 ? Double.NaN : v;
                    sum += Math.exp(v - base);
                    CanaryOperand.set(x, row * n + i, v);
                }
                expected[row] = row == 3 ? -inf : base + Math.log(sum);
            }
            Operand out = CanaryOperand.empty(type, Layout.contiguous(Shape.of(6)));
            Reduction.logSumExp(x, out, 1);
            for (int row = 0; row < 6; row++) {
                double limit = type == F32 ? 1e-4 : 1e-12;
                double found = CanaryOperand.values(out)[row];
                boolean isFinite = Double.isFinite(expected[row]);
                assertThat(isFinite ? Math.abs(found - expected[row]) < limit : found)
                        .as("%s, row %d: %s for %s", type, row, found, expected[row])
                        .isEqualTo(isFinite ? true : expected[row]);
            }
        }
    }

    @Test
    public void sumsAMillionFloatsWithoutLosingThem() {
        int n = 1 << 20;
        Operand x = CanaryOperand.of(F32, Layout.contiguous(Shape.of(n)));
        double exact = 0;
        for (int i = 0; i < n; i++) {
            CanaryOperand.set(x, i, 0.1 + i % 7);
            exact += (float) (0.1 + i % 7);
        }
        double expected = exact;
        Operand out = CanaryOperand.empty(F32, Layout.contiguous(Shape.scalar()));
        Operand tall = x.with(Layout.contiguous(Shape.of(n / 4, 4)));
        Operand four = CanaryOperand.empty(F32, Layout.contiguous(Shape.of(4)));

        Reduction.sum(x, out);
        CanaryOperand.check("sum", out, expected);
        Reduction.sum(tall, four, 0);
        double total = Arrays.stream(CanaryOperand.values(four)).sum();
        assertThat(Math.abs(total - expected)).isLessThan(1.3e-6 * expected);
    }
}
