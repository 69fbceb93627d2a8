package dev.gatun.kernel.loop.emitted;

import static dev.gatun.kernel.loop.emitted.RegisterAllocator.TAIL;
import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.RAX;
import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.RCX;
import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.RDI;
import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.RDX;

import dev.gatun.kernel.loop.emitted.EmittedLoop.EmittedCode;
import dev.gatun.kernel.loop.emitted.x86.Address;
import dev.gatun.kernel.loop.emitted.x86.Assembler;
import dev.gatun.kernel.loop.emitted.x86.Condition;
import dev.gatun.kernel.loop.emitted.x86.GeneralOperation;
import dev.gatun.kernel.loop.emitted.x86.Instruction;
import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.kernel.loop.emitted.x86.Label;
import dev.gatun.shape.DType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a loop over rows and their elements as a function {@code void f(long block)} in the System
 * V calling convention, of a {@link BlockLayout}.
 *
 * <p>For each row it makes one or several passes over the elements: several vectors in a turn, then
 * one in a turn, the last with a mask. A combination (sum, product, extreme) has an accumulator for
 * each vector of a turn; their number, and so the order of additions, depends on the expression and
 * the processor alone, and the order on the number of elements besides.
 */
final class LoopEmitter {
    /** The number of steps of an element up to which so many vectors are computed in a turn. */
    private static final int SHORT = 8;

    private static final int MEDIUM = 24;

    /** More steps than this are not worth their code. */
    static final int MOST_STEPS = 4000;

    /** More combinations than this in a pass have no registers. */
    static final int MOST_COMBINED = 6;

    private final Assembler code;
    private final ValueTable table;
    private final LoopPlan plan;
    private final BlockLayout block;
    private final RegisterAllocator registers;
    private final OperandPointers pointers;
    private final StepEmitter steps;
    private final ResultEmitter results;
    private final int lanes;
    private final boolean isGrouped;
    private final boolean isStreaming;

    /** Whether a tail is computed element by element. */
    private final boolean isTailSingle;

    private final int[] unroll;

    /** By pass: the vectors of a turn, where they are computed side by side. */
    private final @Nullable Turn[] turns;

    private final @Nullable RareBody bodies;
    private final @Nullable Prefetches prefetches;
    private final LoopPlaces places;

    private LoopEmitter(
            Assembler code,
            ValueTable table,
            LoopPlan plan,
            @Nullable RareBody bodies,
            DType[] types,
            int scalars,
            boolean isStreaming) {
        this.code = code;
        this.isStreaming = isStreaming;
        this.table = table;
        this.plan = plan;
        this.bodies = bodies;
        int operands = types.length;
        block = new BlockLayout(operands, scalars);
        isTailSingle = !code.isWide() && hasNarrow(table.lane(), types);
        isGrouped = plan.passes.size() > 1 && operands <= OperandPointers.MOST_IN_GROUPS;
        unroll = new int[plan.passes.size()];
        turns = new Turn[unroll.length];
        for (int p = 0; p < unroll.length; p++) {
            unroll[p] = turns(p);
            if (isSideBySide(p)) {
                turns[p] = new Turn(table, plan.element[p], plan.passes.get(p), unroll[p]);
            }
        }
        registers = new RegisterAllocator(code, table, block);
        pointers = new OperandPointers(code, operands, isGrouped);
        steps = new StepEmitter(code, table, block, registers, pointers, types);
        results = new ResultEmitter(code, table, registers, pointers, steps, isStreaming);
        lanes = code.vectorBytes() / table.lane().bytes();
        prefetches = isGrouped ? new Prefetches(code, table, plan, pointers) : null;
        if (!code.isWide()) {
            steps.tailMask = registers.reserve();
        }
        int pressure = 0;
        for (int p = 0; p < unroll.length; p++) {
            pressure = Math.max(pressure, plan.pressure(p) * (turns[p] == null ? 1 : unroll[p]));
        }
        places = new LoopPlaces(table, plan, registers, block, isGrouped, pressure, unroll);
    }

    /**
     * The code of a loop.
     *
     * @param isListed whether with a listing
     */
    static EmittedCode emit(
            ValueTable table,
            List<List<LoopResult>> passes,
            List<LoopResult> rowResults,
            int operands,
            int scalars,
            boolean isListed) {
        DType[] types = new DType[operands];
        Arrays.fill(types, table.lane());
        return emit(table, passes, rowResults, types, scalars, isListed, false);
    }

    /**
     * Likewise.
     *
     * @param types of each operand the type in memory; {@code BOOL} where it is a mask
     * @param isStreaming whether whole vectors are written past the caches, to addresses that are
     *     multiples of their size
     */
    static EmittedCode emit(
            ValueTable table,
            List<List<LoopResult>> passes,
            List<LoopResult> rowResults,
            DType[] types,
            int scalars,
            boolean isListed,
            boolean isStreaming) {
        Assembler code = new Assembler(table.instructions() == InstructionSet.AVX512, isListed);
        ValueTable own = table.forCopies();
        RareBody bodies = RareBody.of(own, passes);
        LoopPlan plan = new LoopPlan(own, passes, rowResults, bodies);
        LoopEmitter emitter = new LoopEmitter(code, own, plan, bodies, types, scalars, isStreaming);
        emitter.function();
        byte[] bytes = code.toBytes();
        int perVector = plan.rare == null ? 0 : plan.rare.length;
        for (int p = 0; p < plan.element.length; p++) {
            perVector += plan.element[p].length + plan.passes.get(p).size();
        }
        return new EmittedCode(bytes, emitter.block, perVector, emitter.lanes, code.listing());
    }

    private static boolean hasNarrow(DType lane, DType... types) {
        for (DType type : types) {
            if (type.bytes() < lane.bytes()) {
                return true;
            }
        }
        return false;
    }

    private void function() {
        code.begin();
        pointers.save();
        pointers.load();
        places.loadConstants();
        steps.all(plan.call);
        RowRegisters held = places.held;
        if (held != null) {
            groups(held);
        } else {
            rows();
        }
        if (isStreaming) {
            code.fence();
        }
        pointers.restore();
        code.clearUpper();
        code.end();
        if (bodies != null && plan.rare != null) {
            rareBody(bodies, plan.rare);
        }
    }

    /** All passes over a row, then over the next. */
    private void rows() {
        Label row = new Label();
        code.bind(row);
        for (int p = 0; p < unroll.length; p++) {
            steps.all(plan.row[p]);
            pass(p);
        }
        storeRowResults();
        pointers.advance();
        repeatForRest(row, BlockLayout.ROWS);
    }

    /**
     * Each pass over all rows of a group, with what the next pass needs of a row just behind it.
     * Short rows would wait for one another otherwise: a pass begins with what the whole pass
     * before gave, and that is a long chain of steps.
     */
    private void groups(RowRegisters held) {
        Label group = new Label();
        code.bind(group);
        for (int p = 0; p < unroll.length; p++) {
            beginGroup();
            Label row = new Label();
            code.bind(row);
            if (p == 0) {
                steps.all(plan.row[0]);
            }
            pass(p);
            held.holdCombined(plan.passes.get(p), places.accumulators[p]);
            boolean isLast = p == unroll.length - 1;
            if (isLast) {
                storeRowResults();
            } else {
                steps.all(plan.row[p + 1]);
            }
            held.releaseCombined(plan.passes.get(p));
            pointers.advance();
            code.immediate(GeneralOperation.ADD, OperandPointers.ROW_VALUES, block.bytesOfRow());
            repeatForRest(row, BlockLayout.LEFT);
            if (isLast) {
                pointers.store();
            } else {
                pointers.load();
            }
        }
        code.load(RDX, Address.of(RDI, BlockLayout.ROWS));
        code.general(GeneralOperation.SUB, RDX, Address.of(RDI, BlockLayout.GROUP));
        code.store(Address.of(RDI, BlockLayout.ROWS), RDX);
        code.jump(Condition.GREATER, group);
    }

    private void beginGroup() {
        code.address(OperandPointers.ROW_VALUES, block.ofRows());
        code.load(RDX, Address.of(RDI, BlockLayout.GROUP));
        code.load(RCX, Address.of(RDI, BlockLayout.ROWS));
        Label isWhole = new Label();
        code.general(GeneralOperation.CMP, RDX, RCX);
        code.jump(Condition.NOT_GREATER, isWhole);
        code.move(RDX, RCX);
        code.bind(isWhole);
        code.store(Address.of(RDI, BlockLayout.LEFT), RDX);
    }

    /** Continues at the label until as many rows are done as the block says. */
    private void repeatForRest(Label row, int count) {
        code.load(RDX, Address.of(RDI, count));
        code.immediate(GeneralOperation.SUB, RDX, 1);
        code.store(Address.of(RDI, count), RDX);
        code.jump(Condition.GREATER, row);
    }

    /** How many vectors of a pass are computed in a turn. */
    private int turns(int pass) {
        if (bodies != null) {
            return 1;
        }
        int most = vectors() / 2;
        int length = plan.element[pass].length + plan.passes.get(pass).size();
        int turns = length <= SHORT ? 4 : length <= MEDIUM ? 2 : 1;
        if (length > SHORT && fitsSideBySide(pass, 2 * turns)) {
            turns = 2 * turns;
        }
        int combined = plan.combined(pass);
        if (combined > 0 && length <= SHORT && !isGrouped) {
            turns = 2 * turns;
        }
        while (turns > 1 && combined * turns > most / 2) {
            turns /= 2;
        }
        return turns;
    }

    /**
     * Whether the vectors of a turn are computed step by step: where an element takes many steps,
     * and a row ends with a chain of others, the processor does not look far enough ahead to find
     * enough that is independent. Loops of one pass did not gain by it.
     */
    private boolean isSideBySide(int pass) {
        return unroll[pass] > 1
                && plan.element[pass].length > SHORT
                && fitsSideBySide(pass, unroll[pass]);
    }

    private boolean fitsSideBySide(int pass, int count) {
        return isGrouped && plan.pressure(pass) * count <= vectors() / 2 - 2;
    }

    private int vectors() {
        return code.isWide() ? 32 : 16;
    }

    // A pass over the elements of a row.

    private void pass(int p) {
        List<LoopResult> results = plan.passes.get(p);
        for (int k = 0; k < results.size(); k++) {
            if (results.get(k).isCombined()) {
                for (int accumulator : places.accumulators[p][k]) {
                    registers.broadcast(results.get(k).identity(), accumulator);
                }
            }
        }
        RowRegisters held = places.held;
        if (held != null) {
            held.load(p);
        }
        int turns = unroll[p];
        code.load(RCX, Address.of(RDI, BlockLayout.ELEMENTS));
        code.zero(RAX);
        Label none = new Label();
        if (bodies != null) {
            code.bind(bodies.rest);
            none = bodies.end;
        }
        if (turns > 1) {
            Label isShort = new Label();
            code.immediate(GeneralOperation.SUB, RCX, (long) turns * lanes);
            code.jump(Condition.LESS, isShort);
            turns(p, turns, false);
            code.bind(isShort);
            code.immediate(GeneralOperation.ADD, RCX, (long) turns * lanes);
        } else {
            Label isShort = new Label();
            code.immediate(GeneralOperation.SUB, RCX, lanes);
            code.jump(Condition.LESS, isShort);
            turns(p, 1, false);
            code.bind(isShort);
            code.immediate(GeneralOperation.ADD, RCX, lanes);
        }
        code.jump(Condition.NOT_GREATER, none);
        if (bodies != null) {
            tailMask();
            code.jump(bodies.tail);
        } else {
            turns(p, 1, true);
        }
        code.bind(none);
        if (held != null) {
            held.release(p);
        }
        for (int k = 0; k < results.size(); k++) {
            if (results.get(k).isCombined()) {
                combine(results.get(k), places.accumulators[p][k]);
            }
        }
    }

    /** Turns of so many vectors; RCX is how many elements are left, less those of a whole turn. */
    private void turns(int p, int turns, boolean isTail) {
        code.align();
        Label next = new Label();
        code.bind(next);
        if (isTail) {
            tailMask();
        }
        if (prefetches != null && !isTail) {
            prefetches.write(p, turns);
        }
        Turn whole = this.turns[p];
        if (whole != null && turns > 1) {
            sideBySide(p, whole);
        } else {
            for (int turn = 0; turn < turns; turn++) {
                body(p, turn, isTail);
            }
        }
        long done = isTail && isTailSingle ? 1 : (long) turns * lanes;
        code.immediate(GeneralOperation.ADD, RAX, done);
        code.immediate(GeneralOperation.SUB, RCX, done);
        code.jump(isTail ? Condition.GREATER : Condition.NOT_LESS, next);
    }

    /** The mask of as many elements as RCX says, or of a whole vector. */
    private void tailMask() {
        if (code.isWide()) {
            code.ones(RDX);
            code.vector(Instruction.BZHI, 0, RDX, RCX, RDX, null, 0, 0, false);
            code.vector(Instruction.KMOVW_FROM, 0, TAIL, 0, RDX, null, 0, 0, false);
            return;
        }
        boolean isShort = lanes == 8;
        int mask = steps.tailMask;
        long[] numbers = new long[lanes];
        if (isTailSingle) {
            numbers[0] = -1;
            code.vector(Instruction.VMOVUPS, mask, 0, code.constant(numbers, table.lane().bytes()));
            return;
        }
        for (int k = 0; k < lanes; k++) {
            numbers[k] = k;
        }
        Address lane = code.constant(numbers, table.lane().bytes());
        code.vector(Instruction.VMOVD, 0, mask, 0, RCX, null, 0, 0, false);
        code.vector(isShort ? Instruction.VPBROADCASTD : Instruction.VPBROADCASTQ, mask, 0, mask);
        code.vector(
                isShort ? Instruction.VPCMPGTD_VECTOR : Instruction.VPCMPGTQ_VECTOR,
                mask,
                mask,
                lane);
    }

    private void body(int p, int turn, boolean isTail) {
        int[] values = plan.results(p);
        steps.isTail = isTail;
        steps.ahead = turn * lanes;
        steps.all(plan.element[p], values);
        int masks = bodies == null ? 0 : bodies.enter(code, registers);
        end(p, turn, values, masks);
        steps.isTail = false;
        steps.ahead = 0;
    }

    /** Stores or accumulates the results, which are the values from one on. */
    private void end(int p, int turn, int[] values, int from) {
        List<LoopResult> all = plan.passes.get(p);
        for (int k = 0; k < all.size(); k++) {
            LoopResult result = all.get(k);
            int value = values[from + k];
            if (result.isCombined()) {
                int accumulator = places.accumulators[p][k][turn];
                results.accumulate(result.combined(), accumulator, value, result.identity());
            } else {
                results.store(value, result.operand());
            }
            registers.endResult(value);
        }
    }

    private void rareBody(RareBody entered, int... order) {
        entered.begin(code, lanes);
        int[] values = plan.values(0);
        steps.isTail = true;
        steps.all(order, values);
        end(0, 0, values, 0);
        steps.isTail = false;
        entered.leave(code, lanes);
    }

    private void sideBySide(int p, Turn whole) {
        List<LoopResult> all = plan.passes.get(p);
        int[] values = new int[unroll[p] * all.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] = whole.results[k / all.size()][k % all.size()];
        }
        steps.turn = whole;
        steps.all(whole.order, values);
        steps.turn = null;
        for (int k = 0; k < values.length; k++) {
            int vector = k / all.size();
            LoopResult result = all.get(k % all.size());
            steps.ahead = vector * lanes;
            if (result.isCombined()) {
                int accumulator = places.accumulators[p][k % all.size()][vector];
                results.accumulate(result.combined(), accumulator, values[k], result.identity());
            } else {
                results.store(values[k], result.operand());
            }
            registers.endResult(values[k]);
        }
        steps.ahead = 0;
    }

    /** The accumulators of the vectors of a turn, then the lanes. */
    private void combine(LoopResult result, int... all) {
        registers.begin(new int[0]);
        for (int half = all.length / 2; half > 0; half /= 2) {
            for (int k = 0; k < half; k++) {
                results.combine(result.how(), all[k], all[k], all[k + half]);
            }
        }
        results.combineLanes(result.how(), all[0]);
        if (plan.isKept[result.rowValue()]) {
            registers.put(result.rowValue(), all[0]);
        }
    }

    private void storeRowResults() {
        int[] values = new int[plan.rowResults.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] = plan.rowResults.get(k).value();
        }
        steps.all(plan.row[unroll.length], values);
        for (LoopResult result : plan.rowResults) {
            if (result.isCombined()) {
                results.subtractAt(result.value(), result.operand());
            } else {
                results.storeOnce(result.value(), result.operand());
            }
            registers.endResult(result.value());
        }
    }
}
