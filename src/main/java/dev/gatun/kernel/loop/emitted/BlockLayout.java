package dev.gatun.kernel.loop.emitted;

import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.RDI;

import dev.gatun.kernel.loop.emitted.x86.Address;

/**
 * Where the numbers of a call stand in the block whose address the code is given: the number of
 * rows, the elements of a row, of each operand its address and the bytes from a row to the next,
 * the scalars, and room for values that have no register.
 */
final class BlockLayout {
    static final int ROWS = 0;
    static final int ELEMENTS = 8;
    private static final int OPERANDS = 16;
    private static final int PER_OPERAND = 16;

    /** Room for each scalar, and for each value: a whole vector. */
    private static final int SCALAR = 8;

    static final int ROOM = 64;

    private final int scalars;
    private final int scalarCount;
    private final int rooms;
    private int count;

    BlockLayout(int operands, int scalars) {
        this.scalars = OPERANDS + PER_OPERAND * operands;
        this.scalarCount = scalars;
        int end = this.scalars + SCALAR * scalars;
        this.rooms = (end + ROOM - 1) & -ROOM;
    }

    /** The address of operand k. */
    static int operand(int k) {
        return OPERANDS + PER_OPERAND * k;
    }

    /** The bytes from a row of operand k to the next. */
    static int step(int k) {
        return operand(k) + Long.BYTES;
    }

    /** The number of scalars. */
    int scalars() {
        return scalarCount;
    }

    /** Scalar k. */
    int scalar(int k) {
        return scalars + SCALAR * k;
    }

    /** Room for one more value; its number. */
    int reserve() {
        return count++;
    }

    /** The place of a value in the block. */
    Address room(int number) {
        return Address.of(RDI, rooms + ROOM * number);
    }

    /** The size of the block. */
    int bytes() {
        return rooms + ROOM * count;
    }
}
