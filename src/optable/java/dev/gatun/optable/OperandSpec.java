package dev.gatun.optable;

/**
 * One operand of an operation.
 *
 * @param role what it is there for
 * @param domain the values it is tested with; what an index may be depends on the call
 */
public record OperandSpec(Role role, Domain domain) {
    /** What an operand is there for. */
    public enum Role {
        /** Numbers of the call's element type; where they have fractions, with a gradient. */
        NUMBERS,
        /** What is chosen or masked by, without a gradient. */
        MASK,
        /** Positions or classes, of type I64, without a gradient. */
        INDEX
    }

    /** 0 and 1. */
    public static final OperandSpec MASK = new OperandSpec(Role.MASK, Domain.MASK);

    /** Positions within what is picked from. */
    public static final OperandSpec INDEX = new OperandSpec(Role.INDEX, Domain.whole(0, 0));

    /** Numbers of the call's element type. */
    public static OperandSpec of(Domain domain) {
        return new OperandSpec(Role.NUMBERS, domain);
    }
}
