package dev.gatun.kernel.loop.vector;

import static java.lang.constant.ConstantDescs.CD_Double;
import static java.lang.constant.ConstantDescs.CD_Float;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.UnaryOp;
import dev.gatun.kernel.loop.spec.Output;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.constant.MethodTypeDesc;

/**
 * Generates the reduction of vectors to one element.
 *
 * <p>The maximum of floating-point lanes takes half a dozen instructions if NaN and signed zeros
 * are to be right, that of integers one. So it is computed of integers in the same order, in which
 * every NaN is the largest; the minimum is that of the values with the other sign.
 */
final class VectorReduction {
    private final CodeBuilder code;
    private final VectorType type;
    private final Output.Sink sink;
    private final boolean isExtreme;
    private final boolean isFloat;

    VectorReduction(CodeBuilder code, VectorType type, Output.Sink sink) {
        this.code = code;
        this.type = type;
        this.sink = sink;
        this.isExtreme =
                switch (sink) {
                    case MAX, MIN, MAX_OF_NUMBERS -> true;
                    case SUM, PROD, STORE -> false;
                };
        this.isFloat = type == VectorType.FLOAT;
    }

    /** vector -> the form in which it is accumulated: itself, or integers in the same order. */
    void accumulated() {
        if (sink == Output.Sink.MIN) {
            type.unary(code, UnaryOp.NEG);
        }
        if (isExtreme) {
            toOrdered();
        }
    }

    /** Combines two partial results in their accumulated form. */
    void combine() {
        if (isExtreme) {
            code.invokevirtual(type.bits, "max", MethodTypeDesc.of(type.bits, VectorType.ANY));
        } else {
            type.binary(code, operator());
        }
    }

    /** accumulated form -> element: the reduction of all lanes, whose number is a power of two. */
    void reduce(int lanes) {
        if (!isExtreme) {
            combineHalves(lanes);
            return;
        }
        code.getstatic(VectorType.OPERATORS, BinaryOp.MAX.name(), VectorType.ASSOCIATIVE);
        code.invokevirtual(
                type.bits, "reduceLanes", MethodTypeDesc.of(type.word, VectorType.ASSOCIATIVE));
        fromOrdered();
        if (sink == Output.Sink.MIN) {
            code.with(OperatorInstruction.of(isFloat ? Opcode.FNEG : Opcode.DNEG));
        }
    }

    /**
     * vector -> element: halves are combined until one lane is left. The API's own reduction takes
     * the lanes in one order before C2 has compiled the loop and in another after.
     */
    private void combineHalves(int lanes) {
        for (int half = lanes / 2; half > 1; half /= 2) {
            code.dup();
            half(half, 1);
            code.swap();
            half(half, 0);
            code.swap();
            combine();
        }
        if (lanes == 1) {
            lane(0);
            return;
        }
        code.dup();
        lane(0);
        if (isFloat) {
            code.swap();
        } else {
            code.dup2_x1().pop2();
        }
        lane(1);
        boolean isSum = sink == Output.Sink.SUM;
        Opcode ofFloats = isSum ? Opcode.FADD : Opcode.FMUL;
        Opcode ofDoubles = isSum ? Opcode.DADD : Opcode.DMUL;
        code.with(OperatorInstruction.of(isFloat ? ofFloats : ofDoubles));
    }

    /** vector -> vector of so many lanes, the lower or the upper ones. */
    private void half(int lanes, int part) {
        String species = "SPECIES_" + lanes * type.bytes * Byte.SIZE;
        code.getstatic(type.vector, species, VectorType.SPECIES).loadConstant(part);
        MethodTypeDesc reinterpret = MethodTypeDesc.of(VectorType.ANY, VectorType.SPECIES, CD_int);
        code.invokevirtual(type.vector, "reinterpretShape", reinterpret).checkcast(type.vector);
    }

    /** vector -> element. */
    private void lane(int lane) {
        code.loadConstant(lane);
        code.invokevirtual(type.vector, "lane", MethodTypeDesc.of(type.element, CD_int));
    }

    /**
     * vector -> vector of integers of the same order. Bits of negative numbers are inverted but for
     * the sign; what is below negative infinity then are NaNs, and taking away as many as there are
     * wraps them to the top.
     */
    private void toOrdered() {
        type.toBits(code);
        code.dup();
        type.shift(code, "ASHR", type.bytes * Byte.SIZE - 1);
        type.shift(code, "LSHR", 1);
        code.getstatic(VectorType.OPERATORS, "XOR", VectorType.ASSOCIATIVE).swap();
        MethodTypeDesc lanewise = MethodTypeDesc.of(type.bits, VectorType.BINARY, VectorType.ANY);
        code.invokevirtual(type.bits, "lanewise", lanewise);
        type.word(code, nans());
        code.invokevirtual(type.bits, "sub", MethodTypeDesc.of(type.bits, type.word));
    }

    /** The reverse for one element. */
    private void fromOrdered() {
        type.word(code, nans());
        if (isFloat) {
            code.iadd().dup().loadConstant(Integer.SIZE - 1).ishr().iconst_1().iushr().ixor();
            code.invokestatic(CD_Float, "intBitsToFloat", MethodTypeDesc.of(CD_float, CD_int));
        } else {
            code.ladd().dup2().loadConstant(Long.SIZE - 1).lshr().iconst_1().lushr().lxor();
            code.invokestatic(CD_Double, "longBitsToDouble", MethodTypeDesc.of(CD_double, CD_long));
        }
    }

    /** How many NaNs there are of one sign. */
    private long nans() {
        return (1L << ((isFloat ? Float.PRECISION : Double.PRECISION) - 1)) - 1;
    }

    private BinaryOp operator() {
        return switch (sink) {
            case SUM -> BinaryOp.ADD;
            case PROD -> BinaryOp.MUL;
            case MAX, MIN, MAX_OF_NUMBERS, STORE -> throw new AssertionError(sink);
        };
    }
}
