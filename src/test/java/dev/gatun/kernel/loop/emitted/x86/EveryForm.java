package dev.gatun.kernel.loop.emitted.x86;

import dev.gatun.kernel.loop.emitted.x86.Instruction.Kind;
import dev.gatun.kernel.loop.emitted.x86.Instruction.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Writes every form of an instruction with every register, with addresses of each kind, masks and
 * repeated elements.
 */
final class EveryForm {
    private static final int[] DISPLACEMENTS = {0, 64, 0x123, 8192, -64, -0x4000, 8, 4};

    private final Instruction form;
    private final Assembler to;
    private final boolean isEvex;

    private EveryForm(Instruction form, Assembler to, boolean isEvex) {
        this.form = form;
        this.to = to;
        this.isEvex = isEvex;
    }

    /** The instruction in the form of a processor, or nothing where it has no such form. */
    static void write(Instruction form, Assembler to) {
        boolean isEvex = to.isWide() && form.hasEvex();
        if (isEvex || form.hasVex()) {
            new EveryForm(form, to, isEvex).writeAll();
        }
    }

    private void writeAll() {
        for (int length = 0; length <= (isEvex ? 2 : 1); length++) {
            if (has(length)) {
                for (int r = 0; r < 32; r++) {
                    registers(length, r);
                    addresses(length, r);
                }
            }
        }
    }

    private boolean has(int length) {
        if (form.register == Kind.K && form.other == Kind.M2) {
            return length == 0;
        }
        boolean isMaskForm = form.other == Kind.K && form.register != Kind.V;
        if (form.other == Kind.K && form.register == Kind.K && form.shape == Shape.RVM) {
            return length == 1;
        }
        if (isMaskForm || form.other == Kind.R32 || form.other == Kind.R64) {
            return form.register == Kind.V || length == 0;
        }
        return switch (form.register) {
            case X -> length == 0;
            case Y -> length == 1;
            case Z -> length == 2;
            case WIDE -> length > 0;
            default -> true;
        };
    }

    private int pick(Kind kind, int n) {
        return switch (kind) {
            case K -> n % 8;
            case R32, R64 -> n % 16;
            default -> n % (isEvex ? 32 : 16);
        };
    }

    private int number(int r, int length) {
        if (form.shape == Shape.RVMR) {
            return (7 * r + length) % 16 << 4;
        }
        String name = form.name();
        return name.startsWith("VCMP") ? r % 32 : name.startsWith("VPCMP") ? r % 8 : 5 * r % 128;
    }

    private int further(int r) {
        if (!form.shape.hasFurther()) {
            return 0;
        }
        return pick(
                form.register == Kind.K && form.other != Kind.K ? Kind.V : form.register,
                5 * r + 3);
    }

    private boolean isBlend() {
        return form.name().startsWith("VBLENDM");
    }

    /** Whether elements that are not written may become 0. */
    private boolean canZero() {
        return form.register != Kind.K && !VectorEncoder.isGather(form);
    }

    private boolean canMask() {
        return isEvex
                && form.element > 0
                && (form.register == Kind.V
                        || form.register == Kind.K
                        || form.register == Kind.WIDE);
    }

    private boolean isMaskedInMemory() {
        String name = form.name();
        return name.startsWith("VMOVU")
                || (name.startsWith("VPMOV") && form.register == Kind.V && form.other != Kind.K)
                || form == Instruction.VCVTPH2PS
                || form == Instruction.VCVTPS2PH;
    }

    private void registers(int length, int r) {
        if (form.other == Kind.MEMORY || VectorEncoder.isGather(form)) {
            return;
        }
        boolean isMemoryOnly = form == Instruction.VMOVSS || form == Instruction.VMOVSD;
        if (isMemoryOnly
                || (form.other == Kind.M2 && form.register == Kind.K)
                || form.name().startsWith("VPEXTR")
                || form.name().endsWith("SS_STORE")
                || form.name().endsWith("SD_STORE")) {
            return;
        }
        int register = pick(form.register, r);
        int other = pick(form.other, 11 * r + 7);
        int number = number(r, length);
        int further = further(r);
        write(length, register, further, other, null, number, 0, false);
        if (canMask()) {
            write(length, register, further, other, null, number, 1 + r % 7, false);
            if (canZero()) {
                write(length, register, further, other, null, number, 1 + r % 7, true);
            }
        }
    }

    private void addresses(int length, int r) {
        boolean isRegisterOnly =
                form.other == Kind.K
                        || form == Instruction.VMOVMSKPS
                        || form == Instruction.VMOVMSKPD
                        || form.name().endsWith("_GENERAL")
                        || form == Instruction.KMOVW_FROM
                        || form == Instruction.KMOVW_TO
                        || (form.shape == Shape.VMI && !isEvex);
        if (isRegisterOnly) {
            return;
        }
        int register = pick(form.register, r);
        int further = further(r);
        int number = number(r, length);
        int displacement = DISPLACEMENTS[r % DISPLACEMENTS.length];
        if (VectorEncoder.isGather(form)) {
            int index = (register + 9) % (isEvex ? 32 : 16);
            further = (register + 3) % 16;
            Address at = Address.of(r % 16, index, 1 << r % 4, displacement);
            write(length, register, further, 0, at, number, isEvex ? 1 + r % 7 : 0, false);
            return;
        }
        int index = r % 16 == 4 ? 3 : r % 16;
        Address plain = Address.of((r + 5) % 16, displacement);
        Address indexed = Address.of((3 * r + 1) % 16, index, 1 << r % 4, displacement);
        Address constant = to.constant(r % 3, Integer.BYTES, true);
        for (Address at : new Address[] {plain, indexed, constant}) {
            write(length, register, further, 0, at, number, 0, false);
            if (isEvex && form.element > 0) {
                write(length, register, further, 0, at.broadcast(), number, 0, false);
            }
            boolean isMasked = canMask() || (isEvex && isMaskedInMemory());
            boolean isStore = form.shape == Shape.MR || form.shape == Shape.MRI;
            if (isMasked) {
                write(length, register, further, 0, at, number, 1 + r % 7, canZero() && !isStore);
            }
        }
    }

    private void write(
            int length,
            int register,
            int further,
            int other,
            @Nullable Address memory,
            int number,
            int mask,
            boolean isZeroing) {
        int selected = isBlend() && mask == 0 ? 1 + register % 7 : mask;
        to.vector(form, length, register, further, other, memory, number, selected, isZeroing);
    }
}
