package dev.gatun.openblas;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * OpenBLAS on memory of the Java heap. A handle linked as critical may be given an array in place,
 * but the thread stays out of the reach of safepoints during the call: every other thread of the
 * process that needs one, the garbage collector first, waits for it. So these calls are for work of
 * a few microseconds, and their callers copy anything beyond the bounds below off the heap first.
 * Within the bounds OpenBLAS also stays on the calling thread, so that the wait does not become one
 * for threads that have yet to wake up.
 */
final class Critical {
    /** Of one gemm. */
    static final long MULTIPLY_ADDS = 1 << 18;

    /** Of the matrix of one gemv or ger. */
    static final long MATRIX_ELEMENTS = 1 << 13;

    /** Of the vectors of one level 1 routine. */
    static final long VECTOR_ELEMENTS = 1 << 13;

    private Critical() {}

    /** Links a function for operands on the heap. */
    static MethodHandle link(MemorySegment address, FunctionDescriptor descriptor) {
        return Linker.nativeLinker()
                .downcallHandle(address, descriptor, Linker.Option.critical(true));
    }

    /** What to throw where the call of a handle threw. */
    static RuntimeException unexpected(Throwable thrown) {
        return switch (thrown) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> throw new AssertionError("OpenBLAS throws nothing", thrown);
        };
    }
}
