package dev.gatun.openblas.code;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/**
 * Memory for the arguments of a call, which belongs to one caller at a time; {@link CallBlocks}.
 *
 * <p>Arguments are written one by one ({@link #set}), or put together in an array and written at
 * once: in a fresh process, whose bytecode is interpreted, an access to an array takes some
 * nanoseconds. Memory is accessed through a buffer: interpreted, a copy of an array into a segment
 * takes twice as long, and the first access of a process to a number of a segment 15 milliseconds,
 * in which its handle is made.
 */
public final class CallBlock {
    /** What most calls need. */
    private static final int FEW = 32;

    /** Which it is. */
    final int number;

    private final LongBuffer memory;
    private final long address;
    private long[] arguments = new long[FEW];

    CallBlock(int number, MemorySegment memory) {
        this.number = number;
        this.memory = memory.asByteBuffer().order(ByteOrder.nativeOrder()).asLongBuffer();
        this.address = memory.address();
    }

    /** Where the block is in memory. */
    public long address() {
        return address;
    }

    /**
     * An array for the first bytes of the block, eight in each element, that {@link #write} takes
     * them from; it holds those of the last call.
     *
     * @param bytes a multiple of 8, at most {@link CallBlocks#BYTES}
     */
    public long[] arguments(int bytes) {
        if (arguments.length * Long.BYTES < bytes) {
            arguments = new long[bytes / Long.BYTES];
        }
        return arguments;
    }

    /** Writes the first bytes of the block. */
    public void write(int bytes) {
        memory.put(0, arguments, 0, bytes / Long.BYTES);
    }

    /** The long at an offset of bytes, a multiple of 8. */
    public long get(int at) {
        return memory.get(at / Long.BYTES);
    }

    /** Writes the long at an offset of bytes, a multiple of 8. */
    public void set(int at, long value) {
        memory.put(at / Long.BYTES, value);
    }
}
