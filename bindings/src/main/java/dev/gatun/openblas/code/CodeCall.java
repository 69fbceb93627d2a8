package dev.gatun.openblas.code;

import java.lang.invoke.MethodHandle;

/**
 * Calls of installed code. There is one method handle for all functions: it calls an instruction
 * that jumps to the address in the second argument. So a new function needs no linking, and a call
 * of it takes less than ten nanoseconds from its first on.
 */
public final class CodeCall {
    private static final class Critical {
        static final MethodHandle JUMP = SystemCalls.critical(CodeMemory.state().jumpAddress());

        private Critical() {}
    }

    private static final class Ordinary {
        static final MethodHandle JUMP = SystemCalls.ordinary(CodeMemory.state().jumpAddress());

        private Ordinary() {}
    }

    private CodeCall() {}

    /**
     * Runs a function for at most 100 microseconds: a safepoint, for which the garbage collector
     * and others stop all threads, waits until it returns.
     *
     * @param block the address of the function's arguments
     * @param code what {@link CodeMemory#install} returned
     */
    public static void run(long block, long code) {
        assert code != CodeMemory.NONE;
        try {
            long _ = (long) Critical.JUMP.invokeExact(block, code, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Runs a function as {@link #run} does, for any time: safepoints do not wait for it. */
    public static void runLong(long block, long code) {
        assert code != CodeMemory.NONE;
        try {
            long _ = (long) Ordinary.JUMP.invokeExact(block, code, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Runs a function before the result of the probe is known. */
    static void run(MethodHandle jump, long block, long code) {
        try {
            long _ = (long) jump.invokeExact(block, code, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** The exception to throw if the call of a handle throws. */
    static RuntimeException unexpected(Throwable thrown) {
        return switch (thrown) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> throw new AssertionError("machine code throws nothing", thrown);
        };
    }
}
