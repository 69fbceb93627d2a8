package dev.gatun.kernel.loop.emitted.x86;

import dev.gatun.kernel.loop.emitted.x86.Instruction.Kind;
import dev.gatun.kernel.loop.emitted.x86.Instruction.Shape;

/**
 * Encodes vector instructions: the EVEX prefix (Intel's manual, volume 2, 2.7) and the VEX prefix
 * (2.3), then opcode, ModRM, SIB, displacement and number.
 */
final class VectorEncoder {
    private static final int HIGH_REGISTER = 0x10;
    private static final int NEXT_FOUR_BITS = 0xf;

    private final CodeBuffer code;
    private final ConstantPool pool;

    VectorEncoder(CodeBuffer code, ConstantPool pool) {
        this.code = code;
        this.pool = pool;
    }

    /**
     * One instruction.
     *
     * @param isWide whether in the EVEX form
     */
    void encode(VectorLine line, boolean isWide) {
        Instruction form = line.form();
        if (isWide) {
            evex(form, line);
        } else {
            vex(form, line);
        }
        code.put(form.opcode);
        int register = form.shape == Shape.VMI ? form.extension : line.register();
        Address memory = line.memory();
        int following = form.shape.hasNumber() ? 1 : 0;
        if (memory == null) {
            code.put(0xc0 | (register & 7) << 3 | (line.other() & 7));
        } else {
            int vector = 16 << line.length();
            int unit = !isWide ? 1 : memory.isBroadcast() ? form.element : form.memoryBytes(vector);
            address(code, pool, register, memory, unit, following);
        }
        if (form.shape.hasNumber()) {
            code.put(line.number());
        }
    }

    /** ModRM, SIB and displacement; small displacements count in units. */
    static void address(
            CodeBuffer code,
            ConstantPool pool,
            int register,
            Address memory,
            int unit,
            int following) {
        int field = (register & 7) << 3;
        int displacement = memory.displacement();
        if (memory.isConstant()) {
            code.put(field | 5);
            pool.use(code.size, displacement, following);
            code.putInt(0);
            return;
        }
        boolean hasSib = memory.hasIndex() || (memory.base() & 7) == 4;
        int units = displacement / unit;
        boolean isSmall = displacement % unit == 0 && units == (byte) units;
        int mod = displacement == 0 && (memory.base() & 7) != 5 ? 0 : isSmall ? 0x40 : 0x80;
        code.put(mod | field | (hasSib ? 4 : memory.base() & 7));
        if (hasSib) {
            int scale = Integer.numberOfTrailingZeros(memory.scale()) << 6;
            int index = memory.hasIndex() ? memory.index() & 7 : 4;
            code.put(scale | index << 3 | (memory.base() & 7));
        }
        if (mod == 0x40) {
            code.put(units);
        } else if (mod == 0x80) {
            code.putInt(displacement);
        }
    }

    private void evex(Instruction form, VectorLine line) {
        int register = form.shape == Shape.VMI ? 0 : line.register();
        int further = form.shape.hasFurther() ? line.further() : 0;
        Address memory = line.memory();
        int x;
        int b;
        if (memory == null) {
            x = line.other() >> 4 & 1;
            b = line.other() >> 3 & 1;
        } else {
            x = memory.hasIndex() ? memory.index() >> 3 & 1 : 0;
            b = memory.isConstant() ? 0 : memory.base() >> 3 & 1;
            further |= isGather(form) ? memory.index() & HIGH_REGISTER : 0;
        }
        int first =
                (~register & 8) << 4
                        | (x ^ 1) << 6
                        | (b ^ 1) << 5
                        | (~register & HIGH_REGISTER)
                        | form.map;
        int second = form.evexW << 7 | (~further & NEXT_FOUR_BITS) << 3 | 4 | form.prefix;
        int isRepeated = memory != null && memory.isBroadcast() ? 0x10 : 0;
        int third =
                (line.isZeroing() ? 0x80 : 0)
                        | line.length() << 5
                        | isRepeated
                        | (~further & HIGH_REGISTER) >> 1
                        | line.mask();
        code.putInt(0x62 | first << 8 | second << 16 | third << 24);
    }

    private void vex(Instruction form, VectorLine line) {
        int register = form.shape == Shape.VMI ? 0 : line.register();
        int further = form.shape.hasFurther() ? line.further() : 0;
        Address memory = line.memory();
        int x = memory != null && memory.hasIndex() ? memory.index() >> 3 & 1 : 0;
        int b =
                memory == null
                        ? line.other() >> 3 & 1
                        : memory.isConstant() ? 0 : memory.base() >> 3 & 1;
        int last = (~further & NEXT_FOUR_BITS) << 3 | line.length() << 2 | form.prefix;
        if (form.map == 1 && form.vexW == 0 && x == 0 && b == 0) {
            code.put(0xc5, (~register & 8) << 4 | last);
        } else {
            code.put(0xc4, (~register & 8) << 4 | (x ^ 1) << 6 | (b ^ 1) << 5 | form.map);
            code.put(form.vexW << 7 | last);
        }
    }

    static boolean isGather(Instruction form) {
        return form.other == Kind.INDEX4
                || form.other == Kind.INDEX8
                || form.other == Kind.HALF_INDEX8;
    }
}
