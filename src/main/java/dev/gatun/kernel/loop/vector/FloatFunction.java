package dev.gatun.kernel.loop.vector;

import dev.gatun.expr.BinaryOp;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;

/**
 * Generates a function of floats as straight-line code, because a call of the vector library spills
 * all registers of the loop. Its constants are vectors that are made once a call.
 */
abstract class FloatFunction {
    static final VectorType TYPE = VectorType.FLOAT;

    final CodeBuilder code;
    private final boolean fuse;

    FloatFunction(CodeBuilder code, boolean fuse) {
        this.code = code;
        this.fuse = fuse;
    }

    /** vector x -> vector of the function of x. */
    abstract void write();

    final int variable() {
        return code.allocateLocal(TypeKind.REFERENCE);
    }

    /** Generates a vector of a constant, once a call. */
    final int constant(double value) {
        int variable = variable();
        TYPE.broadcast(code, value);
        code.astore(variable);
        return variable;
    }

    final int[] constants(double... values) {
        int[] variables = new int[values.length];
        for (int k = 0; k < variables.length; k++) {
            variables[k] = constant(values[k]);
        }
        return variables;
    }

    /** -> vector of the polynomial of x with these coefficients, from the highest power down. */
    final void polynomial(int x, int... coefficients) {
        code.aload(coefficients[0]);
        for (int k = 1; k < coefficients.length; k++) {
            multiplyAdd(x, coefficients[k]);
        }
    }

    /** vector -> vector * factor + term. */
    final void multiplyAdd(int factor, int term) {
        code.aload(factor);
        if (fuse) {
            code.aload(term);
            TYPE.fma(code);
        } else {
            TYPE.binary(code, BinaryOp.MUL);
            code.aload(term);
            TYPE.binary(code, BinaryOp.ADD);
        }
    }
}
