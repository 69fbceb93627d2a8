package dev.gatun.kernel.loop.emitted.x86;

/**
 * Operations of general registers that stand in one group of opcodes: with a register, memory or a
 * number.
 */
public enum GeneralOperation {
    ADD(0),
    OR(1),
    AND(4),
    SUB(5),
    XOR(6),
    CMP(7);

    /** Its place in the group. */
    final int place;

    GeneralOperation(int place) {
        this.place = place;
    }
}
