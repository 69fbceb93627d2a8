package dev.gatun.io;

import dev.gatun.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an element in a file is, by safetensors' names, and the type of the tensor it is read into:
 * its own, or the next wider one where there is no tensor of its own. In the order of their
 * alignment, in which files are laid out.
 */
enum StoredType {
    BOOL("b1", 8, DType.BOOL),
    F4("", 4, null),
    F6_E2M3("", 6, null),
    F6_E3M2("", 6, null),
    U8("u1", 8, DType.U8),
    I8("i1", 8, DType.I32),
    /** The upper byte of an {@link #F16}. */
    F8_E5M2("", 8, DType.F16),
    /** Four bits of exponent, three of significand, no infinities. */
    F8_E4M3("", 8, DType.F16),
    F8_E8M0("", 8, null),
    F8_E4M3FNUZ("", 8, null),
    F8_E5M2FNUZ("", 8, null),
    I16("i2", 16, DType.I32),
    U16("u2", 16, DType.I32),
    F16("f2", 16, DType.F16),
    BF16("", 16, DType.BF16),
    I32("i4", 32, DType.I32),
    U32("u4", 32, DType.I64),
    F32("f4", 32, DType.F32),
    C64("c8", 64, null),
    F64("f8", 64, DType.F64),
    I64("i8", 64, DType.I64),
    /** Read as signed; numbers of 2^63 and more are refused. */
    U64("u8", 64, DType.I64);

    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    private static final Map<String, StoredType> NAMED = new HashMap<>();

    static {
        for (StoredType type : values()) {
            NAMED.put(type.name(), type);
        }
    }

    private final String numpyCode;
    private final int bits;
    private final @Nullable DType dtype;

    StoredType(String numpyCode, int bits, @Nullable DType dtype) {
        this.numpyCode = numpyCode;
        this.bits = bits;
        this.dtype = dtype;
    }

    /** The type of a name in safetensors; null if there is none. */
    static @Nullable StoredType named(String name) {
        return NAMED.get(name);
    }

    /** The type in which a tensor's elements are stored as they are. */
    static StoredType of(DType dtype) {
        return valueOf(dtype.name());
    }

    /** NumPy's letter and size, such as {@code f4}; empty if NumPy has no such type. */
    String numpyCode() {
        return numpyCode;
    }

    /** The size of an element in bits, which is no multiple of 8 for the smallest. */
    int bits() {
        return bits;
    }

    /** The type of the tensor it is read into; null if it is not read. */
    @Nullable DType dtype() {
        return dtype;
    }

    /** Whether elements are stored as they stand in memory. */
    boolean isPlain() {
        return dtype != null && dtype.name().equals(name());
    }

    /**
     * Converts elements that are not {@linkplain #isPlain plain}, of the machine's byte order.
     *
     * @param from so many elements as are converted
     * @param to the memory of the tensor
     * @param first the first element there that is written
     * @return the first element that no tensor can hold, counted in {@code from}; -1 if there is
     *     none
     */
    long convert(MemorySegment from, MemorySegment to, long first) {
        long count = from.byteSize() * 8 / bits;
        for (long i = 0; i < count; i++) {
            long at = first + i;
            switch (this) {
                case I8 -> to.setAtIndex(INT, at, from.get(BYTE, i));
                case U16 -> to.setAtIndex(INT, at, Short.toUnsignedInt(from.get(SHORT, 2 * i)));
                case I16 -> to.setAtIndex(INT, at, from.get(SHORT, 2 * i));
                case U32 -> to.setAtIndex(LONG, at, Integer.toUnsignedLong(from.get(INT, 4 * i)));
                case U64 -> {
                    long value = from.get(LONG, 8 * i);
                    if (value < 0) {
                        return i;
                    }
                    to.setAtIndex(LONG, at, value);
                }
                case F8_E4M3 -> to.setAtIndex(SHORT, at, e4m3(from.get(BYTE, i)));
                case F8_E5M2 -> to.setAtIndex(SHORT, at, (short) (from.get(BYTE, i) << 8));
                default -> throw new AssertionError(this);
            }
        }
        return -1;
    }

    /** The binary16 of an FP8 E4M3 number (Micikevicius et al. 2022). */
    private static short e4m3(byte bits) {
        int exponent = bits >> 3 & 15;
        int significand = bits & 7;
        float magnitude;
        if (exponent == 15 && significand == 7) {
            magnitude = Float.NaN;
        } else if (exponent == 0) {
            magnitude = Math.scalb((float) significand, -9);
        } else {
            magnitude = Math.scalb((float) (8 + significand), exponent - 10);
        }
        return (short) (Float.floatToFloat16(magnitude) | (bits & 0x80) << 8);
    }
}
