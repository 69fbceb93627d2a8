package dev.gatun.kernel.loop.emitted.x86;

import dev.gatun.kernel.loop.emitted.x86.Instruction.Kind;
import dev.gatun.kernel.loop.emitted.x86.Instruction.Shape;
import org.jspecify.annotations.Nullable;

/** The text of instructions, as objdump prints them in Intel's syntax. */
final class Listing {
    private static final String[] COMPARISONS = {
        "eq",
        "lt",
        "le",
        "unord",
        "neq",
        "nlt",
        "nle",
        "ord",
        "eq_uq",
        "nge",
        "ngt",
        "false",
        "neq_oq",
        "ge",
        "gt",
        "true",
        "eq_os",
        "lt_oq",
        "le_oq",
        "unord_s",
        "neq_us",
        "nlt_uq",
        "nle_uq",
        "ord_s",
        "eq_us",
        "nge_uq",
        "ngt_uq",
        "false_os",
        "neq_os",
        "ge_oq",
        "gt_oq",
        "true_us"
    };
    private static final String[] INTEGER_COMPARISONS = {
        "eq", "lt", "le", "", "neq", "nlt", "nle", ""
    };
    private static final String[] VECTORS = {"xmm", "ymm", "zmm"};

    private Listing() {}

    /** The text of an instruction, once displacements stand in the code. */
    @FunctionalInterface
    interface Text {
        String of(CodeBuffer code);
    }

    /** An instruction, from a byte up to another. */
    record Line(int start, int end, Text text) {}

    static Line vector(int start, int end, VectorLine line) {
        return new Line(start, end, code -> text(code, end, line));
    }

    private static String text(CodeBuffer code, int end, VectorLine line) {
        Instruction form = line.form();
        Shape shape = form.shape;
        String name = form.text();
        String number = shape.hasNumber() ? "0x" + Integer.toHexString(line.number()) : "";
        String[] comparisons = comparisons(form);
        if (comparisons != null
                && line.number() < comparisons.length
                && !comparisons[line.number()].isEmpty()) {
            name =
                    name.replaceFirst("vp?cmp", form.name().startsWith("VP") ? "vpcmp" : "vcmp")
                            .replaceFirst("cmp", "cmp" + comparisons[line.number()]);
            number = "";
        }
        String register = register(form.register, line.length(), line.register());
        String further = further(form, line);
        String other = other(code, end, line, form);
        String mask = line.mask() == 0 ? "" : "{k" + line.mask() + "}";
        mask += line.isZeroing() ? "{z}" : "";
        return name
                + " "
                + switch (shape) {
                    case RM -> register + mask + "," + other;
                    case RMI -> register + mask + "," + other + last(number);
                    case RVM -> register + mask + "," + further + "," + other;
                    case RVMI -> register + mask + "," + further + "," + other + last(number);
                    case RVMR -> {
                        String fourth = VECTORS[line.length()] + (line.number() >> 4);
                        yield register + "," + further + "," + other + "," + fourth;
                    }
                    case RMV -> register + "," + other + "," + further;
                    case MR -> other + mask + "," + register;
                    case MRI -> other + mask + "," + register + last(number);
                    case MVR -> other + "," + further + "," + register;
                    case VMI -> further + mask + "," + other + last(number);
                };
    }

    private static String last(String number) {
        return number.isEmpty() ? "" : "," + number;
    }

    private static String @Nullable [] comparisons(Instruction form) {
        return switch (form) {
            case VCMPPS, VCMPPD, VCMPPS_VECTOR, VCMPPD_VECTOR -> COMPARISONS;
            case VPCMPD, VPCMPQ -> INTEGER_COMPARISONS;
            default -> null;
        };
    }

    private static String register(Kind kind, int length, int number) {
        return switch (kind) {
            case V, WIDE, MEMORY -> VECTORS[length] + number;
            case HALF -> VECTORS[Math.max(length - 1, 0)] + number;
            case QUARTER -> VECTORS[Math.max(length - 2, 0)] + number;
            case EIGHTH, X, M1, M2, M4, M8 -> "xmm" + number;
            case Y -> "ymm" + number;
            case Z -> "zmm" + number;
            case K -> "k" + number;
            case R32 -> GeneralRegister.shortName(number);
            case R64 -> GeneralRegister.name(number);
            case INDEX4, INDEX8, HALF_INDEX8 -> throw new AssertionError(kind);
        };
    }

    /** The further operand is as the register, but beside a mask that is a result. */
    private static String further(Instruction form, VectorLine line) {
        Kind kind = form.register;
        if (kind == Kind.K && form.other != Kind.K) {
            kind = Kind.V;
        }
        return register(kind, line.length(), line.further());
    }

    private static String other(CodeBuffer code, int end, VectorLine line, Instruction form) {
        Address memory = line.memory();
        if (memory == null) {
            return register(form.other, line.length(), line.other());
        }
        int vector = 16 << line.length();
        int bytes = memory.isBroadcast() ? form.element : form.memoryBytes(vector);
        String size =
                switch (bytes) {
                    case 1 -> "BYTE";
                    case 2 -> "WORD";
                    case 4 -> "DWORD";
                    case 8 -> "QWORD";
                    case 16 -> "XMMWORD";
                    case 32 -> "YMMWORD";
                    default -> "ZMMWORD";
                };
        String at =
                address(
                                code,
                                end,
                                memory,
                                form.shape.hasNumber() ? 1 : 0,
                                VectorEncoder.isGather(form))
                        .replace("INDEX", VECTORS[indexLength(form, line.length())]);
        if (!memory.isBroadcast()) {
            return size + " PTR " + at;
        }
        // Where no register says how often.
        boolean isTold =
                (form.register == Kind.HALF && line.length() < 2)
                        || (form.register == Kind.K && form.shape == Shape.RMI);
        return size + " BCST " + at + (isTold ? "{1to" + vector / bytes + "}" : "");
    }

    private static int indexLength(Instruction form, int length) {
        return form.other == Kind.HALF_INDEX8 ? Math.max(length - 1, 0) : length;
    }

    /** An address; so many bytes follow its displacement, in an instruction that ends at a byte. */
    static String address(
            CodeBuffer code, int end, Address memory, int following, boolean isVectorIndex) {
        if (memory.isConstant()) {
            int displacement = code.getInt(end - following - Integer.BYTES);
            return "[rip+0x" + Integer.toHexString(displacement) + "]";
        }
        StringBuilder text = new StringBuilder("[").append(GeneralRegister.name(memory.base()));
        if (memory.hasIndex()) {
            String index =
                    isVectorIndex ? "INDEX" + memory.index() : GeneralRegister.name(memory.index());
            text.append('+').append(index).append('*').append(memory.scale());
        }
        int displacement = memory.displacement();
        if (displacement < 0) {
            text.append("-0x").append(Integer.toHexString(-displacement));
        } else if (displacement > 0 || (memory.base() & 7) == 5) {
            text.append("+0x").append(Integer.toHexString(displacement));
        }
        return text.append(']').toString();
    }
}
