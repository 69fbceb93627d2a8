package dev.gatun.kernel.row;

import static dev.gatun.shape.DType.F32;
import static dev.gatun.shape.DType.F64;

import dev.gatun.kernel.CanaryOperand;
import dev.gatun.kernel.move.Operand;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SoftmaxTest {
    private static final long SEED = 20261122;

    private static final List<Shape> SHAPES =
            List.of(
                    Shape.of(1),
                    Shape.of(7),
                    Shape.of(0),
                    Shape.of(3, 0),
                    Shape.of(0, 4),
                    Shape.of(64, 64),
                    Shape.of(2, 207),
                    Shape.of(3, 2, 13),
                    Shape.of(2, 4200));

    interface Check {
        void of(DType dtype, Layout layout, Random random);
    }

    private static void everywhere(Check check) {
        Random random = new Random(SEED);

        for (Shape shape : SHAPES) {
            for (Layout layout : CanaryOperand.inputLayouts(shape)) {
                check.of(F32, layout, random);
                check.of(F64, layout, random);
            }
        }
    }

    private static Operand result(DType dtype, Shape shape, Random random) {
        List<Layout> layouts = CanaryOperand.layouts(shape);
        return CanaryOperand.empty(dtype, layouts.get(random.nextInt(layouts.size())));
    }

    /** The composed form: exponentials over their sum, or the logarithm of that. */
    private static double[] composed(double[] x, int n, boolean isLog) {
        double[] y = new double[x.length];
        for (int row = 0; n > 0 && row < x.length; row += n) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int i = row; i < row + n; i++) {
                largest = Math.max(largest, x[i]);
            }
            double sum = 0;
            for (int i = row; i < row + n; i++) {
                sum += Math.exp(x[i] - largest);
            }
            for (int i = row; i < row + n; i++) {
                double log = x[i] - largest - Math.log(sum);
                y[i] = isLog ? log : Math.exp(log);
            }
        }
        return y;
    }

    private static int width(Layout layout) {
        return (int) layout.shape().dim(-1);
    }

    @Test
    void softmaxAgreesWithItsComposition() {
        everywhere((dtype, layout, random) -> {
            Operand x = CanaryOperand.random(dtype, layout, random);
            Operand y = result(dtype, layout.shape(), random);
            Softmax.softmax(x, y);
            double[] expected = composed(CanaryOperand.values(x), width(layout), false);
            CanaryOperand.check("softmax of " + layout + " to " + y.layout(), y, expected);
        });
    }

    @Test
    void logSoftmaxAgreesWithItsComposition() {
        everywhere((dtype, layout, random) -> {
            Operand x = CanaryOperand.random(dtype, layout, random);
            Operand y = result(dtype, layout.shape(), random);
            Softmax.logSoftmax(x, y);
            double[] expected = composed(CanaryOperand.values(x), width(layout), true);
            CanaryOperand.check("logSoftmax of " + layout, y, expected);
        });
    }

    @Test
    void gradientsAgreeWithTheirFormulas() {
        everywhere((dtype, layout, random) -> {
            int n = width(layout);
            Operand y = CanaryOperand.random(dtype, layout, random);
            Operand dy = CanaryOperand.random(dtype, layout, random);
            double[] v = CanaryOperand.values(y);
            double[] g = CanaryOperand.values(dy);
            double[] plain = new double[v.length];
            double[] log = new double[v.length];
            for (int i = 0; i < v.length; i++) {
                double dot = 0;
                double sum = 0;
                for (int j = i - i % n; j < i - i % n + n; j++) {
                    dot += v[j] * g[j];
                    sum += g[j];
                }
                plain[i] = v[i] * (g[i] - dot);
                log[i] = g[i] - Math.exp(v[i]) * sum;
            }
            Operand dx = result(dtype, layout.shape(), random);
            Softmax.softmaxBackward(y, dy, dx);
            CanaryOperand.checkScaled("softmaxBackward of " + layout, dx, n, plain);
            Softmax.logSoftmaxBackward(y, dy, dx);
            CanaryOperand.checkScaled("logSoftmaxBackward of " + layout, dx, n, log);
        });
    }

    @Test
    void worksInPlace() {

        Operand x = CanaryOperand.random(F32, Layout.contiguous(Shape.of(3, 77)), new Random(1));
        double[] expected = composed(CanaryOperand.values(x), 77, false);
        Softmax.softmax(x, x);
        CanaryOperand.check("in place", x, expected);
    }

    @Test
    void survivesLargeElementsAndInfinities() {
        double inf = Double.POSITIVE_INFINITY;
        double nan = Double.NaN;

        Layout layout = Layout.contiguous(Shape.of(5, 2));
        Operand x = CanaryOperand.of(F32, layout, 1000, 1000, -inf, 3, inf, 3, nan, 3, -inf, -inf);
        Operand y = CanaryOperand.empty(F32, layout);
        Softmax.softmax(x, y);
        CanaryOperand.check("softmax", y, 0.5, 0.5, 0, 1, nan, nan, nan, nan, nan, nan);
        Softmax.logSoftmax(x, y);
        double half = -Math.log(2);
        CanaryOperand.check("log", y, half, half, -inf, 0, nan, nan, nan, nan, nan, nan);
    }

    @Test
    void convertsStorageTypes() {
        Random random = new Random(SEED);
        for (DType dtype : List.of(DType.BF16, DType.F16)) {
            for (Layout layout : CanaryOperand.inputLayouts(Shape.of(9, 500))) {
                Operand x = CanaryOperand.random(dtype, layout, random);
                Operand y = result(dtype, layout.shape(), random);
                Softmax.softmax(x, y);
                CanaryOperand.check("softmax", y, composed(CanaryOperand.values(x), 500, false));
            }
        }
    }
}
