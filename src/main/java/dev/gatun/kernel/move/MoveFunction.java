package dev.gatun.kernel.move;

import dev.gatun.kernel.loop.emitted.x86.Assembler;
import dev.gatun.memory.internal.StackProbe;
import dev.gatun.openblas.code.CallBlock;
import dev.gatun.openblas.code.CallBlocks;
import dev.gatun.openblas.code.CodeCall;
import dev.gatun.openblas.code.CodeMemory;
import dev.gatun.openblas.code.Processor;
import java.util.function.Consumer;

/** A function of machine code that moves elements, installed when it is first asked for. */
final class MoveFunction {
    private static final long UNKNOWN = -1;

    /** Whether the property of loops forbids machine code; it refuses its wrong values itself. */
    private static final boolean FORBIDS_CODE =
            !System.getProperty("gatun.code", "emit").equals("emit");

    private final String name;
    private final Consumer<Assembler> writer;

    /** {@link #UNKNOWN} at first, {@link CodeMemory#NONE} where there is no code. */
    private volatile long address = UNKNOWN;

    /**
     * @param name in listings of the process
     * @param writer writes the function
     */
    MoveFunction(String name, Consumer<Assembler> writer) {
        this.name = name;
        this.writer = writer;
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
                    !FORBIDS_CODE && CodeMemory.unavailable() == null && processor.avx2();
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
        writer.accept(assembler);
        return assembler.toBytes();
    }

    /** Calls a function with some numbers, which stand one behind the other in its block. */
    static void call(long address, long... numbers) {
        CallBlock block = CallBlocks.take();
        try {
            int bytes = numbers.length * Long.BYTES;
            System.arraycopy(numbers, 0, block.arguments(bytes), 0, numbers.length);
            block.write(bytes);
            CodeCall.run(block.address(), address);
        } finally {
            CallBlocks.give(block);
        }
    }
}
