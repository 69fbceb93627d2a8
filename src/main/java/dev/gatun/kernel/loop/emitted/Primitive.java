package dev.gatun.kernel.loop.emitted;

/**
 * The steps that a loop is made of: each is one instruction of AVX-512, and one or few of AVX2, on
 * all lanes of a vector. Lanes are of one type in a table, {@code F32}, {@code F64}, {@code I32} or
 * {@code I64}; the steps on bits and integers see floating-point lanes as integers of the same
 * width. What the number of a step means is said with each; others have 0.
 */
enum Primitive {
    /** The element of operand {@code number}. */
    ELEMENT(0),
    /** The element that operand {@code number} has for the whole row. */
    ROW_ELEMENT(0),
    /** A value of the row that an earlier pass reduced, by its {@code number}. */
    ROW_VALUE(0),
    /**
     * The element of an operand's row at the index that another has for the row; the first where
     * the index is a scalar, rounded toward 0. Where the number has which, {@link ValueTable} says.
     */
    ROW_INDEXED(0),
    /** All bits where that index is the scalar, else none. */
    ROW_IGNORED(0),
    /** Scalar {@code number} of the call, in the type of the lanes. */
    SCALAR(0),
    /** The bits in {@code number}, of the width of a lane. */
    CONSTANT(0),
    /** Constants of 16 lanes, of which {@code number} says which: operands of look-ups alone. */
    ENTRIES(0),
    /** A mask: where the element of the boolean operand {@code number} is not 0. */
    ELEMENT_MASK(0, true),
    /** A mask: whether the element of a row of the boolean operand {@code number} is not 0. */
    ROW_MASK(0, true),

    /** {@code a + b}. */
    ADD(2),
    /** {@code a - b}. */
    SUB(2),
    /** {@code a * b}. */
    MUL(2),
    /** {@code a / b}. */
    DIV(2),
    /** {@code a < b ? a : b}: b if either is NaN or both are zeros. */
    MIN(2),
    /** {@code a > b ? a : b}: b if either is NaN or both are zeros. */
    MAX(2),
    /** The square root. */
    SQRT(1),
    /** {@code a * b + c}, rounded once. */
    FMA(3),
    /** {@code a * b - c}, rounded once. */
    FMS(3),
    /** {@code c - a * b}, rounded once. */
    FNMA(3),
    /** To an integer by the mode {@code number}: {@link #NEAREST}, FLOOR, CEIL or TRUNCATE. */
    ROUND(1),
    /** {@code a * 2^b} of an integral b, rounded once: AVX-512 only. */
    SCALE(2),
    /**
     * The exponent of a as a number, that of denormal numbers too; -infinity of 0: AVX-512 only.
     */
    EXPONENT(1),
    /**
     * The significand of a in [3/4, 3/2), a's sign kept out; NaN of negative numbers, 1 of zeros
     * and of infinity: AVX-512 only.
     */
    SIGNIFICAND(1),

    /** The bits of both. */
    AND(2),
    /** The bits of either. */
    OR(2),
    /** The bits of one of two. */
    XOR(2),
    /** The bits of b that a has not. */
    ANDNOT(2),
    /** Where a has a bit that of b, elsewhere that of c: AVX-512 only. */
    MERGE(3),

    /** {@code a + b} of integers, which wraps. */
    INT_ADD(2),
    /** {@code a - b} of integers, which wraps. */
    INT_SUB(2),
    /** {@code a * b} of integers, which wraps: of 64 bits AVX-512 only. */
    INT_MUL(2),
    /** The product of the lower halves of 64-bit integers, as unsigned ones. */
    INT_MUL_HALVES(2),
    /** The smaller integer: of 64 bits AVX-512 only. */
    INT_MIN(2),
    /** The larger integer: of 64 bits AVX-512 only. */
    INT_MAX(2),
    /** Shifted to the left by {@code number}. */
    SHIFT_LEFT(1),
    /** Shifted to the right by {@code number}, filled with zeros. */
    SHIFT_RIGHT(1),
    /** Shifted to the right by {@code number}, filled with the sign: of 64 bits AVX-512 only. */
    SHIFT_RIGHT_SIGNED(1),
    /** Shifted to the left by b of each lane, 0 from the width on (b as unsigned). */
    SHIFT_LEFT_BY(2),
    /**
     * Shifted to the right by b of each lane, filled with the sign, and by the width less 1 at most
     * (b as unsigned): of 64 bits AVX-512 only.
     */
    SHIFT_RIGHT_SIGNED_BY(2),
    /** Shifted to the right by b of each lane, 0 from the width on (b as unsigned). */
    SHIFT_RIGHT_BY(2),
    /** An integer as a floating-point number: of 64 bits AVX-512 only. */
    INT_TO_FLOAT(1),
    /** The nearest integer, halves to the even one: of 64 bits AVX-512 only. */
    FLOAT_TO_INT(1),

    /**
     * Of the 32 entries in b and c the one at the index that the low 5 bits of a are: AVX-512 and
     * lanes of 32 bits only.
     */
    LOOK_UP(3),

    /**
     * A mask: whether the comparison {@code number} holds; the numbers are those of vcmpps. The
     * negated ones hold where a number is NaN.
     */
    COMPARE(2, true),
    /** A mask: {@code a == b} of integers. */
    INT_EQUAL(2, true),
    /** A mask: {@code a < b} of integers. */
    INT_LESS(2, true),

    /** Both masks. */
    MASK_AND(2, true),
    /** Either mask. */
    MASK_OR(2, true),
    /** One mask of two. */
    MASK_XOR(2, true),
    /** Mask b where mask a does not hold. */
    MASK_ANDNOT(2, true),
    /** Not the mask. */
    MASK_NOT(1, true),
    /** b where the mask a holds, elsewhere c. */
    SELECT(3),
    /**
     * Likewise of a mask that seldom holds: where it does for no element of a vector, a loop may
     * leave b out.
     */
    SELECT_RARELY(3),
    /**
     * {@code b * 2^c} where the mask a holds, as {@link #SCALE}, elsewhere 0, which no processor
     * takes longer for: AVX-512 only.
     */
    SCALE_OR_ZERO(3);

    /** Modes of {@link #ROUND}: halves to the even integer. */
    static final int NEAREST = 8;

    /** The integer at or below. */
    static final int FLOOR = 9;

    /** The integer at or above. */
    static final int CEIL = 10;

    /** The integer at or nearer to 0. */
    static final int TRUNCATE = 11;

    /** Comparisons: {@code a == b}. */
    static final int EQUAL = 0;

    /** {@code a < b}. */
    static final int LESS = 1;

    /** {@code a <= b}. */
    static final int LESS_EQUAL = 2;

    /** Either is NaN. */
    static final int UNORDERED = 3;

    /** {@code a != b}, or either is NaN. */
    static final int NOT_EQUAL = 4;

    /** Not {@code a < b}. */
    static final int NOT_LESS = 5;

    /** Not {@code a <= b}. */
    static final int NOT_LESS_EQUAL = 6;

    /** Neither is NaN. */
    static final int ORDERED = 7;

    private final int operands;
    private final boolean isMask;

    Primitive(int operands) {
        this(operands, false);
    }

    Primitive(int operands, boolean isMask) {
        this.operands = operands;
        this.isMask = isMask;
    }

    /** How many values it has as operands. */
    int operands() {
        return operands;
    }

    /** Whether its result is a mask and not a number. */
    boolean isMask() {
        return isMask;
    }

    /** Whether operand k is a mask. */
    boolean takesMask(int k) {
        return k < operands && (compareTo(SELECT) >= 0 ? k == 0 : compareTo(MASK_AND) >= 0);
    }

    /** Whether it has no operands. */
    boolean isLeaf() {
        return operands == 0;
    }

    /** Whether its first two operands may be exchanged, to the bit. */
    boolean isCommutative() {
        return switch (this) {
            case ADD, MUL, FMA, FMS, FNMA, AND, OR, XOR -> true;
            case INT_ADD, INT_MUL, INT_MUL_HALVES, INT_MIN, INT_MAX, INT_EQUAL -> true;
            case MASK_AND, MASK_OR, MASK_XOR -> true;
            default -> false;
        };
    }
}
