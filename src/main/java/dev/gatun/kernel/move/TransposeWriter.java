package dev.gatun.kernel.move;

import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.*;

import dev.gatun.kernel.loop.emitted.x86.Address;
import dev.gatun.kernel.loop.emitted.x86.Assembler;
import dev.gatun.kernel.loop.emitted.x86.CountedLoop;
import dev.gatun.kernel.loop.emitted.x86.GeneralOperation;
import dev.gatun.kernel.loop.emitted.x86.Instruction;

/**
 * Writes the function of {@link BlockTranspose}: as many rows of the block at a time as a vector of
 * 32 bytes has elements, along them square by square; what is left beside the squares element by
 * element.
 */
final class TransposeWriter {
    /** Where the numbers of a call stand in its block, as {@link MoveFunction} puts them there. */
    static final int FROM = 0;

    static final int FROM_ROW = 8;
    static final int TO = 16;
    static final int TO_ROW = 24;
    static final int HEIGHT = 32;
    static final int WIDTH = 40;

    /** Of vperm2f128: the lower halves of both, and the upper ones. */
    private static final int LOWER = 0x20;

    private static final int UPPER = 0x31;

    private static final int[] KEPT = {R12, R13, R14};

    private final Assembler code;
    private final int width;
    private final int square;

    TransposeWriter(Assembler code, int width) {
        this.code = code;
        this.width = width;
        this.square = 32 / width;
    }

    void write() {
        code.begin();
        for (int register : KEPT) {
            code.push(register);
        }
        code.load(R8, Address.of(RDI, FROM));
        code.load(R9, Address.of(RDI, TO));
        code.load(R10, Address.of(RDI, FROM_ROW));
        code.load(R11, Address.of(RDI, TO_ROW));
        code.load(RCX, Address.of(RDI, HEIGHT));
        code.address(R12, Address.of(R10, R10, 2, 0));
        code.address(R13, Address.of(R10, R10, 4, 0));
        code.address(R14, Address.of(R12, R10, 4, 0));
        CountedLoop.repeat(code, RCX, square, this::rows);
        CountedLoop.repeat(code, RCX, 1, this::row);
        for (int k = KEPT.length - 1; k >= 0; k--) {
            code.pop(KEPT[k]);
        }
        code.clearUpper();
        code.end();
    }

    private void begin() {
        code.move(RAX, R8);
        code.move(RDX, R9);
        code.load(RSI, Address.of(RDI, WIDTH));
    }

    private void rows() {
        begin();
        CountedLoop.repeat(code, RSI, square, this::square);
        CountedLoop.repeat(code, RSI, 1, this::column);
        code.address(R8, Address.of(R8, R10, width == Integer.BYTES ? 8 : 4, 0));
        code.immediate(GeneralOperation.ADD, R9, 32);
    }

    private Address from(int row) {
        return switch (row) {
            case 0 -> Address.of(RAX, 0);
            case 1, 2, 4 -> Address.of(RAX, R10, row, 0);
            case 3, 6 -> Address.of(RAX, R12, row / 3, 0);
            case 5 -> Address.of(RAX, R13, 1, 0);
            default -> Address.of(RAX, R14, 1, 0);
        };
    }

    private void square() {
        for (int row = 0; row < square; row++) {
            code.vector(Instruction.VMOVUPS, 1, row, 0, 0, from(row), 0, 0, false);
        }
        if (width == Integer.BYTES) {
            floats();
        } else {
            doubles();
        }
        for (int row = 0; row < square; row++) {
            int result = square + row;
            Address to = Address.of(RDX, 0);
            code.vector(Instruction.VMOVUPS_STORE, 1, result, 0, 0, to, 0, 0, false);
            code.general(GeneralOperation.ADD, RDX, R11);
        }
        code.immediate(GeneralOperation.ADD, RAX, 32);
    }

    /** From the registers 0 to 7 to 8 to 15. */
    private void floats() {
        for (int k = 0; k < 8; k += 2) {
            vector(Instruction.VUNPCKLPS, 8 + k, k, k + 1);
            vector(Instruction.VUNPCKHPS, 9 + k, k, k + 1);
        }
        for (int k = 0; k < 8; k += 4) {
            vector(Instruction.VUNPCKLPD, k, 8 + k, 10 + k);
            vector(Instruction.VUNPCKHPD, k + 1, 8 + k, 10 + k);
            vector(Instruction.VUNPCKLPD, k + 2, 9 + k, 11 + k);
            vector(Instruction.VUNPCKHPD, k + 3, 9 + k, 11 + k);
        }
        for (int k = 0; k < 4; k++) {
            halves(8 + k, k, k + 4, LOWER);
            halves(12 + k, k, k + 4, UPPER);
        }
    }

    /** From the registers 0 to 3 to 4 to 7. */
    private void doubles() {
        for (int k = 0; k < 4; k += 2) {
            vector(Instruction.VUNPCKLPD, 8 + k, k, k + 1);
            vector(Instruction.VUNPCKHPD, 9 + k, k, k + 1);
        }
        for (int k = 0; k < 2; k++) {
            halves(4 + k, 8 + k, 10 + k, LOWER);
            halves(6 + k, 8 + k, 10 + k, UPPER);
        }
    }

    private void vector(Instruction form, int to, int a, int b) {
        code.vector(form, 1, to, a, b, null, 0, 0, false);
    }

    private void halves(int to, int a, int b, int which) {
        code.vector(Instruction.VPERM2F128, 1, to, a, b, null, which, 0, false);
    }

    /** A column of as many elements as a vector has. */
    private void column() {
        for (int row = 0; row < square; row++) {
            element(from(row), Address.of(RDX, row * width));
        }
        code.immediate(GeneralOperation.ADD, RAX, width);
        code.general(GeneralOperation.ADD, RDX, R11);
    }

    private void row() {
        begin();
        CountedLoop.repeat(
                code,
                RSI,
                1,
                () -> {
                    element(Address.of(RAX, 0), Address.of(RDX, 0));
                    code.immediate(GeneralOperation.ADD, RAX, width);
                    code.general(GeneralOperation.ADD, RDX, R11);
                });
        code.general(GeneralOperation.ADD, R8, R10);
        code.immediate(GeneralOperation.ADD, R9, width);
    }

    private void element(Address from, Address to) {
        boolean isShort = width == Integer.BYTES;
        Instruction load = isShort ? Instruction.VMOVSS : Instruction.VMOVSD;
        Instruction store = isShort ? Instruction.VMOVSS_STORE : Instruction.VMOVSD_STORE;
        code.vector(load, 0, 0, 0, 0, from, 0, 0, false);
        code.vector(store, 0, 0, 0, 0, to, 0, 0, false);
    }
}
