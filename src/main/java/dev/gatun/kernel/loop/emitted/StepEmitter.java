package dev.gatun.kernel.loop.emitted;

import static dev.gatun.kernel.loop.emitted.RegisterAllocator.NONE;
import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.RDI;

import dev.gatun.kernel.loop.emitted.x86.Address;
import dev.gatun.kernel.loop.emitted.x86.Assembler;
import dev.gatun.kernel.loop.emitted.x86.Instruction;
import dev.gatun.shape.DType;
import org.jspecify.annotations.Nullable;

/** Writes the steps of a table as instructions, one or few each. */
final class StepEmitter {
    /** Of vgetmant: in [3/4, 3/2), NaN if negative. */
    private static final int SIGNIFICAND = 0x0b;

    /** Of vpternlog: the second operand's bit where the first has one, else the third's. */
    private static final int MERGE = 0xca;

    private final Assembler code;
    private final ValueTable table;
    private final BlockLayout block;
    private final RegisterAllocator registers;
    private final boolean isShort;
    private final boolean isWide;
    private final int bytes;

    /** What reads and writes elements. */
    final OperandEmitter operands;

    /** Whether only some of the elements are there, by the mask of the tail. */
    boolean isTail;

    /** The register of that mask in AVX2. */
    int tailMask = NONE;

    /** By how many elements what is written is ahead of the index. */
    int ahead;

    /** The vectors that are computed side by side, if several are. */
    @Nullable Turn turn;

    StepEmitter(
            Assembler code,
            ValueTable table,
            BlockLayout block,
            RegisterAllocator registers,
            OperandPointers pointers,
            DType... types) {
        this.code = code;
        this.table = table;
        this.block = block;
        this.registers = registers;
        this.bytes = table.lane().bytes();
        this.isShort = bytes == Integer.BYTES;
        this.isWide = code.isWide();
        this.operands =
                new OperandEmitter(code, table.lane(), block, registers, pointers, this, types);
    }

    /** Computes values in an order, with the results still to be used. */
    void all(int[] order, int... results) {
        registers.begin(order, results);
        for (int value : order) {
            if (turn != null) {
                ahead = turn.vector(value) * code.vectorBytes() / bytes;
            }
            one(value);
            registers.endStep();
        }
    }

    private Instruction of(Instruction ofFloats, Instruction ofDoubles) {
        return isShort ? ofFloats : ofDoubles;
    }

    private void one(int value) {
        Primitive step = table.primitive(value);
        switch (step) {
            case ELEMENT, ROW_ELEMENT, ELEMENT_MASK, ROW_MASK -> operand(step, value);
            case SCALAR ->
                    repeated(value, Address.of(RDI, block.scalar((int) table.number(value))));
            case ROW_INDEXED ->
                    operands.loadIndexed(registers.define(value), (int) table.number(value));
            case ROW_IGNORED ->
                    operands.loadIgnored(registers.define(value), (int) table.number(value));
            case CONSTANT, ENTRIES, ROW_VALUE -> throw new AssertionError(step);
            case FMA, FMS, FNMA -> multiplyAdd(value);
            case MERGE -> merge(value);
            case LOOK_UP -> lookUp(value);
            case SELECT, SELECT_RARELY -> select(value);
            case SCALE_OR_ZERO -> scaleOrZero(value);
            case MASK_AND, MASK_OR, MASK_XOR, MASK_ANDNOT, MASK_NOT -> mask(value);
            case COMPARE, INT_EQUAL, INT_LESS -> compare(value);
            case SQRT, ROUND, EXPONENT, SIGNIFICAND, INT_TO_FLOAT, FLOAT_TO_INT -> unary(value);
            case SHIFT_LEFT, SHIFT_RIGHT, SHIFT_RIGHT_SIGNED -> shift(value);
            default -> binary(value);
        }
    }

    // Leaves.

    private void operand(Primitive step, int value) {
        int operand = (int) table.number(value);
        int to = registers.define(value);
        switch (step) {
            case ELEMENT -> operands.load(to, operand);
            case ROW_ELEMENT -> operands.loadOfRow(to, operand);
            case ELEMENT_MASK -> operands.loadMask(to, operand);
            default -> operands.loadMaskOfRow(to, operand);
        }
    }

    private void repeated(int value, Address from) {
        int to = registers.define(value);
        code.vector(of(Instruction.VBROADCASTSS, Instruction.VBROADCASTSD), to, 0, from);
    }

    // Steps with one instruction.

    /** The last operand is a register, or in memory. */
    private void last(
            Instruction form,
            int to,
            int further,
            int operand,
            @Nullable Address memory,
            int number) {
        if (memory != null) {
            code.vector(form, to, further, memory, number);
        } else {
            code.vector(form, to, further, registers.in(operand), number);
        }
    }

    private void unary(int value) {
        Primitive step = table.primitive(value);
        int number = (int) table.number(value);
        Instruction form =
                switch (step) {
                    case SQRT -> of(Instruction.VSQRTPS, Instruction.VSQRTPD);
                    case EXPONENT -> of(Instruction.VGETEXPPS, Instruction.VGETEXPPD);
                    case SIGNIFICAND -> of(Instruction.VGETMANTPS, Instruction.VGETMANTPD);
                    case INT_TO_FLOAT -> of(Instruction.VCVTDQ2PS, Instruction.VCVTQQ2PD);
                    case FLOAT_TO_INT -> of(Instruction.VCVTPS2DQ, Instruction.VCVTPD2QQ);
                    case ROUND ->
                            isWide
                                    ? of(Instruction.VRNDSCALEPS, Instruction.VRNDSCALEPD)
                                    : of(Instruction.VROUNDPS, Instruction.VROUNDPD);
                    default -> throw new AssertionError(step);
                };
        int a = table.operand(value, 0);
        Address memory = registers.memory(a);
        int from = memory == null ? registers.in(a) : NONE;
        registers.endOperands();
        int to = registers.define(value);
        if (step == Primitive.SQRT && isRepeated(value)) {
            once(form, to, 0, from, memory);
            return;
        }
        int last = step == Primitive.SIGNIFICAND ? SIGNIFICAND : number;
        if (memory == null) {
            code.vector(form, to, 0, from, last);
        } else {
            code.vector(form, to, 0, memory, last);
        }
    }

    private void shift(int value) {
        Instruction form =
                switch (table.primitive(value)) {
                    case SHIFT_LEFT -> of(Instruction.VPSLLD, Instruction.VPSLLQ);
                    case SHIFT_RIGHT -> of(Instruction.VPSRLD, Instruction.VPSRLQ);
                    default -> of(Instruction.VPSRAD, Instruction.VPSRAQ);
                };
        int from = registers.in(table.operand(value, 0));
        registers.endOperands();
        int to = registers.define(value);
        code.vector(form, 0, to, from, (int) table.number(value));
    }

    private Instruction form(Primitive step) {
        return switch (step) {
            case ADD -> of(Instruction.VADDPS, Instruction.VADDPD);
            case SUB -> of(Instruction.VSUBPS, Instruction.VSUBPD);
            case MUL -> of(Instruction.VMULPS, Instruction.VMULPD);
            case DIV -> of(Instruction.VDIVPS, Instruction.VDIVPD);
            case MIN -> of(Instruction.VMINPS, Instruction.VMINPD);
            case MAX -> of(Instruction.VMAXPS, Instruction.VMAXPD);
            case SCALE -> of(Instruction.VSCALEFPS, Instruction.VSCALEFPD);
            case AND -> of(Instruction.VANDPS, Instruction.VANDPD);
            case OR -> of(Instruction.VORPS, Instruction.VORPD);
            case XOR -> of(Instruction.VXORPS, Instruction.VXORPD);
            case ANDNOT -> of(Instruction.VANDNPS, Instruction.VANDNPD);
            case INT_ADD -> of(Instruction.VPADDD, Instruction.VPADDQ);
            case INT_SUB -> of(Instruction.VPSUBD, Instruction.VPSUBQ);
            case INT_MUL -> of(Instruction.VPMULLD, Instruction.VPMULLQ);
            case INT_MUL_HALVES -> Instruction.VPMULUDQ;
            case INT_MIN -> of(Instruction.VPMINSD, Instruction.VPMINSQ);
            case INT_MAX -> of(Instruction.VPMAXSD, Instruction.VPMAXSQ);
            case SHIFT_LEFT_BY -> of(Instruction.VPSLLVD, Instruction.VPSLLVQ);
            case SHIFT_RIGHT_BY -> of(Instruction.VPSRLVD, Instruction.VPSRLVQ);
            case SHIFT_RIGHT_SIGNED_BY -> of(Instruction.VPSRAVD, Instruction.VPSRAVQ);
            default -> throw new AssertionError(step);
        };
    }

    private void binary(int value) {
        Primitive step = table.primitive(value);
        int a = table.operand(value, 0);
        int b = table.operand(value, 1);
        if (step.isCommutative() && !registers.isIn(a) && registers.isIn(b)) {
            int other = a;
            a = b;
            b = other;
        }
        int first = registers.in(a);
        Address memory = registers.memory(b);
        int second = memory == null ? registers.in(b) : NONE;
        registers.endOperands();
        int to = registers.define(value);
        if (step == Primitive.DIV && isRepeated(value)) {
            once(form(step), to, first, second, memory);
        } else if (memory == null) {
            code.vector(form(step), to, first, second);
        } else {
            code.vector(form(step), to, first, memory);
        }
    }

    /** Whether all lanes are the same. */
    private boolean isRepeated(int value) {
        return table.level(value) != ValueTable.PER_ELEMENT;
    }

    /** Divisions and roots of whole vectors take up to three times as long as those of 128 bits. */
    private void once(Instruction form, int to, int further, int other, @Nullable Address memory) {
        code.vector(form, 0, to, further, Math.max(other, 0), memory, 0, 0, false);
        code.vector(of(Instruction.VBROADCASTSS, Instruction.VBROADCASTSD), to, 0, to);
    }

    // Fused multiplication and addition.

    private Instruction fused(Primitive step, int overwritten) {
        return switch (step) {
            case FMA ->
                    switch (overwritten) {
                        case 132 -> of(Instruction.VFMADD132PS, Instruction.VFMADD132PD);
                        case 213 -> of(Instruction.VFMADD213PS, Instruction.VFMADD213PD);
                        default -> of(Instruction.VFMADD231PS, Instruction.VFMADD231PD);
                    };
            case FMS ->
                    switch (overwritten) {
                        case 132 -> of(Instruction.VFMSUB132PS, Instruction.VFMSUB132PD);
                        case 213 -> of(Instruction.VFMSUB213PS, Instruction.VFMSUB213PD);
                        default -> of(Instruction.VFMSUB231PS, Instruction.VFMSUB231PD);
                    };
            default ->
                    switch (overwritten) {
                        case 132 -> of(Instruction.VFNMADD132PS, Instruction.VFNMADD132PD);
                        case 213 -> of(Instruction.VFNMADD213PS, Instruction.VFNMADD213PD);
                        default -> of(Instruction.VFNMADD231PS, Instruction.VFNMADD231PD);
                    };
        };
    }

    /** In the form that overwrites an operand which is not needed any more, where there is one. */
    private void multiplyAdd(int value) {
        Primitive step = table.primitive(value);
        int a = table.operand(value, 0);
        int b = table.operand(value, 1);
        int c = table.operand(value, 2);
        boolean swap = registers.isLast(b) && !registers.isLast(a);
        swap |= !registers.isIn(a) && registers.isIn(b);
        if (swap) {
            int other = a;
            a = b;
            b = other;
        }
        boolean mayInherit = registers.mayInherit(value);
        if (mayInherit && registers.isLast(c) && c != a && c != b) {
            int third = registers.in(c);
            int first = registers.in(a);
            overwrite(value, fused(step, 231), c, third, first, b);
        } else if (mayInherit && registers.isLast(a) && a != b && a != c) {
            int first = registers.in(a);
            if (registers.isIn(b)) {
                overwrite(value, fused(step, 213), a, first, registers.in(b), c);
            } else {
                overwrite(value, fused(step, 132), a, first, registers.in(c), b);
            }
        } else {
            int first = registers.in(a);
            Address memory = registers.memory(b);
            int to = registers.scratch();
            copy(c, to);
            if (memory == null) {
                code.vector(fused(step, 231), to, first, registers.in(b));
            } else {
                code.vector(fused(step, 231), to, first, memory);
            }
            registers.endOperands();
            into(value, to);
        }
    }

    /** The result is written over an operand; the last may be in memory. */
    private void overwrite(
            int value, Instruction form, int over, int register, int further, int operand) {
        Address memory = registers.memory(operand);
        if (memory == null) {
            code.vector(form, register, further, registers.in(operand));
        } else {
            code.vector(form, register, further, memory);
        }
        int inherited = registers.inherit(over);
        registers.endOperands();
        registers.define(value, inherited);
    }

    private void copy(int value, int to) {
        if (registers.isIn(value)) {
            code.vector(Instruction.VMOVAPS, to, 0, registers.in(value));
        } else {
            registers.load(value, to);
        }
    }

    /** The result stands in a register for the moment. */
    private void into(int value, int scratch) {
        if (registers.mayInherit(value)) {
            registers.define(value, scratch);
        } else {
            int to = registers.define(value);
            code.vector(Instruction.VMOVAPS, to, 0, scratch);
            registers.giveBack(scratch);
        }
    }

    /** The instruction writes over the index. */
    private void lookUp(int value) {
        assert isWide && isShort;
        int index = table.operand(value, 0);
        int low = registers.in(table.operand(value, 1));
        int high = table.operand(value, 2);
        if (registers.mayInherit(value) && registers.isLast(index)) {
            overwrite(value, Instruction.VPERMI2PS, index, registers.in(index), low, high);
            return;
        }
        Address memory = registers.memory(high);
        int to = registers.scratch();
        copy(index, to);
        last(Instruction.VPERMI2PS, to, low, high, memory, 0);
        registers.endOperands();
        into(value, to);
    }

    private void merge(int value) {
        assert isWide;
        int a = table.operand(value, 0);
        int b = table.operand(value, 1);
        int c = table.operand(value, 2);
        int second = registers.in(b);
        Address memory = registers.memory(c);
        int to = registers.scratch();
        copy(a, to);
        Instruction form = of(Instruction.VPTERNLOGD, Instruction.VPTERNLOGQ);
        last(form, to, second, c, memory, MERGE);
        registers.endOperands();
        into(value, to);
    }

    // Masks: registers of their own in AVX-512, vectors of all ones or zeros in AVX2.

    private void compare(int value) {
        Primitive step = table.primitive(value);
        int a = table.operand(value, 0);
        int b = table.operand(value, 1);
        if (step == Primitive.INT_LESS && !isWide) { // there is only greater
            a = table.operand(value, 1);
            b = table.operand(value, 0);
        }
        int first = registers.in(a);
        Address memory = registers.memory(b);
        int second = memory == null ? registers.in(b) : NONE;
        registers.endOperands();
        int to = registers.define(value);
        int number = step == Primitive.INT_LESS ? 1 : (int) table.number(value);
        Instruction form = comparison(step);
        if (memory == null) {
            code.vector(form, to, first, second, number);
        } else {
            code.vector(form, to, first, memory, number);
        }
    }

    private Instruction comparison(Primitive step) {
        if (isWide) {
            return step == Primitive.COMPARE
                    ? of(Instruction.VCMPPS, Instruction.VCMPPD)
                    : of(Instruction.VPCMPD, Instruction.VPCMPQ);
        }
        return switch (step) {
            case COMPARE -> of(Instruction.VCMPPS_VECTOR, Instruction.VCMPPD_VECTOR);
            case INT_EQUAL -> of(Instruction.VPCMPEQD_VECTOR, Instruction.VPCMPEQQ_VECTOR);
            default -> of(Instruction.VPCMPGTD_VECTOR, Instruction.VPCMPGTQ_VECTOR);
        };
    }

    private void mask(int value) {
        Primitive step = table.primitive(value);
        int first = registers.in(table.operand(value, 0));
        int second = step == Primitive.MASK_NOT ? NONE : registers.in(table.operand(value, 1));
        registers.endOperands();
        int to = registers.define(value);
        if (!isWide) {
            if (step == Primitive.MASK_NOT) {
                Address ones = code.constant(-1, bytes, true);
                code.vector(Instruction.VXORPS, to, first, ones);
            } else {
                Instruction form =
                        switch (step) {
                            case MASK_AND -> Instruction.VANDPS;
                            case MASK_OR -> Instruction.VORPS;
                            case MASK_XOR -> Instruction.VXORPS;
                            default -> Instruction.VANDNPS;
                        };
                code.vector(form, to, first, second);
            }
        } else if (step == Primitive.MASK_NOT) {
            code.vector(Instruction.KNOTW, 0, to, 0, first, null, 0, 0, false);
        } else {
            Instruction form =
                    switch (step) {
                        case MASK_AND -> Instruction.KANDW;
                        case MASK_OR -> Instruction.KORW;
                        case MASK_XOR -> Instruction.KXORW;
                        default -> Instruction.KANDNW;
                    };
            code.vector(form, 1, to, first, second, null, 0, 0, false);
        }
    }

    private void scaleOrZero(int value) {
        int condition = registers.in(table.operand(value, 0));
        int number = registers.in(table.operand(value, 1));
        int power = registers.in(table.operand(value, 2));
        registers.endOperands();
        int to = registers.define(value);
        code.masked(form(Primitive.SCALE), condition, true, to, number, power);
    }

    private void select(int value) {
        int condition = registers.in(table.operand(value, 0));
        int no = registers.in(table.operand(value, 2));
        int b = table.operand(value, 1);
        Address memory = registers.memory(b);
        int yes = memory == null ? registers.in(b) : NONE;
        registers.endOperands();
        int to = registers.define(value);
        if (isWide) {
            Instruction form = of(Instruction.VBLENDMPS, Instruction.VBLENDMPD);
            if (memory == null) {
                code.masked(form, condition, false, to, no, yes);
            } else {
                code.masked(form, condition, false, to, no, memory);
            }
        } else {
            Instruction form = of(Instruction.VBLENDVPS, Instruction.VBLENDVPD);
            if (memory == null) {
                code.vector(form, to, no, yes, condition << 4);
            } else {
                code.vector(form, to, no, memory, condition << 4);
            }
        }
    }
}
