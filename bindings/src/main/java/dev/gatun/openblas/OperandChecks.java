package dev.gatun.openblas;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;

/**
 * The checks of one operand or one size, of which {@link VectorChecks} composes those of a routine.
 * Straight-line arithmetic; what is wrong is found out and said by {@link Refusals}.
 *
 * <p>A matrix is seen as it is stored: {@code lines} (rows in row-major order, columns otherwise)
 * of {@code width} elements, the starts of two lines {@code ld} elements apart. Because every size
 * and stride fits 31 bits, {@code (lines - 1) * ld + width} does not overflow a long.
 */
final class OperandChecks {
    /** Base-2 logarithm of the bytes of a {@code float} and of a {@code double}. */
    static final int FLOAT = 2;

    static final int DOUBLE = 3;

    /** The largest size or stride: OpenBLAS is built with 32-bit integers. */
    static final long MAX = Integer.MAX_VALUE;

    private OperandChecks() {}

    /** Whether this is neither negative nor beyond 31 bits; ask for several by or-ing them. */
    static boolean isSize(long size) {
        return (size & ~MAX) == 0;
    }

    static void size(String op, String name, long size) {
        if (!isSize(size)) {
            throw Refusals.size(op, name, size);
        }
    }

    static void sizes(String op, String name1, long size1, String name2, long size2) {
        if (!isSize(size1 | size2)) {
            throw Refusals.size(op, name1, size1, name2, size2);
        }
    }

    /** Off-heap memory, aligned, alive, and accessible to this thread. */
    static void input(String op, String name, MemorySegment segment, int shift) {
        if (segment == null) {
            throw Refusals.missing(op, name, segment);
        }
        if (!segment.isNative()
                || (segment.address() & ((1L << shift) - 1)) != 0
                || !segment.scope().isAlive()
                || !segment.isAccessibleBy(Thread.currentThread())) {
            throw Refusals.memory(op, name, segment, shift);
        }
    }

    /** As {@link #input}, and writable. */
    static void output(String op, String name, MemorySegment segment, int shift) {
        input(op, name, segment, shift);
        if (segment.isReadOnly()) {
            throw Refusals.readOnly(op, name);
        }
    }

    /** Room for a matrix of {@code rows x cols} among so many {@code elements}. */
    static void matrix(
            String op, String name, long elements, Order order, long rows, long cols, long ld) {
        long lines = order == Order.ROW_MAJOR ? rows : cols;
        long width = order == Order.ROW_MAJOR ? cols : rows;
        if (ld < Math.max(1, width)
                || ld > MAX
                || (width != 0 && (lines - 1) * ld + width > elements)) {
            throw Refusals.matrix(op, name, elements, lines, width, ld);
        }
    }

    /** Room for {@code n} elements, {@code inc} apart in either direction. */
    static void vector(String op, String name, long elements, long n, long inc) {
        long step = Math.abs(inc);
        long extent = (n - 1) * step + 1;
        // The interface of OpenBLAS computes where a backward vector starts in an int.
        long reachable = inc > 0 ? Long.MAX_VALUE : MAX;
        if (step < 1 || step > MAX || (n != 0 && extent > Math.min(elements, reachable))) {
            throw Refusals.vector(op, name, elements, n, inc, false);
        }
    }

    /** As {@link #vector}, for the routines that take a negative increment for an empty vector. */
    static void forwardVector(String op, String name, long elements, long n, long inc) {
        if (inc < 1) {
            throw Refusals.vector(op, name, elements, n, inc, true);
        }
        vector(op, name, elements, n, inc);
    }

    /** What is left of an array from an offset, which may be its end. */
    static long elements(String op, String name, Object array, int offset) {
        if (array == null) {
            throw Refusals.missing(op, name, array);
        }
        int length = Array.getLength(array);
        if (offset < 0 || offset > length) {
            throw Refusals.offset(op, name, length, offset);
        }
        return (long) length - offset;
    }

    /**
     * Whether the address ranges meet, so that the elements must be looked at; cheap, and false for
     * operands that have memory of their own.
     */
    static boolean meet(MemorySegment s, MemorySegment t) {
        return negativeIfMeeting(s, t) < 0;
    }

    /**
     * {@link #meet} as a sign, to be united with others: each range begins before the other ends.
     */
    static long negativeIfMeeting(MemorySegment s, MemorySegment t) {
        long distance = t.address() - s.address();
        return distance - s.byteSize() & -distance - t.byteSize();
    }

    /** That an output shares no element with another operand. */
    static void disjoint(String op, String output, Footprint out, String name, Footprint other) {
        if (out.overlaps(other)) {
            throw Refusals.overlap(op, output, name);
        }
    }
}
