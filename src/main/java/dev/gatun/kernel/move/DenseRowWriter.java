package dev.gatun.kernel.move;

import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.*;

import dev.gatun.kernel.loop.emitted.x86.Address;
import dev.gatun.kernel.loop.emitted.x86.Assembler;
import dev.gatun.kernel.loop.emitted.x86.Condition;
import dev.gatun.kernel.loop.emitted.x86.CountedLoop;
import dev.gatun.kernel.loop.emitted.x86.GeneralOperation;
import dev.gatun.kernel.loop.emitted.x86.Instruction;
import dev.gatun.kernel.loop.emitted.x86.Label;

/**
 * Writes the function of {@link DenseRows}: four vectors at a time along each row, then one, the
 * last under a mask of elements of four bytes. The numbers of a call are those of {@link
 * TransposeWriter}.
 */
final class DenseRowWriter {
    private static final int VECTORS = 4;
    private static final int MASK = 1;

    private final Assembler code;
    private final int lanes;

    DenseRowWriter(Assembler code) {
        this.code = code;
        this.lanes = code.vectorBytes() / Integer.BYTES;
    }

    void write() {
        code.begin();
        code.load(R8, Address.of(RDI, TransposeWriter.FROM));
        code.load(R9, Address.of(RDI, TransposeWriter.TO));
        code.ones(R10);
        code.load(RSI, Address.of(RDI, TransposeWriter.WIDTH));
        CountedLoop.repeat(code, RSI, 1, this::row);
        code.clearUpper();
        code.end();
    }

    private void row() {
        code.move(RAX, R8);
        code.move(RDX, R9);
        code.load(RCX, Address.of(RDI, TransposeWriter.HEIGHT));
        CountedLoop.repeat(code, RCX, VECTORS * lanes, () -> vectors(VECTORS));
        CountedLoop.repeat(code, RCX, lanes, () -> vectors(1));
        Label none = new Label();
        code.jump(Condition.NOT_GREATER, none);
        tail();
        code.bind(none);
        code.general(GeneralOperation.ADD, R8, Address.of(RDI, TransposeWriter.FROM_ROW));
        code.general(GeneralOperation.ADD, R9, Address.of(RDI, TransposeWriter.TO_ROW));
    }

    private void vectors(int count) {
        int bytes = code.vectorBytes();
        for (int k = 0; k < count; k++) {
            code.vector(Instruction.VMOVUPS, k, 0, Address.of(RAX, k * bytes));
        }
        for (int k = 0; k < count; k++) {
            code.vector(Instruction.VMOVUPS_STORE, k, 0, Address.of(RDX, k * bytes));
        }
        code.immediate(GeneralOperation.ADD, RAX, (long) count * bytes);
        code.immediate(GeneralOperation.ADD, RDX, (long) count * bytes);
    }

    /** As many elements as RCX says, which the next row sets anew; R10 has ones. */
    private void tail() {
        Address from = Address.of(RAX, 0);
        Address to = Address.of(RDX, 0);
        if (code.isWide()) {
            code.vector(Instruction.BZHI, 0, RCX, RCX, R10, null, 0, 0, false);
            code.vector(Instruction.KMOVW_FROM, 0, MASK, 0, RCX, null, 0, 0, false);
            code.masked(Instruction.VMOVUPS, MASK, true, 0, 0, from);
            code.masked(Instruction.VMOVUPS_STORE, MASK, false, 0, 0, to);
            return;
        }
        long[] numbers = new long[lanes];
        for (int k = 0; k < lanes; k++) {
            numbers[k] = k;
        }
        code.vector(Instruction.VMOVD, 0, MASK, 0, RCX, null, 0, 0, false);
        code.vector(Instruction.VPBROADCASTD, MASK, 0, MASK);
        Address counted = code.constant(numbers, Integer.BYTES);
        code.vector(Instruction.VPCMPGTD_VECTOR, MASK, MASK, counted);
        code.vector(Instruction.VMASKMOVPS, 0, MASK, from);
        code.vector(Instruction.VMASKMOVPS_STORE, 0, MASK, to);
    }
}
