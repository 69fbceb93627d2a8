package dev.gatun.memory.internal;

/**
 * Makes sure that there is stack left before state is changed that must be changed back.
 *
 * <p>What runs in between may overflow the stack at any depth. What puts the state right again runs
 * in the frame that asked here, or above it, and so finds the room that was found here; it may run
 * interpreted where the rest ran compiled, in frames three times as large.
 */
public final class StackRoom {
    private static final int FEW = 16;

    /** Some 4 KiB of compiled frames, several times as much of interpreted ones. */
    private static final int MANY = 64;

    private StackRoom() {}

    /**
     * Returns if there is room for a few calls that do little: what every scope and every use of a
     * shared one asks, in a few nanoseconds.
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

    private static int descend(int calls) {
        return calls == 0 ? 0 : 1 + descend(calls - 1);
    }

    /** Several arguments that are in use after the call make a frame of some size. */
    private static long descend(int calls, long a, long b, long c, long d) {
        return calls == 0 ? a : descend(calls - 1, a + d, b + 1, c + a, d + b) + a + b + c + d;
    }
}
