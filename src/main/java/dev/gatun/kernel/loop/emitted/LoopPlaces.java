package dev.gatun.kernel.loop.emitted;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The places that values have for the whole function. Accumulators come first; then as many
 * registers are left as the elements need, and the others go to what is used most, values of rows
 * and constants.
 */
final class LoopPlaces {
    private final ValueTable table;
    private final LoopPlan plan;
    private final RegisterAllocator registers;

    /** By pass, result and vector of a turn: the register of the accumulator. */
    final int[][][] accumulators;

    /** Registers of the numbers of a row, where rows are in groups. */
    final @Nullable RowRegisters held;

    private final boolean isGrouped;

    /** Which values have a register. */
    private final boolean[] isPlaced;

    /**
     * @param isGrouped whether rows are in groups
     * @param pressure how many values of elements are held at a time
     * @param turns by pass: the vectors of a turn
     */
    LoopPlaces(
            ValueTable table,
            LoopPlan plan,
            RegisterAllocator registers,
            BlockLayout block,
            boolean isGrouped,
            int pressure,
            int... turns) {
        this.table = table;
        this.plan = plan;
        this.registers = registers;
        this.isGrouped = isGrouped;
        int needed = 0;
        for (int p = 0; p < turns.length; p++) {
            int combined = plan.combined(p);
            if (combined > LoopEmitter.MOST_COMBINED) {
                throw new UnsupportedOperationException("too many combinations: " + combined);
            }
            needed = Math.max(needed, combined * turns[p]);
        }
        accumulators = new int[turns.length][][];
        giveAccumulators(needed, turns);
        int left = Math.max(0, registers.free() - Math.max(pressure + 3, 6));
        if (isGrouped) {
            keepOfRows(block);
            held = new RowRegisters(table, plan, registers, left);
            left -= held.count();
        } else {
            held = null;
        }
        isPlaced = new boolean[plan.isKept.length];
        giveRegisters(left);
        for (int value = 0; value < isPlaced.length; value++) {
            if (plan.isKept[value] && !isPlaced[value] && !isOfRow(value)) {
                registers.keepInBlock(value);
            }
        }
    }

    /** The passes have the same registers for them: what they give is put elsewhere. */
    private void giveAccumulators(int needed, int... turns) {
        int[] shared = new int[needed];
        for (int k = 0; k < needed; k++) {
            shared[k] = registers.reserve();
        }
        for (int p = 0; p < turns.length; p++) {
            List<LoopResult> results = plan.passes.get(p);
            accumulators[p] = new int[results.size()][];
            int given = 0;
            for (int k = 0; k < results.size(); k++) {
                if (results.get(k).isCombined()) {
                    accumulators[p][k] = Arrays.copyOfRange(shared, given, given + turns[p]);
                    given += turns[p];
                }
            }
        }
    }

    private void giveRegisters(int count) {
        int[] best = new int[count];
        int found = 0;
        for (int value = 0; value < isPlaced.length; value++) {
            int uses = plan.uses[value];
            if (uses > 0 && canHaveRegister(value)) {
                int at = found;
                while (at > 0 && plan.uses[best[at - 1]] < uses) {
                    at--;
                }
                found += found < count ? 1 : 0;
                for (int k = found - 1; k > at; k--) {
                    best[k] = best[k - 1];
                }
                if (at < count) {
                    best[at] = value;
                }
            }
        }
        for (int k = 0; k < found; k++) {
            isPlaced[best[k]] = true;
            registers.keepIn(best[k], registers.reserve());
        }
    }

    private boolean canHaveRegister(int value) {
        return table.isInPool(value)
                || (plan.isKept[value] && !registers.isMaskRegister(value) && !isOfRow(value));
    }

    /** Whether a value has a place for each row of a group. */
    private boolean isOfRow(int value) {
        return isGrouped && table.level(value) == ValueTable.ROW;
    }

    private void keepOfRows(BlockLayout block) {
        int count = 0;
        for (int value = 0; value < plan.isKept.length; value++) {
            if (plan.isKept[value] && isOfRow(value)) {
                registers.keepOfRow(value, count++);
            }
        }
        block.reserveOfRows(count);
    }

    /** Writes constants into the registers that they have. */
    void loadConstants() {
        for (int value = 0; value < isPlaced.length; value++) {
            if (isPlaced[value] && table.isInPool(value)) {
                registers.load(value, registers.in(value));
            }
        }
    }
}
