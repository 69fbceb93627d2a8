package dev.gatun.kernel.matmul;

import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.R10;
import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.R11;
import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.R12;
import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.R13;
import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.R14;
import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.R15;
import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.R8;
import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.R9;
import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.RAX;
import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.RBX;
import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.RCX;
import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.RDI;
import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.RDX;
import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.RSI;
import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.RSP;

import dev.gatun.kernel.loop.emitted.RegisterFunction;
import dev.gatun.kernel.loop.emitted.x86.Address;
import dev.gatun.kernel.loop.emitted.x86.Assembler;
import dev.gatun.kernel.loop.emitted.x86.Condition;
import dev.gatun.kernel.loop.emitted.x86.GeneralOperation;
import dev.gatun.kernel.loop.emitted.x86.Instruction;
import dev.gatun.kernel.loop.emitted.x86.Label;
import dev.gatun.shape.DType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes the function that multiplies small matrices. As Java, with vectors of {@code L} elements:
 *
 * {@snippet :
 * for (int p = 0; p < count; p++) { // products
 *     for (int j = 0; j < n; j += 2 * L) { // panels of columns, the last one masked
 *         for (int i = 0; i < m; i += ROWS) { // tiles of rows, the last one lower
 *             Vector[][] sums = new Vector[ROWS][2]; // in registers
 *             for (int l = 0; l < k; l++) {
 *                 sums[r][v] = fma(a[i + r][l], b[l][j + v * L ...], sums[r][v]); // for all r, v
 *             }
 *             // The addend and the function if there are any.
 *             c[i + r][j + v * L ...] = f(alpha * sums[r][v] + addend[i + r][j + v * L ...]);
 *         }
 *     }
 * }
 * }
 *
 * <p>An element of C is one sum over k in ascending order, each step fused, whatever the sizes are.
 */
final class SmallProductWriter {
    // The block of arguments; all are longs but alpha, which is of the matrices' type.
    static final int A = 0;
    static final int B = 8;
    static final int C = 16;
    static final int M = 24;
    static final int N = 32;
    static final int K = 40;

    /** Bytes from a row of op(A) to the next, and from an element of a row to the next. */
    static final int A_ROW = 48;

    static final int A_STEP = 56;

    /**
     * Bytes from a row of op(B) to the next, whose elements are neighbours; or from a column to the
     * next, where B is stored transposed.
     */
    static final int B_ROW = 64;

    static final int C_ROW = 72;
    static final int ALPHA = 80;

    /** 0 if nothing is added. */
    static final int ADDS = 88;

    static final int COUNT = 96;

    /** What is added: C itself, or other rows; and the bytes to the next row. */
    static final int ADDEND = 104;

    static final int ADDEND_ROW = 112;

    /** Bytes from a product's matrix to the next one's. */
    static final int A_NEXT = 120;

    static final int B_NEXT = 128;
    static final int C_NEXT = 136;
    static final int ADDEND_NEXT = 144;

    // Where the function keeps what has no register.
    private static final int STACK = 160;
    private static final int PANEL_ADDEND = 168;
    private static final int TILE_ADDEND = 176;

    /** The values of the function that have no register. */
    private static final int ROOM = 192;

    /**
     * The most rows of op(B) where B is stored transposed: a panel of them, 32 KB, is packed on the
     * stack, of which Java leaves native code 80 KB.
     */
    static final int MOST_PACKED = 256;

    /** The most elements between two columns of op(B) then: gathers count bytes in an int. */
    static final int MOST_APART = 1 << 20;

    /** Registers that a function keeps; all are used. */
    private static final int[] KEPT = {RBX, R12, R13, R14, R15};

    /** The mask of the last vector of a panel: k1, or a vector register. */
    private static final int MASK = 1;

    private final Assembler code;
    private final boolean isFloat;
    private final boolean isWide;
    private final int bytes;

    /** Elements of a vector. */
    private final int lanes;

    /** Rows of a whole tile. */
    private final int height;

    /** The vector registers after those of sums. */
    private final int columns;

    private final int factor;
    private final int lastMask;

    /** The byte offsets of the elements that a gather reads. */
    private final int places;

    /** The mask of a gather, which the instruction clears. */
    private final int gathered;

    /** Whether B is stored transposed; its panels are packed. */
    private final boolean isPacked;

    /** What is applied to the sums before they are stored, if anything is. */
    private final @Nullable RegisterFunction function;

    /** By the number of a tile's vectors, less 1: where the function is called for them. */
    private final Label[] calls;

    SmallProductWriter(
            Assembler code, DType type, boolean isPacked, @Nullable RegisterFunction function) {
        this.code = code;
        this.isPacked = isPacked;
        this.function = function;
        isFloat = type == DType.F32;
        isWide = code.isWide();
        bytes = type.bytes();
        lanes = code.vectorBytes() / bytes;
        height = isWide ? 8 : 4;
        columns = 2 * height;
        factor = columns + 2;
        lastMask = isWide ? MASK : columns + 4;
        places = columns + 5;
        gathered = isWide ? MASK + 1 : columns + 6;
        calls = new Label[columns];
        Arrays.setAll(calls, _ -> new Label());
    }

    void write() {
        code.begin();
        for (int register : KEPT) {
            code.push(register);
        }
        if (isPacked) {
            writePlaces();
            code.store(argument(STACK), RSP);
            code.load(RAX, argument(K));
            code.shiftLeft(RAX, Integer.numberOfTrailingZeros(2 * lanes * bytes));
            code.general(GeneralOperation.SUB, RSP, RAX);
            code.immediate(GeneralOperation.AND, RSP, -64);
        }
        Label product = new Label();
        code.bind(product);
        writeProduct();
        next(A, A_NEXT);
        next(B, B_NEXT);
        next(C, C_NEXT);
        next(ADDEND, ADDEND_NEXT);
        code.load(RAX, argument(COUNT));
        code.immediate(GeneralOperation.SUB, RAX, 1);
        code.store(argument(COUNT), RAX);
        code.jump(Condition.NOT_ZERO, product);
        code.clearUpper();
        if (isPacked) {
            code.load(RSP, argument(STACK));
        }
        for (int k = KEPT.length - 1; k >= 0; k--) {
            code.pop(KEPT[k]);
        }
        code.end();
        if (function != null) {
            int[] kept = isWide ? new int[] {places} : new int[] {lastMask, places};
            function.write(code, calls, ROOM, kept);
        }
    }

    private static Address argument(int at) {
        return Address.of(RDI, at);
    }

    private void copy(int from, int to) {
        code.load(RAX, argument(from));
        code.store(argument(to), RAX);
    }

    private void next(int matrix, int step) {
        code.load(RAX, argument(matrix));
        code.general(GeneralOperation.ADD, RAX, argument(step));
        code.store(argument(matrix), RAX);
    }

    /** rsi and rdx are at the panel in B and C, r8 holds the columns that are left. */
    private void writeProduct() {
        code.load(RSI, argument(B));
        code.load(RDX, argument(C));
        code.load(R8, argument(N));
        copy(ADDEND, PANEL_ADDEND);
        code.load(R12, argument(A_ROW));
        code.load(R15, argument(A_STEP));
        code.address(R13, Address.of(R12, R12, 2, 0));
        Label panel = new Label();
        Label narrow = new Label();
        Label done = new Label();
        code.bind(panel);
        code.immediate(GeneralOperation.CMP, R8, lanes);
        code.jump(Condition.NOT_GREATER, narrow);
        writePanel(2);
        if (isPacked) {
            code.load(RAX, argument(B_ROW));
            code.shiftLeft(RAX, Integer.numberOfTrailingZeros(2 * lanes));
            code.general(GeneralOperation.ADD, RSI, RAX);
        } else {
            code.immediate(GeneralOperation.ADD, RSI, 2L * lanes * bytes);
        }
        code.immediate(GeneralOperation.ADD, RDX, 2L * lanes * bytes);
        code.load(RAX, argument(PANEL_ADDEND));
        code.immediate(GeneralOperation.ADD, RAX, 2L * lanes * bytes);
        code.store(argument(PANEL_ADDEND), RAX);
        code.immediate(GeneralOperation.SUB, R8, 2L * lanes);
        code.jump(Condition.GREATER, panel);
        code.jump(done);
        code.bind(narrow);
        writePanel(1);
        code.bind(done);
    }

    /** r9 holds the rows that are left, r10 and r11 are at the tile in A and C. */
    private void writePanel(int vectors) {
        writeMask(vectors);
        if (isPacked) {
            writePacking(vectors);
        }
        code.load(R9, argument(M));
        code.load(R10, argument(A));
        code.move(R11, RDX);
        copy(PANEL_ADDEND, TILE_ADDEND);
        Label done = new Label();
        Label rest = new Label();
        Label tile = new Label();
        code.bind(tile);
        code.immediate(GeneralOperation.CMP, R9, height);
        code.jump(Condition.LESS, rest);
        writeTile(height, vectors);
        code.address(R10, Address.of(R10, R12, height, 0));
        code.immediate(GeneralOperation.SUB, R9, height);
        code.jump(Condition.NOT_ZERO, tile);
        code.jump(done);
        code.bind(rest);
        for (int rows = height - 1; rows > 1; rows--) {
            Label fewer = new Label();
            code.immediate(GeneralOperation.CMP, R9, rows);
            code.jump(Condition.NOT_ZERO, fewer);
            writeTile(rows, vectors);
            code.jump(done);
            code.bind(fewer);
        }
        writeTile(1, vectors);
        code.bind(done);
    }

    /** Of the elements of the panel's last vector. */
    private void writeMask(int vectors) {
        code.move(RCX, R8);
        if (vectors == 2) {
            code.immediate(GeneralOperation.SUB, RCX, lanes);
        }
        Label partial = new Label();
        code.immediate(GeneralOperation.CMP, RCX, lanes);
        code.jump(Condition.LESS, partial);
        code.set(RCX, lanes);
        code.bind(partial);
        if (isWide) {
            code.ones(RAX);
            code.vector(Instruction.BZHI, 0, RAX, RCX, RAX, null, 0, 0, false);
            code.vector(Instruction.KMOVW_FROM, 0, MASK, 0, RAX, null, 0, 0, false);
        } else {
            // The masks of all counts stand in one constant: whole vectors of ones, then of zeros.
            long[] ones = new long[2 * lanes];
            Arrays.fill(ones, 0, lanes, -1);
            code.address(RAX, code.constant(ones, bytes));
            code.immediate(GeneralOperation.ADD, RAX, (long) lanes * bytes);
            code.shiftLeft(RCX, isFloat ? 2 : 3);
            code.general(GeneralOperation.SUB, RAX, RCX);
            code.vector(
                    f(Instruction.VMOVUPS, Instruction.VMOVUPD), lastMask, 0, Address.of(RAX, 0));
        }
    }

    /** 0, 1, 2 ... times the bytes from a column of op(B) to the next, as ints. */
    private void writePlaces() {
        long[] count = new long[16];
        Arrays.setAll(count, i -> i);
        int length = isFloat ? code.longest() : code.longest() - 1;
        Address step = argument(B_ROW);
        code.vector(Instruction.VPBROADCASTD, length, places, 0, 0, step, 0, 0, false);
        Address counts = code.constant(count, Integer.BYTES);
        code.vector(Instruction.VPMULLD, length, places, places, 0, counts, 0, 0, false);
    }

    /** Copies a panel of op(B) to the stack, with dense rows. rax is in B, rcx on the stack. */
    private void writePacking(int vectors) {
        code.move(RAX, RSI);
        code.move(RCX, RSP);
        code.load(RBX, argument(K));
        if (vectors == 2) {
            code.load(R9, argument(B_ROW));
            code.shiftLeft(R9, Integer.numberOfTrailingZeros(lanes));
        }
        Label step = new Label();
        code.bind(step);
        for (int v = 0; v < vectors; v++) {
            if (v == 1) {
                code.address(R10, Address.of(RAX, R9, 1, 0));
            }
            writeGather(Address.of(v == 0 ? RAX : R10, places, 1, 0), v == vectors - 1);
            code.vector(
                    f(Instruction.VMOVUPS_STORE, Instruction.VMOVUPD_STORE),
                    columns,
                    0,
                    Address.of(RCX, v * lanes * bytes));
        }
        code.immediate(GeneralOperation.ADD, RAX, bytes);
        code.immediate(GeneralOperation.ADD, RCX, (long) vectors * lanes * bytes);
        code.immediate(GeneralOperation.SUB, RBX, 1);
        code.jump(Condition.NOT_ZERO, step);
    }

    private void writeGather(Address from, boolean isMasked) {
        Instruction xor = f(Instruction.VXORPS, Instruction.VXORPD);
        code.vector(xor, columns, columns, columns);
        if (isWide) {
            if (isMasked) {
                code.vector(Instruction.KMOVW, 0, gathered, 0, MASK, null, 0, 0, false);
            } else {
                code.vector(Instruction.KXNORW, 1, gathered, MASK, MASK, null, 0, 0, false);
            }
            Instruction gather = f(Instruction.VGATHERDPS, Instruction.VGATHERDPD);
            code.masked(gather, gathered, false, columns, 0, from);
            return;
        }
        if (isMasked) {
            code.vector(Instruction.VMOVUPS, gathered, 0, lastMask);
        } else {
            code.vector(Instruction.VPCMPEQD_VECTOR, gathered, gathered, gathered);
        }
        code.vector(
                f(Instruction.VGATHERDPS_VECTOR, Instruction.VGATHERDPD_VECTOR),
                columns,
                gathered,
                from);
    }

    private Instruction f(Instruction ofFloats, Instruction ofDoubles) {
        return isFloat ? ofFloats : ofDoubles;
    }

    private static int sum(int row, int vector, int vectors) {
        return row * vectors + vector;
    }

    /** rax and r14 are at rows 0 and 4 in A, rcx at the row of B, rbx counts. */
    private void writeTile(int rows, int vectors) {
        Instruction xor = f(Instruction.VXORPS, Instruction.VXORPD);
        for (int s = 0; s < rows * vectors; s++) {
            code.vector(xor, s, s, s);
        }
        code.move(RAX, R10);
        if (rows > 4) {
            code.address(R14, Address.of(R10, R12, 4, 0));
        }
        code.move(RCX, isPacked ? RSP : RSI);
        code.load(RBX, argument(K));
        Label step = new Label();
        code.align();
        code.bind(step);
        for (int v = 0; v < vectors; v++) {
            load(columns + v, Address.of(RCX, v * lanes * bytes), v == vectors - 1);
        }
        Instruction broadcast = f(Instruction.VBROADCASTSS, Instruction.VBROADCASTSD);
        Instruction fma = f(Instruction.VFMADD231PS, Instruction.VFMADD231PD);
        for (int row = 0; row < rows; row++) {
            int of = factor + (row & 1);
            code.vector(broadcast, of, 0, element(row));
            for (int v = 0; v < vectors; v++) {
                code.vector(fma, sum(row, v, vectors), of, columns + v);
            }
        }
        code.general(GeneralOperation.ADD, RAX, R15);
        if (rows > 4) {
            code.general(GeneralOperation.ADD, R14, R15);
        }
        if (isPacked) {
            code.immediate(GeneralOperation.ADD, RCX, (long) vectors * lanes * bytes);
        } else {
            code.general(GeneralOperation.ADD, RCX, argument(B_ROW));
        }
        code.immediate(GeneralOperation.SUB, RBX, 1);
        code.jump(Condition.NOT_ZERO, step);
        writeResults(rows, vectors);
    }

    /** The element of a row of A in this step. */
    private static Address element(int row) {
        int from = row < 4 ? RAX : R14;
        return switch (row & 3) {
            case 0 -> Address.of(from, 0);
            case 1 -> Address.of(from, R12, 1, 0);
            case 2 -> Address.of(from, R12, 2, 0);
            default -> Address.of(from, R13, 1, 0);
        };
    }

    private void writeResults(int rows, int vectors) {
        Instruction mul = f(Instruction.VMULPS, Instruction.VMULPD);
        Instruction add = f(Instruction.VADDPS, Instruction.VADDPD);
        code.vector(
                f(Instruction.VBROADCASTSS, Instruction.VBROADCASTSD), factor, 0, argument(ALPHA));
        for (int s = 0; s < rows * vectors; s++) {
            code.vector(mul, s, s, factor);
        }
        Label overwrite = new Label();
        code.load(RAX, argument(ADDS));
        code.immediate(GeneralOperation.CMP, RAX, 0);
        code.jump(Condition.ZERO, overwrite);
        code.load(RAX, argument(TILE_ADDEND));
        for (int row = 0; row < rows; row++) {
            for (int v = 0; v < vectors; v++) {
                load(columns, Address.of(RAX, v * lanes * bytes), v == vectors - 1);
                int s = sum(row, v, vectors);
                code.vector(add, s, s, columns);
            }
            code.general(GeneralOperation.ADD, RAX, argument(ADDEND_ROW));
        }
        code.store(argument(TILE_ADDEND), RAX);
        code.bind(overwrite);
        if (function != null) {
            code.call(calls[rows * vectors - 1]);
        }
        for (int row = 0; row < rows; row++) {
            for (int v = 0; v < vectors; v++) {
                Address to = Address.of(R11, v * lanes * bytes);
                store(sum(row, v, vectors), to, v == vectors - 1);
            }
            code.general(GeneralOperation.ADD, R11, argument(C_ROW));
        }
    }

    private void load(int register, Address from, boolean isMasked) {
        if (!isMasked) {
            code.vector(f(Instruction.VMOVUPS, Instruction.VMOVUPD), register, 0, from);
        } else if (isWide) {
            code.masked(f(Instruction.VMOVUPS, Instruction.VMOVUPD), MASK, true, register, 0, from);
        } else {
            code.vector(
                    f(Instruction.VMASKMOVPS, Instruction.VMASKMOVPD), register, lastMask, from);
        }
    }

    private void store(int register, Address to, boolean isMasked) {
        Instruction whole = f(Instruction.VMOVUPS_STORE, Instruction.VMOVUPD_STORE);
        if (!isMasked) {
            code.vector(whole, register, 0, to);
        } else if (isWide) {
            code.masked(whole, MASK, false, register, 0, to);
        } else {
            code.vector(
                    f(Instruction.VMASKMOVPS_STORE, Instruction.VMASKMOVPD_STORE),
                    register,
                    lastMask,
                    to);
        }
    }
}
