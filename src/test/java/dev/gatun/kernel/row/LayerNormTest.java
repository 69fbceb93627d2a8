package dev.gatun.kernel.row;

import static dev.gatun.shape.DType.F32;
import static dev.gatun.shape.DType.F64;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.kernel.CanaryOperand;
import dev.gatun.kernel.move.Operand;
import dev.gatun.kernel.threads.Threads;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayerNormTest {
    private static final long SEED = 20261122;
    private static final double EPS = 1e-5;

    private static final List<Shape> SHAPES =
            List.of(
                    Shape.of(7),
                    Shape.of(5, 1),
                    Shape.of(2, 0),
                    Shape.of(40, 64),
                    Shape.of(700, 3),
                    Shape.of(83, 600),
                    Shape.of(25, 100),
                    Shape.of(3, 2, 13),
                    Shape.of(2, 4200));

    /** One layer, its operands and what plain loops say of it. */
    static final class Case {
        final DType dtype;
        final Shape shape;
        final int n;
        final int rows;
        final boolean isCentered;
        final Random random;
        final Operand x;
        final Operand dy;
        final Operand weight;
        final Operand bias;
        final double[] mean;
        final double[] rstd;
        final double[] xhat;

        Case(DType dtype, Layout layout, boolean isCentered, Random random) {
            this.dtype = dtype;
            this.random = random;
            this.isCentered = isCentered;
            shape = layout.shape();
            n = (int) shape.dim(-1);
            rows = n == 0 ? 0 : (int) shape.numel() / n;
            x = CanaryOperand.random(dtype, layout, random);
            dy = CanaryOperand.random(dtype, any(shape), random);
            weight = CanaryOperand.random(dtype, any(Shape.of(n)), random);
            bias = CanaryOperand.random(dtype, any(Shape.of(n)), random);
            mean = new double[rows];
            rstd = new double[rows];
            xhat = CanaryOperand.values(x);
            for (int r = 0; r < rows; r++) {
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    sum += xhat[r * n + i];
                }
                mean[r] = isCentered ? sum / n : 0;
                double squares = 0;
                for (int i = 0; i < n; i++) {
                    xhat[r * n + i] -= mean[r];
                    squares += xhat[r * n + i] * xhat[r * n + i];
                }
                rstd[r] = 1 / Math.sqrt(squares / n + EPS);
                for (int i = 0; i < n; i++) {
                    xhat[r * n + i] *= rstd[r];
                }
            }
        }

        Layout any(Shape of) {
            List<Layout> layouts = CanaryOperand.layouts(of);
            return layouts.get(random.nextInt(layouts.size()));
        }

        Operand numbers() {
            return CanaryOperand.empty(dtype, any(shape.remove(shape.rank() - 1)));
        }

        /** An operand that holds numbers a row. */
        Operand numbers(double... values) {
            Operand operand = numbers();
            for (int r = 0; r < rows; r++) {
                CanaryOperand.set(operand, r, values[r]);
            }
            return operand;
        }

        void check(String what, Operand actual, double... expected) {
            double[] values = CanaryOperand.values(actual);
            assertThat(values).as(what).hasSameSizeAs(expected);
            // A gradient is a difference of sums that may be a hundred times as large as itself.
            double bound = (dtype == F32 ? 6e-8 : 1.2e-16) * 512;
            for (int i = 0; i < values.length; i++) {
                double size = Math.max(1, Math.abs(expected[i])) * scaleOf(what);
                assertThat(Math.abs(values[i] - expected[i]))
                        .as("%s of %s: element %d is %s", what, x.layout(), i, values[i])
                        .isLessThanOrEqualTo(bound * size);
            }
            CanaryOperand.checkCanaries(actual);
        }

        /** Rows of hardly any variance are magnified by their reciprocal deviation. */
        private double scaleOf(String what) {
            double most = 1;
            for (double scale : rstd) {
                most = Math.max(most, scale);
            }
            return what.equals("rstd") || !isCentered ? 1 : Math.min(most, 1 / Math.sqrt(EPS));
        }
    }

    interface Check {
        void of(Case example);
    }

    private static void everywhere(boolean isCentered, Check check) {
        Random random = new Random(SEED);

        for (Shape shape : SHAPES) {
            for (Layout layout : CanaryOperand.inputLayouts(shape)) {
                check.of(new Case(F32, layout, isCentered, random));
                check.of(new Case(F64, layout, isCentered, random));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void forwardAgreesWithPlainLoops(int parameters) {
        everywhere(
                true,
                c -> {
                    @Nullable Operand weight = (parameters & 1) == 0 ? null : c.weight;
                    @Nullable Operand bias = (parameters & 2) == 0 ? null : c.bias;
                    Operand y = CanaryOperand.empty(c.dtype, c.any(c.shape));
                    Operand mean = c.numbers();
                    Operand rstd = c.numbers();
                    LayerNorm.forward(c.x, weight, bias, EPS, y, mean, rstd);
                    if (c.n > 0) {
                        c.check("mean", mean, c.mean);
                        c.check("rstd", rstd, c.rstd);
                    }
                    c.check("y", y, affine(c, weight, bias));
                });
    }

    private static double[] affine(Case c, @Nullable Operand weight, @Nullable Operand bias) {
        double[] expected = c.xhat.clone();
        double[] w = CanaryOperand.values(c.weight);
        double[] b = CanaryOperand.values(c.bias);
        for (int i = 0; i < expected.length; i++) {
            expected[i] *= weight == null ? 1 : w[i % c.n];
            expected[i] += bias == null ? 0 : b[i % c.n];
        }
        return expected;
    }

    @Test
    void rmsForwardAgreesWithPlainLoops() {
        everywhere(
                false,
                c -> {
                    Operand y = CanaryOperand.empty(c.dtype, c.any(c.shape));
                    Operand rstd = c.numbers();
                    LayerNorm.forward(c.x, c.weight, null, EPS, y, null, rstd);
                    c.check("y", y, affine(c, c.weight, null));
                    if (c.n > 0) {
                        c.check("rstd", rstd, c.rstd);
                    }
                    LayerNorm.forward(c.x, null, null, EPS, y, null, rstd);
                    c.check("plain y", y, c.xhat);
                });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void gradientsAgreeWithTheirFormulas(boolean isCentered) {
        everywhere(
                isCentered,
                c -> {
                    double[] w = CanaryOperand.values(c.weight);
                    double[] g = CanaryOperand.values(c.dy);
                    double[] dx = new double[g.length];
                    double[] dw = new double[c.n];
                    double[] db = new double[c.n];
                    for (int r = 0; r < c.rows; r++) {
                        double a = 0;
                        double b = 0;
                        for (int i = r * c.n; i < (r + 1) * c.n; i++) {
                            int column = i % c.n;
                            a += g[i] * w[column] / c.n;
                            b += g[i] * w[column] * c.xhat[i] / c.n;
                            dw[column] += g[i] * c.xhat[i];
                            db[column] += g[i];
                        }
                        a = isCentered ? a : 0;
                        for (int i = r * c.n; i < (r + 1) * c.n; i++) {
                            dx[i] = (g[i] * w[i % c.n] - a - c.xhat[i] * b) * c.rstd[r];
                        }
                    }
                    Operand actual = CanaryOperand.empty(c.dtype, c.any(c.shape));
                    Operand dweight = CanaryOperand.empty(c.dtype, c.any(Shape.of(c.n)));
                    Operand dbias = CanaryOperand.empty(c.dtype, c.any(Shape.of(c.n)));
                    Operand mean = c.numbers(c.mean);
                    Operand rstd = c.numbers(c.rstd);
                    if (isCentered) {
                        LayerNorm.backward(c.x, c.dy, c.weight, mean, rstd, actual, dweight, dbias);
                        c.check("dbias", dbias, db);
                    } else {
                        LayerNorm.backward(c.x, c.dy, c.weight, null, rstd, actual, dweight, null);
                    }
                    c.check("dx", actual, dx);
                    c.check("dweight", dweight, dw);
                });
    }

    /** Sums of rows are added in an order of their own; the gradient of x may be x or dy. */
    @ParameterizedTest
    @CsvSource({"3000, 70", "517, 768", "9, 5000"})
    void gradientsDoNotDependOnThreadsNorOnWhereTheyAreWritten(int rows, int n) {
        Random random = new Random(SEED);
        Case c = new Case(F32, Layout.contiguous(Shape.of(rows, n)), true, random);
        Operand mean = c.numbers(c.mean);
        Operand rstd = c.numbers(c.rstd);
        int before = Threads.count();
        double[][] first = null;
        try {
            for (int threads = 1; threads <= 3; threads++) {
                Threads.setCount(threads);
                Operand x = CanaryOperand.of(F32, c.x.layout(), CanaryOperand.values(c.x));
                Operand dx = threads == 2 ? x : CanaryOperand.empty(F32, x.layout());
                Operand dweight = CanaryOperand.empty(F32, Layout.contiguous(Shape.of(n)));
                Operand dbias = CanaryOperand.empty(F32, dweight.layout());
                LayerNorm.backward(x, c.dy, c.weight, mean, rstd, dx, dweight, dbias);
                double[][] all = {
                    CanaryOperand.values(dx),
                    CanaryOperand.values(dweight),
                    CanaryOperand.values(dbias)
                };
                first = first == null ? all : first;
                assertThat(all).isDeepEqualTo(first);
            }
        } finally {
            Threads.setCount(before);
        }
    }

    @Test
    void keepsItsAccuracyFarFromZero() {

        Layout layout = Layout.contiguous(Shape.of(1, 4));
        Operand x = CanaryOperand.of(F32, layout, 4096, 4097, 4098, 4099);
        Operand y = CanaryOperand.empty(F32, layout);
        Operand number = CanaryOperand.empty(F32, Layout.contiguous(Shape.of(1)));
        Operand rstd = CanaryOperand.empty(F32, number.layout());
        LayerNorm.forward(x, null, null, 0, y, number, rstd);
        double unit = Math.sqrt(0.8);
        CanaryOperand.check("y", y, -1.5 * unit, -0.5 * unit, 0.5 * unit, 1.5 * unit);
    }

    @Test
    void convertsStorageTypes() {
        Random random = new Random(SEED);
        Layout layout = Layout.contiguous(Shape.of(5, 13));
        for (DType dtype : List.of(DType.BF16, DType.F16)) {
            Case c = new Case(dtype, layout, true, random);
            Operand y = CanaryOperand.empty(F32, c.any(c.shape));
            Operand mean = CanaryOperand.empty(F32, Layout.contiguous(Shape.of(5)));
            Operand rstd = CanaryOperand.empty(F32, mean.layout());
            LayerNorm.forward(c.x, c.weight, c.bias, EPS, y, mean, rstd);
            CanaryOperand.checkScaled("y", y, c.n, affine(c, c.weight, c.bias));
        }
    }

    @Test
    void hasNoMeanOfNoElements() {
        Operand x = CanaryOperand.empty(F32, Layout.contiguous(Shape.of(2, 0)));
        Operand mean = CanaryOperand.empty(F32, Layout.contiguous(Shape.of(2)));
        Operand rstd = CanaryOperand.empty(F32, mean.layout());
        LayerNorm.forward(x, null, null, EPS, x, mean, rstd);
        CanaryOperand.check("mean", mean, Double.NaN, Double.NaN);
        CanaryOperand.check("rstd", rstd, Double.NaN, Double.NaN);
    }

    /** With each choice of gradients, of operands that are converted or packed to be read. */
    @Test
    void operandsThatAGradientDoesNotNeedAreNotWritten() {
        Random random = new Random(SEED);
        int rows = 9;
        int n = 13;
        Layout dense = Layout.contiguous(Shape.of(rows, n));
        Layout transposed = Layout.of(dense.shape(), new long[] {1, rows}, 0);
        Layout apart = Layout.of(Shape.of(n), new long[] {3}, 0);
        for (DType dtype : List.of(F32, DType.BF16, DType.F16)) {
            for (int choice = 1; choice < 8; choice++) {
                Operand x = CanaryOperand.random(dtype, transposed, random);
                Operand dy = CanaryOperand.random(dtype, transposed, random);
                Operand weight = CanaryOperand.random(dtype, apart, random);
                Operand mean = CanaryOperand.random(F32, Layout.contiguous(Shape.of(rows)), random);
                Operand rstd = CanaryOperand.random(F32, mean.layout(), random);
                List<Operand> read = List.of(x, dy, weight, mean, rstd);
                List<double[]> before = read.stream().map(CanaryOperand::values).toList();
                LayerNorm.backward(
                        x,
                        dy,
                        weight,
                        mean,
                        rstd,
                        (choice & 1) != 0 ? CanaryOperand.empty(F32, dense) : null,
                        (choice & 2) != 0
                                ? CanaryOperand.empty(F32, Layout.contiguous(Shape.of(n)))
                                : null,
                        (choice & 4) != 0
                                ? CanaryOperand.empty(F32, Layout.contiguous(Shape.of(n)))
                                : null);
                for (int k = 0; k < read.size(); k++) {
                    assertThat(CanaryOperand.values(read.get(k)))
                            .as("operand %d, choice %d, %s", k, choice, dtype)
                            .isEqualTo(before.get(k));
                    CanaryOperand.checkCanaries(read.get(k));
                }
            }
        }
    }
}
