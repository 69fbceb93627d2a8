package dev.gatun.kernel.move;

import dev.gatun.kernel.loop.emitted.x86.Assembler;
import dev.gatun.memory.internal.StackProbe;
import dev.gatun.openblas.code.CallBlock;
import dev.gatun.openblas.code.CallBlocks;
import dev.gatun.openblas.code.CodeCall;
import dev.gatun.openblas.code.CodeMemory;
import dev.gatun.openblas.code.Processor;

/** A function of machine code that moves elements, installed when it is first asked for. */
final class MoveFunction {
    private static final long UNKNOWN = -1;

    /** The elements from which a call is not one that safepoints wait for. */
    private static final int LONG = 512;

    private final String name;
    private final boolean isGather;
    private final int width;

    /** {@link #UNKNOWN} at first, {@link CodeMemory#NONE} where there is no code. */
    private volatile long address = UNKNOWN;

    /**
     * @param name in listings of the process
     * @param isGather whether it gathers rows, or else transposes blocks
     * @param width bytes of an element
     */
    MoveFunction(String name, boolean isGather, int width) {
        this.name = name;
        this.isGather = isGather;
        this.width = width;
    }

    /** Whether it can be called. */
    boolean isPresent() {
        return address() != CodeMemory.NONE;
    }

    /** Its address, or {@link CodeMemory#NONE}. */
    long address() {
        long known = address;
        return known != UNKNOWN ? known : install();
    }

    private synchronized long install() {
        if (address == UNKNOWN) {
            StackProbe.forClasses();
            Processor processor = Processor.current();
            boolean isPossible =
                    CodeMemory.isAllowed() && CodeMemory.unavailable() == null && processor.avx2();
            address =
                    isPossible
                            ? CodeMemory.install(name, code(processor.avx512()))
                            : CodeMemory.NONE;
        }
        return address;
    }

    /**
     * Its code.
     *
     * @param isWide whether it is for AVX-512, or else for AVX2
     */
    byte[] code(boolean isWide) {
        Assembler assembler = new Assembler(isWide, false);
        if (isGather) {
            new GatherWriter(assembler, width).write();
        } else {
            new TransposeWriter(assembler, width).write();
        }
        return assembler.toBytes();
    }

    /**
     * Calls a function with some numbers, which stand one behind the other in its block.
     *
     * @param elements how many it moves; each may stand on a page of its own, which the system
     *     reads from a file
     */
    static void call(long address, int elements, long... numbers) {
        CallBlock block = CallBlocks.take();
        try {
            int bytes = numbers.length * Long.BYTES;
            System.arraycopy(numbers, 0, block.arguments(bytes), 0, numbers.length);
            block.write(bytes);
            if (elements < LONG) {
                CodeCall.run(block.address(), address);
            } else {
                CodeCall.runLong(block.address(), address);
            }
        } finally {
            CallBlocks.give(block);
        }
    }
}
