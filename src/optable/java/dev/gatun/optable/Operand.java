package dev.gatun.optable;

/**
 * One operand of an operation.
 *
 * @param role what it is there for
 * @param domain the values it is tested with; what an index may be depends on the call
 */
public record Operand(Role role, Domain domain) {
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
    static final Operand MASK = new Operand(Role.MASK, Domain.MASK);

    /** Positions within what is picked from. */
    static final Operand INDEX = new Operand(Role.INDEX, Domain.whole(0, 0));

    /** Numbers of the call's element type. */
    static Operand of(Domain domain) {
        return new Operand(Role.NUMBERS, domain);
    }
}
