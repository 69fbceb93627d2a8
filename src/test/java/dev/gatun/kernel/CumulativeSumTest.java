package dev.gatun.kernel;

import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CumulativeSumTest {
    private static final long SEED = 20261122;

    private static final List<Shape> SHAPES =
            List.of(
                    Shape.of(0),
                    Shape.of(3, 0),
                    Shape.of(1),
                    Shape.of(207),
                    Shape.of(13, 7),
                    Shape.of(2, 1, 71),
                    Shape.of(2, 5000));

    @ParameterizedTest
    @EnumSource(DType.class)
    void agreesWithPlainLoops(DType dtype) {
        Random random = new Random(SEED);
        for (Shape shape : SHAPES) {
            for (Layout layout : Placed.inputLayouts(shape)) {
                Operand x = Placed.random(dtype, layout, random);
                for (int axis = 0; axis < shape.rank(); axis++) {
                    List<Layout> outputs = Placed.layouts(shape);
                    Layout to = outputs.get(random.nextInt(outputs.size()));
                    Operand out = Placed.empty(dtype.isFloating() ? dtype : DType.I64, to);
                    CumulativeSum.cumsum(x, out, axis);
                    Layout rows = IntegerReduction.lastAxes(layout, axis);
                    double[] sums = Placed.values(x.with(rows));
                    int n = (int) shape.dim(axis);
                    for (int i = 0; i < sums.length; i++) {
                        sums[i] += i % n == 0 ? 0 : sums[i - 1];
                    }
                    String what = layout + " along " + axis + " to " + to;
                    Layout ordered = IntegerReduction.lastAxes(to, axis);
                    Placed.check("cumsum of " + what, out.with(ordered), sums);
                }
            }
        }
    }

    @Test
    void goesOnAfterInfinityAndNaN() {
        double inf = Double.POSITIVE_INFINITY;
        double nan = Double.NaN;
        Operand x = Placed.of(DType.F32, Layout.contiguous(Shape.of(2, 3)), 1, inf, 2, 1, nan, 2);
        Operand out = Placed.empty(DType.F32, x.layout());
        CumulativeSum.cumsum(x, out, 1);
        Placed.check("cumsum", out, 1, inf, inf, 1, nan, nan);
    }
}
