package dev.gatun.kernel.loop.vector;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.Step;
import dev.gatun.expr.UnaryOp;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import org.jspecify.annotations.Nullable;

/** Generates the steps of a schedule: each stores its vector, or its mask, in a local variable. */
final class StepWriter {
    /** Generates the load of an argument's vector, or of the mask of booleans, onto the stack. */
    interface ArgLoader {
        void load(int index);
    }

    private final CodeBuilder code;
    private final VectorType type;
    private final LoopSchedule schedule;
    private final int scalars;
    private final int[] vectors;
    private final int[] masks;

    /** For floats, if exponentials are the only functions that are calls; otherwise null. */
    private @Nullable FloatExponential exponential;

    /** For floats, if the normal distribution function is used; otherwise null. */
    private @Nullable FloatNormal normal;

    /**
     * @param scalars the local variable with the array of scalars
     */
    StepWriter(CodeBuilder code, VectorType type, LoopSchedule schedule, int scalars) {
        this.code = code;
        this.type = type;
        this.schedule = schedule;
        this.scalars = scalars;
        vectors = new int[schedule.steps.size()];
        masks = new int[schedule.steps.size()];
        for (int s = 0; s < vectors.length; s++) {
            vectors[s] = code.allocateLocal(TypeKind.REFERENCE);
            masks[s] = code.allocateLocal(TypeKind.REFERENCE);
        }
    }

    /** The local variable with the vector of an output. */
    int output(int k) {
        return vectors[schedule.outputs.get(k)];
    }

    /** Generates the steps of one level. */
    void emit(int level, ArgLoader args) {
        if (level == LoopSchedule.CALL
                && type == VectorType.FLOAT
                && schedule.hasOnlyCall(UnaryOp.EXP)) {
            exponential = new FloatExponential(code, schedule.fuse);
        }
        if (level == LoopSchedule.CALL
                && type == VectorType.FLOAT
                && schedule.has(UnaryOp.NORMAL_CDF)) {
            normal = new FloatNormal(code, schedule.fuse);
        }
        for (int s = 0; s < vectors.length; s++) {
            if (schedule.level(s) == level && !schedule.isAbsorbed(s)) {
                emitStep(s, args);
            }
        }
    }

    private void emitStep(int s, ArgLoader args) {
        switch (schedule.steps.get(s)) {
            case Step.Arg(int index) -> {
                args.load(index);
                if (schedule.isMask(s)) {
                    storeMask(s);
                    return;
                }
            }
            case Step.Scalar(int index) -> {
                type.species(code);
                code.aload(scalars).loadConstant(index).daload();
                type.fromDouble(code);
                type.broadcast(code);
            }
            case Step.Constant(double value) -> broadcast(value);
            case Step.Unary(UnaryOp op, int a) -> {
                code.aload(vectors[a]);
                if (op == UnaryOp.EXP && exponential != null) {
                    exponential.write();
                } else if (op == UnaryOp.NORMAL_CDF && normal != null) {
                    normal.write();
                } else {
                    type.unary(code, op);
                }
            }
            case Step.Binary(BinaryOp op, int a, int b) -> {
                if (type == VectorType.FLOAT && schedule.isPowerOfTwo(s)) {
                    code.aload(vectors[b]);
                    BaseTwo.writePower(code);
                } else if (schedule.isFused(s)) {
                    emitFused(s, op, schedule.isProductLeft(s) ? b : a);
                } else {
                    code.aload(vectors[a]).aload(vectors[b]);
                    if (op.isComparison()) {
                        type.compare(code, op);
                        storeMask(s);
                        return;
                    }
                    type.binary(code, op);
                }
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
        Step.Binary product = schedule.product(s);
        code.aload(vectors[product.a()]);
        if (op == BinaryOp.SUB && !schedule.isProductLeft(s)) {
            type.unary(code, UnaryOp.NEG);
        }
        code.aload(vectors[product.b()]).aload(vectors[other]);
        if (op == BinaryOp.SUB && schedule.isProductLeft(s)) {
            type.unary(code, UnaryOp.NEG);
        }
        type.fma(code);
    }

    /** Keeps the mask on the stack, and the number 1 or 0 where one is wanted. */
    private void storeMask(int s) {
        code.astore(masks[s]);
        if (schedule.isValue(s)) {
            broadcast(0);
            broadcast(1);
            code.aload(masks[s]);
            type.blend(code);
            code.astore(vectors[s]);
        }
    }

    /** -> mask: where a step is not 0. */
    void loadMask(int condition) {
        if (schedule.isMask(condition)) {
            code.aload(masks[condition]);
        } else {
            code.aload(vectors[condition]);
            broadcast(0);
            type.compare(code, BinaryOp.NE);
        }
    }

    /** -> vector of a constant. */
    void broadcast(double value) {
        type.broadcast(code, value);
    }
}
