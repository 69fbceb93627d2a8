package dev.gatun.kernel.loop.vector;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.UnaryOp;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;

/**
 * Functions that are computed lane by lane, in double: what the Vector API does not have, or has in
 * another accuracy on each processor. The values are those of the interpreter, bit by bit.
 */
final class LaneFunction {
    private static final ClassDesc OWNER = VectorType.desc(LaneFunction.class);
    private static final ClassDesc UNARY = VectorType.desc(UnaryOp.class);
    private static final ClassDesc BINARY = VectorType.desc(BinaryOp.class);

    private LaneFunction() {}

    /** vector -> vector. */
    static void write(CodeBuilder code, VectorType type, UnaryOp op) {
        code.getstatic(UNARY, op.name(), UNARY);
        code.invokestatic(OWNER, "of", MethodTypeDesc.of(type.vector, type.vector, UNARY));
    }

    /** vector, vector -> vector. */
    static void write(CodeBuilder code, VectorType type, BinaryOp op) {
        code.getstatic(BINARY, op.name(), BINARY);
        code.invokestatic(
                OWNER, "of", MethodTypeDesc.of(type.vector, type.vector, type.vector, BINARY));
    }

    static FloatVector of(FloatVector x, UnaryOp op) {
        float[] lanes = x.toArray();
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = (float) op.apply(lanes[i]);
        }
        return FloatVector.fromArray(FloatVector.SPECIES_PREFERRED, lanes, 0);
    }

    static DoubleVector of(DoubleVector x, UnaryOp op) {
        double[] lanes = x.toArray();
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = op.apply(lanes[i]);
        }
        return DoubleVector.fromArray(DoubleVector.SPECIES_PREFERRED, lanes, 0);
    }

    static FloatVector of(FloatVector a, FloatVector b, BinaryOp op) {
        float[] lanes = a.toArray();
        float[] others = b.toArray();
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = (float) op.apply(lanes[i], others[i]);
        }
        return FloatVector.fromArray(FloatVector.SPECIES_PREFERRED, lanes, 0);
    }

    static DoubleVector of(DoubleVector a, DoubleVector b, BinaryOp op) {
        double[] lanes = a.toArray();
        double[] others = b.toArray();
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = op.apply(lanes[i], others[i]);
        }
        return DoubleVector.fromArray(DoubleVector.SPECIES_PREFERRED, lanes, 0);
    }
}
