package dev.gatun.kernel;

import static java.lang.constant.ConstantDescs.CD_Double;
import static java.lang.constant.ConstantDescs.CD_Float;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.Comparison;
import dev.gatun.expr.UnaryOp;
import dev.gatun.shape.DType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/**
 * The Vector API as bytecode sees it, for one element type: each method writes one call, its
 * operands being on the stack. Names stand here as text, so that this class loads without the
 * module jdk.incubator.vector.
 */
@SuppressWarnings("ImmutableEnumChecker") // class descriptions are values
enum VectorType {
    /** Vectors of floats. */
    FLOAT("FloatVector", CD_float, TypeKind.FLOAT, Float.BYTES, "JAVA_FLOAT_UNALIGNED", "OfFloat"),
    /** Vectors of doubles. */
    DOUBLE(
            "DoubleVector",
            CD_double,
            TypeKind.DOUBLE,
            Double.BYTES,
            "JAVA_DOUBLE_UNALIGNED",
            "OfDouble");

    static final ClassDesc SEGMENT = ClassDesc.of("java.lang.foreign.MemorySegment");
    static final ClassDesc MASK = incubator("VectorMask");
    private static final ClassDesc LAYOUT = ClassDesc.of("java.lang.foreign.ValueLayout");
    private static final ClassDesc ORDER = ClassDesc.of("java.nio.ByteOrder");
    private static final ClassDesc SPECIES = incubator("VectorSpecies");
    private static final ClassDesc ANY = incubator("Vector");
    private static final ClassDesc OPERATORS = incubator("VectorOperators");

    private final ClassDesc vector;
    private final ClassDesc element;
    final TypeKind kind;
    final int bytes;
    private final String layoutName;
    private final ClassDesc layout;

    VectorType(
            String vector,
            ClassDesc element,
            TypeKind kind,
            int bytes,
            String layoutName,
            String layout) {
        this.vector = ClassDesc.of("jdk.incubator.vector." + vector);
        this.element = element;
        this.kind = kind;
        this.bytes = bytes;
        this.layoutName = layoutName;
        this.layout = ClassDesc.of("java.lang.foreign.ValueLayout$" + layout);
    }

    static VectorType of(DType type) {
        return switch (type) {
            case F32 -> FLOAT;
            case F64 -> DOUBLE;
            case I64, BF16, F16, I32, U8 ->
                    throw new IllegalArgumentException("kernel: cannot compute in " + type);
        };
    }

    private static ClassDesc incubator(String name) {
        return ClassDesc.of("jdk.incubator.vector." + name);
    }

    /** -> species. */
    void species(CodeBuilder code) {
        code.getstatic(vector, "SPECIES_PREFERRED", SPECIES);
    }

    /** species, int offset, int limit -> mask of the lanes below the limit. */
    void indexInRange(CodeBuilder code) {
        code.invokeinterface(SPECIES, "indexInRange", MethodTypeDesc.of(MASK, CD_int, CD_int));
    }

    /** species, segment, long offset, order[, mask] -> vector. */
    void load(CodeBuilder code, boolean masked) {
        code.invokestatic(
                vector,
                "fromMemorySegment",
                masked
                        ? MethodTypeDesc.of(vector, SPECIES, SEGMENT, CD_long, ORDER, MASK)
                        : MethodTypeDesc.of(vector, SPECIES, SEGMENT, CD_long, ORDER));
    }

    /** vector, segment, long offset, order[, mask] ->. */
    void store(CodeBuilder code, boolean masked) {
        code.invokevirtual(
                vector,
                "intoMemorySegment",
                masked
                        ? MethodTypeDesc.of(CD_void, SEGMENT, CD_long, ORDER, MASK)
                        : MethodTypeDesc.of(CD_void, SEGMENT, CD_long, ORDER));
    }

    /** -> the machine's byte order. */
    void order(CodeBuilder code) {
        code.invokestatic(ORDER, "nativeOrder", MethodTypeDesc.of(ORDER));
    }

    /** -> layout of an element. */
    void elementLayout(CodeBuilder code) {
        code.getstatic(LAYOUT, layoutName, layout);
    }

    /** segment, layout, long offset -> element. */
    void getElement(CodeBuilder code) {
        code.invokeinterface(SEGMENT, "get", MethodTypeDesc.of(element, layout, CD_long));
    }

    /** segment, layout, long offset, element ->. */
    void setElement(CodeBuilder code) {
        code.invokeinterface(SEGMENT, "set", MethodTypeDesc.of(CD_void, layout, CD_long, element));
    }

    /** -> element: a constant rounded to the type. */
    void constant(CodeBuilder code, double value) {
        if (this == FLOAT) {
            code.loadConstant((float) value);
        } else {
            code.loadConstant(value);
        }
    }

    /** double -> element. */
    void fromDouble(CodeBuilder code) {
        if (this == FLOAT) {
            code.d2f();
        }
    }

    /** species, element -> vector of it. */
    void broadcast(CodeBuilder code) {
        code.invokestatic(vector, "broadcast", MethodTypeDesc.of(vector, SPECIES, element));
    }

    /** vector -> vector. */
    void unary(CodeBuilder code, UnaryOp op) {
        switch (op) {
            case NEG, ABS, SQRT ->
                    code.invokevirtual(vector, op.symbol(), MethodTypeDesc.of(vector));
            case EXP, EXPM1, LOG, LOG1P, SIN, COS, TANH -> {
                ClassDesc unary = incubator("VectorOperators$Unary");
                code.getstatic(OPERATORS, op.name(), unary);
                code.invokevirtual(vector, "lanewise", MethodTypeDesc.of(vector, unary));
            }
            case SIGN, FLOOR, CEIL, ROUND, RSQRT, ERF, SIGMOID, SOFTPLUS ->
                    throw new AssertionError("not lowered: " + op);
        }
    }

    /** vector, vector -> vector. */
    void binary(CodeBuilder code, BinaryOp op) {
        String name =
                switch (op) {
                    case ADD -> "add";
                    case SUB -> "sub";
                    case MUL -> "mul";
                    case DIV -> "div";
                    case MIN -> "min";
                    case MAX -> "max";
                    case POW -> "pow";
                };
        code.invokevirtual(vector, name, MethodTypeDesc.of(vector, ANY));
    }

    /** vector a, b, c -> a * b + c, rounded once. */
    void fma(CodeBuilder code) {
        code.invokevirtual(vector, "fma", MethodTypeDesc.of(vector, ANY, ANY));
    }

    /** vector, vector -> mask. */
    void compare(CodeBuilder code, Comparison op) {
        ClassDesc comparison = incubator("VectorOperators$Comparison");
        code.getstatic(OPERATORS, op.name(), comparison);
        // The operator goes before the second vector.
        code.swap();
        code.invokevirtual(vector, "compare", MethodTypeDesc.of(MASK, comparison, ANY));
    }

    /** vector no, vector yes, mask -> vector. */
    void blend(CodeBuilder code) {
        code.invokevirtual(vector, "blend", MethodTypeDesc.of(vector, ANY, MASK));
    }

    /** vector, vector -> vector: two partial results in one. */
    void combine(CodeBuilder code, Output.Sink sink) {
        binary(code, operator(sink));
    }

    /** vector -> element: the reduction of all lanes, a power of two of them. */
    void reduceLanes(CodeBuilder code, Output.Sink sink, int lanes) {
        switch (sink) {
            case SUM, PROD -> combineHalves(code, operator(sink), lanes);
            case MAX -> largestLane(code);
            case MIN -> {
                unary(code, UnaryOp.NEG);
                largestLane(code);
                if (this == FLOAT) {
                    code.fneg();
                } else {
                    code.dneg();
                }
            }
            case STORE -> throw new AssertionError(sink);
        }
    }

    /**
     * vector -> element: halves are combined until one lane is left. The API's own reduction takes
     * the lanes in one order before C2 has compiled the loop and in another after.
     */
    private void combineHalves(CodeBuilder code, BinaryOp op, int lanes) {
        for (int half = lanes / 2; half > 1; half /= 2) {
            code.dup();
            half(code, half, 1);
            code.swap();
            half(code, half, 0);
            code.swap();
            binary(code, op);
        }
        if (lanes == 1) {
            lane(code, 0);
            return;
        }
        code.dup();
        lane(code, 0);
        if (this == FLOAT) {
            code.swap();
        } else {
            code.dup2_x1().pop2();
        }
        lane(code, 1);
        boolean isSum = op == BinaryOp.ADD;
        Opcode ofFloats = isSum ? Opcode.FADD : Opcode.FMUL;
        Opcode ofDoubles = isSum ? Opcode.DADD : Opcode.DMUL;
        code.with(OperatorInstruction.of(this == FLOAT ? ofFloats : ofDoubles));
    }

    /** vector -> vector of so many lanes, the lower or the upper ones. */
    private void half(CodeBuilder code, int lanes, int part) {
        code.getstatic(vector, "SPECIES_" + lanes * bytes * Byte.SIZE, SPECIES).loadConstant(part);
        code.invokevirtual(vector, "reinterpretShape", MethodTypeDesc.of(ANY, SPECIES, CD_int));
        code.checkcast(vector);
    }

    /** vector -> element. */
    private void lane(CodeBuilder code, int lane) {
        code.loadConstant(lane).invokevirtual(vector, "lane", MethodTypeDesc.of(element, CD_int));
    }

    private static void reduce(CodeBuilder code, ClassDesc vector, BinaryOp op, ClassDesc element) {
        ClassDesc associative = incubator("VectorOperators$Associative");
        code.getstatic(OPERATORS, op.name(), associative);
        code.invokevirtual(vector, "reduceLanes", MethodTypeDesc.of(element, associative));
    }

    /**
     * vector -> element. The extremes of floating-point lanes take half a dozen instructions a step
     * where NaN and signed zeros are minded, those of integers one. So NaN is made the positive
     * one, and bits are turned into integers of the same order, those of negative numbers being
     * inverted but for the sign, and back.
     */
    private void largestLane(CodeBuilder code) {
        code.dup().dup();
        compare(code, Comparison.NE);
        constant(code, Double.NaN);
        if (this == FLOAT) {
            code.swap();
        } else {
            code.dup2_x1().pop2();
        }
        code.invokevirtual(vector, "blend", MethodTypeDesc.of(vector, element, MASK));
        ClassDesc bits = incubator(this == FLOAT ? "IntVector" : "LongVector");
        ClassDesc word = this == FLOAT ? CD_int : CD_long;
        String reinterpret = this == FLOAT ? "reinterpretAsInts" : "reinterpretAsLongs";
        code.invokevirtual(vector, reinterpret, MethodTypeDesc.of(bits)).dup();
        ClassDesc binary = incubator("VectorOperators$Binary");
        MethodTypeDesc shift = MethodTypeDesc.of(bits, binary, word);
        code.getstatic(OPERATORS, "ASHR", binary);
        word(code, bytes * Byte.SIZE - 1);
        code.invokevirtual(bits, "lanewise", shift).getstatic(OPERATORS, "LSHR", binary);
        word(code, 1);
        code.invokevirtual(bits, "lanewise", shift);
        code.getstatic(OPERATORS, "XOR", incubator("VectorOperators$Associative")).swap();
        code.invokevirtual(bits, "lanewise", MethodTypeDesc.of(bits, binary, ANY));
        reduce(code, bits, BinaryOp.MAX, word);
        if (this == FLOAT) {
            code.dup().loadConstant(Integer.SIZE - 1).ishr().iconst_1().iushr().ixor();
            code.invokestatic(CD_Float, "intBitsToFloat", MethodTypeDesc.of(CD_float, CD_int));
        } else {
            code.dup2().loadConstant(Long.SIZE - 1).lshr().iconst_1().lushr().lxor();
            code.invokestatic(CD_Double, "longBitsToDouble", MethodTypeDesc.of(CD_double, CD_long));
        }
    }

    private void word(CodeBuilder code, int value) {
        if (this == FLOAT) {
            code.loadConstant(value);
        } else {
            code.loadConstant((long) value);
        }
    }

    private static BinaryOp operator(Output.Sink sink) {
        return switch (sink) {
            case SUM -> BinaryOp.ADD;
            case PROD -> BinaryOp.MUL;
            case MAX -> BinaryOp.MAX;
            case MIN -> BinaryOp.MIN;
            case STORE -> throw new AssertionError(sink);
        };
    }
}
