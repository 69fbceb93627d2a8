package dev.gatun.kernel.move;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.gatun.shape.DType;
import dev.gatun.shape.Shape;
import java.lang.foreign.MemorySegment;

/** Where truth values are true. */
public final class TruePlaces {
    private TruePlaces() {}

    /**
     * How many are true.
     *
     * @param mask contiguous, of BOOL
     */
    public static long count(Operand mask) {
        MemorySegment memory = mask.memory();
        long start = mask.layout().offset();
        long end = start + mask.layout().numel();
        long count = 0;
        for (long at = start; at < end; at++) {
            count += memory.get(JAVA_BYTE, at) != 0 ? 1 : 0;
        }
        return count;
    }

    /**
     * Writes the index of each that is true, in row-major order.
     *
     * @param mask contiguous, of BOOL
     * @param to contiguous, of I64, with a row for each that is true and a column for each axis
     */
    public static void write(Operand mask, Operand to) {
        assert to.dtype() == DType.I64 && to.layout().isContiguous() : to;
        Shape shape = mask.layout().shape();
        int rank = shape.rank();
        MemorySegment memory = mask.memory();
        MemorySegment out = to.memory();
        long start = mask.layout().offset();
        long row = to.layout().offset();
        for (long i = 0; i < mask.layout().numel(); i++) {
            if (memory.get(JAVA_BYTE, start + i) != 0) {
                long rest = i;
                for (int axis = rank - 1; axis >= 0; axis--) {
                    long size = shape.dim(axis);
                    out.set(JAVA_LONG_UNALIGNED, (row + axis) * Long.BYTES, rest % size);
                    rest /= size;
                }
                row += rank;
            }
        }
    }
}
