package dev.gatun.kernel.reduce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.kernel.RandomOperand;
import dev.gatun.kernel.reduce.IntegerReduction.Combination;
import dev.gatun.kernel.threads.Threads;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Reductions of integers of every bit pattern, in every layout, are exact and wrap. */
class IntegerReductionTest {
    private static final List<Shape> SHAPES =
            List.of(
                    Shape.of(1, 1),
                    Shape.of(3, 7),
                    Shape.of(2, 13),
                    Shape.of(5, 64),
                    Shape.of(77, 77),
                    Shape.of(2, 5_000),
                    Shape.of(1, 40_009));

    private final SplittableRandom random = new SplittableRandom(29);

    static Stream<Arguments> rows() {
        return Stream.of(Combination.values())
                .flatMap(how ->
                        Stream.of(DType.I64, DType.I32, DType.U8, DType.BOOL)
                                .map(type -> Arguments.of(how, type)));
    }

    private static long element(RandomOperand x, long... index) {
        long bits = x.bits(index);
        return switch (x.operand.dtype()) {
            case U8 -> bits & 0xff;
            case BOOL -> bits == 0 ? 0 : 1;
            default -> bits;
        };
    }

    private static long combined(Combination how, long a, long b) {
        return switch (how) {
            case SUM -> a + b;
            case PROD -> a * b;
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
        };
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyBitIsRight(Combination how, DType type) {
        for (Shape shape : SHAPES) {
            for (Layout layout : RandomOperand.inputs(shape)) {
                RandomOperand x = RandomOperand.ofBytes(layout, type, random);
                check(how, x, 0, DType.I64);
                check(how, x, 1, DType.I64);
                if (how == Combination.MAX || how == Combination.MIN) {
                    check(how, x, 0, type);
                    check(how, x, 1, type);
                }
            }
        }
    }

    /** Rows that are combined in groups, as many elements as are divided among threads. */
    @ParameterizedTest
    @MethodSource("rows")
    void manyNarrowRowsAreCombined(Combination how, DType type) {
        Layout layout = Layout.contiguous(Shape.of(40_099, 33));
        RandomOperand x = RandomOperand.ofBytes(layout, type, random);
        int before = Threads.count();
        try {
            for (int threads : new int[] {1, 2}) {
                Threads.setCount(threads);
                check(how, x, 0, DType.I64);
            }
        } finally {
            Threads.setCount(before);
        }
    }

    private void check(Combination how, RandomOperand x, int axis, DType to) {
        Shape shape = x.operand.layout().shape();
        long[] expected = new long[(int) shape.dim(1 - axis)];
        Arrays.fill(expected, how.identity);
        for (long[] index : RandomOperand.indices(shape)) {
            int kept = (int) index[1 - axis];
            expected[kept] = combined(how, expected[kept], element(x, index));
        }
        Layout row = Layout.contiguous(Shape.of(expected.length), 1);
        RandomOperand out = RandomOperand.ofBytes(row, to, random);
        IntegerReduction.run(how, x.operand, out.operand, axis);
        long[] got = new long[expected.length];
        Arrays.setAll(got, k -> element(out, k));
        assertThat(got).as("%s of %s along %d", how, x.operand, axis).isEqualTo(expected);
        out.assertRestUntouched();
        x.assertUntouched();
    }
}
