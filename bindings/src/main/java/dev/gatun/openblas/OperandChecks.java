package dev.gatun.openblas;

import java.lang.foreign.MemorySegment;

/**
 * The checks of one operand or one size, of which {@link VectorChecks} composes those of a routine.
 * They are straight-line arithmetic; {@link Refusals} finds out what is wrong and makes the
 * message.
 *
 * <p>A matrix is seen as it is stored: {@code lines} (rows in row-major order, columns otherwise)
 * of {@code width} elements, the starts of two lines {@code ld} elements apart. Because every size
 * and stride fits 31 bits, {@code (lines - 1) * ld + width} does not overflow a long.
 */
@SuppressWarnings("ReferenceEquality") // whether two operands are one array is its identity
final class OperandChecks {
    /** Base-2 logarithm of the bytes of a {@code float} and of a {@code double}. */
    static final int FLOAT = 2;

    static final int DOUBLE = 3;

    /** The largest size or stride: OpenBLAS is built with 32-bit integers. */
    static final long MAX = Integer.MAX_VALUE;

    private OperandChecks() {}

    /**
     * Whether a size is neither negative nor greater than 31 bits; several can be checked together
     * by their bitwise or.
     */
    static boolean isSize(long size) {
        return (size & ~MAX) == 0;
    }

    static void present(String op, String name, Object argument) {
        if (argument == null) {
            throw Refusals.missing(op, name, argument);
        }
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

    /** Checks that a segment is off the heap, aligned, alive, and accessible to this thread. */
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

    /** Checks the same as {@link #input}, and that the segment is writable. */
    static void output(String op, String name, MemorySegment segment, int shift) {
        input(op, name, segment, shift);
        if (segment.isReadOnly()) {
            throw Refusals.readOnly(op, name);
        }
    }

    /** The segment of an array from an offset on, which may be its end. */
    static MemorySegment array(String op, String name, float[] array, int offset) {
        if (array == null || offset < 0 || offset > array.length) {
            throw Refusals.array(op, name, array, offset);
        }
        return MemorySegment.ofArray(array).asSlice((long) offset << FLOAT);
    }

    static MemorySegment array(String op, String name, double[] array, int offset) {
        if (array == null || offset < 0 || offset > array.length) {
            throw Refusals.array(op, name, array, offset);
        }
        return MemorySegment.ofArray(array).asSlice((long) offset << DOUBLE);
    }

    /** Checks that the memory has room for a matrix of {@code rows x cols}. */
    static Operand matrix(
            String op,
            int shift,
            String name,
            MemorySegment memory,
            Order order,
            long rows,
            long cols,
            long ld) {
        long lines = order == Order.ROW_MAJOR ? rows : cols;
        long width = order == Order.ROW_MAJOR ? cols : rows;
        long elements = memory.byteSize() >>> shift;
        if (ld < Math.max(1, width)
                || ld > MAX
                || (width != 0 && (lines - 1) * ld + width > elements)) {
            throw Refusals.matrix(op, name, elements, lines, width, ld);
        }
        return new Operand(name, memory, lines, width, ld);
    }

    /**
     * Checks that the memory has room for {@code n} elements, {@code inc} apart in either
     * direction.
     */
    static Operand vector(
            String op, int shift, String name, MemorySegment memory, long n, long inc) {
        requireRoom(op, shift, name, memory, n, inc);
        // Constructed at one place only, so that escape analysis removes it.
        boolean isDense = Math.abs(inc) == 1;
        long step = isDense ? n : Math.abs(inc);
        return new Operand(name, memory, isDense ? 1 : n, isDense ? n : 1, step);
    }

    /** Checks that there is room for a vector. */
    static void requireRoom(
            String op, int shift, String name, MemorySegment memory, long n, long inc) {
        long elements = memory.byteSize() >>> shift;
        long step = Math.abs(inc);
        long extent = (n - 1) * step + 1;
        // OpenBLAS computes the start of a vector with a negative increment in an int.
        long reachable = inc > 0 ? Long.MAX_VALUE : MAX;
        if (step < 1 || step > MAX || (n != 0 && extent > Math.min(elements, reachable))) {
            throw Refusals.vector(op, name, elements, n, inc, false);
        }
    }

    /** As above, for the routines that take a negative increment for an empty vector. */
    static void requireForward(
            String op, int shift, String name, MemorySegment memory, long n, long inc) {
        if (inc < 1) {
            throw Refusals.vector(op, name, memory.byteSize() >>> shift, n, inc, true);
        }
        requireRoom(op, shift, name, memory, n, inc);
    }

    /**
     * Whether the address ranges overlap, so that the elements must be compared; cheap, and false
     * for operands in separate memory.
     */
    static boolean meet(MemorySegment s, MemorySegment t) {
        return negativeIfMeeting(s, t) < 0;
    }

    /**
     * {@link #meet} as a sign bit, to be combined with others: negative if each range begins before
     * the other ends.
     */
    static long negativeIfMeeting(MemorySegment s, MemorySegment t) {
        long distance = t.address() - s.address();
        return distance - s.byteSize() & -distance - t.byteSize();
    }

    /** Checks that an output has no element in common with another operand. */
    static void disjoint(String op, int shift, Operand output, Operand other) {
        if (meet(output.memory, other.memory)
                && haveOneBase(output.memory, other.memory)
                && output.footprint(shift).overlaps(other.footprint(shift))) {
            throw Refusals.overlap(op, output.name, other.name);
        }
    }

    /** Whether both are off the heap or in one array, so that their addresses can be compared. */
    private static boolean haveOneBase(MemorySegment s, MemorySegment t) {
        return s.isNative() || s.heapBase().orElse(null) == t.heapBase().orElse(null);
    }

    /**
     * An operand as it is stored: {@code lines} of {@code width} elements, {@code stride} apart. No
     * reference is kept, so that escape analysis removes it.
     */
    record Operand(String name, MemorySegment memory, long lines, long width, long stride) {
        private Footprint footprint(int shift) {
            return new Footprint(memory.address() >>> shift, lines, width, stride);
        }
    }
}
