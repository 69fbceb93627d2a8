package dev.gatun.kernel.move;

import dev.gatun.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Access to single elements of the types that loops compute in; not for loops. */
public final class ElementAccess {
    private ElementAccess() {}

    /** An element; a long beyond 2^53 is rounded. */
    public static double get(DType type, MemorySegment segment, long index) {
        return switch (type) {
            case F32 -> segment.get(ValueLayout.JAVA_FLOAT_UNALIGNED, index * Float.BYTES);
            case F64 -> segment.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, index * Double.BYTES);
            case I64 -> segment.get(ValueLayout.JAVA_LONG_UNALIGNED, index * Long.BYTES);
            case I32 -> segment.get(ValueLayout.JAVA_INT_UNALIGNED, index * Integer.BYTES);
            case BF16, F16, U8, BOOL -> throw new AssertionError(type);
        };
    }

    /** Sets an element of F32 or F64. */
    public static void set(DType type, MemorySegment segment, long index, double value) {
        if (type == DType.F32) {
            segment.set(ValueLayout.JAVA_FLOAT_UNALIGNED, index * Float.BYTES, (float) value);
        } else {
            segment.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, index * Double.BYTES, value);
        }
    }
}
