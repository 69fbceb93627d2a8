package dev.gatun.kernel.loop.vector;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.Step;
import dev.gatun.kernel.loop.spec.AccessPattern;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.memory.internal.Storage;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;

/**
 * Generates the method with the loop of a compiled kernel; as Java:
 *
 * {@snippet :
 * static void loop(long rows, int n, Storage s0, long offset0, long step0, ..., double[] scalars) {
 *     int bound = n & -LANES;
 *     VectorMask<Float> rest = S.indexInRange(bound, n);
 *     FloatVector half = FloatVector.broadcast(S, 0.5f);
 *     for (long r = 0; r < rows; r++, offset0 += step0) {
 *         MemorySegment m0 = RowSegment.of(s0, offset0, n * 4L);
 *         for (int i = 0; i < bound; i += LANES) {
 *             FloatVector x = FloatVector.fromMemorySegment(S, m0, i * 4L, NATIVE);
 *             x.mul(half).intoMemorySegment(m1, i * 4L, NATIVE);
 *         }
 *         if (bound < n) { ... } // the same with the mask
 *     }
 * }
 * }
 *
 * <p>The form for a single row, {@code static void row(int n, Storage s0, long offset0, ...)}, has
 * no loop over rows. Each row has segments of its own, accessed from 0 on: for accesses at an
 * offset C2 computes bounds ahead of the loop, which takes longer than a short row. Reductions of
 * long rows have four accumulators, so that additions do not wait for each other; the order of
 * additions depends on the length of the row alone.
 */
final class LoopWriter {
    private static final ClassDesc STORAGE = ClassDesc.of(Storage.class.getName());
    private static final ClassDesc WINDOW = ClassDesc.of(RowSegment.class.getName());
    private static final MethodTypeDesc OF =
            MethodTypeDesc.of(VectorType.SEGMENT, STORAGE, CD_long, CD_long);
    private static final int ACCUMULATORS = 4;

    /** The number of vectors of a row from which on several accumulators are faster. */
    private static final int LONG_ROW = 16;

    private final CodeBuilder code;
    private final VectorType type;
    private final int lanes;
    private final int inputs;
    private final List<Output> outputs;
    private final AccessPattern pattern;
    private final LoopSchedule schedule;
    private final StepWriter steps;
    private final BooleanVectors booleans;

    private final int operands;
    private final int n;
    private final int i;
    private final int bound;
    private final int longBound;
    private final int mask;
    private final int[] segment;
    private final int[] identity;
    private final int[][] accumulators;
    private final VectorReduction[] reductions;

    LoopWriter(
            CodeBuilder code,
            VectorType type,
            int lanes,
            int inputs,
            List<Output> outputs,
            AccessPattern pattern,
            LoopSchedule schedule) {
        this.code = code;
        this.type = type;
        this.lanes = lanes;
        this.inputs = inputs;
        this.outputs = outputs;
        this.pattern = pattern;
        this.schedule = schedule;
        operands = inputs + outputs.size();
        n = pattern.isRow() ? 0 : 2;
        booleans = new BooleanVectors(code, lanes);
        steps = new StepWriter(code, type, schedule, storage(operands));
        i = code.allocateLocal(TypeKind.INT);
        bound = code.allocateLocal(TypeKind.INT);
        longBound = code.allocateLocal(TypeKind.INT);
        mask = code.allocateLocal(TypeKind.REFERENCE);
        segment = new int[operands];
        identity = new int[outputs.size()];
        accumulators = new int[outputs.size()][ACCUMULATORS];
        reductions = new VectorReduction[outputs.size()];
        for (int k = 0; k < reductions.length; k++) {
            reductions[k] = new VectorReduction(code, type, outputs.get(k).sink());
        }
    }

    /** The type of the method that {@link #write} generates. */
    static MethodTypeDesc signature(int operands, boolean isRow) {
        List<ClassDesc> parameters =
                new ArrayList<>(isRow ? List.of(CD_int) : List.of(CD_long, CD_int));
        for (int k = 0; k < operands; k++) {
            parameters.addAll(
                    isRow ? List.of(STORAGE, CD_long) : List.of(STORAGE, CD_long, CD_long));
        }
        parameters.add(CD_double.arrayType());
        return MethodTypeDesc.of(CD_void, parameters);
    }

    void write() {
        code.iload(n).loadConstant(-lanes).iand().istore(bound);
        for (int k = 0; k < operands; k++) {
            segment[k] = code.allocateLocal(TypeKind.REFERENCE);
        }
        if (pattern.isRow()) {
            openWindows();
            emit(LoopSchedule.CALL, false, 0);
            writeRow();
            code.return_();
        } else {
            emit(LoopSchedule.CALL, false, 0);
            prepareReductions();
            loadMask();
            writeRows();
        }
    }

    private void openWindows() {
        for (int k = 0; k < operands; k++) {
            if (isTouched(k)) {
                code.aload(storage(k)).lload(offset(k));
                if (isOneARow(k)) {
                    code.loadConstant((long) pattern.bytes(k));
                } else {
                    code.iload(n).i2l().loadConstant((long) pattern.bytes(k)).lmul();
                }
                code.invokestatic(WINDOW, "of", OF);
                code.astore(segment[k]);
            }
        }
    }

    private void writeRows() {
        int row = code.allocateLocal(TypeKind.LONG);
        code.lconst_0().lstore(row);
        Label nextRow = code.newLabel();
        Label end = code.newLabel();
        code.labelBinding(nextRow).lload(row).lload(0).lcmp().ifge(end);
        openWindows();
        writeRow();
        for (int k = 0; k < operands; k++) {
            if (isTouched(k)) {
                code.lload(offset(k)).lload(step(k)).ladd().lstore(offset(k));
            }
        }
        code.lload(row).lconst_1().ladd().lstore(row).goto_(nextRow);
        code.labelBinding(end).return_();
    }

    private void writeRow() {
        emit(LoopSchedule.ROW, false, 0);
        clear(0);
        code.iconst_0().istore(i);
        if (hasAccumulators()) {
            writeLongRow();
        }
        writeLoop(1, bound);
        Label full = code.newLabel();
        code.iload(bound).iload(n).if_icmpge(full);
        if (pattern.isRow()) {
            loadMask();
        }
        writeVector(0, true);
        code.labelBinding(full);
        storeReductions();
    }

    /** Loads the mask of the remaining elements, which are fewer than a vector. */
    private void loadMask() {
        type.species(code);
        code.iload(bound).iload(n);
        type.indexInRange(code);
        code.astore(mask);
    }

    /**
     * Generates the loop over full vectors up to a bound, {@code copies} of them in an iteration.
     */
    private void writeLoop(int copies, int limit) {
        Label next = code.newLabel();
        Label end = code.newLabel();
        code.labelBinding(next).iload(i).iload(limit).if_icmpge(end);
        for (int copy = 0; copy < copies; copy++) {
            writeVector(copy, false);
        }
        code.iinc(i, copies * lanes).goto_(next);
        code.labelBinding(end);
    }

    private void writeVector(int copy, boolean masked) {
        emit(LoopSchedule.ELEMENT, masked, copy);
        for (int k = 0; k < outputs.size(); k++) {
            int value = steps.output(k);
            if (outputs.get(k).reduces()) {
                accumulate(k, copy, value, masked);
            } else if (pattern.isBoolean(inputs + k)) {
                storeBooleans(k, masked, copy);
            } else {
                code.aload(value).aload(segment[inputs + k]);
                elementOffset(inputs + k, copy);
                type.order(code);
                if (masked) {
                    code.aload(mask);
                }
                type.store(code, masked);
            }
        }
    }

    private void emit(int level, boolean masked, int copy) {
        steps.emit(level, index -> loadArg(index, masked, copy));
    }

    private void loadArg(int index, boolean masked, int copy) {
        if (pattern.isBoolean(index)) {
            loadBooleans(index, masked, copy);
            return;
        }
        type.species(code);
        code.aload(segment[index]);
        if (isSplat(index)) {
            type.elementLayout(code);
            code.lconst_0();
            type.getElement(code);
            type.broadcast(code);
            return;
        }
        elementOffset(index, copy);
        type.order(code);
        if (masked) {
            code.aload(mask);
        }
        type.load(code, masked);
    }

    /** -> mask of the lanes where bytes are not 0. */
    private void loadBooleans(int index, boolean masked, int copy) {
        if (isSplat(index)) {
            type.species(code);
            code.aload(segment[index]);
            booleans.loadOne();
            type.fromInt(code);
            type.broadcast(code);
            type.broadcast(code, 0);
            type.compare(code, BinaryOp.NE);
            return;
        }
        booleans.species();
        code.aload(segment[index]);
        addressBooleans(index, masked, copy);
        booleans.load(masked);
        type.species(code);
        booleans.cast();
    }

    private void storeBooleans(int output, boolean masked, int copy) {
        booleans.openStore();
        steps.loadMask(schedule.outputs.get(output));
        booleans.species();
        booleans.cast();
        booleans.closeStore();
        code.aload(segment[inputs + output]);
        addressBooleans(inputs + output, masked, copy);
        booleans.store(masked);
    }

    private void addressBooleans(int operand, boolean masked, int copy) {
        elementOffset(operand, copy);
        type.order(code);
        if (masked) {
            code.aload(mask);
            booleans.species();
            booleans.cast();
        }
    }

    private void elementOffset(int operand, int copy) {
        long bytes = pattern.bytes(operand);
        code.iload(i).i2l().loadConstant(bytes).lmul();
        if (copy > 0) {
            code.loadConstant((long) copy * lanes * bytes).ladd();
        }
    }

    /** With functions, additions wait for them and not for each other. */
    private boolean hasAccumulators() {
        return outputs.stream().anyMatch(Output::reduces) && !schedule.hasFunctions();
    }

    private void prepareReductions() {
        for (int k = 0; k < outputs.size(); k++) {
            if (outputs.get(k).reduces()) {
                identity[k] = code.allocateLocal(TypeKind.REFERENCE);
                steps.broadcast(outputs.get(k).sink().identity());
                code.astore(identity[k]);
                for (int j = 0; j < ACCUMULATORS; j++) {
                    accumulators[k][j] = code.allocateLocal(TypeKind.REFERENCE);
                }
            }
        }
        if (hasAccumulators()) {
            Label isShort = code.newLabel();
            code.iconst_0().istore(longBound);
            code.iload(n).loadConstant(LONG_ROW * lanes).if_icmplt(isShort);
            code.iload(n).loadConstant(-ACCUMULATORS * lanes).iand().istore(longBound);
            code.labelBinding(isShort);
        }
    }

    /**
     * Generates the loop with four accumulators for a long row, which are combined in the first.
     */
    private void writeLongRow() {
        Label isShort = code.newLabel();
        code.iload(longBound).ifle(isShort);
        for (int j = 1; j < ACCUMULATORS; j++) {
            clear(j);
        }
        writeLoop(ACCUMULATORS, longBound);
        for (int k = 0; k < outputs.size(); k++) {
            if (outputs.get(k).reduces()) {
                int[] partial = accumulators[k];
                code.aload(partial[0]).aload(partial[1]);
                reductions[k].combine();
                code.aload(partial[2]).aload(partial[3]);
                reductions[k].combine();
                reductions[k].combine();
                code.astore(partial[0]);
            }
        }
        code.labelBinding(isShort);
    }

    private void clear(int accumulator) {
        for (int k = 0; k < outputs.size(); k++) {
            if (outputs.get(k).reduces()) {
                code.aload(identity[k]);
                reductions[k].accumulated();
                code.astore(accumulators[k][accumulator]);
            }
        }
    }

    private void accumulate(int output, int copy, int value, boolean masked) {
        int accumulator = accumulators[output][copy];
        code.aload(accumulator);
        if (masked) {
            code.aload(identity[output]).aload(value).aload(mask);
            type.blend(code);
        } else {
            code.aload(value);
        }
        reductions[output].accumulated();
        reductions[output].combine();
        code.astore(accumulator);
    }

    private void storeReductions() {
        for (int k = 0; k < outputs.size(); k++) {
            if (outputs.get(k).reduces()) {
                code.aload(segment[inputs + k]);
                type.elementLayout(code);
                code.lconst_0();
                code.aload(accumulators[k][0]);
                reductions[k].reduce(lanes);
                type.setElement(code);
            }
        }
    }

    private boolean isTouched(int operand) {
        return operand >= inputs || schedule.steps.contains(new Step.Arg(operand));
    }

    private boolean isSplat(int operand) {
        return operand < inputs && (pattern.splats() & (1L << operand)) != 0;
    }

    private boolean isOneARow(int operand) {
        return operand < inputs ? isSplat(operand) : outputs.get(operand - inputs).reduces();
    }

    /** The local variable of an operand's storage; after the last, that of the scalars. */
    private int storage(int operand) {
        return pattern.isRow() ? 1 + 3 * operand : 3 + 5 * operand;
    }

    private int offset(int operand) {
        return storage(operand) + 1;
    }

    private int step(int operand) {
        return storage(operand) + 3;
    }
}
