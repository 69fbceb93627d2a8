package dev.gatun.openblas.code;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory for the arguments of a call, which belongs to one caller at a time; {@link CallBlocks}.
 *
 * <p>Arguments are written one by one ({@link #set}), or put together in an array and written at
 * once: in a fresh process, whose bytecode is interpreted, an access to an array takes some
 * nanoseconds. An access to a segment would take a microsecond, and the first of a process 15
 * milliseconds, in which its handle is made; so single numbers are written through a buffer.
 */
public final class CallBlock {
    /** What most calls need. */
    private static final int FEW = 32;

    /** Which it is. */
    final int number;

    private final MemorySegment memory;
    private final ByteBuffer numbers;
    private final long address;
    private long[] arguments = new long[FEW];

    CallBlock(int number, MemorySegment memory) {
        this.number = number;
        this.memory = memory;
        this.numbers = memory.asByteBuffer().order(ByteOrder.nativeOrder());
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
        MemorySegment.copy(arguments, 0, memory, ValueLayout.JAVA_LONG, 0, bytes / Long.BYTES);
    }

    /** The long at an offset of bytes. */
    public long get(int at) {
        return numbers.getLong(at);
    }

    /** Writes the long at an offset of bytes. */
    public void set(int at, long value) {
        numbers.putLong(at, value);
    }
}
