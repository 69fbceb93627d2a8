package dev.gatun.kernel.loop.emitted;

import static dev.gatun.kernel.loop.emitted.x86.GeneralRegister.RDI;

import dev.gatun.kernel.loop.emitted.x86.Address;
import dev.gatun.kernel.loop.emitted.x86.Assembler;
import org.jspecify.annotations.Nullable;

/**
 * Where the numbers of a call stand in the block whose address the code is given: the number of
 * rows, the elements of a row, the rows of a group, of each operand its address and the bytes from
 * a row to the next, the scalars, room for values of each row of a group, and room for values that
 * have no register.
 */
final class BlockLayout {
    static final int ROWS = 0;
    static final int ELEMENTS = 8;

    /** The rows that a pass runs over before the next pass does, at most {@link #MOST_IN_GROUP}. */
    static final int GROUP = 16;

    /** How many of them are left. */
    static final int LEFT = 24;

    /** The most rows of a group. */
    static final int MOST_IN_GROUP = 4;

    /** The elements of a group of rows, at most, where rows are short enough for that. */
    static final int ELEMENTS_OF_GROUP = 3072;

    private static final int OPERANDS = 32;
    private static final int PER_OPERAND = 16;

    /** Room for each scalar, as a number of the loop and as a long. */
    private static final int SCALAR = 16;

    /** Room for each value: a whole vector. */
    static final int ROOM = 64;

    private final int scalars;
    private final int scalarCount;
    private final int ofRows;
    private int perRow;
    private int count;

    BlockLayout(int operands, int scalars) {
        this.scalars = OPERANDS + PER_OPERAND * operands;
        this.scalarCount = scalars;
        int end = this.scalars + SCALAR * scalars;
        this.ofRows = (end + ROOM - 1) & -ROOM;
    }

    /** A block of another kind, in which values that have no register stand from a byte on. */
    BlockLayout(int from) {
        this.scalars = from;
        this.scalarCount = 0;
        this.ofRows = (from + ROOM - 1) & -ROOM;
    }

    /** The rows of a group: few enough to stay in the cache. */
    static int rowsInGroup(int n) {
        return Math.clamp(ELEMENTS_OF_GROUP / n, 1, MOST_IN_GROUP);
    }

    /** The address of operand k. */
    static int operand(int k) {
        return OPERANDS + PER_OPERAND * k;
    }

    /** The bytes from a row of operand k to the next. */
    static int step(int k) {
        return operand(k) + Long.BYTES;
    }

    /** The bytes that a caller writes. */
    int argumentBytes() {
        return scalars + SCALAR * scalarCount;
    }

    /** The number of scalars. */
    int scalars() {
        return scalarCount;
    }

    /** Scalar k. */
    int scalar(int k) {
        return scalars + SCALAR * k;
    }

    /**
     * Has room for so many values of each row of a group. Called once, before room for others is
     * asked for.
     */
    void reserveOfRows(int values) {
        assert count == 0 && perRow == 0;
        perRow = values;
    }

    /** The place of the values of the first row of a group. */
    Address ofRows() {
        return Address.of(RDI, ofRows);
    }

    /** The bytes from the values of a row of a group to those of the next. */
    int bytesOfRow() {
        return ROOM * perRow;
    }

    /** The place of a value of a row, where a register has the address of the row's values. */
    static Address ofRow(int register, int number) {
        return Address.of(register, ROOM * number);
    }

    /** Scalar k as a long, rounded toward 0. */
    int whole(int k) {
        return scalar(k) + Long.BYTES;
    }

    /** Room for one more value; its number. */
    int reserve() {
        return count++;
    }

    /** The place of a value in the block. */
    Address room(int number) {
        return Address.of(RDI, ofRows + MOST_IN_GROUP * bytesOfRow() + ROOM * number);
    }

    /** The size of the block. */
    int bytes() {
        return ofRows + MOST_IN_GROUP * bytesOfRow() + ROOM * count;
    }

    /**
     * Where constants and entries of a table stand behind the code, each put there when first used.
     */
    static final class Constants {
        private final Assembler code;
        private final ValueTable table;

        /** By value; null until it is asked for. */
        private final @Nullable Address[] places;

        Constants(Assembler code, ValueTable table) {
            this.code = code;
            this.table = table;
            this.places = new Address[table.size()];
        }

        /** The address of a value, as the last operand of an instruction. */
        Address of(int value) {
            Address known = places[value];
            if (known == null) {
                known = placed(value);
                places[value] = known;
            }
            return known;
        }

        private Address placed(int value) {
            int bytes = table.lane().bytes();
            if (!table.isConstant(value)) {
                return code.constant(table.entries(value), bytes);
            }
            Address at = code.constant(table.number(value), bytes, !code.isWide());
            return code.isWide() ? at.broadcast() : at;
        }
    }
}
