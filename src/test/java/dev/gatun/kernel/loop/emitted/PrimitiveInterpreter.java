package dev.gatun.kernel.loop.emitted;

/** Computes the values of a table one lane after the other, as machine code computes them. */
final class PrimitiveInterpreter {
    private final ValueTable table;
    private final long[] bits;

    PrimitiveInterpreter(ValueTable table) {
        this.table = table;
        bits = new long[table.size()];
        for (int v = 0; v < bits.length; v++) {
            if (table.isConstant(v)) {
                bits[v] = table.number(v);
            }
        }
    }

    /**
     * Computes all values.
     *
     * @param operands the bits of each operand's element, or 1 or 0 of masks; those of scalars and
     *     of values of the row by the same numbers
     */
    void run(long... operands) {
        for (int v = 0; v < bits.length; v++) {
            Primitive step = table.primitive(v);
            if (table.isInPool(v)) {
                continue;
            }
            if (step == Primitive.LOOK_UP) {
                long index = bits[table.operand(v, 0)];
                bits[v] = table.lookedUp(index, table.operand(v, 1), table.operand(v, 2));
                continue;
            }
            int count = step.operands();
            bits[v] =
                    count == 0
                            ? operands[(int) table.number(v)]
                            : LaneArithmetic.apply(
                                    step,
                                    table.lane(),
                                    table.number(v),
                                    bits[table.operand(v, 0)],
                                    count > 1 ? bits[table.operand(v, 1)] : 0,
                                    count > 2 ? bits[table.operand(v, 2)] : 0);
        }
    }

    /** The bits of a value, or 1 or 0 of a mask. */
    long bits(int value) {
        return bits[value];
    }

    /** Whether the element is left to another loop. */
    boolean isBeyondLimits() {
        for (int mask : table.limits()) {
            if (bits[mask] != 0) {
                return true;
            }
        }
        return false;
    }
}
