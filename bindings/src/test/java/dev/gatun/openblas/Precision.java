package dev.gatun.openblas;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/** The two element types, seen as doubles by the tests. */
enum Precision {
    FLOAT("s", Float.BYTES, 0x1p-23),
    DOUBLE("d", Double.BYTES, 0x1p-52);

    /** What the names of routines of this type begin with. */
    final String prefix;

    final int bytes;

    /** The distance from 1 to the next value. */
    final double epsilon;

    Precision(String prefix, int bytes, double epsilon) {
        this.prefix = prefix;
        this.bytes = bytes;
        this.epsilon = epsilon;
    }

    /** The nearest value of this type. */
    double round(double value) {
        return this == FLOAT ? (float) value : value;
    }

    /** As an argument of a routine. */
    Object box(double value) {
        return this == FLOAT ? (Object) (float) value : (Object) value;
    }

    double get(MemorySegment segment, long index) {
        return this == FLOAT
                ? segment.getAtIndex(JAVA_FLOAT, index)
                : segment.getAtIndex(JAVA_DOUBLE, index);
    }

    void set(MemorySegment segment, long index, double value) {
        if (this == FLOAT) {
            segment.setAtIndex(JAVA_FLOAT, index, (float) value);
        } else {
            segment.setAtIndex(JAVA_DOUBLE, index, value);
        }
    }

    /** An array of the type's own. */
    Object array(int length) {
        return this == FLOAT ? new float[length] : new double[length];
    }

    MemorySegment segmentOf(Object array) {
        return this == FLOAT
                ? MemorySegment.ofArray((float[]) array)
                : MemorySegment.ofArray((double[]) array);
    }
}
