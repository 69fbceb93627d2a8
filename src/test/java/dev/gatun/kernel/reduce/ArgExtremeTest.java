package dev.gatun.kernel.reduce;

import static dev.gatun.shape.DType.F32;
import static dev.gatun.shape.DType.I64;

import dev.gatun.kernel.CanaryOperand;
import dev.gatun.kernel.move.Operand;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

public class ArgExtremeTest {
    private static final long SEED = 20261122;

    private static final List<Shape> SHAPES =
            List.of(
                    Shape.of(1),
                    Shape.of(207),
                    Shape.of(13, 7),
                    Shape.of(3, 1, 71),
                    Shape.of(2, 9001),
                    Shape.of(600, 2),
                    Shape.of(40, 33),
                    Shape.of(5, 170, 3));

    /** The index of the first largest of every so many elements, NaN being larger than all. */
    private static double[] first(double[] rows, int n, boolean isLargest) {
        double[] indices = new double[rows.length / n];
        for (int r = 0; r < indices.length; r++) {
            int best = 0;
            for (int i = 1; i < n; i++) {
                double a = rows[r * n + i];
                double b = rows[r * n + best];
                boolean isBetter = isLargest ? a > b : a < b;
                best = !Double.isNaN(b) && (Double.isNaN(a) || isBetter) ? i : best;
            }
            indices[r] = best;
        }
        return indices;
    }

    private static void check(Operand x, Random random) {
        Layout layout = x.layout();
        for (int axis = 0; axis < layout.rank(); axis++) {
            Operand last = x.with(IntegerReduction.lastAxes(layout, axis));
            double[] values = CanaryOperand.values(last);
            int n = (int) layout.shape().dim(axis);
            Shape shape = layout.shape();
            shape = random.nextBoolean() ? shape.with(axis, 1) : shape.remove(axis);
            List<Layout> outputs = CanaryOperand.layouts(shape);
            Operand out = CanaryOperand.empty(I64, outputs.get(random.nextInt(outputs.size())));
            String what = layout + " along " + axis + " to " + out.layout();
            ArgExtreme.argMax(x, out, axis);
            CanaryOperand.check("argMax of " + what, out, first(values, n, true));
            ArgExtreme.argMin(x, out, axis);
            CanaryOperand.check("argMin of " + what, out, first(values, n, false));
        }
        double[] values = CanaryOperand.values(x);
        Operand out = CanaryOperand.empty(I64, Layout.contiguous(Shape.scalar(), 2));
        ArgExtreme.argMax(x, out);
        CanaryOperand.check("argMax of " + layout, out, first(values, values.length, true));
        ArgExtreme.argMin(x, out);
        CanaryOperand.check("argMin of " + layout, out, first(values, values.length, false));
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    public void agreesWithPlainLoops(DType dtype) {
        Random random = new Random(SEED);
        for (Shape shape : SHAPES) {
            for (Layout layout : CanaryOperand.inputLayouts(shape)) {
                check(CanaryOperand.random(dtype, layout, random), random);
            }
        }
    }

    @Test
    public void findsTheFirstNaNAndInfinity() {
        Random random = new Random(SEED);
        for (int n : new int[] {3, 16, 77, 10_000}) {
            Operand x = CanaryOperand.random(F32, Layout.contiguous(Shape.of(n)), random);
            CanaryOperand.set(x, n / 2, Double.POSITIVE_INFINITY);
            CanaryOperand.set(x, n - 1, Double.POSITIVE_INFINITY);
            check(x, random);
            CanaryOperand.set(x, n / 3, Double.NaN);
            CanaryOperand.set(x, n - 2, Double.NaN);
            check(x, random);
        }
    }

    /** NaN and infinities in some columns, met in any turn and lane. */
    @ParameterizedTest
    @EnumSource(names = {"F32", "F64", "BF16"})
    void findsTheFirstNaNOfEachColumn(DType dtype) {
        Random random = new Random(SEED);
        double[] specials = {
            Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0.0, -0.0
        };
        for (Shape shape : List.of(Shape.of(3, 1500), Shape.of(50, 7), Shape.of(333, 5))) {
            for (Layout layout : CanaryOperand.layouts(shape)) {
                Operand x = CanaryOperand.random(dtype, layout, random);
                for (long i = 0; i < shape.numel(); i++) {
                    if (random.nextInt(20) == 0) {
                        CanaryOperand.set(x, i, specials[random.nextInt(specials.length)]);
                    }
                }
                check(x, random);
            }
        }
    }

    @Test
    void findsTheFirstWhereAllAreTheWorst() {
        Random random = new Random(SEED);
        for (double worst : new double[] {-0x1p63, 0x1p63, Double.NEGATIVE_INFINITY, Double.NaN}) {
            for (DType dtype : List.of(I64, F32)) {
                Operand x = CanaryOperand.empty(dtype, Layout.contiguous(Shape.of(70, 9)));
                for (long i = 0; i < 70 * 9; i++) {
                    CanaryOperand.set(x, i, worst);
                }
                check(x, random);
            }
        }
    }

    @Test
    void tellsLongsApartThatAreOneDouble() {
        Operand x = CanaryOperand.of(I64, Layout.contiguous(Shape.of(3)), 0x1p53, 0, 0x1p53);
        x.memory().setAtIndex(ValueLayout.JAVA_LONG, 2, (1L << 53) + 1);
        Operand out = CanaryOperand.empty(I64, Layout.contiguous(Shape.scalar()));
        ArgExtreme.argMax(x, out);
        CanaryOperand.check("argMax", out, 2);
        // The same where rows are met one after the other.
        Operand columns = CanaryOperand.empty(I64, Layout.contiguous(Shape.of(3, 40)));
        for (long i = 0; i < 120; i++) {
            columns.memory().setAtIndex(ValueLayout.JAVA_LONG, i, (1L << 53) + i / 40);
        }
        Operand each = CanaryOperand.empty(I64, Layout.contiguous(Shape.of(40)));
        ArgExtreme.argMax(columns, each, 0);
        CanaryOperand.check("argMax", each, DoubleStream.generate(() -> 2).limit(40).toArray());
        ArgExtreme.argMin(columns, each, 0);
        CanaryOperand.check("argMin", each, new double[40]);
    }

    @Test
    void findsNothingInNoRows() {
        Operand x = CanaryOperand.empty(F32, Layout.contiguous(Shape.of(3, 0)));
        Operand out = CanaryOperand.empty(I64, Layout.contiguous(Shape.of(0)));
        ArgExtreme.argMax(x, out, 0);
        CanaryOperand.checkCanaries(out);
    }
}
