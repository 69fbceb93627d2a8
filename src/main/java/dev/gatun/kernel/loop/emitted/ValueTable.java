package dev.gatun.kernel.loop.emitted;

import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.shape.DType;
import java.util.Arrays;

/**
 * The values of a loop by number, each a {@linkplain Primitive step} on values before it. Equal
 * steps are one value, and steps on constants are constants, where the numbers of the table's lanes
 * give the same bits as the machine.
 *
 * <p>Numbers are kept in arrays: records as keys cost a fresh process milliseconds.
 */
final class ValueTable {
    /** Where a step has no such operand. */
    static final int NONE = -1;

    /**
     * In the number of what reads an operand at an index: the bits from which on the operand of the
     * index and the scalar to ignore stand; the operand that is read is the first.
     */
    static final int INDEX_OPERAND = 8;

    static final int INDEX_IGNORED = 16;

    /** Levels: computed once for each call, */
    static final int CALL = 0;

    /** once for each row, */
    static final int ROW = 1;

    /** or for each element. */
    static final int PER_ELEMENT = 2;

    private final DType lane;
    private final InstructionSet instructions;
    private int size;
    private Primitive[] primitives = new Primitive[64];
    private int[] operands = new int[3 * 64];
    private long[] numbers = new long[64];
    private byte[] levels = new byte[64];

    /** By hash: one more than a value's number, or 0. */
    private int[] slots = new int[256];

    private int[] limits = new int[0];
    private boolean selectsRarely;

    /** By the number of {@link Primitive#ENTRIES}. */
    private long[][] entries = {};

    /**
     * An empty table.
     *
     * @param lane the type of all lanes: {@code F32}, {@code F64}, {@code I32} or {@code I64}
     */
    ValueTable(DType lane, InstructionSet instructions) {
        assert lane.bytes() >= Integer.BYTES : lane;
        this.lane = lane;
        this.instructions = instructions;
    }

    /** The same values; what is added to one table is not in the other. */
    private ValueTable(ValueTable from) {
        lane = from.lane;
        instructions = from.instructions;
        size = from.size;
        primitives = from.primitives.clone();
        operands = from.operands.clone();
        numbers = from.numbers.clone();
        levels = from.levels.clone();
        slots = from.slots;
        limits = from.limits;
        selectsRarely = from.selectsRarely;
        entries = from.entries;
    }

    /** A table with the same values, to which {@linkplain #repeat copies} of them are added. */
    ValueTable forCopies() {
        return new ValueTable(this);
    }

    /** Adds a step once more, on other operands; nothing else may be added to this table. */
    int repeat(int value, int a, int b, int c) {
        if (size == primitives.length) {
            primitives = Arrays.copyOf(primitives, 2 * size);
            operands = Arrays.copyOf(operands, 3 * 2 * size);
            numbers = Arrays.copyOf(numbers, 2 * size);
            levels = Arrays.copyOf(levels, 2 * size);
        }
        primitives[size] = primitives[value];
        operands[3 * size] = a;
        operands[3 * size + 1] = b;
        operands[3 * size + 2] = c;
        numbers[size] = numbers[value];
        levels[size] = levels[value];
        return size++;
    }

    /** The type of all lanes. */
    DType lane() {
        return lane;
    }

    /** The instructions that the steps are for. */
    InstructionSet instructions() {
        return instructions;
    }

    /** The number of values. */
    int size() {
        return size;
    }

    /** What a value is computed by. */
    Primitive primitive(int value) {
        return primitives[value];
    }

    /** Operand k of a value: a number less than the value's own. */
    int operand(int value, int k) {
        return operands[3 * value + k];
    }

    /** The number of a value's step: an index, a count, a mode, or bits (a float's as an int). */
    long number(int value) {
        return numbers[value];
    }

    /** {@link #CALL}, {@link #ROW} or {@link #PER_ELEMENT}. */
    int level(int value) {
        return levels[value];
    }

    /** Whether a value is a mask, which is an operand of steps on masks and of selections only. */
    boolean isMask(int value) {
        return primitives[value].isMask();
    }

    /** Whether a value is a constant, the same in all lanes. */
    boolean isConstant(int value) {
        return primitives[value] == Primitive.CONSTANT;
    }

    /** Whether a value stands behind the code: a constant, or entries of a table. */
    boolean isInPool(int value) {
        Primitive step = primitives[value];
        return step == Primitive.CONSTANT || step == Primitive.ENTRIES;
    }

    /** A leaf but a constant: an operand's element, a value of the row, or a scalar. */
    int leaf(Primitive leaf, int index) {
        assert leaf.isLeaf() && leaf != Primitive.CONSTANT && leaf != Primitive.ENTRIES : leaf;
        return intern(leaf, NONE, NONE, NONE, index);
    }

    /** Constants of 16 lanes: half of a table, in which a step looks up. */
    int entries(long... bits) {
        assert bits.length * lane.bytes() == instructions.bytes() : bits.length;
        int number = 0;
        while (number < entries.length && !Arrays.equals(entries[number], bits)) {
            number++;
        }
        if (number == entries.length) {
            entries = Arrays.copyOf(entries, number + 1);
            entries[number] = bits.clone();
        }
        return intern(Primitive.ENTRIES, NONE, NONE, NONE, number);
    }

    /** The bits of {@link Primitive#ENTRIES}, in the order of the lanes. */
    long[] entries(int value) {
        assert primitives[value] == Primitive.ENTRIES : value;
        return entries[(int) numbers[value]];
    }

    /** What a step finds in two halves of a table. */
    long lookedUp(long index, int low, int high) {
        long[] first = entries(low);
        int at = (int) index & (2 * first.length - 1);
        return at < first.length ? first[at] : entries(high)[at - first.length];
    }

    /** A constant of these bits, of which those of a lane's width count. */
    int bits(long bits) {
        long inLane = lane.bytes() == Integer.BYTES ? (int) bits : bits;
        return intern(Primitive.CONSTANT, NONE, NONE, NONE, inLane);
    }

    /** A constant, rounded to the type of the lanes. */
    int constant(double value) {
        return switch (lane) {
            case F32 -> bits(Float.floatToRawIntBits((float) value));
            case F64 -> bits(Double.doubleToRawLongBits(value));
            default -> bits((long) value);
        };
    }

    /** A step on one value. */
    int step(Primitive step, int a) {
        return step(step, 0, a, NONE, NONE);
    }

    /** A step on two values. */
    int step(Primitive step, int a, int b) {
        return step(step, 0, a, b, NONE);
    }

    /** A step on three values. */
    int step(Primitive step, int a, int b, int c) {
        return step(step, 0, a, b, c);
    }

    /** A step with a number, such as a count of bits or a comparison. */
    int step(Primitive step, long number, int a, int b, int c) {
        assert areOperands(step, a, b, c) : step;
        if (step == Primitive.LOOK_UP && isConstant(a)) {
            return bits(lookedUp(numbers[a], b, c));
        }
        boolean isConstant =
                isConstantOrNone(a)
                        && isConstantOrNone(b)
                        && isConstantOrNone(c)
                        && !step.isMask()
                        && step != Primitive.SELECT;
        if (isConstant) {
            return bits(
                    LaneArithmetic.apply(
                            step, lane, number, numberOrZero(a), numberOrZero(b), numberOrZero(c)));
        }
        if ((step == Primitive.SELECT || step == Primitive.SELECT_RARELY) && b == c) {
            return b;
        }
        if (step == Primitive.MASK_NOT && primitives[a] == Primitive.MASK_NOT) {
            return operand(a, 0);
        }
        selectsRarely |= step == Primitive.SELECT_RARELY;
        boolean swap = step.isCommutative() && a > b;
        return intern(step, swap ? b : a, swap ? a : b, c, number);
    }

    /**
     * Says that the values of a table hold only where a mask does not: where it holds for an
     * element, the element is computed anew by another loop. So does an angle that is too large for
     * the reduction of sin.
     */
    void limit(int mask) {
        assert isMask(mask);
        for (int known : limits) {
            if (known == mask) {
                return;
            }
        }
        limits = Arrays.copyOf(limits, limits.length + 1);
        limits[limits.length - 1] = mask;
    }

    /** The masks that {@link #limit} was told. */
    int[] limits() {
        return limits.clone();
    }

    /** Whether there are rare selections. */
    boolean selectsRarely() {
        return selectsRarely;
    }

    private boolean areOperands(Primitive step, int a, int b, int c) {
        int count = step.operands();
        int[] all = {a, b, c};
        for (int k = 0; k < 3; k++) {
            boolean isMask = k < count && all[k] >= 0 && isMask(all[k]);
            if (all[k] >= 0 != k < count || all[k] >= size || isMask != step.takesMask(k)) {
                return false;
            }
        }
        return count > 0;
    }

    private boolean isConstantOrNone(int value) {
        return value == NONE || isConstant(value);
    }

    private long numberOrZero(int value) {
        return value == NONE ? 0 : numbers[value];
    }

    private int intern(Primitive step, int a, int b, int c, long number) {
        int hash = ((step.hashCode() * 31 + a) * 31 + b) * 31 + c;
        hash = (hash * 31 + Long.hashCode(number)) * 0x9e3779b1;
        int at = hash >>> 16;
        for (; ; at++) {
            at &= slots.length - 1;
            int value = slots[at] - 1;
            if (value < 0) {
                break;
            }
            if (primitives[value] == step
                    && operands[3 * value] == a
                    && operands[3 * value + 1] == b
                    && operands[3 * value + 2] == c
                    && numbers[value] == number) {
                return value;
            }
        }
        if (size == primitives.length) {
            grow();
            return intern(step, a, b, c, number);
        }
        primitives[size] = step;
        operands[3 * size] = a;
        operands[3 * size + 1] = b;
        operands[3 * size + 2] = c;
        numbers[size] = number;
        levels[size] = (byte) levelOf(step, a, b, c);
        slots[at] = ++size;
        return size - 1;
    }

    private int levelOf(Primitive step, int a, int b, int c) {
        return switch (step) {
            case CONSTANT, ENTRIES, SCALAR -> CALL;
            case ROW_ELEMENT, ROW_VALUE, ROW_MASK, ROW_INDEXED, ROW_IGNORED -> ROW;
            case ELEMENT, ELEMENT_MASK -> PER_ELEMENT;
            default -> Math.max(levelOrCall(a), Math.max(levelOrCall(b), levelOrCall(c)));
        };
    }

    private int levelOrCall(int value) {
        return value == NONE ? CALL : levels[value];
    }

    private void grow() {
        int length = 2 * primitives.length;
        primitives = Arrays.copyOf(primitives, length);
        operands = Arrays.copyOf(operands, 3 * length);
        numbers = Arrays.copyOf(numbers, length);
        levels = Arrays.copyOf(levels, length);
        slots = new int[4 * length];
        int count = size;
        size = 0;
        for (int v = 0; v < count; v++) { // into the new slots, each at its number
            intern(
                    primitives[v],
                    operands[3 * v],
                    operands[3 * v + 1],
                    operands[3 * v + 2],
                    numbers[v]);
        }
    }

    /** The steps as text, a line each: {@code v7 = FMA v3 v5 v6}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int v = 0; v < size; v++) {
            text.append('v').append(v).append(" = ").append(primitives[v]);
            for (int k = 0; k < primitives[v].operands(); k++) {
                text.append(" v").append(operand(v, k));
            }
            if (isConstant(v)) {
                text.append(' ').append(text(numbers[v]));
            } else if (numbers[v] != 0 || primitives[v].isLeaf()) {
                text.append(" #").append(numbers[v]);
            }
            text.append('\n');
        }
        return text.toString();
    }

    private String text(long bits) {
        return switch (lane) {
            case F32 -> String.valueOf(Float.intBitsToFloat((int) bits));
            case F64 -> String.valueOf(Double.longBitsToDouble(bits));
            default -> String.valueOf(bits);
        };
    }
}
