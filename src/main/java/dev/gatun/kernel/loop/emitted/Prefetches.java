package dev.gatun.kernel.loop.emitted;

import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.RAX;

import dev.gatun.kernel.loop.emitted.x86.Address;
import dev.gatun.kernel.loop.emitted.x86.Assembler;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings memory into the cache before the passes over a group of rows need it. The first pass reads
 * what no other has read, and the last writes what no other has written: they would wait for the
 * memory, while the passes between wait for the processor alone.
 */
final class Prefetches {
    /** A line of the cache. */
    private static final int LINE = 64;

    /** How far the next group of dense rows is ahead, about. */
    private static final int AHEAD = BlockLayout.ELEMENTS_OF_GROUP;

    private final Assembler code;
    private final OperandPointers pointers;
    private final int bytes;
    private final int last;

    /** The operands of which elements are read in the first pass, and written in the last alone. */
    private final List<Integer> read;

    private final List<Integer> written;

    Prefetches(Assembler code, ValueTable table, LoopPlan plan, OperandPointers pointers) {
        this.code = code;
        this.pointers = pointers;
        this.bytes = table.lane().bytes();
        this.last = plan.passes.size() - 1;
        this.read = read(table, plan.element[0]);
        this.written = stored(plan.passes.get(last));
        for (int p = 0; p <= last; p++) {
            written.removeAll(read(table, plan.element[p]));
            if (p < last) {
                written.removeAll(stored(plan.passes.get(p)));
            }
        }
    }

    private static List<Integer> read(ValueTable table, int... order) {
        List<Integer> operands = new ArrayList<>();
        for (int value : order) {
            if (table.primitive(value) == Primitive.ELEMENT) {
                operands.add((int) table.number(value));
            }
        }
        return operands;
    }

    private static List<Integer> stored(List<LoopResult> results) {
        List<Integer> operands = new ArrayList<>();
        for (LoopResult result : results) {
            if (!result.isCombined()) {
                operands.add(result.operand());
            }
        }
        return operands;
    }

    /** What a turn of a pass asks for, beside its own vectors. */
    void write(int pass, int vectors) {
        for (int at = 0; at < vectors * code.vectorBytes(); at += LINE) {
            for (int operand : pass == last - 1 ? written : List.<Integer>of()) {
                code.prefetchToWrite(Address.of(pointers.of(operand), RAX, bytes, at));
            }
            for (int operand : pass == last ? read : List.<Integer>of()) {
                int ahead = at + AHEAD * bytes;
                code.prefetch(Address.of(pointers.of(operand), RAX, bytes, ahead));
            }
        }
    }
}
