package dev.gatun.kernel.loop.vector;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.gatun.expr.BinaryOp;
import dev.gatun.expr.Step;
import dev.gatun.expr.UnaryOp;
import dev.gatun.shape.DType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Locale;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The Vector API in bytecode, for one element type: each method generates one call, whose operands
 * are on the stack.
 */
@SuppressWarnings("ImmutableEnumChecker") // class descriptions are values
enum VectorType {
    /** Vectors of floats. */
    FLOAT(
            FloatVector.class,
            IntVector.class,
            TypeKind.FLOAT,
            TypeKind.INT,
            "JAVA_FLOAT_UNALIGNED",
            ValueLayout.OfFloat.class),
    /** Vectors of doubles. */
    DOUBLE(
            DoubleVector.class,
            LongVector.class,
            TypeKind.DOUBLE,
            TypeKind.LONG,
            "JAVA_DOUBLE_UNALIGNED",
            ValueLayout.OfDouble.class);

    static final ClassDesc SEGMENT = desc(MemorySegment.class);
    static final ClassDesc MASK = desc(VectorMask.class);
    static final ClassDesc LAYOUT = desc(ValueLayout.class);
    static final ClassDesc ORDER = desc(ByteOrder.class);
    static final ClassDesc SPECIES = desc(VectorSpecies.class);
    static final ClassDesc ANY = desc(Vector.class);
    static final ClassDesc OPERATORS = desc(VectorOperators.class);
    private static final ClassDesc UNARY = desc(VectorOperators.Unary.class);
    static final ClassDesc BINARY = desc(VectorOperators.Binary.class);
    static final ClassDesc ASSOCIATIVE = desc(VectorOperators.Associative.class);
    static final ClassDesc COMPARISON = desc(VectorOperators.Comparison.class);

    final ClassDesc vector;
    final ClassDesc element;
    final TypeKind kind;
    final int bytes;
    private final String layoutName;
    private final ClassDesc layout;

    /** The vector of integers of the same size, and its element. */
    final ClassDesc bits;

    final ClassDesc word;

    VectorType(
            Class<?> vector,
            Class<?> bits,
            TypeKind kind,
            TypeKind word,
            String layoutName,
            Class<?> layout) {
        this.vector = desc(vector);
        this.bits = desc(bits);
        this.kind = kind;
        this.element = kind.upperBound();
        this.word = word.upperBound();
        this.bytes = kind.slotSize() * Float.BYTES;
        this.layoutName = layoutName;
        this.layout = desc(layout);
    }

    static ClassDesc desc(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }

    static VectorType of(DType type) {
        return switch (type) {
            case F32 -> FLOAT;
            case F64 -> DOUBLE;
            case I64, BF16, F16, I32, U8, BOOL ->
                    throw new IllegalArgumentException("kernel: cannot compute in " + type);
        };
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

    /** int -> element. */
    void fromInt(CodeBuilder code) {
        if (this == FLOAT) {
            code.i2f();
        } else {
            code.i2d();
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
            case LOG2 -> BaseTwo.writeLogarithm(code, this);
            case EXP,
                    EXPM1,
                    LOG,
                    LOG1P,
                    LOG10,
                    SIN,
                    COS,
                    TAN,
                    ASIN,
                    ACOS,
                    ATAN,
                    SINH,
                    COSH,
                    TANH,
                    CBRT -> {
                code.getstatic(OPERATORS, op.name(), UNARY);
                code.invokevirtual(vector, "lanewise", MethodTypeDesc.of(vector, UNARY));
            }
            case SIGN, FLOOR, CEIL, ROUND, RSQRT, ERF, NORMAL_CDF, SIGMOID, SOFTPLUS ->
                    throw new AssertionError("not lowered: " + op);
            default -> LaneFunction.write(code, this, op);
        }
    }

    /** Whether a step is a call of the vector library. */
    static boolean isCall(Step step) {
        return switch (step) {
            case Step.Unary(UnaryOp op, int _) ->
                    switch (op) {
                        case NEG, ABS, SQRT, NORMAL_CDF -> false;
                        case SIGN, FLOOR, CEIL, ROUND, RSQRT, ERF, SIGMOID, SOFTPLUS ->
                                throw new AssertionError("not lowered: " + op);
                        default -> true;
                    };
            case Step.Binary _ -> step.isFunction();
            case Step.Arg _, Step.Scalar _, Step.Constant _, Step.Select _ -> false;
        };
    }

    /** vector, vector -> vector. */
    void binary(CodeBuilder code, BinaryOp op) {
        switch (op) {
            case ADD, SUB, MUL, DIV, MIN, MAX, POW -> {
                String name = op.name().toLowerCase(Locale.ROOT);
                code.invokevirtual(vector, name, MethodTypeDesc.of(vector, ANY));
            }
            default -> LaneFunction.write(code, this, op);
        }
    }

    /** vector a, b, c -> a * b + c, rounded once. */
    void fma(CodeBuilder code) {
        code.invokevirtual(vector, "fma", MethodTypeDesc.of(vector, ANY, ANY));
    }

    /** vector, vector -> mask. */
    void compare(CodeBuilder code, BinaryOp op) {
        code.getstatic(OPERATORS, op.name(), COMPARISON);
        // The operator goes before the second vector.
        code.swap();
        code.invokevirtual(vector, "compare", MethodTypeDesc.of(MASK, COMPARISON, ANY));
    }

    /** vector no, vector yes, mask -> vector. */
    void blend(CodeBuilder code) {
        code.invokevirtual(vector, "blend", MethodTypeDesc.of(vector, ANY, MASK));
    }

    /** vector -> vector of integers with the same bits. */
    void toBits(CodeBuilder code) {
        String reinterpret = this == FLOAT ? "reinterpretAsInts" : "reinterpretAsLongs";
        code.invokevirtual(vector, reinterpret, MethodTypeDesc.of(bits));
    }

    /** vector of integers -> the same shifted. */
    void shift(CodeBuilder code, String operator, int distance) {
        code.getstatic(OPERATORS, operator, BINARY);
        word(code, distance);
        code.invokevirtual(bits, "lanewise", MethodTypeDesc.of(bits, BINARY, word));
    }

    /** -> integer of the same size as an element. */
    void word(CodeBuilder code, long value) {
        if (this == FLOAT) {
            code.loadConstant((int) value);
        } else {
            code.loadConstant(value);
        }
    }
}
