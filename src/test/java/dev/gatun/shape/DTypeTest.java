package dev.gatun.shape;

import static dev.gatun.shape.DType.BF16;
import static dev.gatun.shape.DType.BOOL;
import static dev.gatun.shape.DType.F16;
import static dev.gatun.shape.DType.F32;
import static dev.gatun.shape.DType.F64;
import static dev.gatun.shape.DType.I32;
import static dev.gatun.shape.DType.I64;
import static dev.gatun.shape.DType.U8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DTypeTest {
    @ParameterizedTest
    @EnumSource
    void sizeNameAndMemoryAgree(DType type) {
        assertThat(type.valueLayout().byteSize()).isEqualTo(type.bytes());
        assertThat(type.valueLayout().byteAlignment()).isEqualTo(type.bytes());
        assertThat(DType.of(type.toString())).isEqualTo(type);
        String size = type == BOOL ? "bool" : Integer.toString(8 * type.bytes());
        assertThat(type.toString()).endsWith(size);
        assertThat(type.isFloating()).isEqualTo(type.toString().contains("float"));
        assertThat(type.isInteger()).isEqualTo(type.toString().contains("int"));
        assertThat(type.bytes(207)).isEqualTo(207L * type.bytes());
        assertThat(type.computeType().isCompute()).isTrue();
        assertThat(type.isCompute()).isEqualTo(type.computeType() == type);
    }

    @Test
    void refusesNamesAndSizesItHasNot() {
        assertThatThrownBy(() -> DType.of("complex64"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "dtype: no type is called complex64; there are [float32, float64, int64,"
                                + " bfloat16, float16, int32, uint8, bool]");
        assertThatThrownBy(() -> F64.bytes(1L << 60))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("elements of float64 exceed");
    }

    /** The table that torch.promote_types gives; rows and columns in the order of the enum. */
    @Test
    void promotesAsPyTorchDoes() {
        DType[][] table = {
            {F32, F64, F32, F32, F32, F32, F32, F32},
            {F64, F64, F64, F64, F64, F64, F64, F64},
            {F32, F64, I64, BF16, F16, I64, I64, I64},
            {F32, F64, BF16, BF16, F32, BF16, BF16, BF16},
            {F32, F64, F16, F32, F16, F16, F16, F16},
            {F32, F64, I64, BF16, F16, I32, I32, I32},
            {F32, F64, I64, BF16, F16, I32, U8, U8},
            {F32, F64, I64, BF16, F16, I32, U8, BOOL},
        };
        DType[] types = DType.values();
        for (int i = 0; i < types.length; i++) {
            for (int j = 0; j < types.length; j++) {
                assertThat(types[i].promote(types[j]))
                        .as("%s with %s", types[i], types[j])
                        .isEqualTo(table[i][j]);
            }
        }
    }

    /** {@code torch.can_cast}: floating types to floating ones, integers to both, bool to all. */
    @Test
    void castsAsPyTorchDoes() {
        for (DType from : DType.values()) {
            for (DType to : DType.values()) {
                boolean expected =
                        from == BOOL || to.isFloating() || (from.isInteger() && to.isInteger());
                assertThat(from.canCast(to)).as("%s to %s", from, to).isEqualTo(expected);
            }
        }
    }

    @Test
    void everyBfloat16IsAFloatAndComesBack() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = Bfloat16.toFloat((short) bits);
            assertThat(Float.floatToRawIntBits(value)).isEqualTo(bits << 16);
            int quiet = Float.isNaN(value) ? 0x40 : 0;
            assertThat(Bfloat16.fromFloat(value)).isEqualTo((short) (bits | quiet));
        }
    }

    @Test
    void floatsBecomeTheNearestBfloat16() {
        Random random = new Random(5);
        for (int trial = 0; trial < 200_000; trial++) {
            int bits = random.nextInt();
            // Ties, and their neighbours, come up on purpose.
            int low = trial % 4 == 0 ? 0x8000 : trial % 4 == 1 ? 0x7fff : bits & 0xffff;
            checkNearest(Float.intBitsToFloat((bits & 0xffff0000) | low));
        }
        for (float edge :
                new float[] {
                    0f,
                    Float.MIN_VALUE,
                    0x1p-133f,
                    0x1.8p-133f,
                    0x1p-134f,
                    Float.MIN_NORMAL,
                    1f,
                    Float.MAX_VALUE,
                    0x1.fep127f,
                    0x1.fefffep127f,
                    0x1.ffp127f
                }) {
            checkNearest(edge);
            checkNearest(-edge);
        }
    }

    /** Against both neighbours in double, where their distances are exact. */
    private static void checkNearest(float value) {
        short rounded = Bfloat16.fromFloat(value);
        float back = Bfloat16.toFloat(rounded);
        if (Float.isNaN(value)) {
            assertThat(back).isNaN();
            return;
        }
        int below = Float.floatToRawIntBits(value) >>> 16;
        double low = Math.abs((double) Bfloat16.toFloat((short) below));
        // What follows the greatest number would be 2^128, and stands for infinity.
        double high =
                (below & 0x7fff) == 0x7f7f
                        ? 0x1p128
                        : Math.abs((double) Bfloat16.toFloat((short) (below + 1)));
        double size = Math.abs((double) value);
        boolean up = size - low > high - size || (size - low == high - size && below % 2 == 1);
        if (Float.isInfinite(value)) {
            up = false;
        }
        assertThat(rounded).as("%a", value).isEqualTo((short) (up ? below + 1 : below));
    }

    /** What java.base says of its conversion, held against the definition of binary16. */
    @Test
    void everyFloat16IsAFloatAndComesBack() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = Float.float16ToFloat((short) bits);
            int exponent = bits >>> 10 & 0x1f;
            int significand = bits & 0x3ff;
            double size =
                    switch (exponent) {
                        case 0 -> Math.scalb((double) significand, -24);
                        case 31 -> significand == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
                        default -> Math.scalb(1024.0 + significand, exponent - 25);
                    };
            double signed = bits >>> 15 == 1 ? -size : size;
            assertThat((double) value).isEqualTo(Double.valueOf(signed));
            if (!Float.isNaN(value)) {
                assertThat(Float.floatToFloat16(value)).isEqualTo((short) bits);
            }
        }
        assertThat(Float.floatToFloat16(65519.996f)).isEqualTo((short) 0x7bff);
        assertThat(Float.floatToFloat16(65520f)).isEqualTo((short) 0x7c00);
        assertThat(Float.floatToFloat16(0x1p-25f)).isZero();
        assertThat(Float.floatToFloat16(0x1.8p-24f)).isEqualTo((short) 2);
    }
}
