package dev.gatun.kernel;

import static dev.gatun.shape.DType.F32;
import static dev.gatun.shape.DType.I64;

import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PositionTest {
    private static final long SEED = 20261122;

    private static final List<Shape> SHAPES =
            List.of(
                    Shape.of(1),
                    Shape.of(207),
                    Shape.of(13, 7),
                    Shape.of(3, 1, 71),
                    Shape.of(2, 9001),
                    Shape.of(600, 2));

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
            double[] values = Placed.values(last);
            int n = (int) layout.shape().dim(axis);
            Shape shape = layout.shape();
            shape = random.nextBoolean() ? shape.with(axis, 1) : shape.remove(axis);
            List<Layout> outputs = Placed.layouts(shape);
            Operand out = Placed.empty(I64, outputs.get(random.nextInt(outputs.size())));
            String what = layout + " along " + axis + " to " + out.layout();
            Position.argMax(x, out, axis);
            Placed.check("argMax of " + what, out, first(values, n, true));
            Position.argMin(x, out, axis);
            Placed.check("argMin of " + what, out, first(values, n, false));
        }
        double[] values = Placed.values(x);
        Operand out = Placed.empty(I64, Layout.contiguous(Shape.scalar(), 2));
        Position.argMax(x, out);
        Placed.check("argMax of " + layout, out, first(values, values.length, true));
        Position.argMin(x, out);
        Placed.check("argMin of " + layout, out, first(values, values.length, false));
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void agreesWithPlainLoops(DType dtype) {
        Random random = new Random(SEED);
        for (Shape shape : SHAPES) {
            for (Layout layout : Placed.inputLayouts(shape)) {
                check(Placed.random(dtype, layout, random), random);
            }
        }
    }

    @Test
    void findsTheFirstNaNAndInfinity() {
        Random random = new Random(SEED);
        for (int n : new int[] {3, 16, 77, 10_000}) {
            Operand x = Placed.random(F32, Layout.contiguous(Shape.of(n)), random);
            Placed.set(x, n / 2, Double.POSITIVE_INFINITY);
            Placed.set(x, n - 1, Double.POSITIVE_INFINITY);
            check(x, random);
            Placed.set(x, n / 3, Double.NaN);
            Placed.set(x, n - 2, Double.NaN);
            check(x, random);
        }
    }

    @Test
    void tellsLongsApartThatAreOneDouble() {
        Operand x = Placed.of(I64, Layout.contiguous(Shape.of(3)), 0x1p53, 0, 0x1p53);
        x.memory().setAtIndex(ValueLayout.JAVA_LONG, 2, (1L << 53) + 1);
        Operand out = Placed.empty(I64, Layout.contiguous(Shape.scalar()));
        Position.argMax(x, out);
        Placed.check("argMax", out, 2);
    }

    @Test
    void findsNothingInNoRows() {
        Operand x = Placed.empty(F32, Layout.contiguous(Shape.of(3, 0)));
        Operand out = Placed.empty(I64, Layout.contiguous(Shape.of(0)));
        Position.argMax(x, out, 0);
        Placed.checkCanaries(out);
    }
}
