package dev.gatun.kernel.order;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.gatun.kernel.move.Operand;
import dev.gatun.shape.DType;
import java.lang.foreign.MemorySegment;

/**
 * Integers that are in the order of the elements they stand for. Zeros of both signs have one key,
 * and so has every NaN, which is larger than all numbers. Keys of types of at most 4 bytes fit in
 * an int.
 */
final class SortKeys {
    private SortKeys() {}

    /** Whether the keys of a type fit in an int. */
    static boolean areShort(DType dtype) {
        return dtype.bytes() <= Integer.BYTES;
    }

    /**
     * Reads the keys of evenly spaced elements.
     *
     * @param offset of the first, in elements
     * @param isDescending whether the keys are to be in the opposite order
     */
    static void read(
            Operand x, long offset, long stride, int n, boolean isDescending, long[] keys) {
        MemorySegment memory = x.memory();
        int width = x.dtype().bytes();
        long at = offset * width;
        long step = stride * width;
        switch (x.dtype()) {
            case F32 -> {
                for (int i = 0; i < n; i++) {
                    keys[i] = of(memory.get(JAVA_FLOAT_UNALIGNED, at + i * step));
                }
            }
            case F64 -> {
                for (int i = 0; i < n; i++) {
                    keys[i] = of(memory.get(JAVA_DOUBLE_UNALIGNED, at + i * step));
                }
            }
            case I64 -> {
                for (int i = 0; i < n; i++) {
                    keys[i] = memory.get(JAVA_LONG_UNALIGNED, at + i * step);
                }
            }
            case I32 -> {
                for (int i = 0; i < n; i++) {
                    keys[i] = memory.get(JAVA_INT_UNALIGNED, at + i * step);
                }
            }
            case F16 -> {
                for (int i = 0; i < n; i++) {
                    short bits = memory.get(JAVA_SHORT_UNALIGNED, at + i * step);
                    keys[i] = of(Float.float16ToFloat(bits));
                }
            }
            case BF16 -> {
                for (int i = 0; i < n; i++) {
                    int bits = memory.get(JAVA_SHORT_UNALIGNED, at + i * step);
                    keys[i] = of(Float.intBitsToFloat(bits << 16));
                }
            }
            case U8, BOOL -> {
                for (int i = 0; i < n; i++) {
                    keys[i] = memory.get(JAVA_BYTE, at + i * step) & 0xff;
                }
            }
        }
        if (isDescending) {
            for (int i = 0; i < n; i++) {
                keys[i] = ~keys[i];
            }
        }
    }

    /** The bits of a positive float are in its order, those of a negative one in the opposite. */
    private static int of(float value) {
        int bits = Float.floatToRawIntBits(value + 0f); // -0 + 0 is 0
        int key = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
        return Float.isNaN(value) ? Integer.MAX_VALUE : key;
    }

    private static long of(double value) {
        long bits = Double.doubleToRawLongBits(value + 0.0);
        long key = bits ^ ((bits >> 63) & Long.MAX_VALUE);
        return Double.isNaN(value) ? Long.MAX_VALUE : key;
    }
}
