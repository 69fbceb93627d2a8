package dev.gatun.kernel.loop.emitted;

import dev.gatun.kernel.loop.emitted.x86.Instruction;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a value: it is stored for each element, combined over a row, or stored once for
 * each row.
 *
 * @param value its number in the table
 * @param operand the operand it is stored in, {@link ValueTable#NONE} where it is combined
 * @param combination how two values are combined, null where it is stored
 * @param rowValue the number in the table of what the combination gives
 * @param identity the bits that combining starts with
 */
record LoopResult(
        int value, int operand, @Nullable Combination combination, int rowValue, long identity) {
    /** How two values are combined. */
    enum Combination {
        ADD,
        MULTIPLY,
        /** The bits of either. */
        OR,
        /** The larger integer. */
        INT_MAX;

        /** The instruction, where there is one. */
        Instruction instruction(boolean isShort) {
            return switch (this) {
                case ADD -> isShort ? Instruction.VADDPS : Instruction.VADDPD;
                case MULTIPLY -> isShort ? Instruction.VMULPS : Instruction.VMULPD;
                case OR -> isShort ? Instruction.VORPS : Instruction.VORPD;
                case INT_MAX -> isShort ? Instruction.VPMAXSD : Instruction.VPMAXSQ;
            };
        }
    }

    static LoopResult store(int value, int operand) {
        return new LoopResult(value, operand, null, ValueTable.NONE, 0);
    }

    /** How two values are combined, where they are. */
    Combination combined() {
        return Objects.requireNonNull(combination);
    }

    /** How values are combined, where they are. */
    Combination how() {
        return Objects.requireNonNull(combination);
    }

    boolean isCombined() {
        return combination != null;
    }
}
