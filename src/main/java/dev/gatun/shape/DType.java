package dev.gatun.shape;

import dev.gatun.checks.Nulls;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Locale;

/**
 * What an element is, with PyTorch's names and rules. Tensors compute in {@link #F32} and {@link
 * #F64}, and exactly in the integers {@link #I64}, {@link #I32} and {@link #U8}; {@link #BOOL} is
 * what comparisons give and masks are; {@link #BF16} and {@link #F16} only store, and are converted
 * when loaded.
 */
public enum DType {
    /** IEEE 754 binary32. */
    F32("float32", Float.BYTES),
    /** IEEE 754 binary64. */
    F64("float64", Double.BYTES),
    /** Signed, two's complement. */
    I64("int64", Long.BYTES),
    /** The upper half of a binary32: its range, with 8 bits of significand; {@link Bfloat16}. */
    BF16("bfloat16", Short.BYTES),
    /** IEEE 754 binary16: {@link Float#float16ToFloat} and {@link Float#floatToFloat16}. */
    F16("float16", Short.BYTES),
    /** Signed, two's complement. */
    I32("int32", Integer.BYTES),
    /** Unsigned, 0 to 255. */
    U8("uint8", Byte.BYTES),
    /**
     * True or false, a byte that is 1 or 0. Numbers other than 0, and NaN, become true; in memory
     * of others every byte but 0 is read as true.
     */
    BOOL("bool", Byte.BYTES);

    private final String label;
    private final int bytes;

    DType(String label, int bytes) {
        this.label = label;
        this.bytes = bytes;
    }

    /**
     * The type of this name, such as {@code float32}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static DType of(String name) {
        Nulls.refuse("DType.of", "name", name);
        for (DType type : values()) {
            if (type.label.equals(name.toLowerCase(Locale.ROOT))) {
                return type;
            }
        }
        throw new IllegalArgumentException(
                "dtype: no type is called " + name + "; there are " + List.of(values()));
    }

    /** The size of an element in bytes. */
    public int bytes() {
        return bytes;
    }

    /**
     * The size of so many elements in bytes.
     *
     * @throws ShapeException if a long cannot count them
     */
    public long bytes(long numel) {
        try {
            return Math.multiplyExact(numel, bytes);
        } catch (ArithmeticException overflow) {
            String problem = numel + " elements of " + label + " exceed what a long can count";
            throw ShapeRules.refuse("dtype", problem);
        }
    }

    /** Whether elements are floating-point numbers. */
    public boolean isFloating() {
        return kind() == 2;
    }

    /** Whether elements are whole numbers; {@link #BOOL} is none. */
    public boolean isInteger() {
        return kind() == 1;
    }

    private int kind() {
        return switch (this) {
            case F32, F64, BF16, F16 -> 2;
            case I64, I32, U8 -> 1;
            case BOOL -> 0;
        };
    }

    /**
     * Whether results of this type may be written to a tensor of another in place, as {@code
     * torch.can_cast} has it: not floating ones to integers, and neither to {@link #BOOL}.
     */
    public boolean canCast(DType to) {
        Nulls.refuse("canCast", "to", to);
        return kind() <= to.kind();
    }

    /** Whether tensors compute in this type. */
    public boolean isCompute() {
        return this == F32 || this == F64;
    }

    /**
     * The type in which elements of this one are computed with: {@link #F64} for itself, {@link
     * #F32} for all others, which rounds integers beyond 2^24.
     */
    public DType computeType() {
        return this == F64 ? F64 : F32;
    }

    /** An element in memory, aligned to its size and in the machine's byte order. */
    public ValueLayout valueLayout() {
        return switch (this) {
            case F32 -> ValueLayout.JAVA_FLOAT;
            case F64 -> ValueLayout.JAVA_DOUBLE;
            case I64 -> ValueLayout.JAVA_LONG;
            case BF16, F16 -> ValueLayout.JAVA_SHORT;
            case I32 -> ValueLayout.JAVA_INT;
            case U8 -> ValueLayout.JAVA_BYTE;
            case BOOL -> ValueLayout.JAVA_BOOLEAN;
        };
    }

    /**
     * The type of a result of operands of two types, as PyTorch has it for tensors: a floating type
     * wins over an integer one of any width and both over {@link #BOOL}, otherwise the wider wins,
     * and the two floating types of 16 bits meet in {@link #F32}.
     */
    public DType promote(DType other) {
        Nulls.refuse("promote", "other", other);
        if (this == other) {
            return this;
        }
        if (kind() != other.kind()) {
            return kind() > other.kind() ? this : other;
        }
        if (bytes == other.bytes) {
            return F32;
        }
        return bytes > other.bytes ? this : other;
    }

    /** PyTorch's name, such as {@code float32}. */
    @Override
    public String toString() {
        return label;
    }
}
