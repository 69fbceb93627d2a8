package dev.gatun.kernel.fill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.kernel.RandomOperand;
import dev.gatun.kernel.move.Operand;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SequenceTest {
    private final SplittableRandom random = new SplittableRandom(20261122);

    private RandomOperand filled(Layout layout, DType dtype, Consumer<Operand> fill) {
        RandomOperand output = RandomOperand.ofBytes(layout, dtype, random);
        fill.accept(output.operand);
        output.assertRestUntouched();
        return output;
    }

    @ParameterizedTest
    @MethodSource("dev.gatun.kernel.RandomOperand#shapes")
    void arangeCountsInRowMajorOrder(Shape shape) {
        for (Layout layout : RandomOperand.layouts(shape)) {
            double[] longs = filled(layout, DType.I64, to -> Sequence.arange(to, 5L, -3L)).values();
            double[] floats = filled(layout, DType.F32, to -> Sequence.arange(to, 5L, 3L)).values();
            double[] doubles =
                    filled(layout, DType.F64, to -> Sequence.arange(to, 0.5, 0.1)).values();
            for (int i = 0; i < longs.length; i++) {
                assertThat(longs[i]).isEqualTo(5 - 3.0 * i);
                assertThat(floats[i]).isEqualTo(5 + 3.0 * i);
                assertThat(doubles[i]).isEqualTo(0.5 + i * 0.1);
            }
        }
    }

    @Test
    void arangeOfLongsIsExact() {
        long start = (1L << 62) + 1;
        RandomOperand output =
                filled(
                        Layout.contiguous(Shape.of(7)),
                        DType.I64,
                        to -> Sequence.arange(to, start, 2L));
        assertThat(output.bits(6)).isEqualTo(start + 12);
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F32", "F64"})
    void linspaceEndsWhereItShould(DType dtype) {
        for (int n : new int[] {2, 3, 7, 13, 207, 5001}) {
            double[] values =
                    filled(
                                    Layout.contiguous(Shape.of(n)),
                                    dtype,
                                    to -> Sequence.linspace(to, -0.3, 0.3))
                            .values();
            double end = dtype == DType.F32 ? 0.3f : 0.3;
            assertThat(values[0]).isEqualTo(-end);
            assertThat(values[n - 1]).isEqualTo(end);
            for (int i = 0; i < n; i++) {
                assertThat(values[i]).isEqualTo(-values[n - 1 - i] + 0.0);
                double exact = -0.3 + 0.6 * i / (n - 1);
                double unit = dtype == DType.F32 ? 0x1p-24 : 0x1p-53;
                assertThat(Math.abs(values[i] - exact)).isLessThanOrEqualTo(2 * unit);
            }
        }
    }

    @Test
    void linspaceOfFewAndOfFarApart() {
        Consumer<Operand> fill = to -> Sequence.linspace(to, 2, 9);
        assertThat(filled(Layout.contiguous(Shape.of(0)), DType.F64, fill).values()).isEmpty();
        assertThat(filled(Layout.contiguous(Shape.of(1)), DType.F64, fill).values())
                .containsExactly(2);
        assertThat(filled(Layout.contiguous(Shape.of(8)), DType.I32, fill).values())
                .containsExactly(2, 3, 4, 5, 6, 7, 8, 9);
        double most = Double.MAX_VALUE;
        Consumer<Operand> far = to -> Sequence.linspace(to, -most, most);
        assertThat(filled(Layout.contiguous(Shape.of(3)), DType.F64, far).values())
                .containsExactly(-most, 0, most);
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void eyeHasOnesOnTheDiagonal(DType dtype) {
        for (Shape shape :
                new Shape[] {
                    Shape.of(3, 5),
                    Shape.of(7, 7),
                    Shape.of(13, 4),
                    Shape.of(2, 3, 4),
                    Shape.of(0, 3)
                }) {
            for (Layout layout : RandomOperand.layouts(shape)) {
                RandomOperand output = filled(layout, dtype, Sequence::eye);
                int rank = shape.rank();
                for (long[] index : RandomOperand.indices(shape)) {
                    assertThat(output.value(index))
                            .isEqualTo(index[rank - 2] == index[rank - 1] ? 1 : 0);
                }
            }
        }
    }
}
