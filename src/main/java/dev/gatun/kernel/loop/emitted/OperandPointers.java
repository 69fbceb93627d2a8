package dev.gatun.kernel.loop.emitted;

import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.*;

import dev.gatun.kernel.loop.emitted.x86.Address;
import dev.gatun.kernel.loop.emitted.x86.Assembler;
import dev.gatun.kernel.loop.emitted.x86.GeneralOperation;

/**
 * The addresses of the operands' rows: in general registers while there are some, else in the block
 * of the call.
 */
final class OperandPointers {
    /** Those that a function may change come first. RAX, RCX and RDX have other uses. */
    private static final int[] REGISTERS = {R8, R9, R10, R11, RSI, RBX, R12, R13, R14, R15};

    /** The most operands where rows are in groups. */
    static final int MOST_IN_GROUPS = REGISTERS.length - 1;

    /** Where rows are in groups: the address of the values of a row. */
    static final int ROW_VALUES = R15;

    private final Assembler code;
    private final int count;
    private final boolean isGrouped;
    private final int most;

    OperandPointers(Assembler code, int operands, boolean isGrouped) {
        this.code = code;
        this.count = operands;
        this.isGrouped = isGrouped;
        this.most = isGrouped ? MOST_IN_GROUPS : REGISTERS.length;
    }

    private int inRegisters() {
        return Math.min(count, most);
    }

    /** Saves the registers that the function must keep. */
    void save() {
        for (int k = 0; k < inRegisters(); k++) {
            if (isKept(REGISTERS[k])) {
                code.push(REGISTERS[k]);
            }
        }
        if (isGrouped) {
            code.push(ROW_VALUES);
        }
    }

    /** Gives them back. */
    void restore() {
        if (isGrouped) {
            code.pop(ROW_VALUES);
        }
        for (int k = inRegisters() - 1; k >= 0; k--) {
            if (isKept(REGISTERS[k])) {
                code.pop(REGISTERS[k]);
            }
        }
    }

    /** Loads the addresses of the rows in the block. */
    void load() {
        for (int k = 0; k < inRegisters(); k++) {
            code.load(REGISTERS[k], Address.of(RDI, BlockLayout.operand(k)));
        }
    }

    /** Stores the addresses of the rows in the block. */
    void store() {
        for (int k = 0; k < inRegisters(); k++) {
            code.store(Address.of(RDI, BlockLayout.operand(k)), REGISTERS[k]);
        }
    }

    /** A register with the address of an operand's row, until another is asked for. */
    int of(int operand) {
        if (operand < most) {
            return REGISTERS[operand];
        }
        code.load(RDX, Address.of(RDI, BlockLayout.operand(operand)));
        return RDX;
    }

    /** Goes to the next row. */
    void advance() {
        for (int k = 0; k < count; k++) {
            int register = of(k);
            code.general(GeneralOperation.ADD, register, Address.of(RDI, BlockLayout.step(k)));
            if (k >= most) {
                code.store(Address.of(RDI, BlockLayout.operand(k)), register);
            }
        }
    }
}
