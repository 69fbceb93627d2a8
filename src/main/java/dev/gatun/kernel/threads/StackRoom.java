package dev.gatun.kernel.threads;

/**
 * Makes sure that there is stack left before state is changed that must be changed back.
 *
 * <p>What runs in between may overflow the stack at any depth; what puts the state right again runs
 * in the frame that called {@link #require}, and so finds at least the room that was found here.
 */
public final class StackRoom {
    /** Some 4 KiB of compiled frames, several times as much of interpreted ones. */
    private static final int FRAMES = 64;

    private StackRoom() {}

    /**
     * Returns if there is room.
     *
     * @throws StackOverflowError if there is not
     */
    static void require() {
        descend(FRAMES, 0, 0, 0, 0);
    }

    /** Several arguments that are in use after the call make a frame of some size. */
    private static long descend(int frames, long a, long b, long c, long d) {
        return frames == 0 ? a : descend(frames - 1, a + d, b + 1, c + a, d + b) + a + b + c + d;
    }
}
