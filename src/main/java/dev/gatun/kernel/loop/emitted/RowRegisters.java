package dev.gatun.kernel.loop.emitted;

import java.util.Arrays;
import java.util.List;

/**
 * Registers that hold values of a row while a pass runs over its elements, where rows are in
 * groups: the values have room for each row of the group, from which each vector of elements would
 * read them anew.
 */
final class RowRegisters {
    private final RegisterAllocator allocator;

    /** By pass: the values, those used most first. */
    private final int[][] values;

    private final int[] registers;
    private final boolean[] isKept;

    /**
     * @param most the number of registers that may be used
     */
    RowRegisters(ValueTable table, LoopPlan plan, RegisterAllocator allocator, int most) {
        this.allocator = allocator;
        this.isKept = plan.isKept;
        values = new int[plan.element.length][];
        int needed = 0;
        for (int p = 0; p < values.length; p++) {
            values[p] = used(table, plan, p, most);
            needed = Math.max(needed, values[p].length);
        }
        registers = new int[needed];
        Arrays.setAll(registers, _ -> allocator.reserve());
    }

    private static int[] used(ValueTable table, LoopPlan plan, int pass, int most) {
        int[] uses = new int[table.size()];
        for (int value : plan.element[pass]) {
            for (int k = 0; k < table.primitive(value).operands(); k++) {
                int operand = table.operand(value, k);
                boolean isVector = !table.isConstant(operand) && !table.isMask(operand);
                uses[operand] += isVector && table.level(operand) == ValueTable.ROW ? 1 : 0;
            }
        }
        int[] found = new int[most];
        int count = 0;
        for (int value = 0; value < uses.length; value++) {
            if (uses[value] > 0 && plan.isKept[value]) {
                int at = Math.min(count, most);
                while (at > 0 && uses[found[at - 1]] < uses[value]) {
                    if (at < most) {
                        found[at] = found[at - 1];
                    }
                    at--;
                }
                if (at < most) {
                    found[at] = value;
                    count = Math.min(count + 1, most);
                }
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** The number of registers. */
    int count() {
        return registers.length;
    }

    /** Loads the values of a row before a pass. */
    void load(int pass) {
        for (int k = 0; k < values[pass].length; k++) {
            allocator.load(values[pass][k], registers[k]);
            allocator.hold(values[pass][k], registers[k]);
        }
    }

    /** Gives the registers back after a pass. */
    void release(int pass) {
        for (int value : values[pass]) {
            allocator.release(value);
        }
    }

    /**
     * The registers in which a pass has combined values of a row hold these for what is computed of
     * them: it need not wait for their way through memory.
     */
    void holdCombined(List<LoopResult> results, int[]... accumulators) {
        for (int k = 0; k < accumulators.length; k++) {
            LoopResult result = results.get(k);
            if (result.isCombined() && isKept[result.rowValue()]) {
                allocator.hold(result.rowValue(), accumulators[k][0]);
            }
        }
    }

    /** Gives them back. */
    void releaseCombined(List<LoopResult> results) {
        for (LoopResult result : results) {
            if (result.isCombined() && isKept[result.rowValue()]) {
                allocator.release(result.rowValue());
            }
        }
    }
}
