package dev.gatun.kernel.move;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.gatun.kernel.loop.emitted.x86.Assembler;
import dev.gatun.memory.internal.StackProbe;
import dev.gatun.openblas.code.CallBlocks;
import dev.gatun.openblas.code.CodeCall;
import dev.gatun.openblas.code.CodeMemory;
import dev.gatun.openblas.code.Processor;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Transposes of blocks by machine code: squares of 8 x 8 elements of four bytes, or 4 x 4 of eight,
 * stand in vector registers meanwhile. See {@link TransposeWriter}.
 */
public final class BlockTranspose {
    private static final long UNKNOWN = -1;

    /**
     * The functions for elements of four and of eight bytes, installed when they are first asked
     * for; {@link #UNKNOWN} before, {@link CodeMemory#NONE} where there is no code.
     */
    private static final AtomicLongArray FUNCTIONS =
            new AtomicLongArray(new long[] {UNKNOWN, UNKNOWN});

    private BlockTranspose() {}

    /** Whether there is code for elements of so many bytes. */
    public static boolean takes(int width) {
        return (width == Integer.BYTES || width == Long.BYTES)
                && function(width) != CodeMemory.NONE;
    }

    private static long function(int width) {
        int index = width / Long.BYTES;
        long known = FUNCTIONS.get(index);
        return known != UNKNOWN ? known : install(index, width);
    }

    private static synchronized long install(int index, int width) {
        long known = FUNCTIONS.get(index);
        if (known == UNKNOWN) {
            StackProbe.forClasses();
            Processor processor = Processor.current();
            known =
                    CodeMemory.unavailable() == null && processor.avx2()
                            ? CodeMemory.install(
                                    "transpose of elements of " + width + " bytes",
                                    code(width, processor.avx512()))
                            : CodeMemory.NONE;
            FUNCTIONS.set(index, known);
        }
        return known;
    }

    /**
     * The function's code.
     *
     * @param isWide whether it is for AVX-512, or else for AVX2
     */
    static byte[] code(int width, boolean isWide) {
        Assembler assembler = new Assembler(isWide, false);
        new TransposeWriter(assembler, width).write();
        return assembler.toBytes();
    }

    /**
     * Writes the transpose of a block. The caller keeps the memory from being freed.
     *
     * @param width the bytes of an element, which {@link #takes} allows
     * @param from the address of the block, {@code h} rows of {@code w} elements
     * @param fromRow bytes from a row of it to the next
     * @param to the address of the transpose, {@code w} rows of {@code h} elements
     * @param toRow bytes from a row of that to the next
     */
    public static void run(int width, long from, long fromRow, long to, long toRow, int h, int w) {
        run(function(width), from, fromRow, to, toRow, h, w);
    }

    /** Runs a function. */
    static void run(long code, long from, long fromRow, long to, long toRow, int h, int w) {
        MemorySegment block = CallBlocks.take();
        try {
            block.set(JAVA_LONG, TransposeWriter.FROM, from);
            block.set(JAVA_LONG, TransposeWriter.FROM_ROW, fromRow);
            block.set(JAVA_LONG, TransposeWriter.TO, to);
            block.set(JAVA_LONG, TransposeWriter.TO_ROW, toRow);
            block.set(JAVA_LONG, TransposeWriter.HEIGHT, h);
            block.set(JAVA_LONG, TransposeWriter.WIDTH, w);
            CodeCall.run(block.address(), code);
        } finally {
            CallBlocks.give(block);
        }
    }
}
