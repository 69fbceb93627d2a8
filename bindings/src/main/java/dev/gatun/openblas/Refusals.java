package dev.gatun.openblas;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/**
 * The exceptions of the checks, made in a class of its own so that the checks are small enough to
 * be inlined. Every message reads {@code routine: what was given; what is needed}.
 */
final class Refusals {
    private Refusals() {}

    /** For the first null among alternating names and values, one of which is null. */
    static NullPointerException missing(String op, @Nullable Object... namesAndValues) {
        int i = 0;
        while (namesAndValues[i + 1] != null) {
            i += 2;
        }
        return new NullPointerException(op + ": " + namesAndValues[i] + " is null");
    }

    /** For the first that is no size among alternating names and values, one of which is none. */
    static IllegalArgumentException size(String op, Object... namesAndValues) {
        int i = 0;
        while (OperandChecks.isSize((long) namesAndValues[i + 1])) {
            i += 2;
        }
        return argument(
                op,
                namesAndValues[i] + " is " + namesAndValues[i + 1],
                "sizes go from 0 to " + Integer.MAX_VALUE);
    }

    /** For a matrix whose leading dimension or whose memory is too small. */
    static IllegalArgumentException matrix(
            String op, String name, long elements, long lines, long width, long ld) {
        String stored = name + " is stored as " + lines + " lines of " + width + " elements";
        if (ld > OperandChecks.MAX) {
            return argument(op, "ld" + name + " is " + ld, "strides go up to " + OperandChecks.MAX);
        }
        if (ld < Math.max(1, width)) {
            String least = "needs at least " + Math.max(1, width);
            return argument(op, "ld" + name + " is " + ld, stored + " and " + least);
        }
        String needed = stored + ", " + ld + " apart, and needs " + ((lines - 1) * ld + width);
        return argument(op, name + " has " + elements + " elements", needed);
    }

    /** For a vector whose increment is unusable or whose memory is too small. */
    static IllegalArgumentException vector(
            String op, String name, long elements, long n, long inc, boolean forwardOnly) {
        String given = "inc" + name + " is " + inc;
        if (inc == 0 || (forwardOnly && inc < 0)) {
            return argument(op, given, "it must be " + (forwardOnly ? "positive" : "other than 0"));
        }
        if (inc < -OperandChecks.MAX || inc > OperandChecks.MAX) {
            return argument(op, given, "strides go up to " + OperandChecks.MAX + " either way");
        }
        long extent = (n - 1) * Math.abs(inc) + 1;
        if (extent > elements) {
            String needed = n + " of them, " + Math.abs(inc) + " apart, need " + extent;
            return argument(op, name + " has " + elements + " elements", needed);
        }
        return argument(
                op,
                given + " and " + name + " spans " + extent + " elements",
                "OpenBLAS finds the far end of a vector in 32 bits, so with a negative increment it"
                        + " may span "
                        + OperandChecks.MAX);
    }

    /** For sizes whose sum or product OpenBLAS would compute with overflow. */
    static IllegalArgumentException tooLarge(String op, String what, long got, long limit) {
        return argument(op, what + " is " + got, "OpenBLAS handles up to " + limit + " there");
    }

    /** For a segment that cannot be passed to native code. */
    static RuntimeException memory(String op, String name, MemorySegment segment, int shift) {
        if (!segment.isNative()) {
            String hint = "off-heap memory is needed, or the overload that takes arrays";
            return argument(op, name + " is a heap segment", hint);
        }
        if (!segment.scope().isAlive()) {
            return new IllegalStateException(op + ": " + name + " is in a scope that is closed");
        }
        if (!segment.isAccessibleBy(Thread.currentThread())) {
            return new WrongThreadException(
                    op
                            + ": "
                            + name
                            + " is confined to another thread than this, "
                            + Thread.currentThread());
        }
        String address = "0x" + Long.toHexString(segment.address());
        return argument(
                op, name + " starts at " + address, "a multiple of " + (1 << shift) + " is needed");
    }

    static IllegalArgumentException readOnly(String op, String name) {
        return argument(op, name + " is read-only", "the routine writes to it");
    }

    static IllegalArgumentException overlap(String op, String output, String other) {
        return argument(
                op,
                output + " overlaps " + other,
                "an output must not share elements with another operand");
    }

    /** For an array that is null or does not reach as far as the offset. */
    static RuntimeException array(String op, String name, @Nullable Object array, int offset) {
        if (array == null) {
            return missing(op, name, array);
        }
        String length = name + " has a length of " + Array.getLength(array);
        return argument(op, name + "Offset is " + offset, length);
    }

    private static IllegalArgumentException argument(String op, String given, String needed) {
        return new IllegalArgumentException(op + ": " + given + "; " + needed);
    }
}
