package dev.gatun.kernel.reduce;

import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.*;

import dev.gatun.kernel.loop.emitted.x86.Address;
import dev.gatun.kernel.loop.emitted.x86.Assembler;
import dev.gatun.kernel.loop.emitted.x86.Condition;
import dev.gatun.kernel.loop.emitted.x86.CountedLoop;
import dev.gatun.kernel.loop.emitted.x86.GeneralOperation;
import dev.gatun.kernel.loop.emitted.x86.Instruction;
import dev.gatun.kernel.loop.emitted.x86.Label;
import dev.gatun.shape.DType;
import java.util.Arrays;

/**
 * Writes the function of {@link ExtremePlace}. Of each row it reads eight vectors in a turn, takes
 * the best of the eight in each lane, and keeps for each lane the best so far and the element at
 * which the first turn that had it begins. The best of the lanes, and the earliest turn of those
 * that have it, say which eight vectors to look at once more: the first element there that is equal
 * is the first of the row. Whether any element is NaN is noted aside; the first one is then looked
 * for.
 *
 * <p>All lanes begin with the first element of the row, and lanes beyond the end of a row have it.
 */
final class ExtremePlaceWriter {
    /** Where the numbers of a call stand in its block. */
    private static final int FROM = 0;

    private static final int FROM_ROW = 8;
    private static final int N = 16;
    private static final int ROWS = 24;
    private static final int EXTREME = 32;
    private static final int EXTREME_STEP = 40;
    private static final int PLACE = 48;

    /** Vectors of a turn. */
    private static final int TURN = 8;

    /** Vector registers; the elements of a turn have those from {@link #X} on. */
    private static final int BEST = 0;

    private static final int START = 1;
    private static final int NOW = 2;
    private static final int FIRST = 3;
    private static final int X = 4;
    private static final int FOUND = 5;
    private static final int INDEX = 6;
    private static final int MASK_VECTOR = 12;
    private static final int SCRATCH = 13;
    private static final int TAIL_VECTOR = 14;
    private static final int NAN_VECTOR = 15;

    /** Mask registers. */
    private static final int MASK = 1;

    private static final int IS_NAN = 2;
    private static final int NANS = 3;
    private static final int TAIL = 4;

    /** Comparisons of floating-point numbers and of integers. */
    private static final int EQUAL = 0;

    private static final int LESS = 1;
    private static final int UNORDERED = 3;

    private final Assembler code;
    private final boolean isLargest;
    private final boolean isFloating;
    private final boolean isShort;
    private final boolean isWide;
    private final int bytes;
    private final int lanes;

    ExtremePlaceWriter(Assembler code, DType type, boolean isLargest) {
        this.code = code;
        this.isLargest = isLargest;
        this.isFloating = type.isFloating();
        this.bytes = type.bytes();
        this.isShort = bytes == Integer.BYTES;
        this.isWide = code.isWide();
        this.lanes = code.vectorBytes() / bytes;
    }

    private Instruction of(Instruction ofShort, Instruction ofLong) {
        return isShort ? ofShort : ofLong;
    }

    void write() {
        code.begin();
        code.load(R8, Address.of(RDI, FROM));
        code.load(RSI, Address.of(RDI, N));
        code.load(R11, Address.of(RDI, ROWS));
        code.load(R9, Address.of(RDI, EXTREME));
        code.load(R10, Address.of(RDI, PLACE));
        Label row = new Label();
        code.bind(row);
        row();
        code.general(GeneralOperation.ADD, R8, Address.of(RDI, FROM_ROW));
        code.general(GeneralOperation.ADD, R9, Address.of(RDI, EXTREME_STEP));
        code.immediate(GeneralOperation.ADD, R10, Long.BYTES);
        code.immediate(GeneralOperation.SUB, R11, 1);
        code.jump(Condition.NOT_ZERO, row);
        code.clearUpper();
        code.end();
    }

    private void row() {
        Instruction broadcast = of(Instruction.VBROADCASTSS, Instruction.VBROADCASTSD);
        code.vector(broadcast, FIRST, 0, Address.of(R8, 0));
        code.vector(Instruction.VMOVAPS, BEST, 0, FIRST);
        code.vector(Instruction.VXORPS, START, START, START);
        code.vector(Instruction.VXORPS, NOW, NOW, NOW);
        if (isFloating && isWide) {
            code.vector(Instruction.KXORW, 1, NANS, NANS, NANS, null, 0, 0, false);
        } else if (isFloating) {
            code.vector(Instruction.VXORPS, NAN_VECTOR, NAN_VECTOR, NAN_VECTOR);
        }
        code.zero(RAX);
        code.move(RCX, RSI);
        CountedLoop.repeat(code, RCX, TURN * lanes, () -> turn(TURN));
        CountedLoop.repeat(code, RCX, lanes, () -> turn(1));
        Label isWhole = new Label();
        code.jump(Condition.NOT_GREATER, isWhole);
        loadTail();
        best(1);
        code.bind(isWhole);
        Label hasNaN = new Label();
        Label isFound = new Label();
        if (isFloating) {
            jumpIfAnyNaN(hasNaN);
        }
        findExtreme();
        code.jump(isFound);
        if (isFloating) {
            code.bind(hasNaN);
            findNaN();
        }
        code.bind(isFound);
        acrossLanes(FOUND, this::lower);
        toGeneral(FOUND);
        code.store(Address.of(R10, 0), RAX);
    }

    private Address elements(int ahead) {
        return Address.of(R8, RAX, bytes, ahead * code.vectorBytes());
    }

    private void turn(int count) {
        for (int k = 0; k < count; k++) {
            code.vector(Instruction.VMOVUPS, X + k, 0, elements(k));
        }
        best(count);
        step(NOW, count * lanes);
    }

    /** Goes on by so many elements, in lanes that count them too. */
    private void step(int counter, int elements) {
        Address by = code.constant(elements, bytes, true);
        code.vector(of(Instruction.VPADDD, Instruction.VPADDQ), counter, counter, by);
        code.immediate(GeneralOperation.ADD, RAX, elements);
    }

    /** As many elements as RCX says; the first of the row in the other lanes. */
    private void loadTail() {
        if (isWide) {
            code.ones(RDX);
            code.vector(Instruction.BZHI, 0, RDX, RCX, RDX, null, 0, 0, false);
            code.vector(Instruction.KMOVW_FROM, 0, TAIL, 0, RDX, null, 0, 0, false);
            code.vector(Instruction.VMOVAPS, X, 0, FIRST);
            Instruction form = of(Instruction.VMOVUPS, Instruction.VMOVUPD);
            code.masked(form, TAIL, false, X, 0, elements(0));
            return;
        }
        broadcast(TAIL_VECTOR, RCX);
        Instruction greater = of(Instruction.VPCMPGTD_VECTOR, Instruction.VPCMPGTQ_VECTOR);
        code.vector(greater, TAIL_VECTOR, TAIL_VECTOR, numbered());
        Instruction load = of(Instruction.VMASKMOVPS, Instruction.VMASKMOVPD);
        code.vector(load, X, TAIL_VECTOR, elements(0));
        Instruction blend = of(Instruction.VBLENDVPS, Instruction.VBLENDVPD);
        code.vector(blend, X, FIRST, X, TAIL_VECTOR << 4);
    }

    private void broadcast(int to, int general) {
        code.vector(Instruction.VMOVD, 0, to, 0, general, null, 0, 0, false);
        code.vector(of(Instruction.VPBROADCASTD, Instruction.VPBROADCASTQ), to, 0, to);
    }

    private Address numbered() {
        long[] numbers = new long[lanes];
        Arrays.setAll(numbers, k -> k);
        return code.constant(numbers, bytes);
    }

    /** Takes account of the elements of some vectors; which they are afterwards is not said. */
    private void best(int count) {
        for (int k = 0; isFloating && k < count; k += 2) {
            noteNaN(X + k, X + Math.min(k + 1, count - 1));
        }
        for (int half = count / 2; half > 0; half /= 2) {
            for (int k = 0; k < half; k++) {
                better(X + k, X + k, X + k + half);
            }
        }
        isBetter(X, BEST);
        select(BEST, X);
        select(START, NOW);
    }

    private void noteNaN(int a, int b) {
        if (isWide) {
            compare(IS_NAN, a, b, UNORDERED);
            code.vector(Instruction.KORW, 1, NANS, NANS, IS_NAN, null, 0, 0, false);
        } else {
            compare(MASK_VECTOR, a, b, UNORDERED);
            code.vector(Instruction.VORPS, NAN_VECTOR, NAN_VECTOR, MASK_VECTOR);
        }
    }

    private void compare(int to, int a, int b, int how) {
        Instruction form;
        if (isWide) {
            form =
                    isFloating
                            ? of(Instruction.VCMPPS, Instruction.VCMPPD)
                            : of(Instruction.VPCMPD, Instruction.VPCMPQ);
        } else if (isFloating) {
            form = of(Instruction.VCMPPS_VECTOR, Instruction.VCMPPD_VECTOR);
        } else {
            boolean isLess = how == LESS;
            form =
                    isLess
                            ? of(Instruction.VPCMPGTD_VECTOR, Instruction.VPCMPGTQ_VECTOR)
                            : of(Instruction.VPCMPEQD_VECTOR, Instruction.VPCMPEQQ_VECTOR);
            code.vector(form, to, isLess ? b : a, isLess ? a : b);
            return;
        }
        code.vector(form, to, a, b, how);
    }

    private int mask() {
        return isWide ? MASK : MASK_VECTOR;
    }

    private void isBetter(int a, int b) {
        compare(mask(), isLargest ? b : a, isLargest ? a : b, LESS);
    }

    /** Where the mask holds. */
    private void select(int to, int from) {
        if (isWide) {
            Instruction form = of(Instruction.VBLENDMPS, Instruction.VBLENDMPD);
            code.masked(form, MASK, false, to, to, from);
        } else {
            Instruction form = of(Instruction.VBLENDVPS, Instruction.VBLENDVPD);
            code.vector(form, to, to, from, MASK_VECTOR << 4);
        }
    }

    /** The better of two, where neither is NaN. */
    private void better(int to, int a, int b) {
        if (isFloating) {
            Instruction form =
                    isLargest
                            ? of(Instruction.VMAXPS, Instruction.VMAXPD)
                            : of(Instruction.VMINPS, Instruction.VMINPD);
            code.vector(form, to, a, b);
        } else {
            extreme(isLargest, to, a, b);
        }
    }

    private void lower(int to, int a, int b) {
        extreme(false, to, a, b);
    }

    private void extreme(boolean isMaximum, int to, int a, int b) {
        if (!isWide && !isShort) {
            code.vector(Instruction.VPCMPGTQ_VECTOR, MASK_VECTOR, a, b);
            int where = isMaximum ? a : b;
            int elsewhere = isMaximum ? b : a;
            code.vector(Instruction.VBLENDVPD, to, elsewhere, where, MASK_VECTOR << 4);
            return;
        }
        Instruction form =
                isMaximum
                        ? of(Instruction.VPMAXSD, Instruction.VPMAXSQ)
                        : of(Instruction.VPMINSD, Instruction.VPMINSQ);
        code.vector(form, to, a, b);
    }

    /** Combines two vectors. */
    @FunctionalInterface
    private interface Combination {
        void write(int to, int a, int b);
    }

    /** All lanes of a vector, combined in each lane. */
    private void acrossLanes(int value, Combination combination) {
        if (isWide) {
            Instruction quarters = of(Instruction.VSHUFF32X4, Instruction.VSHUFF64X2);
            code.vector(quarters, SCRATCH, value, value, 0x4e);
            combination.write(value, value, SCRATCH);
            code.vector(quarters, SCRATCH, value, value, 0xb1);
        } else {
            code.vector(Instruction.VPERM2F128, SCRATCH, value, value, 1);
        }
        combination.write(value, value, SCRATCH);
        if (isShort) {
            code.vector(Instruction.VPERMILPS, SCRATCH, 0, value, 0x4e);
            combination.write(value, value, SCRATCH);
            code.vector(Instruction.VPERMILPS, SCRATCH, 0, value, 0xb1);
        } else {
            code.vector(Instruction.VPERMILPD, SCRATCH, 0, value, isWide ? 0x55 : 5);
        }
        combination.write(value, value, SCRATCH);
    }

    private void jumpIfAnyNaN(Label label) {
        if (isWide) {
            code.vector(Instruction.KORTESTW, 0, NANS, 0, NANS, null, 0, 0, false);
        } else {
            code.vector(of(Instruction.VMOVMSKPS, Instruction.VMOVMSKPD), RDX, 0, NAN_VECTOR);
            code.immediate(GeneralOperation.CMP, RDX, 0);
        }
        code.jump(Condition.NOT_ZERO, label);
    }

    private void findExtreme() {
        code.vector(Instruction.VMOVAPS, X, 0, BEST);
        acrossLanes(X, this::better);
        storeExtreme(X);
        Label isFound = new Label();
        Label isShortRow = new Label();
        long turn = (long) TURN * lanes;
        code.immediate(GeneralOperation.CMP, RSI, turn);
        code.jump(Condition.NOT_GREATER, isShortRow);
        compare(mask(), BEST, X, EQUAL);
        loadNone();
        select(FOUND, START);
        acrossLanes(FOUND, this::lower);
        toGeneral(FOUND);
        code.move(RCX, RSI);
        code.general(GeneralOperation.SUB, RCX, RAX);
        code.immediate(GeneralOperation.CMP, RCX, turn);
        code.jump(Condition.NOT_GREATER, isFound);
        code.set(RCX, turn);
        code.jump(isFound);
        code.bind(isShortRow);
        code.zero(RAX);
        code.move(RCX, RSI);
        code.bind(isFound);
        code.vector(Instruction.VMOVAPS, BEST, 0, X);
        search(false);
    }

    private void findNaN() {
        long nan =
                isShort
                        ? Float.floatToRawIntBits(Float.NaN)
                        : Double.doubleToRawLongBits(Double.NaN);
        code.vector(Instruction.VMOVUPS, X, 0, code.constant(nan, bytes, true));
        storeExtreme(X);
        code.zero(RAX);
        code.move(RCX, RSI);
        search(true);
    }

    /** A place behind all. */
    private void loadNone() {
        long behind = isShort ? Integer.MAX_VALUE : Long.MAX_VALUE;
        code.vector(Instruction.VMOVUPS, FOUND, 0, code.constant(behind, bytes, true));
    }

    /** From the element that RAX says, so many as RCX does: the first in each lane. */
    private void search(boolean isOfNaN) {
        loadNone();
        broadcast(INDEX, RAX);
        code.vector(of(Instruction.VPADDD, Instruction.VPADDQ), INDEX, INDEX, numbered());
        CountedLoop.repeat(
                code,
                RCX,
                lanes,
                () -> {
                    code.vector(Instruction.VMOVUPS, X, 0, elements(0));
                    match(isOfNaN);
                    step(INDEX, lanes);
                });
        Label isWhole = new Label();
        code.jump(Condition.NOT_GREATER, isWhole);
        loadTail();
        match(isOfNaN);
        code.bind(isWhole);
    }

    private void match(boolean isOfNaN) {
        compare(mask(), X, isOfNaN ? X : BEST, isOfNaN ? UNORDERED : EQUAL);
        if (isWide) {
            Instruction form = of(Instruction.VPMINSD, Instruction.VPMINSQ);
            code.masked(form, MASK, false, FOUND, FOUND, INDEX);
        } else {
            code.vector(Instruction.VMOVAPS, SCRATCH, 0, FOUND);
            select(SCRATCH, INDEX);
            lower(FOUND, FOUND, SCRATCH);
        }
    }

    private void storeExtreme(int from) {
        Instruction form = of(Instruction.VMOVSS_STORE, Instruction.VMOVSD_STORE);
        code.vector(form, 0, from, 0, 0, Address.of(R9, 0), 0, 0, false);
    }

    /** The lowest lane, in RAX. */
    private void toGeneral(int from) {
        Instruction form = of(Instruction.VMOVD_STORE, Instruction.VMOVQ_STORE);
        code.vector(form, 0, from, 0, RAX, null, 0, 0, false);
    }
}
