package dev.gatun.kernel.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.kernel.RandomOperand;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import dev.gatun.shape.Slice;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CopyTest {
    private final SplittableRandom random = new SplittableRandom(20261122);

    @ParameterizedTest
    @MethodSource("dev.gatun.kernel.RandomOperand#shapes")
    void copiesEveryLayoutIntoEveryLayout(Shape shape) {
        // One element size a pair: 4 does not divide the number of layouts, so all meet.
        DType[] dtypes = {DType.U8, DType.BF16, DType.F32, DType.F64};
        int pair = 0;
        for (Layout from : RandomOperand.inputs(shape)) {
            for (Layout to : RandomOperand.layouts(shape)) {
                assertCopies(from, to, dtypes[(pair++ + pair / 12) % 4]);
            }
        }
    }

    @Test
    void copiesWhatBroadcasts() {
        Layout to = Layout.contiguous(Shape.of(4, 5, 6));
        assertCopies(Layout.contiguous(Shape.of(5, 1)), to, DType.F32);
        assertCopies(Layout.contiguous(Shape.of(6)), to, DType.F32);
        assertCopies(Layout.contiguous(Shape.scalar()), to, DType.F32);
    }

    /** Some by one call of machine code, and by several. */
    @Test
    void copiesDenseRowsThatStandApart() {
        Layout wide = Layout.contiguous(Shape.of(3, 200, 100));
        for (int columns : new int[] {16, 33, 70}) {
            Layout apart = wide.narrow(2, 5, columns);
            assertCopies(apart, Layout.contiguous(apart.shape()), DType.F32);
            assertCopies(apart.permute(1, 0, 2), apart.permute(1, 0, 2), DType.F64);
            assertCopies(apart.select(0, 1).select(0, 7), apart, DType.BF16);
            assertCopies(
                    apart.slice(Slice.ALL, Slice.every(-3)), apart.narrow(1, 3, 67), DType.I32);
        }
    }

    @Test
    void copiesEveryOrderOfAxes() {
        Shape shape = Shape.of(5, 33, 2, 70);
        for (int[] axes : new int[][] {{3, 2, 1, 0}, {0, 2, 1, 3}, {1, 3, 0, 2}, {2, 0, 3, 1}}) {
            Layout permuted = Layout.contiguous(shape).permute(axes);
            assertCopies(permuted, Layout.contiguous(permuted.shape()), DType.I32);
            assertCopies(Layout.contiguous(permuted.shape()), permuted, DType.I32);
        }
    }

    @Test
    void copiesLongSteps() {
        Layout wide = Layout.contiguous(Shape.of(70, 80, 6));
        for (long step : new long[] {1, 4, 5, 17, -4, -5}) {
            Layout from = wide.slice(Slice.every(step), Slice.every(-step), Slice.every(5));
            assertCopies(from, Layout.contiguous(from.shape()), DType.I64);
            assertCopies(from.permute(1, 0, 2), from.permute(1, 0, 2), DType.F32);
        }
    }

    private void assertCopies(Layout from, Layout to, DType dtype) {
        RandomOperand input = RandomOperand.ofBytes(from, dtype, random);
        RandomOperand output = RandomOperand.ofBytes(to, dtype, random);
        Copy.copy(input.operand, output.operand);
        Layout broadcast = from.expand(to.shape());
        RandomOperand view = input.as(broadcast);
        for (long[] index : RandomOperand.indices(to.shape())) {
            if (output.bits(index) != view.bits(index)) {
                assertThat(output.bits(index))
                        .as("%s from %s to %s", java.util.Arrays.toString(index), from, to)
                        .isEqualTo(view.bits(index));
            }
        }
        output.assertRestUntouched();
        input.assertUntouched();
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void fillsEveryLayout(DType dtype) {
        for (Shape shape : RandomOperand.shapes()) {
            for (Layout to : RandomOperand.layouts(shape)) {
                RandomOperand output = RandomOperand.ofBytes(to, dtype, random);
                Copy.fill(output.operand, 1.5);
                assertThat(output.values())
                        .containsOnly(fillOf(shape, dtype.isFloating() ? 1.5 : 1));
                output.assertRestUntouched();
                Copy.fill(output.operand, 42L);
                assertThat(output.values())
                        .containsOnly(fillOf(shape, dtype == DType.BOOL ? 1 : 42));
                output.assertRestUntouched();
            }
        }
    }

    /** What an array is allowed to contain: nothing if it is empty. */
    private static double[] fillOf(Shape shape, double value) {
        return shape.isEmpty() ? new double[0] : new double[] {value};
    }

    @Test
    void fillsWithLongsExactly() {
        long odd = (1L << 60) + 1;
        RandomOperand output =
                RandomOperand.ofBytes(Layout.contiguous(Shape.of(7)), DType.I64, random);
        Copy.fill(output.operand, odd);
        assertThat(output.bits(6)).isEqualTo(odd);
    }
}
