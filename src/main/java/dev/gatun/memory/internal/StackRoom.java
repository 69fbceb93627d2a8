package dev.gatun.memory.internal;

/**
 * Room on the stack for the calls that give back what is about to be taken. They may run
 * interpreted where those that took it ran compiled, in frames a third as large: so whoever takes
 * something looks first whether a few more calls would still fit.
 */
final class StackRoom {
    private static final int CALLS = 16;

    private StackRoom() {}

    /**
     * Looks whether there is room.
     *
     * @throws StackOverflowError if not
     */
    static void require() {
        descend(CALLS);
    }

    private static int descend(int calls) {
        return calls == 0 ? 0 : 1 + descend(calls - 1);
    }
}
