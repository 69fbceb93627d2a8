package dev.gatun.kernel.loop.emitted.x86;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes code: vector instructions in the form of the processor, EVEX or VEX, general ones, jumps
 * and labels, and constants behind it.
 */
public final class Assembler {
    /** An operand that an instruction has not. */
    public static final int NONE = 0;

    /** Before the second byte of an opcode. */
    private static final int TWO_BYTES = 0x0f00;

    private static final int REX_W = 0x48;
    private static final int NO_HIGH_REGISTER = 0x40;
    private static final int WIDTH = REX_W - NO_HIGH_REGISTER;

    private final CodeBuffer code = new CodeBuffer();
    private final ConstantPool pool = new ConstantPool();
    private final VectorEncoder encoder = new VectorEncoder(code, pool);
    private final boolean isWide;

    /** What was written, where a listing is wanted. */
    private final @Nullable List<Listing.Line> lines;

    /**
     * @param isWide whether the processor has AVX-512 (F, VL, BW, DQ); AVX2 and FMA if not
     * @param isListed whether {@link #listing} will be asked for
     */
    public Assembler(boolean isWide, boolean isListed) {
        this.isWide = isWide;
        this.lines = isListed ? new ArrayList<>() : null;
    }

    /** Whether vector instructions are written in their EVEX form. */
    public boolean isWide() {
        return isWide;
    }

    /** The size of the widest vectors in bytes. */
    public int vectorBytes() {
        return isWide ? 64 : 32;
    }

    /** The length of the widest vectors, as instructions count it. */
    public int longest() {
        return isWide ? 2 : 1;
    }

    /** How many bytes have been written. */
    public int size() {
        return code.size;
    }

    // Vector instructions, of the greatest length where none is named.

    /** {@code register = form(further, other)}. */
    public void vector(Instruction form, int register, int further, int other) {
        write(new VectorLine(form, longest(), register, further, other, null, 0, 0, false));
    }

    /** {@code register = form(further, memory)}. */
    public void vector(Instruction form, int register, int further, Address memory) {
        write(new VectorLine(form, longest(), register, further, 0, memory, 0, 0, false));
    }

    /** {@code register = form(further, other, number)}. */
    public void vector(Instruction form, int register, int further, int other, int number) {
        write(new VectorLine(form, longest(), register, further, other, null, number, 0, false));
    }

    /** {@code register = form(further, memory, number)}. */
    public void vector(Instruction form, int register, int further, Address memory, int number) {
        write(new VectorLine(form, longest(), register, further, 0, memory, number, 0, false));
    }

    /** With a mask of the elements that are written. */
    public void masked(
            Instruction form, int mask, boolean isZeroing, int register, int further, int other) {
        write(new VectorLine(form, longest(), register, further, other, null, 0, mask, isZeroing));
    }

    /** Likewise with an operand in memory. */
    public void masked(
            Instruction form,
            int mask,
            boolean isZeroing,
            int register,
            int further,
            Address memory) {
        write(new VectorLine(form, longest(), register, further, 0, memory, 0, mask, isZeroing));
    }

    /** Any instruction. */
    void write(VectorLine line) {
        boolean isEvex = isWide && line.form().hasEvex();
        int start = code.size;
        encoder.encode(line, isEvex);
        if (lines != null) {
            lines.add(Listing.vector(start, code.size, line));
        }
    }

    /** Of vectors of a length: 0, 1 or 2. */
    public void vector(
            Instruction form,
            int length,
            int register,
            int further,
            int other,
            @Nullable Address memory,
            int number,
            int mask,
            boolean isZeroing) {
        write(
                new VectorLine(
                        form, length, register, further, other, memory, number, mask, isZeroing));
    }

    // Constants.

    /** A constant of some bytes, and then repeated to a vector of the greatest length or not. */
    public Address constant(long bits, int bytes, boolean isRepeated) {
        byte[] constant = new byte[isRepeated ? vectorBytes() : bytes];
        for (int k = 0; k < constant.length; k++) {
            constant[k] = (byte) (bits >> (Byte.SIZE * (k % bytes)));
        }
        return Address.constant(pool.number(constant));
    }

    /** A constant of some elements, their number and size powers of two. */
    public Address constant(long[] elements, int bytes) {
        byte[] constant = new byte[elements.length * bytes];
        int at = 0;
        for (long element : elements) {
            for (int k = 0; k < bytes; k++) {
                constant[at++] = (byte) (element >> (Byte.SIZE * k));
            }
        }
        return Address.constant(pool.number(constant));
    }

    // General instructions.

    /** {@code to = from}, 64 bits. */
    public void move(int to, int from) {
        int start = code.size;
        code.put(REX_W | to >> 3 << 2 | from >> 3, 0x8b, 0xc0 | (to & 7) << 3 | (from & 7));
        if (lines != null) {
            line(start, "mov " + GeneralRegister.name(to) + "," + GeneralRegister.name(from));
        }
    }

    /** {@code to = number}. */
    public void set(int to, long number) {
        int start = code.size;
        if (number == (int) number) {
            code.put(REX_W | to >> 3, 0xc7, 0xc0 | (to & 7));
            code.putInt((int) number);
            if (lines != null) {
                line(start, "mov " + GeneralRegister.name(to) + ",0x" + Long.toHexString(number));
            }
        } else {
            code.put(REX_W | to >> 3, 0xb8 | (to & 7));
            code.putLong(number);
            if (lines != null) {
                line(
                        start,
                        "movabs " + GeneralRegister.name(to) + ",0x" + Long.toHexString(number));
            }
        }
    }

    /** {@code to = memory}, 64 bits. */
    public void load(int to, Address memory) {
        ofMemory(0x8b, "mov ", to, memory, false, true);
    }

    /** {@code memory = from}, 64 bits. */
    public void store(Address memory, int from) {
        ofMemory(0x89, "mov ", from, memory, true, true);
    }

    /** {@code to = the address of memory}. */
    public void address(int to, Address memory) {
        ofMemory(0x8d, "lea ", to, memory, false, false);
    }

    /** {@code to = to * memory}, 64 bits. */
    public void multiply(int to, Address memory) {
        ofMemory(TWO_BYTES | 0xaf, "imul ", to, memory, false, true);
    }

    private void ofMemory(
            int opcode,
            String name,
            int register,
            Address memory,
            boolean isStore,
            boolean isSized) {
        int start = code.size;
        code.put(rex(register, memory));
        if ((opcode & TWO_BYTES) != 0) {
            code.put(TWO_BYTES >> Byte.SIZE);
        }
        code.put(opcode);
        VectorEncoder.address(code, pool, register, memory, 1, 0);
        if (lines != null) {
            int end = code.size;
            String size = isSized ? "QWORD PTR " : "";
            String of = GeneralRegister.name(register);
            lines.add(
                    new Listing.Line(
                            start,
                            end,
                            bytes -> {
                                String at = size + Listing.address(bytes, end, memory, 0, false);
                                return name + (isStore ? at + "," + of : of + "," + at);
                            }));
        }
    }

    private static int rex(int register, Address memory) {
        return REX_W
                | register >> 3 << 2
                | (memory.hasIndex() ? memory.index() >> 3 << 1 : 0)
                | (memory.isConstant() ? 0 : memory.base() >> 3);
    }

    /** {@code to = to operation from}, 64 bits. */
    public void general(GeneralOperation operation, int to, int from) {
        int start = code.size;
        code.put(
                REX_W | to >> 3 << 2 | from >> 3,
                operation.place << 3 | 3,
                0xc0 | (to & 7) << 3 | (from & 7));
        if (lines != null) {
            line(
                    start,
                    name(operation) + GeneralRegister.name(to) + "," + GeneralRegister.name(from));
        }
    }

    /** {@code to = to operation memory}, 64 bits. */
    public void general(GeneralOperation operation, int to, Address memory) {
        ofMemory(operation.place << 3 | 3, name(operation), to, memory, false, true);
    }

    /** {@code to = to operation number}, 64 bits. */
    public void immediate(GeneralOperation operation, int to, long number) {
        assert number == (int) number : number;
        int start = code.size;
        boolean isSmall = number == (byte) number;
        code.put(REX_W | to >> 3, isSmall ? 0x83 : 0x81, 0xc0 | operation.place << 3 | (to & 7));
        if (isSmall) {
            code.put((int) number);
        } else {
            code.putInt((int) number);
        }
        if (lines != null) {
            line(
                    start,
                    name(operation) + GeneralRegister.name(to) + ",0x" + Long.toHexString(number));
        }
    }

    private static String name(GeneralOperation operation) {
        return operation.name().toLowerCase(Locale.ROOT) + " ";
    }

    /** {@code to = 0}. */
    public void zero(int to) {
        int start = code.size;
        int high = to >> 3;
        if (high != 0) {
            code.put(0x40 | high << 2 | high);
        }
        code.put(0x31, 0xc0 | (to & 7) << 3 | (to & 7));
        if (lines != null) {
            line(
                    start,
                    "xor " + GeneralRegister.shortName(to) + "," + GeneralRegister.shortName(to));
        }
    }

    /** {@code to = -1}, 32 bits. */
    public void ones(int to) {
        int start = code.size;
        if (to >= 8) {
            code.put(0x41);
        }
        code.put(0x83, 0xc8 | (to & 7), 0xff);
        if (lines != null) {
            line(start, "or " + GeneralRegister.shortName(to) + ",0xffffffff");
        }
    }

    /** {@code to = to shifted to the left}, 64 bits. */
    public void shiftLeft(int to, int bits) {
        shift(0xe0, "shl ", to, bits);
    }

    /** {@code to = to shifted to the right}, 64 bits, its sign kept. */
    public void shiftRight(int to, int bits) {
        shift(0xf8, "sar ", to, bits);
    }

    private void shift(int place, String name, int to, int bits) {
        int start = code.size;
        code.put(REX_W | to >> 3, 0xc1, place | (to & 7));
        code.put(bits);
        if (lines != null) {
            line(start, name + GeneralRegister.name(to) + ",0x" + Integer.toHexString(bits));
        }
    }

    /** Saves a register on the stack. */
    public void push(int register) {
        oneByte(0x50, "push ", register);
    }

    /** Takes a register from the stack. */
    public void pop(int register) {
        oneByte(0x58, "pop ", register);
    }

    private void oneByte(int opcode, String name, int register) {
        int start = code.size;
        if (register >= 8) {
            code.put(0x41);
        }
        code.put(opcode | (register & 7));
        if (lines != null) {
            line(start, name + GeneralRegister.name(register));
        }
    }

    /** The mark of a function that may be called by its address. */
    public void begin() {
        fixed("endbr64", 0xf3, 0x0f, 0x1e, 0xfa);
    }

    /** Clears the upper halves of vector registers, on which code for SSE would wait. */
    public void clearUpper() {
        fixed("vzeroupper", 0xc5, 0xf8, 0x77);
    }

    /** Ends the function. */
    public void end() {
        fixed("ret", 0xc3);
    }

    /** Brings a line into the cache of the first level; nothing where there is no such memory. */
    public void prefetch(Address memory) {
        prefetch(0x18, "prefetcht0 ", memory);
    }

    /** Likewise, to be written. */
    public void prefetchToWrite(Address memory) {
        prefetch(0x0d, "prefetchw ", memory);
    }

    private void prefetch(int opcode, String name, Address memory) {
        int start = code.size;
        int high = rex(0, memory) & ~WIDTH;
        if (high != NO_HIGH_REGISTER) {
            code.put(high);
        }
        code.put(0x0f, opcode);
        VectorEncoder.address(code, pool, 1, memory, 1, 0);
        lineOf(start, name + "BYTE PTR ", memory);
    }

    /** Orders non-temporal stores before what follows. */
    public void fence() {
        fixed("sfence", 0x0f, 0xae, 0xf8);
    }

    /** Saves MXCSR, 32 bits. */
    public void saveControl(Address memory) {
        control(3, "stmxcsr ", memory);
    }

    /** Sets MXCSR. */
    public void loadControl(Address memory) {
        control(2, "ldmxcsr ", memory);
    }

    private void control(int place, String name, Address memory) {
        int start = code.size;
        if (!memory.isConstant() && memory.base() >= 8) {
            code.put(0x41);
        }
        code.put(0x0f, 0xae);
        VectorEncoder.address(code, pool, place, memory, 1, 0);
        lineOf(start, name + "DWORD PTR ", memory);
    }

    private void lineOf(int start, String text, Address memory) {
        if (lines != null) {
            int end = code.size;
            lines.add(
                    new Listing.Line(
                            start,
                            end,
                            bytes -> text + Listing.address(bytes, end, memory, 0, false)));
        }
    }

    /** Continues at the label where the condition holds. */
    public void jump(Condition condition, Label label) {
        int start = code.size;
        code.put(0x0f, 0x80 | condition.code);
        to(start, condition.text, label);
    }

    /** Continues at the label. */
    public void jump(Label label) {
        int start = code.size;
        code.put(0xe9);
        to(start, "jmp", label);
    }

    /** Continues at the label, until {@link #end} leads back to here. */
    public void call(Label label) {
        int start = code.size;
        code.put(0xe8);
        to(start, "call", label);
    }

    private void to(int start, String name, Label label) {
        if (label.at == Label.UNBOUND) {
            label.use(code.size);
            code.putInt(0);
        } else {
            code.putInt(label.at - (code.size + Integer.BYTES));
        }
        if (lines != null) {
            lines.add(
                    new Listing.Line(
                            start, code.size, _ -> name + " 0x" + Integer.toHexString(label.at)));
        }
    }

    /** The label is here. */
    public void bind(Label label) {
        label.bind(code);
    }

    /** Fills up to a multiple of 32 bytes with instructions that do nothing. */
    public void align() {
        while (-code.size % 32 != 0) {
            if ((-code.size & 31) >= 9) {
                fixed("nop WORD PTR [rax+rax*1+0x0]", 0x66, 0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0);
            } else {
                fixed("nop", 0x90);
            }
        }
    }

    private void fixed(String text, int... bytes) {
        int start = code.size;
        for (int each : bytes) {
            code.put(each);
        }
        if (lines != null) {
            line(start, text);
        }
    }

    private void line(int start, String text) {
        if (lines != null) {
            lines.add(new Listing.Line(start, code.size, _ -> text));
        }
    }

    /** The code, with its constants. Called once, when every label is bound. */
    public byte[] toBytes() {
        pool.write(code);
        return Arrays.copyOf(code.bytes, code.size);
    }

    /** One line for each instruction, as objdump prints them. After {@link #toBytes}. */
    public List<String> listing() {
        List<String> text = new ArrayList<>();
        if (lines != null) {
            for (Listing.Line each : lines) {
                text.add(each.text().of(code));
            }
        }
        return text;
    }
}
