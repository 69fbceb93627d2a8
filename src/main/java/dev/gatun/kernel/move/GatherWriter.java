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
 * Writes the function of {@link StridedRows}: vectors along each row, the last under a mask. An
 * instruction that gathers clears its mask, so each has a mask of its own.
 */
final class GatherWriter {
    /** Where the stride stands in the block, behind the numbers of {@link TransposeWriter}. */
    private static final int STEP = TransposeWriter.WIDTH + Long.BYTES;

    private static final int ELEMENTS = 0;
    private static final int INDICES = 1;
    private static final int MASK = 2;
    private static final int LEFT = 3;

    private final Assembler code;
    private final boolean isShort;
    private final boolean isWide;
    private final int lanes;

    GatherWriter(Assembler code, int width) {
        this.code = code;
        this.isShort = width == Integer.BYTES;
        this.isWide = code.isWide();
        this.lanes = code.vectorBytes() / width;
    }

    private Instruction of(Instruction ofInts, Instruction ofLongs) {
        return isShort ? ofInts : ofLongs;
    }

    private Address lanes(int count, int bytes) {
        long[] numbers = new long[count];
        for (int k = 0; k < count; k++) {
            numbers[k] = k;
        }
        return code.constant(numbers, bytes);
    }

    void write() {
        code.begin();
        code.push(R12);
        code.push(R13);
        code.ones(R13);
        code.load(R8, Address.of(RDI, TransposeWriter.FROM));
        code.load(R9, Address.of(RDI, TransposeWriter.TO));
        code.load(R10, Address.of(RDI, TransposeWriter.FROM_ROW));
        code.load(R11, Address.of(RDI, TransposeWriter.TO_ROW));
        code.load(RSI, Address.of(RDI, TransposeWriter.WIDTH));
        code.load(RDX, Address.of(RDI, STEP));
        code.vector(Instruction.VPBROADCASTD, INDICES, 0, Address.of(RDI, STEP));
        Address counted = lanes(code.vectorBytes() / Integer.BYTES, Integer.BYTES);
        code.vector(Instruction.VPMULLD, INDICES, INDICES, counted);
        code.shiftLeft(RDX, Integer.numberOfTrailingZeros(lanes));
        CountedLoop.repeat(code, RSI, 1, this::row);
        code.pop(R13);
        code.pop(R12);
        code.clearUpper();
        code.end();
    }

    private void row() {
        code.move(RAX, R8);
        code.move(R12, R9);
        code.load(RCX, Address.of(RDI, TransposeWriter.HEIGHT));
        CountedLoop.repeat(code, RCX, lanes, this::whole);
        Label none = new Label();
        code.jump(Condition.NOT_GREATER, none);
        tail();
        code.bind(none);
        code.general(GeneralOperation.ADD, R8, R10);
        code.general(GeneralOperation.ADD, R9, R11);
    }

    private void gather() {
        Address from = Address.of(RAX, INDICES, 1, 0);
        if (isWide) {
            Instruction form = of(Instruction.VGATHERDPS, Instruction.VGATHERDPD);
            code.masked(form, MASK, false, ELEMENTS, 0, from);
        } else {
            Instruction form = of(Instruction.VGATHERDPS_VECTOR, Instruction.VGATHERDPD_VECTOR);
            code.vector(form, ELEMENTS, MASK, from);
        }
    }

    private void whole() {
        if (isWide) {
            code.vector(Instruction.KXNORW, 1, MASK, MASK, MASK, null, 0, 0, false);
        } else {
            code.vector(Instruction.VPCMPEQD_VECTOR, MASK, MASK, MASK);
        }
        gather();
        code.vector(Instruction.VMOVUPS_STORE, ELEMENTS, 0, Address.of(R12, 0));
        code.general(GeneralOperation.ADD, RAX, RDX);
        code.immediate(GeneralOperation.ADD, R12, code.vectorBytes());
    }

    /** As many elements as RCX says. */
    private void tail() {
        Address to = Address.of(R12, 0);
        if (isWide) {
            code.vector(Instruction.BZHI, 0, RCX, RCX, R13, null, 0, 0, false);
            code.vector(Instruction.KMOVW_FROM, 0, MASK, 0, RCX, null, 0, 0, false);
            code.vector(Instruction.KMOVW_FROM, 0, LEFT, 0, RCX, null, 0, 0, false);
            gather();
            Instruction form = of(Instruction.VMOVUPS_STORE, Instruction.VMOVUPD_STORE);
            code.masked(form, LEFT, false, ELEMENTS, 0, to);
        } else {
            code.vector(Instruction.VMOVD, 0, LEFT, 0, RCX, null, 0, 0, false);
            code.vector(of(Instruction.VPBROADCASTD, Instruction.VPBROADCASTQ), LEFT, 0, LEFT);
            code.vector(
                    of(Instruction.VPCMPGTD_VECTOR, Instruction.VPCMPGTQ_VECTOR),
                    LEFT,
                    LEFT,
                    lanes(lanes, code.vectorBytes() / lanes));
            code.vector(Instruction.VMOVAPS, MASK, 0, LEFT);
            gather();
            Instruction form = of(Instruction.VMASKMOVPS_STORE, Instruction.VMASKMOVPD_STORE);
            code.vector(form, ELEMENTS, LEFT, to);
        }
    }
}
