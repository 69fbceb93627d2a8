package dev.gatun.kernel.move;

import dev.gatun.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Access to single elements of F32 and F64; not for loops. */
public final class ElementAccess {
    private ElementAccess() {}

    public static double get(DType type, MemorySegment segment, long index) {
        return type == DType.F32
                ? segment.get(ValueLayout.JAVA_FLOAT_UNALIGNED, index * Float.BYTES)
                : segment.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, index * Double.BYTES);
    }

    public static void set(DType type, MemorySegment segment, long index, double value) {
        if (type == DType.F32) {
            segment.set(ValueLayout.JAVA_FLOAT_UNALIGNED, index * Float.BYTES, (float) value);
        } else {
            segment.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, index * Double.BYTES, value);
        }
    }
}
