package dev.gatun.kernel.loop.emitted;

import static dev.gatun.kernel.loop.emitted.RegisterAllocator.TAIL;
import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.RDX;

import dev.gatun.kernel.loop.emitted.x86.Address;
import dev.gatun.kernel.loop.emitted.x86.Assembler;
import dev.gatun.kernel.loop.emitted.x86.Instruction;
import dev.gatun.kernel.loop.emitted.x86.Label;

/** Writes what becomes of values: they are stored, or combined. */
final class ResultEmitter {
    private final Assembler code;
    private final ValueTable table;
    private final RegisterAllocator registers;
    private final OperandPointers pointers;

    /** Says whether some of the elements are there alone, and how far ahead they are. */
    private final StepEmitter steps;

    private final boolean isShort;
    private final boolean isWide;
    private final boolean isStreaming;
    private final int bytes;

    ResultEmitter(
            Assembler code,
            ValueTable table,
            RegisterAllocator registers,
            OperandPointers pointers,
            StepEmitter steps,
            boolean isStreaming) {
        this.code = code;
        this.isStreaming = isStreaming;
        this.table = table;
        this.registers = registers;
        this.pointers = pointers;
        this.steps = steps;
        this.bytes = table.lane().bytes();
        this.isShort = bytes == Integer.BYTES;
        this.isWide = code.isWide();
    }

    private Instruction of(Instruction ofFloats, Instruction ofDoubles) {
        return isShort ? ofFloats : ofDoubles;
    }

    /** Stores a value for each element. */
    void store(int value, int operand) {
        int from = registers.in(value);
        if (table.isMask(value)) {
            steps.operands.storeMask(from, operand);
        } else {
            steps.operands.store(from, operand, isStreaming);
        }
    }

    /** Stores a value of the row. */
    void storeOnce(int value, int operand) {
        int from = registers.in(value);
        Address to = Address.of(pointers.of(operand), 0);
        Instruction form = of(Instruction.VMOVSS_STORE, Instruction.VMOVSD_STORE);
        code.vector(form, 0, from, 0, 0, to, 0, 0, false);
    }

    /** Subtracts a value of the row from the element at an index, unless that is ignored. */
    void subtractAt(int value, int place) {
        int from = registers.in(value);
        int scratch = registers.scratch();
        Label end = new Label();
        Label isKept = steps.operands.loadIndex(place);
        code.jump(end);
        code.bind(isKept);
        Address at = Address.of(pointers.of(place & 0xff), RDX, bytes, 0);
        code.vector(of(Instruction.VBROADCASTSS, Instruction.VBROADCASTSD), scratch, 0, at);
        code.vector(of(Instruction.VSUBPS, Instruction.VSUBPD), scratch, scratch, from);
        Instruction form = of(Instruction.VMOVSS_STORE, Instruction.VMOVSD_STORE);
        code.vector(form, 0, scratch, 0, 0, at, 0, 0, false);
        code.bind(end);
        registers.giveBack(scratch);
    }

    /** Combines a value with an accumulator, the elements that are there alone. */
    void accumulate(LoopResult.Combination how, int accumulator, int value, long identity) {
        int from = registers.in(value);
        if (!steps.isTail) {
            combine(how, accumulator, accumulator, from);
        } else if (isWide) {
            Instruction form = how.instruction(isShort);
            code.masked(form, TAIL, false, accumulator, accumulator, from);
        } else {
            int scratch = registers.scratch();
            registers.broadcast(identity, scratch);
            Instruction blend = of(Instruction.VBLENDVPS, Instruction.VBLENDVPD);
            code.vector(blend, scratch, scratch, from, steps.tailMask << 4);
            combine(how, accumulator, accumulator, scratch);
            registers.giveBack(scratch);
        }
    }

    /** {@code to = a combined with b}. */
    void combine(LoopResult.Combination how, int to, int a, int b) {
        if (how == LoopResult.Combination.INT_MAX && !isShort && !isWide) {
            int greater = registers.scratch();
            code.vector(Instruction.VPCMPGTQ_VECTOR, greater, a, b);
            code.vector(Instruction.VBLENDVPD, to, b, a, greater << 4);
            registers.giveBack(greater);
        } else {
            code.vector(how.instruction(isShort), to, a, b);
        }
    }

    /** The lanes of an accumulator, combined in each lane. */
    void combineLanes(LoopResult.Combination how, int accumulator) {
        int other = registers.scratch();
        if (isWide) {
            Instruction quarters = of(Instruction.VSHUFF32X4, Instruction.VSHUFF64X2);
            code.vector(quarters, other, accumulator, accumulator, 0x4e);
            combine(how, accumulator, accumulator, other);
            code.vector(quarters, other, accumulator, accumulator, 0xb1);
        } else {
            code.vector(Instruction.VPERM2F128, other, accumulator, accumulator, 1);
        }
        combine(how, accumulator, accumulator, other);
        if (isShort) {
            code.vector(Instruction.VPERMILPS, other, 0, accumulator, 0x4e);
            combine(how, accumulator, accumulator, other);
            code.vector(Instruction.VPERMILPS, other, 0, accumulator, 0xb1);
        } else {
            code.vector(Instruction.VPERMILPD, other, 0, accumulator, isWide ? 0x55 : 5);
        }
        combine(how, accumulator, accumulator, other);
        registers.giveBack(other);
    }
}
