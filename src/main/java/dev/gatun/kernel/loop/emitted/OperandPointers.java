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

    private final Assembler code;
    private final int count;

    OperandPointers(Assembler code, int operands) {
        this.code = code;
        this.count = operands;
    }

    private int inRegisters() {
        return Math.min(count, REGISTERS.length);
    }

    /** Saves the registers that the function must keep. */
    void save() {
        for (int k = 0; k < inRegisters(); k++) {
            if (isKept(REGISTERS[k])) {
                code.push(REGISTERS[k]);
            }
        }
    }

    /** Gives them back. */
    void restore() {
        for (int k = inRegisters() - 1; k >= 0; k--) {
            if (isKept(REGISTERS[k])) {
                code.pop(REGISTERS[k]);
            }
        }
    }

    /** Loads the addresses of the first rows. */
    void load() {
        for (int k = 0; k < inRegisters(); k++) {
            code.load(REGISTERS[k], Address.of(RDI, BlockLayout.operand(k)));
        }
    }

    /** A register with the address of an operand's row, until another is asked for. */
    int of(int operand) {
        if (operand < REGISTERS.length) {
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
            if (k >= REGISTERS.length) {
                code.store(Address.of(RDI, BlockLayout.operand(k)), register);
            }
        }
    }
}
