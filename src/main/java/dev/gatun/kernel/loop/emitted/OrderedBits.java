package dev.gatun.kernel.loop.emitted;

import dev.gatun.kernel.loop.emitted.x86.InstructionSet;
import dev.gatun.shape.DType;

/**
 * Floating-point numbers as integers of the same order, for extremes: every NaN is the largest, and
 * -0 is below +0. Bits of negative numbers are inverted but for the sign; what is below negative
 * infinity then are NaNs, and taking away as many as there are wraps them to the top. The order of
 * a minimum is that of the numbers with the other sign.
 */
final class OrderedBits {
    private final ValueTable table;
    private final boolean isFloat;
    private final boolean isMinimum;

    OrderedBits(ValueTable table, boolean isMinimum) {
        this.table = table;
        this.isFloat = table.lane() == DType.F32;
        this.isMinimum = isMinimum;
    }

    /** The least integer, which is that of the number no other is beyond. */
    long identity() {
        return isFloat ? Integer.MIN_VALUE : Long.MIN_VALUE;
    }

    /** The integer of a number. */
    int of(int number) {
        int signed = isMinimum ? withOtherSign(number) : number;
        return table.step(Primitive.INT_SUB, invertedIfNegative(signed), nans());
    }

    /** The number of an integer. */
    int number(int ordered) {
        int bits = invertedIfNegative(table.step(Primitive.INT_ADD, ordered, nans()));
        return isMinimum ? withOtherSign(bits) : bits;
    }

    private int withOtherSign(int number) {
        return table.step(Primitive.XOR, number, table.bits(identity()));
    }

    private int invertedIfNegative(int bits) {
        int sign;
        if (isFloat || table.instructions() == InstructionSet.AVX512) {
            int width = isFloat ? Integer.SIZE : Long.SIZE;
            sign =
                    table.step(
                            Primitive.SHIFT_RIGHT_SIGNED,
                            width - 1,
                            bits,
                            ValueTable.NONE,
                            ValueTable.NONE);
        } else {
            int isNegative = table.step(Primitive.INT_LESS, bits, table.bits(0));
            sign = table.step(Primitive.SELECT, isNegative, table.bits(-1), table.bits(0));
        }
        int others = table.step(Primitive.SHIFT_RIGHT, 1, sign, ValueTable.NONE, ValueTable.NONE);
        return table.step(Primitive.XOR, bits, others);
    }

    /** How many NaNs there are of one sign. */
    private int nans() {
        int bits = (isFloat ? Float.PRECISION : Double.PRECISION) - 1;
        return table.bits((1L << bits) - 1);
    }
}
