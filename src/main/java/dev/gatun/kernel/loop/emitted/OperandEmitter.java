package dev.gatun.kernel.loop.emitted;

import static dev.gatun.kernel.loop.emitted.RegisterAllocator.TAIL;
import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.RAX;
import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.RCX;
import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.RDI;
import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.RDX;

import dev.gatun.kernel.loop.emitted.x86.Address;
import dev.gatun.kernel.loop.emitted.x86.Assembler;
import dev.gatun.kernel.loop.emitted.x86.Condition;
import dev.gatun.kernel.loop.emitted.x86.GeneralOperation;
import dev.gatun.kernel.loop.emitted.x86.Instruction;
import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.kernel.loop.emitted.x86.Label;
import dev.gatun.shape.DType;
import java.util.Arrays;

/**
 * Reads elements of operands into vectors, and writes them. An operand of another type than the
 * lanes is converted on the way, as {@code ConversionBuffer} does it.
 *
 * <p>AVX2 has no masks for elements of one or two bytes: a tail with such operands is computed
 * element by element, read into every lane and written from the first.
 */
final class OperandEmitter {
    /** Whether there is a conversion from a type in memory to lanes. */
    static boolean canLoad(DType from, DType lane, InstructionSet instructions) {
        return switch (lane) {
            case F32 ->
                    switch (from) {
                        case BF16, F16, U8, I32 -> true;
                        default -> false;
                    };
            case F64 ->
                    from == DType.I64
                            ? instructions == InstructionSet.AVX512
                            : from != DType.F64 && from != DType.BOOL;
            case I64 -> from == DType.I32 || from == DType.U8;
            case I32 -> from == DType.U8;
            default -> false;
        };
    }

    /** Whether there is a conversion from lanes to a type in memory. */
    static boolean canStore(DType lane, DType to) {
        return switch (lane) {
            case F32 -> to == DType.BF16 || to == DType.F16;
            case F64 -> to == DType.F32;
            case I64 -> to == DType.I32 || to == DType.U8;
            case I32 -> to == DType.U8;
            default -> false;
        };
    }

    private static final long QUIET = 1 << 22;

    /** Half a unit of a BF16's last place, less 1. */
    private static final long NEARLY_HALF = 0x7fff;

    private final Assembler code;
    private final BlockLayout block;
    private final RegisterAllocator registers;
    private final OperandPointers pointers;

    /** Says whether some of the elements are there alone, and how far ahead they are. */
    private final StepEmitter steps;

    private final DType lane;
    private final DType[] types;
    private final boolean isShort;
    private final boolean isWide;
    private final int bytes;

    /** The length of a whole vector, and of half of one. */
    private final int whole;

    private final int half;

    /**
     * @param types of each operand the type in memory; {@code BOOL} of masks
     */
    OperandEmitter(
            Assembler code,
            DType lane,
            BlockLayout block,
            RegisterAllocator registers,
            OperandPointers pointers,
            StepEmitter steps,
            DType... types) {
        this.code = code;
        this.block = block;
        this.registers = registers;
        this.pointers = pointers;
        this.steps = steps;
        this.lane = lane;
        this.types = types;
        this.bytes = lane.bytes();
        this.isShort = bytes == Integer.BYTES;
        this.isWide = code.isWide();
        this.whole = code.longest();
        this.half = whole - 1;
    }

    private Instruction of(Instruction ofFloats, Instruction ofDoubles) {
        return isShort ? ofFloats : ofDoubles;
    }

    private Address elements(int operand, int width) {
        return Address.of(pointers.of(operand), RAX, width, steps.ahead * width);
    }

    // Reading.

    /** The elements of an operand. */
    void load(int to, int operand) {
        DType type = types[operand];
        Address from = elements(operand, type.bytes());
        if (type.bytes() == bytes) {
            if (!steps.isTail) {
                code.vector(Instruction.VMOVUPS, to, 0, from);
            } else if (isWide) {
                code.masked(of(Instruction.VMOVUPS, Instruction.VMOVUPD), TAIL, true, to, 0, from);
            } else {
                Instruction form = of(Instruction.VMASKMOVPS, Instruction.VMASKMOVPD);
                code.vector(form, to, steps.tailMask, from);
            }
        } else if (steps.isTail && !isWide) {
            repeat(type, to, from);
            vector(widening(type), wideningLength(type), to, to);
        } else {
            int mask = steps.isTail ? TAIL : 0;
            code.vector(
                    widening(type), wideningLength(type), to, 0, 0, from, 0, mask, steps.isTail);
        }
        convert(type, to);
    }

    /** In every lane the element of a row at an index, the first where that is ignored. */
    void loadIndexed(int to, int place) {
        Label isKept = loadIndex(place);
        code.zero(RDX);
        code.bind(isKept);
        Address from = Address.of(pointers.of(place & 0xff), RDX, bytes, 0);
        code.vector(of(Instruction.VBROADCASTSS, Instruction.VBROADCASTSD), to, 0, from);
    }

    /** All bits where an index is the ignored one, else none. */
    void loadIgnored(int to, int place) {
        code.zero(RCX);
        Label isKept = loadIndex(place);
        code.ones(RCX);
        code.bind(isKept);
        code.vector(Instruction.VMOVD, 0, to, 0, RCX, null, 0, 0, false);
        code.vector(Instruction.VPBROADCASTD, to, 0, to);
    }

    /**
     * Continues at the label, with the index in RDX, unless it is the ignored one. Indices are
     * checked before the call; 0 stands for one that another thread has changed since, which must
     * not lead out of the row.
     *
     * @param place as {@link ValueTable#INDEX_OPERAND} has it
     */
    Label loadIndex(int place) {
        int index = place >> ValueTable.INDEX_OPERAND & 0xff;
        Label isKept = new Label();
        code.load(RDX, Address.of(pointers.of(index), 0));
        Address ignored = Address.of(RDI, block.whole(place >> ValueTable.INDEX_IGNORED));
        code.general(GeneralOperation.CMP, RDX, ignored);
        Label isIgnored = new Label();
        code.jump(Condition.ZERO, isIgnored);
        code.general(GeneralOperation.CMP, RDX, Address.of(RDI, BlockLayout.ELEMENTS));
        code.jump(Condition.BELOW, isKept);
        code.zero(RDX);
        code.jump(isKept);
        code.bind(isIgnored);
        return isKept;
    }

    /** The element that an operand has for the row, in every lane. */
    void loadOfRow(int to, int operand) {
        DType type = types[operand];
        repeat(type, to, Address.of(pointers.of(operand), 0));
        if (type.bytes() != bytes) {
            vector(widening(type), wideningLength(type), to, to);
        }
        convert(type, to);
    }

    private void repeat(DType type, int to, Address from) {
        Instruction form =
                switch (type.bytes()) {
                    case Byte.BYTES -> Instruction.VPBROADCASTB;
                    case Short.BYTES -> Instruction.VPBROADCASTW;
                    case Integer.BYTES -> Instruction.VBROADCASTSS;
                    default -> Instruction.VBROADCASTSD;
                };
        code.vector(form, to, 0, from);
    }

    private void vector(Instruction form, int length, int to, int from) {
        code.vector(form, length, to, 0, from, null, 0, 0, false);
    }

    /** What reads narrower elements. */
    private Instruction widening(DType type) {
        return switch (type) {
            case BF16 -> Instruction.VPMOVZXWD;
            case F16 -> Instruction.VCVTPH2PS;
            case F32 -> Instruction.VCVTPS2PD;
            case I32 -> lane == DType.F64 ? Instruction.VCVTDQ2PD : Instruction.VPMOVSXDQ;
            case U8 -> lane == DType.I64 ? Instruction.VPMOVZXBQ : Instruction.VPMOVZXBD;
            case F64, I64, BOOL -> throw new AssertionError(type);
        };
    }

    /** Doubles of short elements are made of half a vector of 32 bits each. */
    private int wideningLength(DType type) {
        return lane == DType.F64 && type.bytes() < Integer.BYTES ? half : whole;
    }

    /** What is left to do once elements have been read. */
    private void convert(DType type, int to) {
        if (type == DType.BF16) {
            code.vector(Instruction.VPSLLD, wideningLength(type), 0, to, to, null, 16, 0, false);
        }
        if (lane == DType.F32 && (type == DType.U8 || type == DType.I32)) {
            vector(Instruction.VCVTDQ2PS, whole, to, to);
        } else if (lane == DType.F64 && type == DType.U8) {
            vector(Instruction.VCVTDQ2PD, whole, to, to);
        } else if (lane == DType.F64 && (type == DType.BF16 || type == DType.F16)) {
            vector(Instruction.VCVTPS2PD, whole, to, to);
        } else if (lane == DType.F64 && type == DType.I64) {
            vector(Instruction.VCVTQQ2PD, whole, to, to);
        }
    }

    /** A mask: which of the booleans, a byte each, are not 0. */
    void loadMask(int to, int operand) {
        Address from = elements(operand, Byte.BYTES);
        int scratch = registers.scratch();
        Instruction form = of(Instruction.VPMOVZXBD, Instruction.VPMOVZXBQ);
        if (!steps.isTail) {
            code.vector(form, scratch, 0, from);
        } else if (isWide) {
            code.masked(form, TAIL, true, scratch, 0, from);
        } else {
            code.vector(Instruction.VPBROADCASTB, scratch, 0, from);
            code.vector(form, scratch, 0, scratch);
        }
        isNotZero(to, scratch);
    }

    /** A mask: whether the boolean that an operand has for the row is not 0. */
    void loadMaskOfRow(int to, int operand) {
        int scratch = registers.scratch();
        Address from = Address.of(pointers.of(operand), 0);
        code.vector(Instruction.VPBROADCASTB, scratch, 0, from);
        code.vector(of(Instruction.VPMOVZXBD, Instruction.VPMOVZXBQ), scratch, 0, scratch);
        isNotZero(to, scratch);
    }

    private void isNotZero(int mask, int scratch) {
        if (isWide) {
            code.vector(of(Instruction.VPTESTMD, Instruction.VPTESTMQ), mask, scratch, scratch);
        } else {
            Instruction form = of(Instruction.VPCMPGTD_VECTOR, Instruction.VPCMPGTQ_VECTOR);
            code.vector(form, mask, scratch, code.constant(0, bytes, true));
        }
        registers.giveBack(scratch);
    }

    // Writing.

    /** Writes numbers, past the caches or not. */
    void store(int from, int operand, boolean isStreaming) {
        switch (types[operand]) {
            case BF16 -> storeBfloat16(from, operand);
            case F16 -> storeFloat16(from, operand);
            case U8 -> storeBytes(from, operand);
            case F32, I32 -> {
                if (isShort) {
                    storePlain(from, operand, isStreaming);
                } else {
                    storeHalves(from, operand);
                }
            }
            case F64, I64 -> storePlain(from, operand, isStreaming);
            case BOOL -> throw new AssertionError(operand);
        }
    }

    private void storePlain(int from, int operand, boolean isStreaming) {
        Address to = elements(operand, bytes);
        if (!steps.isTail) {
            Instruction form = isStreaming ? Instruction.VMOVNTPS : Instruction.VMOVUPS_STORE;
            code.vector(form, from, 0, to);
        } else if (isWide) {
            Instruction form = of(Instruction.VMOVUPS_STORE, Instruction.VMOVUPD_STORE);
            code.masked(form, TAIL, false, from, 0, to);
        } else {
            Instruction form = of(Instruction.VMASKMOVPS_STORE, Instruction.VMASKMOVPD_STORE);
            code.vector(form, from, steps.tailMask, to);
        }
    }

    /** Writes 1 where a mask holds, else 0, a byte each. */
    void storeMask(int mask, int operand) {
        int scratch = registers.scratch();
        if (isWide) {
            storeMaskBytes(mask, scratch, elements(operand, Byte.BYTES));
        } else {
            code.vector(Instruction.VANDPS, scratch, mask, code.constant(1, bytes, true));
            storeBytes(scratch, operand);
        }
        registers.giveBack(scratch);
    }

    /** A mask has a bit for each lane, and one for each byte where that is what it selects. */
    private void storeMaskBytes(int mask, int scratch, Address to) {
        long[] ones = new long[16];
        Arrays.fill(ones, 1);
        Address from = code.constant(ones, Byte.BYTES);
        code.vector(Instruction.VMOVDQU8, 0, scratch, 0, 0, from, 0, mask, true);
        if (steps.isTail) {
            code.vector(Instruction.VMOVDQU8_STORE, 0, scratch, 0, 0, to, 0, TAIL, false);
        } else {
            element(isShort ? Instruction.VMOVUPS_STORE : Instruction.VMOVSD_STORE, scratch, to);
        }
    }

    /** The lowest byte of each lane. */
    private void storeBytes(int from, int operand) {
        Address to = elements(operand, Byte.BYTES);
        if (isWide) {
            narrow(of(Instruction.VPMOVDB, Instruction.VPMOVQB), from, to);
            return;
        }
        if (steps.isTail) {
            element(Instruction.VPEXTRB_STORE, from, to);
            return;
        }
        int scratch = registers.scratch();
        long[] lowest = new long[isShort ? 32 : 16];
        for (int k = 0; k < lowest.length; k++) {
            lowest[k] = 4L * (k % 4);
        }
        Address picked = code.constant(lowest, Byte.BYTES);
        if (isShort) {
            int upper = registers.scratch();
            code.vector(Instruction.VPSHUFB, scratch, from, picked);
            code.vector(Instruction.VEXTRACTF128, scratch, 0, upper, 1);
            low(Instruction.VUNPCKLPS, scratch, scratch, upper);
            registers.giveBack(upper);
            element(Instruction.VMOVSD_STORE, scratch, to);
        } else {
            lowerHalves(scratch, from);
            code.vector(Instruction.VPSHUFB, 0, scratch, scratch, 0, picked, 0, 0, false);
            element(Instruction.VMOVSS_STORE, scratch, to);
        }
        registers.giveBack(scratch);
    }

    /** Longs as ints, doubles as floats. */
    private void storeHalves(int from, int operand) {
        Address to = elements(operand, Integer.BYTES);
        if (lane == DType.I64 && isWide) {
            narrow(Instruction.VPMOVQD, from, to);
            return;
        }
        int scratch = registers.scratch();
        if (lane == DType.F64) {
            code.vector(Instruction.VCVTPD2PS, scratch, 0, from);
        } else {
            lowerHalves(scratch, from);
        }
        if (steps.isTail && !isWide) {
            element(Instruction.VMOVSS_STORE, scratch, to);
        } else {
            int mask = steps.isTail ? TAIL : 0;
            code.vector(Instruction.VMOVUPS_STORE, half, scratch, 0, 0, to, 0, mask, false);
        }
        registers.giveBack(scratch);
    }

    /** The lower halves of four longs side by side, in AVX2. */
    private void lowerHalves(int to, int from) {
        code.vector(Instruction.VEXTRACTF128, from, 0, to, 1);
        code.vector(Instruction.VSHUFPS, 0, to, from, to, null, 0x88, 0, false);
    }

    private void storeFloat16(int from, int operand) {
        Address to = elements(operand, Short.BYTES);
        if (steps.isTail && !isWide) {
            int scratch = registers.scratch();
            code.vector(Instruction.VCVTPS2PH, from, 0, scratch, 0);
            element(Instruction.VPEXTRW_STORE, scratch, to);
            registers.giveBack(scratch);
        } else {
            int mask = steps.isTail ? TAIL : 0;
            code.vector(Instruction.VCVTPS2PH, whole, from, 0, 0, to, 0, mask, false);
        }
    }

    /** Rounded to the nearest, halves to the even one; of a NaN the upper half, made quiet. */
    private void storeBfloat16(int from, int operand) {
        Address to = elements(operand, Short.BYTES);
        int near = registers.scratch();
        int quiet = registers.scratch();
        code.vector(Instruction.VPSRLD, 0, near, from, 16);
        code.vector(Instruction.VANDPS, near, near, constant(1));
        code.vector(Instruction.VPADDD, near, near, constant(NEARLY_HALF));
        code.vector(Instruction.VPADDD, near, near, from);
        code.vector(Instruction.VORPS, quiet, from, constant(QUIET));
        if (isWide) {
            int isNaN = registers.scratchMask();
            code.vector(Instruction.VCMPPS, isNaN, from, from, Primitive.UNORDERED);
            code.masked(Instruction.VBLENDMPS, isNaN, false, near, near, quiet);
            registers.giveBackMask(isNaN);
        } else {
            int isNaN = registers.scratch();
            code.vector(Instruction.VCMPPS_VECTOR, isNaN, from, from, Primitive.UNORDERED);
            code.vector(Instruction.VBLENDVPS, near, near, quiet, isNaN << 4);
            registers.giveBack(isNaN);
        }
        code.vector(Instruction.VPSRLD, 0, near, near, 16);
        if (isWide) {
            narrow(Instruction.VPMOVDW, near, to);
        } else if (steps.isTail) {
            element(Instruction.VPEXTRW_STORE, near, to);
        } else {
            code.vector(Instruction.VPACKUSDW, near, near, near);
            code.vector(Instruction.VEXTRACTF128, near, 0, quiet, 1);
            low(Instruction.VUNPCKLPD, near, near, quiet);
            code.vector(Instruction.VMOVUPS_STORE, 0, near, 0, 0, to, 0, 0, false);
        }
        registers.giveBack(quiet);
        registers.giveBack(near);
    }

    private Address constant(long bits) {
        Address at = code.constant(bits, bytes, !isWide);
        return isWide ? at.broadcast() : at;
    }

    /** Writes the lower part of each lane, in AVX-512. */
    private void narrow(Instruction form, int from, Address to) {
        if (steps.isTail) {
            code.masked(form, TAIL, false, from, 0, to);
        } else {
            code.vector(form, from, 0, to);
        }
    }

    /** Writes what stands first in a vector. */
    private void element(Instruction form, int from, Address to) {
        code.vector(form, 0, from, 0, 0, to, 0, 0, false);
    }

    private void low(Instruction form, int to, int a, int b) {
        code.vector(form, 0, to, a, b, null, 0, 0, false);
    }
}
