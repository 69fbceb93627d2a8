package dev.gatun.kernel.loop.emitted.x86;

/** A loop that takes as many of what is left in a register as there are whole turns. */
public final class CountedLoop {
    private CountedLoop() {}

    /**
     * Writes the loop.
     *
     * @param register how many there are, and how many are left behind the loop, with flags of that
     * @param count how many a turn takes
     */
    public static void repeat(Assembler code, int register, int count, Runnable body) {
        Label next = new Label();
        Label end = new Label();
        code.immediate(GeneralOperation.SUB, register, count);
        code.jump(Condition.LESS, end);
        code.align();
        code.bind(next);
        body.run();
        code.immediate(GeneralOperation.SUB, register, count);
        code.jump(Condition.NOT_LESS, next);
        code.bind(end);
        code.immediate(GeneralOperation.ADD, register, count);
    }
}
