package dev.gatun.kernel.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.kernel.CanaryOperand;
import dev.gatun.kernel.reduce.Reduction;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Copies that say whether what they copy is finite, and symmetry, at every place of matrices. */
class ElementBitsTest {
    private static final double[] NOT_FINITE = {
        Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
    };

    private final Random random = new Random(7);

    private static List<Layout> layouts(Shape shape) {
        Layout turned = Layout.contiguous(shape.with(-1, shape.dim(-2)).with(-2, shape.dim(-1)), 3);
        Shape wide = shape.with(-1, 2 * shape.dim(-1) + 1);
        int last = shape.rank() - 1;
        return List.of(
                Layout.contiguous(shape, 2),
                turned.transpose(last - 1, last),
                Layout.contiguous(wide, 1).narrow(last, 1, shape.dim(-1)),
                Layout.contiguous(shape.with(-1, 1), 1).expand(shape));
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F32", "F64"})
    void copiesOfEveryLayout(DType dtype) {
        long[][] sizes = {{3, 3}, {1, 17}, {17, 1}, {2, 8, 9}, {3, 19, 24}, {40, 70}, {0, 4}};
        for (long[] size : sizes) {
            for (Layout layout : layouts(Shape.of(size))) {
                Operand from = CanaryOperand.random(dtype, layout, random);
                checkCopy(from, true);
                long elements = layout.numel();
                for (int k = 0; k < NOT_FINITE.length && elements > 0; k++) {
                    long at = random.nextLong(elements);
                    double kept = CanaryOperand.values(from)[(int) at];
                    CanaryOperand.set(from, at, NOT_FINITE[k]);
                    checkCopy(from, false);
                    CanaryOperand.set(from, at, kept);
                }
                checkCopy(from, true);
            }
        }
    }

    private static void checkCopy(Operand from, boolean isFinite) {
        Layout dense = Layout.contiguous(from.layout().shape(), 5);
        Operand to = CanaryOperand.empty(from.dtype(), dense);
        assertThat(ElementBits.copy(from, to)).as("%s", from).isEqualTo(isFinite);
        CanaryOperand.check("copy of " + from, to, CanaryOperand.values(from));
        assertThat(Reduction.areFinite(to)).as("%s", to).isEqualTo(isFinite);
        assertThat(Reduction.areFinite(from)).as("%s", from).isEqualTo(isFinite);
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F32", "F64"})
    void everyPlaceCounts(DType dtype) {
        Operand from = CanaryOperand.random(dtype, Layout.contiguous(Shape.of(19, 21)), random);
        Operand turned = from.with(from.layout().transpose(0, 1));
        double[] values = CanaryOperand.values(from);
        for (int at = 0; at < values.length; at++) {
            CanaryOperand.set(from, at, NOT_FINITE[at % 3]);
            checkCopy(from, false);
            checkCopy(turned, false);
            CanaryOperand.set(from, at, values[at]);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F32", "F64"})
    void symmetryOfEveryPair(DType dtype) {
        for (int n : new int[] {0, 1, 2, 3, 7, 8, 9, 16, 21}) {
            Operand x = symmetric(dtype, n);
            assertThat(ElementBits.areSymmetric(x)).as("n = %d", n).isTrue();
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    int at = n * n + i * n + j; // in the second matrix of two
                    double kept = CanaryOperand.values(x)[at];
                    CanaryOperand.set(x, at, 2);
                    assertThat(ElementBits.areSymmetric(x)).isEqualTo(i == j);
                    CanaryOperand.set(x, at, kept);
                }
            }
        }
    }

    private Operand symmetric(DType dtype, int n) {
        Operand x = CanaryOperand.random(dtype, Layout.contiguous(Shape.of(2, n, n), 1), random);
        for (int matrix = 0; matrix < 2; matrix++) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < i; j++) {
                    double value = CanaryOperand.values(x)[matrix * n * n + i * n + j];
                    CanaryOperand.set(x, matrix * n * n + j * n + i, value);
                }
            }
        }
        return x;
    }
}
