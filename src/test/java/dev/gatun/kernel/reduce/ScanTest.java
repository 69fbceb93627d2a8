package dev.gatun.kernel.reduce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.kernel.CanaryOperand;
import dev.gatun.kernel.move.Copy;
import dev.gatun.kernel.move.Operand;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScanTest {
    private static final long SEED = 20261122;

    private static final List<Shape> SHAPES =
            List.of(
                    Shape.of(0),
                    Shape.of(3, 0),
                    Shape.of(1),
                    Shape.of(207),
                    Shape.of(13, 7),
                    Shape.of(2, 1, 71),
                    Shape.of(2, 5000),
                    Shape.of(40, 33),
                    Shape.of(3, 50, 41));

    @ParameterizedTest
    @EnumSource(DType.class)
    void agreesWithPlainLoops(DType dtype) {
        Random random = new Random(SEED);
        for (Shape shape : SHAPES) {
            for (Layout layout : CanaryOperand.inputLayouts(shape)) {
                Operand x = CanaryOperand.random(dtype, layout, random);
                for (int axis = 0; axis < shape.rank(); axis++) {
                    List<Layout> outputs = CanaryOperand.layouts(shape);
                    Layout to = outputs.get(random.nextInt(outputs.size()));
                    Operand out = CanaryOperand.empty(dtype.isFloating() ? dtype : DType.I64, to);
                    Scan.SUM.run(x, out, axis);
                    Layout rows = IntegerReduction.lastAxes(layout, axis);
                    double[] sums = CanaryOperand.values(x.with(rows));
                    int n = (int) shape.dim(axis);
                    for (int i = 0; i < sums.length; i++) {
                        sums[i] += i % n == 0 ? 0 : sums[i - 1];
                    }
                    String what = layout + " along " + axis + " to " + to;
                    Layout ordered = IntegerReduction.lastAxes(to, axis);
                    CanaryOperand.check("cumsum of " + what, out.with(ordered), sums);
                }
            }
        }
    }

    @Test
    void roundsOnce() {
        // In between the two floats next to it, and nearer to the upper one by less than they hold.
        double[] values = {1, 0x1p-8, 0x1p-30};
        Operand x = CanaryOperand.of(DType.BF16, Layout.contiguous(Shape.of(3)), values);
        Operand out = CanaryOperand.empty(DType.BF16, x.layout());
        Scan.SUM.run(x, out, 0);
        assertThat(CanaryOperand.values(out)).containsExactly(1, 1, 1 + 0x1p-7);
        Operand column = x.with(x.layout().unsqueeze(1).expand(Shape.of(3, 40)));
        Operand columns = CanaryOperand.empty(DType.BF16, Layout.contiguous(Shape.of(3, 40)));
        Operand dense = CanaryOperand.empty(DType.BF16, columns.layout());
        Copy.copy(column, dense);
        Scan.SUM.run(dense, columns, 0);
        assertThat(CanaryOperand.values(columns)).startsWith(1).endsWith(1 + 0x1p-7);
    }

    @Test
    void wrapsAndStaysExactBeyondDoubles() {
        for (int width : new int[] {1, 40}) {
            Operand x = CanaryOperand.empty(DType.I64, Layout.contiguous(Shape.of(3, width)));
            long[] column = {Long.MAX_VALUE, 1, (1L << 53) + 1};
            for (int i = 0; i < 3 * width; i++) {
                x.memory().setAtIndex(ValueLayout.JAVA_LONG, i, column[i / width]);
            }
            Operand out = CanaryOperand.empty(DType.I64, x.layout());
            Scan.SUM.run(x, out, 0);
            for (int i = 0; i < 3 * width; i++) {
                long[] sums = {Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + (1L << 53) + 1};
                assertThat(out.memory().getAtIndex(ValueLayout.JAVA_LONG, i))
                        .isEqualTo(sums[i / width]);
            }
            CanaryOperand.checkCanaries(out);
        }
    }

    @Test
    void goesOnAfterInfinityAndNaN() {
        double inf = Double.POSITIVE_INFINITY;
        double nan = Double.NaN;
        Operand x =
                CanaryOperand.of(
                        DType.F32, Layout.contiguous(Shape.of(2, 3)), 1, inf, 2, 1, nan, 2);
        Operand out = CanaryOperand.empty(DType.F32, x.layout());
        Scan.SUM.run(x, out, 1);
        CanaryOperand.check("cumsum", out, 1, inf, inf, 1, nan, nan);
        Operand columns = CanaryOperand.empty(DType.F32, Layout.contiguous(Shape.of(3, 40)));
        Operand sums = CanaryOperand.empty(DType.F32, columns.layout());
        double[] column = {1, nan, inf};
        for (int i = 0; i < 120; i++) {
            CanaryOperand.set(columns, i, column[i / 40]);
        }
        Scan.SUM.run(columns, sums, 0);
        assertThat(CanaryOperand.values(sums)).startsWith(1, 1).endsWith(nan, nan);
    }
}
