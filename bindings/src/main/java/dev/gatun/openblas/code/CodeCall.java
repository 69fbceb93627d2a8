package dev.gatun.openblas.code;

import java.lang.invoke.MethodHandle;
import java.util.Objects;

/**
 * Calls of installed code. There is one method handle for all functions: it calls an instruction
 * that jumps to the address in the second argument. So a new function needs no linking, and a call
 * of it takes less than ten nanoseconds from its first on.
 */
public final class CodeCall {
    private static final class Critical {
        static final MethodHandle JUMP = SystemCalls.critical(start(StartCode.JUMP));

        private Critical() {}
    }

    private static final class Ordinary {
        static final MethodHandle JUMP = SystemCalls.ordinary(start(StartCode.JUMP));

        private Ordinary() {}
    }

    private static final class CriticalFlush {
        static final MethodHandle JUMP = SystemCalls.critical(start(StartCode.FLUSH));

        private CriticalFlush() {}
    }

    private static final class OrdinaryFlush {
        static final MethodHandle JUMP = SystemCalls.ordinary(start(StartCode.FLUSH));

        private OrdinaryFlush() {}
    }

    /** Read by every call; a thread that does not see a change yet computes as before it. */
    private static boolean isFlushed;

    private CodeCall() {}

    /**
     * Links the handles now: a class whose initializer overflows the stack is unusable for good,
     * and a first call may come at any depth.
     */
    public static void initialize() {
        if (CodeMemory.unavailable() == null) {
            Objects.requireNonNull(Critical.JUMP);
            Objects.requireNonNull(Ordinary.JUMP);
            CallBlocks.give(CallBlocks.take());
        }
    }

    private static long start(int offset) {
        return CodeMemory.state().start() + offset;
    }

    /**
     * Whether later calls, of all threads, take denormal numbers for zero, those they read as those
     * they compute. The mode of the calling thread is the same after each call as before it.
     */
    public static void flushDenormals(boolean flushed) {
        isFlushed = flushed;
    }

    /**
     * Runs a function for at most 100 microseconds: a safepoint, for which the garbage collector
     * and others stop all threads, waits until it returns.
     *
     * @param block the address of the function's arguments
     * @param code what {@link CodeMemory#install} returned
     */
    public static void run(long block, long code) {
        run(block, code, false);
    }

    /**
     * Likewise.
     *
     * @param flushes whether denormal numbers are zero in this call, whatever is set
     */
    public static void run(long block, long code, boolean flushes) {
        assert code != CodeMemory.NONE;
        try {
            if (flushes || isFlushed) {
                long _ = (long) CriticalFlush.JUMP.invokeExact(block, code, 0L, 0L, 0L, 0L);
            } else {
                long _ = (long) Critical.JUMP.invokeExact(block, code, 0L, 0L, 0L, 0L);
            }
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Runs a function as {@link #run} does, for any time: safepoints do not wait for it. */
    public static void runLong(long block, long code) {
        runLong(block, code, false);
    }

    /** Likewise, as {@link #run(long, long, boolean)}. */
    public static void runLong(long block, long code, boolean flushes) {
        assert code != CodeMemory.NONE;
        try {
            if (flushes || isFlushed) {
                long _ = (long) OrdinaryFlush.JUMP.invokeExact(block, code, 0L, 0L, 0L, 0L);
            } else {
                long _ = (long) Ordinary.JUMP.invokeExact(block, code, 0L, 0L, 0L, 0L);
            }
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
