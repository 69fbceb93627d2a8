package dev.gatun.kernel.loop.spec;

import dev.gatun.shape.DType;
import java.util.List;

/**
 * The access pattern of a kernel's operands; each pattern has a loop of its own.
 *
 * @param type the type that is computed in, and of every operand that is of no other
 * @param splats a set of bits; bit k is set if input k has one element for each row
 * @param booleans a set of bits; bit k is set if operand k is of {@link DType#BOOL}, which is read
 *     as 1 or 0, and written as 1 where a value is not 0
 * @param types of each operand the type in memory, where some are converted as they are read and
 *     written; empty where none is
 * @param isRow whether there is only one row, of dense operands, and nothing is reduced
 */
public record AccessPattern(
        DType type, long splats, long booleans, List<DType> types, boolean isRow) {
    /**
     * Written out, like {@link #hashCode}: those of a record take a fresh process ten milliseconds
     * to link, and a loop with booleans is looked up by its pattern.
     */
    @Override
    public boolean equals(Object other) {
        return other instanceof AccessPattern that
                && type == that.type
                && splats == that.splats
                && booleans == that.booleans
                && isRow == that.isRow
                && types.equals(that.types);
    }

    @Override
    public int hashCode() {
        int hash = 31 * type.hashCode() + Long.hashCode(splats);
        hash = 31 * hash + Long.hashCode(booleans);
        return 31 * hash + types.hashCode() + (isRow ? 1 : 0);
    }

    /** The pattern of a single row of dense operands. */
    public static AccessPattern row(DType type, long booleans) {
        return new AccessPattern(type, 0, booleans, List.of(), true);
    }

    /** The pattern of any number of rows. */
    public static AccessPattern rows(DType type, long splats, long booleans) {
        return new AccessPattern(type, splats, booleans, List.of(), false);
    }

    /** This pattern for any number of rows. */
    public AccessPattern withRows(long splats) {
        return new AccessPattern(type, splats, booleans, types, false);
    }

    /** Whether some operands are converted. */
    public boolean converts() {
        return !types.isEmpty();
    }

    /** Whether an operand is boolean. */
    public boolean isBoolean(int operand) {
        return (booleans & (1L << operand)) != 0;
    }

    /** The type of an operand in memory. */
    public DType type(int operand) {
        return isBoolean(operand) ? DType.BOOL : types.isEmpty() ? type : types.get(operand);
    }

    /** The size of an element of an operand. */
    public int bytes(int operand) {
        return type(operand).bytes();
    }
}
