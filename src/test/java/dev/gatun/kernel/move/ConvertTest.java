package dev.gatun.kernel.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.kernel.RandomOperand;
import dev.gatun.shape.Bfloat16;
import dev.gatun.shape.DType;
import dev.gatun.shape.Layout;
import dev.gatun.shape.Shape;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConvertTest {
    private final SplittableRandom random = new SplittableRandom(20261122);

    @ParameterizedTest
    @MethodSource("dev.gatun.kernel.RandomOperand#shapes")
    void convertsEveryLayoutIntoEveryLayout(Shape shape) {
        DType[] dtypes = DType.values();
        int pair = 0;
        for (Layout from : RandomOperand.inputs(shape)) {
            for (Layout to : RandomOperand.layouts(shape)) {
                DType source = dtypes[pair % dtypes.length];
                DType target = dtypes[pair / dtypes.length % dtypes.length];
                pair += 5;
                assertConverts(from, source, to, target);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void convertsHardNumbers(DType source) {
        long[] bits = hardBits(source);
        Layout layout = Layout.contiguous(Shape.of(bits.length));
        for (DType target : DType.values()) {
            RandomOperand input = RandomOperand.ofBytes(layout, source, random);
            for (int i = 0; i < bits.length; i++) {
                input.setBits(bits[i], i);
            }
            RandomOperand output = RandomOperand.ofBytes(layout, target, random);
            Convert.convert(input.operand, output.operand);
            for (int i = 0; i < bits.length; i++) {
                assertElement(input.bits(i), source, output.bits(i), target);
            }
        }
    }

    @Test
    void convertsEveryHalf() {
        Layout layout = Layout.contiguous(Shape.of(1 << 16));
        for (DType half : new DType[] {DType.F16, DType.BF16}) {
            RandomOperand input = RandomOperand.ofBytes(layout, half, random);
            RandomOperand output = RandomOperand.ofBytes(layout, DType.F32, random);
            RandomOperand back = RandomOperand.ofBytes(layout, half, random);
            for (int i = 0; i < 1 << 16; i++) {
                input.setBits(i, i);
            }
            Convert.convert(input.operand, output.operand);
            Convert.convert(output.operand, back.operand);
            for (int i = 0; i < 1 << 16; i++) {
                assertElement(input.bits(i), half, output.bits(i), DType.F32);
                if (!Double.isNaN(input.value(i))) {
                    assertThat(back.bits(i)).isEqualTo(input.bits(i));
                }
            }
        }
    }

    private void assertConverts(Layout from, DType source, Layout to, DType target) {
        RandomOperand input = RandomOperand.ofBytes(from, source, random);
        RandomOperand output = RandomOperand.ofBytes(to, target, random);
        Convert.convert(input.operand, output.operand);
        for (long[] index : RandomOperand.indices(to.shape())) {
            assertElement(input.bits(index), source, output.bits(index), target);
        }
        output.assertRestUntouched();
        input.assertUntouched();
    }

    private static void assertElement(long from, DType source, long to, DType target) {
        if (source == target || !isRight(from, source, to, target)) {
            assertThat(to)
                    .as(
                            "%s %s as %s is %s",
                            source,
                            RandomOperand.value(from, source),
                            target,
                            RandomOperand.value(to, target))
                    .isEqualTo(source == target ? from : ~to);
        }
    }

    private static boolean isRight(long from, DType source, long to, DType target) {
        double value = RandomOperand.value(from, source);
        if (!target.isFloating()) {
            return to == integer(from, source, target);
        }
        double result = RandomOperand.value(to, target);
        if (target == DType.F64) {
            double expected = source == DType.I64 ? (double) from : value;
            return Double.compare(expected, result) == 0;
        }
        if (target == DType.F32) {
            float expected = source == DType.I64 ? (float) from : (float) value;
            return Double.compare(expected, result) == 0;
        }
        // Java has no cast to these, but where nothing is to be rounded it is clear what they are.
        if (value == 0 || Double.isNaN(value) || Math.abs(value) > 1e60) {
            double expected = Math.abs(value) > 1e60 ? value * Double.POSITIVE_INFINITY : value;
            return Double.compare(expected, result) == 0;
        }
        if (Math.abs(value) < 1e-60) {
            return Double.compare(value * 0, result) == 0;
        }
        if (Double.isNaN(result) || (result != 0 && Math.signum(result) != Math.signum(value))) {
            return false;
        }
        BigDecimal exact = source == DType.I64 ? BigDecimal.valueOf(from) : new BigDecimal(value);
        BigDecimal error = exact.abs().subtract(magnitude(to, target)).abs();
        return (result == 0 || closer(error, exact, to - 1, to, target))
                && (Double.isInfinite(result) || closer(error, exact, to + 1, to, target));
    }

    /** Whether the result is nearer than its neighbour, or as near and even. */
    private static boolean closer(
            BigDecimal error, BigDecimal exact, long neighbour, long result, DType target) {
        BigDecimal other = exact.abs().subtract(magnitude(neighbour, target)).abs();
        int comparison = error.compareTo(other);
        return comparison < 0 || (comparison == 0 && (result & 1) == 0);
    }

    /** The absolute value; infinity stands for the power of two it begins at when rounding. */
    private static BigDecimal magnitude(long bits, DType type) {
        double value = Math.abs(RandomOperand.value(bits, type));
        if (!Double.isInfinite(value)) {
            return new BigDecimal(value);
        }
        int exponent = type == DType.F16 ? 16 : 128;
        return BigDecimal.valueOf(2).pow(exponent);
    }

    private static long integer(long from, DType source, DType target) {
        double value = RandomOperand.value(from, source);
        return switch (target) {
            case I64 -> source.isFloating() ? (long) value : unsigned(from, source);
            case BOOL -> value == 0 ? 0 : 1;
            case I32 -> source.isFloating() ? (int) value : (int) unsigned(from, source);
            default ->
                    source.isFloating()
                            ? (byte) (value > 255 ? 255 : value > 0 ? (int) value : 0)
                            : (byte) unsigned(from, source);
        };
    }

    private static long unsigned(long bits, DType type) {
        return switch (type) {
            case U8 -> bits & 0xff;
            case BOOL -> bits == 0 ? 0 : 1;
            default -> bits;
        };
    }

    /** Ends of ranges, numbers halfway between two of a narrower type, and those beside them. */
    private static long[] hardBits(DType type) {
        List<Long> bits = new ArrayList<>();
        double[] centres = {
            0,
            1,
            2,
            127,
            128,
            255,
            255.5,
            256,
            2147483647.0,
            2147483648.0,
            4294967296.0,
            0x1p53,
            0x1p62,
            0x1p63,
            65504,
            65519.99,
            65520,
            0x1p-14,
            0x1p-24,
            0x1p-25,
            0x1.8p-25,
            0x1p-126,
            0x1p-133,
            0x1p-134,
            0x1p-149,
            0x1p-150,
            3.38e38,
            0x1.ffp127,
            3.4e38,
            Float.MAX_VALUE,
            0x1.ffffffp127,
            1e300,
            Double.MAX_VALUE,
            Double.MIN_VALUE,
            1 + 0x1p-8,
            1 + 0x1.8p-7,
            1 + 0x1p-11,
            1 + 0x1p-24,
            1 + 0x1p-8 + 0x1p-40,
            1 + 0x1p-11 - 0x1p-40,
            1 + 0x1p-8 - 0x1p-52,
            0x1.01p60,
            0x1.0080000001p62
        };
        for (double centre : centres) {
            for (double sign : new double[] {1, -1}) {
                double value = sign * centre;
                for (int step = -2; step <= 2; step++) {
                    switch (type) {
                        case F64 -> bits.add(Double.doubleToRawLongBits(value) + step);
                        case F32 -> bits.add((long) Float.floatToRawIntBits((float) value) + step);
                        case BF16 -> bits.add((long) Bfloat16.fromFloat((float) value) + step);
                        case F16 -> bits.add((long) Float.floatToFloat16((float) value) + step);
                        case I64, I32, U8, BOOL -> bits.add((long) value + step);
                    }
                }
            }
        }
        if (type == DType.I64) {
            for (int shift = 40; shift < 63; shift++) {
                bits.add((257L << (shift - 8)) + 1);
                bits.add((-257L << (shift - 8)) - 1);
                bits.add((0x1000001L << (shift - 24)) + 1);
            }
        }
        if (type == DType.F64) {
            bits.add(Double.doubleToRawLongBits(Double.NaN));
            bits.add(Double.doubleToRawLongBits(Double.NEGATIVE_INFINITY));
        }
        return bits.stream().mapToLong(Long::longValue).toArray();
    }
}
