package dev.gatun.kernel;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.Comparison;
import dev.gatun.expr.Step;
import dev.gatun.expr.UnaryOp;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the one method of a compiled kernel that does the work, here as Java:
 *
 * {@snippet :
 * static void loop(long rows, int n, Storage s0, long offset0, long step0, ..., double[] scalars) {
 *     MemorySegment m0 = Window.of(s0, offset0, rows, step0, n * 4L);
 *     long at0 = Window.start(rows, step0);
 *     FloatVector half = FloatVector.broadcast(S, 0.5f);
 *     for (long r = 0; r < rows; r++, at0 += step0) {
 *         int i = 0;
 *         for (; i < n - n % LANES; i += LANES) {
 *             FloatVector x = FloatVector.fromMemorySegment(S, m0, at0 + i * 4L, NATIVE);
 *             x.mul(half).intoMemorySegment(m1, at1 + i * 4L, NATIVE);
 *         }
 *         if (i < n) { ... } // the same once more under the mask S.indexInRange(i, n)
 *     }
 * }
 * }
 *
 * <p>A kernel that reduces runs four accumulators, so that additions need not wait for each other.
 */
final class LoopWriter {
    private static final ClassDesc STORAGE = ClassDesc.of("dev.gatun.memory.Storage");
    private static final ClassDesc WINDOW = ClassDesc.of("dev.gatun.kernel.Window");
    private static final int ACCUMULATORS = 4;
    private static final int WORDS_BEFORE_OPERANDS = 3;
    private static final int WORDS_PER_OPERAND = 5;

    private final CodeBuilder code;
    private final VectorType type;
    private final int lanes;
    private final int inputs;
    private final List<Output> outputs;
    private final long splats;
    private final Plan plan;

    private final int operands;
    private final int n;
    private final int scalars;
    private final int i;
    private final int mask;
    private final int[] segment;
    private final int[] at;
    private final int[] vectors;
    private final int[] masks;
    private final int[][] accumulators;

    LoopWriter(
            CodeBuilder code,
            VectorType type,
            int lanes,
            int inputs,
            List<Output> outputs,
            long splats,
            Plan plan) {
        this.code = code;
        this.type = type;
        this.lanes = lanes;
        this.inputs = inputs;
        this.outputs = outputs;
        this.splats = splats;
        this.plan = plan;
        operands = inputs + outputs.size();
        n = 2;
        scalars = WORDS_BEFORE_OPERANDS + WORDS_PER_OPERAND * operands;
        i = code.allocateLocal(TypeKind.INT);
        mask = code.allocateLocal(TypeKind.REFERENCE);
        segment = new int[operands];
        at = new int[operands];
        vectors = new int[plan.steps.size()];
        masks = new int[plan.steps.size()];
        accumulators = new int[outputs.size()][ACCUMULATORS];
    }

    /** The type of the method that {@link #write} writes. */
    static MethodTypeDesc signature(int operands) {
        List<ClassDesc> parameters = new ArrayList<>(List.of(CD_long, CD_int));
        for (int k = 0; k < operands; k++) {
            parameters.addAll(List.of(STORAGE, CD_long, CD_long));
        }
        parameters.add(CD_double.arrayType());
        return MethodTypeDesc.of(CD_void, parameters);
    }

    void write() {
        openWindows();
        allocateValues();
        emit(Plan.CALL, false, 0);
        Label isShort = code.newLabel();
        code.iload(n).loadConstant(lanes).if_icmplt(isShort);
        writeRows(this::writeRow);
        code.labelBinding(isShort);
        writeRows(this::writeShortRow);
    }

    private void writeRows(Runnable writeRow) {
        int row = code.allocateLocal(TypeKind.LONG);
        code.lconst_0().lstore(row);
        Label nextRow = code.newLabel();
        Label end = code.newLabel();
        code.labelBinding(nextRow).lload(row).lload(0).lcmp().ifge(end);
        writeRow.run();
        for (int k = 0; k < operands; k++) {
            if (isTouched(k)) {
                code.lload(at[k]).lload(step(k)).ladd().lstore(at[k]);
            }
        }
        code.lload(row).lconst_1().ladd().lstore(row).goto_(nextRow);
        code.labelBinding(end).return_();
    }

    private void openWindows() {
        for (int k = 0; k < operands; k++) {
            if (!isTouched(k)) {
                continue;
            }
            segment[k] = code.allocateLocal(TypeKind.REFERENCE);
            at[k] = code.allocateLocal(TypeKind.LONG);
            code.aload(storage(k)).lload(offset(k)).lload(0).lload(step(k));
            if (isOneARow(k)) {
                code.loadConstant((long) type.bytes);
            } else {
                code.iload(n).i2l().loadConstant((long) type.bytes).lmul();
            }
            code.invokestatic(
                    WINDOW,
                    "of",
                    MethodTypeDesc.of(
                            VectorType.SEGMENT, STORAGE, CD_long, CD_long, CD_long, CD_long));
            code.astore(segment[k]);
            code.lload(0).lload(step(k));
            code.invokestatic(WINDOW, "start", MethodTypeDesc.of(CD_long, CD_long, CD_long));
            code.lstore(at[k]);
        }
    }

    private void allocateValues() {
        for (int s = 0; s < vectors.length; s++) {
            vectors[s] = code.allocateLocal(TypeKind.REFERENCE);
            masks[s] = code.allocateLocal(TypeKind.REFERENCE);
        }
        for (int k = 0; k < outputs.size(); k++) {
            for (int j = 0; j < ACCUMULATORS && outputs.get(k).reduces(); j++) {
                accumulators[k][j] = code.allocateLocal(TypeKind.REFERENCE);
            }
        }
    }

    private void writeRow() {
        emit(Plan.ROW, false, 0);
        clearAccumulators();
        code.iconst_0().istore(i);
        if (outputs.stream().anyMatch(Output::reduces)) {
            writeLoop(ACCUMULATORS);
        }
        writeLoop(1);
        Label full = code.newLabel();
        code.iload(i).iload(n).if_icmpge(full);
        writeTail();
        code.labelBinding(full);
        storeReductions();
    }

    /** A row shorter than a vector, possibly empty. */
    private void writeShortRow() {
        emit(Plan.ROW, false, 0);
        clearAccumulators();
        code.iconst_0().istore(i);
        writeTail();
        storeReductions();
    }

    private void writeTail() {
        type.species(code);
        code.iload(i).iload(n);
        type.indexInRange(code);
        code.astore(mask);
        writeVector(0, true);
    }

    /** Full vectors, {@code copies} of them a turn. */
    private void writeLoop(int copies) {
        int bound = code.allocateLocal(TypeKind.INT);
        code.iload(n).iload(n).loadConstant(copies * lanes).irem().isub().istore(bound);
        Label next = code.newLabel();
        Label end = code.newLabel();
        code.labelBinding(next).iload(i).iload(bound).if_icmpge(end);
        for (int copy = 0; copy < copies; copy++) {
            writeVector(copy, false);
        }
        code.iinc(i, copies * lanes).goto_(next);
        code.labelBinding(end);
    }

    private void writeVector(int copy, boolean masked) {
        emit(Plan.ELEMENT, masked, copy);
        for (int k = 0; k < outputs.size(); k++) {
            int value = vectors[plan.outputs.get(k)];
            if (outputs.get(k).reduces()) {
                accumulate(outputs.get(k).sink(), accumulators[k][copy], value, masked);
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

    /** Computes the steps of one level. */
    private void emit(int level, boolean masked, int copy) {
        for (int s = 0; s < vectors.length; s++) {
            if (plan.level(s) == level && !plan.isAbsorbed(s)) {
                emitStep(s, masked, copy);
            }
        }
    }

    private void emitStep(int s, boolean masked, int copy) {
        switch (plan.steps.get(s)) {
            case Step.Arg(int index) -> loadArg(index, masked, copy);
            case Step.Scalar(int index) -> {
                type.species(code);
                code.aload(scalars).loadConstant(index).daload();
                type.fromDouble(code);
                type.broadcast(code);
            }
            case Step.Constant(double value) -> broadcast(value);
            case Step.Unary(UnaryOp op, int a) -> {
                code.aload(vectors[a]);
                type.unary(code, op);
            }
            case Step.Binary(BinaryOp op, int a, int b) -> {
                if (plan.isFused(s)) {
                    emitFused(s, op, plan.isProductLeft(s) ? b : a);
                } else {
                    code.aload(vectors[a]).aload(vectors[b]);
                    type.binary(code, op);
                }
            }
            case Step.Compare(Comparison op, int a, int b) -> {
                code.aload(vectors[a]).aload(vectors[b]);
                type.compare(code, op);
                code.astore(masks[s]);
                if (!plan.isValue(s)) {
                    return;
                }
                broadcast(0);
                broadcast(1);
                code.aload(masks[s]);
                type.blend(code);
            }
            case Step.Select(int condition, int yes, int no) -> {
                code.aload(vectors[no]).aload(vectors[yes]);
                loadMask(condition);
                type.blend(code);
            }
        }
        code.astore(vectors[s]);
    }

    /** {@code a * b + c}, {@code a * b - c} or {@code c - a * b}. */
    private void emitFused(int s, BinaryOp op, int other) {
        Step.Binary product = plan.product(s);
        code.aload(vectors[product.a()]);
        if (op == BinaryOp.SUB && !plan.isProductLeft(s)) {
            type.unary(code, UnaryOp.NEG);
        }
        code.aload(vectors[product.b()]).aload(vectors[other]);
        if (op == BinaryOp.SUB && plan.isProductLeft(s)) {
            type.unary(code, UnaryOp.NEG);
        }
        type.fma(code);
    }

    private void loadArg(int index, boolean masked, int copy) {
        type.species(code);
        code.aload(segment[index]);
        if (isSplat(index)) {
            type.elementLayout(code);
            code.lload(at[index]);
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

    private void loadMask(int condition) {
        if (plan.steps.get(condition) instanceof Step.Compare) {
            code.aload(masks[condition]);
        } else {
            code.aload(vectors[condition]);
            broadcast(0);
            type.compare(code, Comparison.NE);
        }
    }

    private void broadcast(double value) {
        type.species(code);
        type.constant(code, value);
        type.broadcast(code);
    }

    private void elementOffset(int operand, int copy) {
        code.lload(at[operand]).iload(i).i2l().loadConstant((long) type.bytes).lmul().ladd();
        if (copy > 0) {
            code.loadConstant((long) copy * lanes * type.bytes).ladd();
        }
    }

    private void clearAccumulators() {
        for (int k = 0; k < outputs.size(); k++) {
            for (int j = 0; j < ACCUMULATORS && outputs.get(k).reduces(); j++) {
                broadcast(outputs.get(k).sink().identity());
                code.astore(accumulators[k][j]);
            }
        }
    }

    private void accumulate(Output.Sink sink, int accumulator, int value, boolean masked) {
        code.aload(accumulator);
        if (masked) {
            code.dup();
        }
        code.aload(value);
        type.combine(code, sink);
        if (masked) {
            code.aload(mask);
            type.blend(code);
        }
        code.astore(accumulator);
    }

    private void storeReductions() {
        for (int k = 0; k < outputs.size(); k++) {
            if (outputs.get(k).reduces()) {
                Output.Sink sink = outputs.get(k).sink();
                code.aload(segment[inputs + k]);
                type.elementLayout(code);
                code.lload(at[inputs + k]);
                for (int j = 0; j < ACCUMULATORS; j++) {
                    code.aload(accumulators[k][j]);
                    if (j % 2 == 1) {
                        type.combine(code, sink);
                    }
                }
                type.combine(code, sink);
                type.reduceLanes(code, sink);
                type.setElement(code);
            }
        }
    }

    private boolean isTouched(int operand) {
        return operand >= inputs || plan.steps.contains(new Step.Arg(operand));
    }

    private boolean isSplat(int operand) {
        return operand < inputs && (splats & (1L << operand)) != 0;
    }

    private boolean isOneARow(int operand) {
        return operand < inputs ? isSplat(operand) : outputs.get(operand - inputs).reduces();
    }

    private static int storage(int operand) {
        return WORDS_BEFORE_OPERANDS + WORDS_PER_OPERAND * operand;
    }

    private static int offset(int operand) {
        return storage(operand) + 1;
    }

    private static int step(int operand) {
        return storage(operand) + 3;
    }
}
