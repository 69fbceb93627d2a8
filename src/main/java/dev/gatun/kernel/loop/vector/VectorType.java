package dev.gatun.kernel.loop.vector;

import static java.lang.constant.ConstantDescs.CD_Double;
import static java.lang.constant.ConstantDescs.CD_Float;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.Comparison;
import dev.gatun.expr.Step;
import dev.gatun.expr.UnaryOp;
import dev.gatun.kernel.loop.spec.Output;
import dev.gatun.shape.DType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/**
 * The Vector API in bytecode, for one element type: each method generates one call, whose operands
 * are on the stack. Class names are strings, so that this class loads without the module
 * jdk.incubator.vector.
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

    /** The vector of integers of the same size, and its element. */
    private final ClassDesc bits;

    private final ClassDesc word;

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
        boolean isInt = bytes == Integer.BYTES;
        this.bits = incubator(isInt ? "IntVector" : "LongVector");
        this.word = isInt ? CD_int : CD_long;
    }

    static VectorType of(DType type) {
        return switch (type) {
            case F32 -> FLOAT;
            case F64 -> DOUBLE;
            case I64, BF16, F16, I32, U8, BOOL ->
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

    /** -> vector of a constant. */
    void broadcast(CodeBuilder code, double value) {
        species(code);
        constant(code, value);
        broadcast(code);
    }

    /** vector -> vector: the low bits of floats as the exponents of powers of two. */
    void lowBitsAsExponent(CodeBuilder code) {
        toBits(code);
        shift(code, "LSHL", Float.PRECISION - 1);
        code.invokevirtual(bits, "reinterpretAsFloats", MethodTypeDesc.of(vector));
    }

    /**
     * vector, vector -> vector: the smaller of positive floats, where NaN is larger than any
     * number.
     */
    void smallerBits(CodeBuilder code) {
        toBits(code);
        code.swap();
        toBits(code);
        code.invokevirtual(bits, "min", MethodTypeDesc.of(bits, ANY));
        code.invokevirtual(bits, "reinterpretAsFloats", MethodTypeDesc.of(vector));
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
            case SIGN, FLOOR, CEIL, ROUND, RSQRT, ERF, NORMAL_CDF, SIGMOID, SOFTPLUS ->
                    throw new AssertionError("not lowered: " + op);
        }
    }

    /** Whether a step is a call of the vector library. */
    static boolean isCall(Step step) {
        return switch (step) {
            case Step.Unary(UnaryOp op, int _) ->
                    switch (op) {
                        case EXP, EXPM1, LOG, LOG1P, SIN, COS, TANH -> true;
                        case NEG, ABS, SQRT, NORMAL_CDF -> false;
                        case SIGN, FLOOR, CEIL, ROUND, RSQRT, ERF, SIGMOID, SOFTPLUS ->
                                throw new AssertionError("not lowered: " + op);
                    };
            case Step.Binary(BinaryOp op, int _, int _) -> op == BinaryOp.POW;
            case Step.Arg _, Step.Scalar _, Step.Constant _, Step.Compare _, Step.Select _ -> false;
        };
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

    /** vector -> the form in which it is accumulated: itself, or integers in the same order. */
    void accumulated(CodeBuilder code, Output.Sink sink) {
        if (sink == Output.Sink.MIN) {
            unary(code, UnaryOp.NEG);
        }
        if (isExtreme(sink)) {
            toOrdered(code);
        }
    }

    /** Combines two partial results in their accumulated form. */
    void combine(CodeBuilder code, Output.Sink sink) {
        if (isExtreme(sink)) {
            code.invokevirtual(bits, "max", MethodTypeDesc.of(bits, ANY));
        } else {
            binary(code, operator(sink));
        }
    }

    /** accumulated form -> element: the reduction of all lanes, whose number is a power of two. */
    void reduceLanes(CodeBuilder code, Output.Sink sink, int lanes) {
        if (!isExtreme(sink)) {
            combineHalves(code, operator(sink), lanes);
            return;
        }
        reduce(code, bits, BinaryOp.MAX, word);
        fromOrdered(code);
        if (sink == Output.Sink.MIN) {
            if (this == FLOAT) {
                code.fneg();
            } else {
                code.dneg();
            }
        }
    }

    private static boolean isExtreme(Output.Sink sink) {
        return sink == Output.Sink.MAX || sink == Output.Sink.MIN;
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
     * vector -> vector of integers of the same order, any NaN being the largest. The extremes of
     * floating-point lanes take half a dozen instructions where NaN and signed zeros are minded,
     * those of integers one. Bits of negative numbers are inverted but for the sign; what is below
     * negative infinity then are NaNs, and taking away as many as there are wraps them to the top.
     */
    private void toOrdered(CodeBuilder code) {
        toBits(code);
        code.dup();
        shift(code, "ASHR", bytes * Byte.SIZE - 1);
        shift(code, "LSHR", 1);
        code.getstatic(OPERATORS, "XOR", incubator("VectorOperators$Associative")).swap();
        code.invokevirtual(
                bits,
                "lanewise",
                MethodTypeDesc.of(bits, incubator("VectorOperators$Binary"), ANY));
        word(code, nans());
        code.invokevirtual(bits, "sub", MethodTypeDesc.of(bits, word));
    }

    /** The reverse for one element. */
    private void fromOrdered(CodeBuilder code) {
        word(code, nans());
        if (this == FLOAT) {
            code.iadd().dup().loadConstant(Integer.SIZE - 1).ishr().iconst_1().iushr().ixor();
            code.invokestatic(CD_Float, "intBitsToFloat", MethodTypeDesc.of(CD_float, CD_int));
        } else {
            code.ladd().dup2().loadConstant(Long.SIZE - 1).lshr().iconst_1().lushr().lxor();
            code.invokestatic(CD_Double, "longBitsToDouble", MethodTypeDesc.of(CD_double, CD_long));
        }
    }

    /** How many NaNs there are of one sign. */
    private long nans() {
        return this == FLOAT
                ? (1L << (Float.PRECISION - 1)) - 1
                : (1L << (Double.PRECISION - 1)) - 1;
    }

    /** vector -> vector of integers with the same bits. */
    private void toBits(CodeBuilder code) {
        String reinterpret = this == FLOAT ? "reinterpretAsInts" : "reinterpretAsLongs";
        code.invokevirtual(vector, reinterpret, MethodTypeDesc.of(bits));
    }

    /** vector of integers -> the same shifted. */
    private void shift(CodeBuilder code, String operator, int distance) {
        ClassDesc binary = incubator("VectorOperators$Binary");
        code.getstatic(OPERATORS, operator, binary);
        word(code, distance);
        code.invokevirtual(bits, "lanewise", MethodTypeDesc.of(bits, binary, word));
    }

    private void word(CodeBuilder code, long value) {
        if (this == FLOAT) {
            code.loadConstant((int) value);
        } else {
            code.loadConstant(value);
        }
    }

    private static BinaryOp operator(Output.Sink sink) {
        return switch (sink) {
            case SUM -> BinaryOp.ADD;
            case PROD -> BinaryOp.MUL;
            case MAX, MIN, STORE -> throw new AssertionError(sink);
        };
    }
}
