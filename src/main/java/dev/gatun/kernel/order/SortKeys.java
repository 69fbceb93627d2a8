package dev.gatun.kernel.order;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
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
    private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

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
                if (stride == 1) {
                    ofDenseFloats(memory.asSlice(at, (long) n * Float.BYTES), n, keys);
                    break;
                }
                for (int i = 0; i < n; i++) {
                    keys[i] = of(memory.get(JAVA_INT_UNALIGNED, at + i * step));
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
                    keys[i] = of(Float.floatToRawIntBits(Float.float16ToFloat(bits)));
                }
            }
            case BF16 -> {
                for (int i = 0; i < n; i++) {
                    int bits = memory.get(JAVA_SHORT_UNALIGNED, at + i * step);
                    keys[i] = of(bits << 16);
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

    /** A loop of its own, which C2 compiles to vectors. */
    private static void ofDenseFloats(MemorySegment floats, int n, long[] keys) {
        for (int i = 0; i < n; i++) {
            keys[i] = of(floats.get(JAVA_INT_UNALIGNED, (long) i * Integer.BYTES));
        }
    }

    /**
     * The key of a float by its bits: those of a positive one are in its order, those of a negative
     * one in the opposite. Without branches.
     */
    private static int of(int bits) {
        int key = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
        int above = key + 1; // 0 for -0, whose key is to be that of 0
        key &= (above | -above) >> 31;
        int isNaN = (INFINITY - (bits & Integer.MAX_VALUE)) >> 31;
        return (key & ~isNaN) | (Integer.MAX_VALUE & isNaN);
    }

    private static long of(double value) {
        long bits = Double.doubleToRawLongBits(value + 0.0);
        long key = bits ^ ((bits >> 63) & Long.MAX_VALUE);
        return Double.isNaN(value) ? Long.MAX_VALUE : key;
    }
}
