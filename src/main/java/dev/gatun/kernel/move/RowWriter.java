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
 * Writes the functions of {@link DenseRows}: four vectors at a time along each row, then one, the
 * last under a mask. The numbers of a call are those of {@link TransposeWriter}, the address of the
 * indices, the bytes from an index to the next, and how many rows there are.
 *
 * <p>Indices are checked before the call. One that another thread has changed since must not lead
 * out of the memory: row 0 stands for it.
 */
final class RowWriter {
    /** What is done with a row. */
    enum Form {
        /** Row i becomes row i of what is read. */
        COPY,
        /** Row i becomes the row of what is read that index i says. */
        SELECT,
        /** Row i of what is read is added to the row that index i says. */
        ADD
    }

    private static final int INDICES = TransposeWriter.WIDTH + Long.BYTES;
    private static final int INDEX_STEP = INDICES + Long.BYTES;
    private static final int BOUND = INDEX_STEP + Long.BYTES;
    private static final int VECTORS = 4;
    private static final int MASK = VECTORS;

    private final Assembler code;
    private final Form form;
    private final boolean isShort;
    private final int lanes;

    RowWriter(Assembler code, Form form, int width) {
        this.code = code;
        this.form = form;
        this.isShort = width == Integer.BYTES;
        this.lanes = code.vectorBytes() / width;
    }

    private Instruction of(Instruction ofInts, Instruction ofLongs) {
        return isShort ? ofInts : ofLongs;
    }

    void write() {
        code.begin();
        code.load(R8, Address.of(RDI, TransposeWriter.FROM));
        code.load(R9, Address.of(RDI, TransposeWriter.TO));
        code.load(RSI, Address.of(RDI, TransposeWriter.WIDTH));
        if (form != Form.COPY) {
            code.load(R10, Address.of(RDI, INDICES));
        }
        code.ones(R11);
        CountedLoop.repeat(code, RSI, 1, this::row);
        code.clearUpper();
        code.end();
    }

    private void row() {
        begin(RAX, R8, TransposeWriter.FROM_ROW, form == Form.SELECT);
        begin(RDX, R9, TransposeWriter.TO_ROW, form == Form.ADD);
        if (form != Form.COPY) {
            code.general(GeneralOperation.ADD, R10, Address.of(RDI, INDEX_STEP));
        }
        code.load(RCX, Address.of(RDI, TransposeWriter.HEIGHT));
        CountedLoop.repeat(code, RCX, VECTORS * lanes, () -> vectors(VECTORS));
        CountedLoop.repeat(code, RCX, lanes, () -> vectors(1));
        Label none = new Label();
        code.jump(Condition.NOT_GREATER, none);
        tail();
        code.bind(none);
    }

    /** Where a row begins: that of the index, or the next, which the register then is behind. */
    private void begin(int row, int all, int step, boolean isIndexed) {
        if (isIndexed) {
            Label isInside = new Label();
            code.load(row, Address.of(R10, 0));
            code.general(GeneralOperation.CMP, row, Address.of(RDI, BOUND));
            code.jump(Condition.BELOW, isInside);
            code.zero(row);
            code.bind(isInside);
            code.multiply(row, Address.of(RDI, step));
            code.general(GeneralOperation.ADD, row, all);
        } else {
            code.move(row, all);
            code.general(GeneralOperation.ADD, all, Address.of(RDI, step));
        }
    }

    private void vectors(int count) {
        int bytes = code.vectorBytes();
        for (int k = 0; k < count; k++) {
            code.vector(Instruction.VMOVUPS, k, 0, Address.of(RAX, k * bytes));
        }
        for (int k = 0; k < count; k++) {
            Address to = Address.of(RDX, k * bytes);
            if (form == Form.ADD) {
                code.vector(of(Instruction.VADDPS, Instruction.VADDPD), k, k, to);
            }
            code.vector(Instruction.VMOVUPS_STORE, k, 0, to);
        }
        code.immediate(GeneralOperation.ADD, RAX, (long) count * bytes);
        code.immediate(GeneralOperation.ADD, RDX, (long) count * bytes);
    }

    /** As many elements as RCX says, which the next row sets anew. */
    private void tail() {
        Address from = Address.of(RAX, 0);
        Address to = Address.of(RDX, 0);
        Instruction sum = of(Instruction.VADDPS, Instruction.VADDPD);
        if (code.isWide()) {
            Instruction load = of(Instruction.VMOVUPS, Instruction.VMOVUPD);
            code.vector(Instruction.BZHI, 0, RCX, RCX, R11, null, 0, 0, false);
            code.vector(Instruction.KMOVW_FROM, 0, MASK, 0, RCX, null, 0, 0, false);
            code.masked(load, MASK, true, 0, 0, from);
            if (form == Form.ADD) {
                code.masked(load, MASK, true, 1, 0, to);
                code.vector(sum, 0, 0, 1);
            }
            Instruction store = of(Instruction.VMOVUPS_STORE, Instruction.VMOVUPD_STORE);
            code.masked(store, MASK, false, 0, 0, to);
            return;
        }
        long[] numbers = new long[lanes];
        for (int k = 0; k < lanes; k++) {
            numbers[k] = k;
        }
        Address counted = code.constant(numbers, code.vectorBytes() / lanes);
        Instruction load = of(Instruction.VMASKMOVPS, Instruction.VMASKMOVPD);
        code.vector(Instruction.VMOVD, 0, MASK, 0, RCX, null, 0, 0, false);
        code.vector(of(Instruction.VPBROADCASTD, Instruction.VPBROADCASTQ), MASK, 0, MASK);
        code.vector(
                of(Instruction.VPCMPGTD_VECTOR, Instruction.VPCMPGTQ_VECTOR), MASK, MASK, counted);
        code.vector(load, 0, MASK, from);
        if (form == Form.ADD) {
            code.vector(load, 1, MASK, to);
            code.vector(sum, 0, 0, 1);
        }
        code.vector(of(Instruction.VMASKMOVPS_STORE, Instruction.VMASKMOVPD_STORE), 0, MASK, to);
    }
}
