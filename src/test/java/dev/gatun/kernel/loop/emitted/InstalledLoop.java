package dev.gatun.kernel.loop.emitted;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.gatun.kernel.loop.emitted.EmittedLoop.EmittedCode;
import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.openblas.code.CodeCall;
import dev.gatun.openblas.code.CodeMemory;
import dev.gatun.openblas.code.Processor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** An emitted loop in executable memory, and the block of its calls. */
final class InstalledLoop {
    private final EmittedCode code;
    private final long address;
    private final MemorySegment block;

    InstalledLoop(String name, EmittedCode code, Arena arena) {
        this.code = code;
        address = CodeMemory.install(name, code.bytes());
        if (address == CodeMemory.NONE) {
            throw new AssertionError("no memory for code");
        }
        block = arena.allocate(code.block().bytes(), 64);
        group(1);
    }

    /** The sets that this processor has. */
    static List<InstructionSet> instructionSets() {
        List<InstructionSet> present = new ArrayList<>();
        if (KernelEmitter.missing() == null) {
            present.add(InstructionSet.AVX2);
            if (Processor.current().avx512()) {
                present.add(InstructionSet.AVX512);
            }
        }
        return present;
    }

    /** The rows of a group. */
    void group(long rows) {
        block.set(JAVA_LONG, BlockLayout.GROUP, rows);
    }

    /** Operand k: its address, and the bytes from a row to the next. */
    void operand(int k, long at, long step) {
        block.set(JAVA_LONG, BlockLayout.operand(k), at);
        block.set(JAVA_LONG, BlockLayout.step(k), step);
    }

    void scalar(int k, long bits) {
        block.set(JAVA_LONG, code.block().scalar(k), bits);
    }

    void run(long rows, long n) {
        block.set(JAVA_LONG, BlockLayout.ROWS, rows);
        block.set(JAVA_LONG, BlockLayout.ELEMENTS, n);
        CodeCall.runLong(block.address(), address);
    }
}
