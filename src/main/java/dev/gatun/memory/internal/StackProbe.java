package dev.gatun.memory.internal;

/**
 * Makes sure that the stack has room before state is changed that must be restored later.
 *
 * <p>The code in between may overflow the stack at any depth. The code that restores the state runs
 * in the frame that called this method, or in a caller's, and so has the room that was found here.
 * It may run interpreted where the rest ran compiled, in frames three times as large.
 */
public final class StackProbe {
    private static final int FEW = 16;

    /** Some 4 KiB of compiled frames, several times as much of interpreted ones. */
    private static final int MANY = 64;

    /** Some 40 KiB of compiled frames. */
    private static final int CLASSES = 512;

    private StackProbe() {}

    /**
     * Returns if there is room for a few small frames. Called for every scope and every use of a
     * shared scope; takes a few nanoseconds.
     *
     * @throws StackOverflowError if there is not
     */
    static void forFewCalls() {
        descend(FEW);
    }

    /**
     * Returns if there is room for some kilobytes of frames.
     *
     * @throws StackOverflowError if there is not
     */
    public static void forManyCalls() {
        descend(MANY, 0, 0, 0, 0);
    }

    /**
     * Returns if there is room to load and initialize classes, before code whose first use does: a
     * class whose initializer overflows the stack is unusable for good.
     *
     * @throws StackOverflowError if there is not
     */
    public static void forClasses() {
        descend(CLASSES, 0, 0, 0, 0);
    }

    private static int descend(int calls) {
        return calls == 0 ? 0 : 1 + descend(calls - 1);
    }

    /** Several arguments that are used after the call make the frame larger. */
    private static long descend(int calls, long a, long b, long c, long d) {
        return calls == 0 ? a : descend(calls - 1, a + d, b + 1, c + a, d + b) + a + b + c + d;
    }
}
