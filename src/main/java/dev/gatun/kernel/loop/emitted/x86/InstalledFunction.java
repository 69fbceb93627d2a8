package dev.gatun.kernel.loop.emitted.x86;

import dev.gatun.memory.internal.StackProbe;
import dev.gatun.openblas.code.CallBlock;
import dev.gatun.openblas.code.CallBlocks;
import dev.gatun.openblas.code.CodeCall;
import dev.gatun.openblas.code.CodeMemory;
import dev.gatun.openblas.code.Processor;

/** A function of machine code that is installed when it is first asked for. */
public abstract class InstalledFunction {
    private static final long UNKNOWN = -1;

    private final String name;

    /** {@link #UNKNOWN} at first, {@link CodeMemory#NONE} where there is no code. */
    private volatile long address = UNKNOWN;

    /**
     * A function that is not installed yet.
     *
     * @param name in listings of the process
     */
    protected InstalledFunction(String name) {
        this.name = name;
    }

    /** Writes its code, for the instructions that the assembler has. */
    protected abstract void write(Assembler code);

    /** Whether it can be called. */
    public final boolean isPresent() {
        return address() != CodeMemory.NONE;
    }

    /** Its address, or {@link CodeMemory#NONE}. */
    public final long address() {
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
    public final byte[] code(boolean isWide) {
        Assembler assembler = new Assembler(isWide, false);
        write(assembler);
        return assembler.toBytes();
    }

    /**
     * Calls a function with some numbers, which stand one behind the other in its block.
     *
     * @param isLong whether it may take so long that a safepoint must not wait for it
     */
    public static void call(long address, boolean isLong, long... numbers) {
        CallBlock block = CallBlocks.take();
        try {
            int bytes = numbers.length * Long.BYTES;
            System.arraycopy(numbers, 0, block.arguments(bytes), 0, numbers.length);
            block.write(bytes);
            if (isLong) {
                CodeCall.runLong(block.address(), address);
            } else {
                CodeCall.run(block.address(), address);
            }
        } finally {
            CallBlocks.give(block);
        }
    }
}
