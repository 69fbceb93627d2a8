package dev.gatun.kernel.loop.emitted.x86;

/**
 * The address of an operand in memory: {@code base + index * scale + displacement}, or a constant
 * of the {@link ConstantPool}.
 *
 * @param base a general register; {@link #NONE} for a constant
 * @param index a general register, a vector register for gathers, or {@link #NONE}
 * @param scale 1, 2, 4 or 8
 * @param displacement in bytes; the number of the constant for a constant
 * @param isBroadcast whether one element is read and repeated (EVEX alone)
 */
public record Address(int base, int index, int scale, int displacement, boolean isBroadcast) {
    /** No register. */
    public static final int NONE = -1;

    /** {@code base + displacement}. */
    public static Address of(int base, int displacement) {
        return new Address(base, NONE, 1, displacement, false);
    }

    /** {@code base + index * scale + displacement}. */
    public static Address of(int base, int index, int scale, int displacement) {
        return new Address(base, index, scale, displacement, false);
    }

    /** A constant of the pool. */
    static Address constant(int number) {
        return new Address(NONE, NONE, 1, number, false);
    }

    /** One element, repeated. */
    public Address broadcast() {
        return new Address(base, index, scale, displacement, true);
    }

    boolean isConstant() {
        return base == NONE;
    }

    boolean hasIndex() {
        return index != NONE;
    }
}
